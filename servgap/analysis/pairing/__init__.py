"""Whether both parts may be subtracted."""
