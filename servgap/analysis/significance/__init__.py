"""Whether the gaps are more than chance."""
