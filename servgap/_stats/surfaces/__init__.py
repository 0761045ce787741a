"""An outcome on expectation and perception: the quadratic surface, and what is lost by subtracting."""
