"""Shares of respondents."""
