"""What the correlations of a questionnaire's items say of its factors before any structure is assumed.

Sampling adequacy, the number of factors (parallel analysis, minimum average partial), extraction, rotation and the
hierarchical factor solution. Everything works on a covariance matrix and a number of respondents.
"""
