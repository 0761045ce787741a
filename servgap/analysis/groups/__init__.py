"""How groups differ."""
