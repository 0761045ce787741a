"""How much of an outcome each driver accounts for, and what is to be made of it."""
