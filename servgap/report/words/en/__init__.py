"""English: headlines, notes and remarks, and the phrases they are made of."""
