"""What would follow if answers below a target were brought to it."""
