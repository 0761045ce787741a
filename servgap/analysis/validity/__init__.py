"""Whether the questionnaire measures what it claims to."""
