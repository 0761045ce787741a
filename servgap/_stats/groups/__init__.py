"""Groups of respondents compared."""
