"""Waves such as quarters beside each other: limits, runs, charts, trends, respondents who answered twice."""
