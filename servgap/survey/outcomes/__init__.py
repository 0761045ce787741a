"""Outcomes, such as satisfaction: what was answered, what a tally holds of it, and how it is counted."""
