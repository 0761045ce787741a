"""Whether an event in some branches did what it was to do, held against the branches without it."""
