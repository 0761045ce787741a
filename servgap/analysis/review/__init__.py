"""The review of the standards themselves: what to fix, tighten, keep, relax or drop."""
