"""How reliable a score is, of one part, of a difference, of a total, of a group's mean."""
