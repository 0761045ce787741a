"""What changed between waves."""
