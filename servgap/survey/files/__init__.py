"""Files of every kind: how they are written, whole or not at all, and what is looked at before one is read."""
