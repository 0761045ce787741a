"""What the service promises: standards, their limits, where each is filed, and the catalogue that holds them."""
