"""How large the gaps are."""
