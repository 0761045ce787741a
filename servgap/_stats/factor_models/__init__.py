"""Confirmatory factor and linear structural models, from the specification to the fit.

`specification` and `structures` say what a model is, `implied` what it says of the items, `discrepancy` how far that is
from the data, `estimation` where it is nearest; the other modules read off what the nearest point means.
"""
