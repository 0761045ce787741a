"""Several files or sheets read as one survey: one below another, or side by side by respondent."""
