"""How often the service got the scale's highest answer."""
