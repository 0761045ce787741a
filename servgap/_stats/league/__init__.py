"""Groups in a league that is fair to the small: how far they differ, shrunken means, expected ranges, few clusters."""
