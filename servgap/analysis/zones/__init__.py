"""Zones of tolerance: between what would do and what is wished for."""
