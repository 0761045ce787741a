"""Gaps of the same respondents: tests, effect sizes and evidence, from counts or moments."""
