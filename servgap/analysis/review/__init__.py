"""The review of the standards themselves: what to mend, tighten, keep, relax or drop."""
