"""Whether answers were given with care."""
