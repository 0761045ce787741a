"""Which column is what: the user's mapping, the usual names, and what tells the parts of an item apart."""
