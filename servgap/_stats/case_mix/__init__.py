"""Means of groups as they would be if all had the same kinds of respondents."""
