"""Whether promises were kept: what was delivered, held against the limits of standards."""
