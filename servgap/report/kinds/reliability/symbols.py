"""The letters by which coefficients of reliability go in every language."""

ALPHA, OMEGA, DIFFERENCE = "α", "ω", "ρ"
