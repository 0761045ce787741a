"""How a finding looks and what it says: words, tables, pictures, files. Rounds, names and draws; computes nothing."""
