"""Exports damaged in every way, and what is still known of their answers afterwards."""
