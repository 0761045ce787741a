"""What is measured of each respondent, what a tally holds of it, and how it is counted."""
