"""An outcome on expectation and perception: whether the gap says all that both say."""
