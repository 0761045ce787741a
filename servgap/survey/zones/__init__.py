"""Zones of tolerance: what a tally holds of them, and how it is counted."""
