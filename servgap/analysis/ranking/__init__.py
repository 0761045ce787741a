"""Which service standards fall furthest short."""
