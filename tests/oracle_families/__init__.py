"""What computes the numbers of the reference cases, one family a module."""
