"""How sure an order is: sets of ranks, candidates for worst and best, the winner's curse."""
