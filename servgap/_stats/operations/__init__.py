"""Was it delivered: times to an end of which some are not over yet, counts against a limit, rates of rare events."""
