"""How many respondents a survey needs."""
