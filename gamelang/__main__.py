"""`python -m gamelang` is `gamelang`."""

from gamelang.cli.main import main

main()
