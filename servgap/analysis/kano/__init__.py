"""Kano: which category a feature falls into, and how sure that is."""
