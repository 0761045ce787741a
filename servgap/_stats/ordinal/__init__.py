"""Ordered answers: correlations of the normal variables behind them, reliability of their sums, and models of one item.

`bivariate_normal` gives probabilities, `pair_likelihood` and `pair_scores` what a table of two items says, `polychoric`
the correlations, `sample` these with their errors, `green_yang` how reliable the sum of such answers is; the cumulative
link models and the test of marginal homogeneity are about the two parts of one item.
"""
