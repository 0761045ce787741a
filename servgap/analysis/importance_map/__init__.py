"""Where standards lie on a map of importance and performance, and of which of them that is sure."""
