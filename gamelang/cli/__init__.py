"""The command line: one file a command, each a thin shell over `gamelang.game` and the stages."""
