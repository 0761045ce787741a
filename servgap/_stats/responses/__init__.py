"""Signs of careless answers."""
