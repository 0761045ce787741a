"""Which items and dimensions go with an outcome, and how much of its variance each accounts for."""
