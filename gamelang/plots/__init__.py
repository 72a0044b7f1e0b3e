"""Pictures of games and runs as matplotlib figures. Start reading at drawing.py."""
