"""`import gamelang.importer`: from then on `import` finds .game files and gives the Game."""

from gamelang.editor.importing import install

install()
