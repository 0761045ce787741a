"""How reliable the scores are."""
