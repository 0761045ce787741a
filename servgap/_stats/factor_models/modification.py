"""What a model would gain if a path that it fixes were freed: score tests, and how far the path would then move.

With s the slope of the log-likelihood along the fixed path and V what the information about it leaves when the free
parameters adapt, the chi-square would fall by about s²/V and the path move by s/V (Sörbom 1989).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from servgap._stats.factor_models.discrepancy import curvature, evaluate, slope
from servgap._stats.factor_models.estimation import Fit
from servgap._stats.factor_models.specification import Path
from servgap._stats.factor_models.standard_errors import inverse
from servgap._stats.one_thread import in_one_thread
from servgap._stats.ratio import Floats, item_variances, ratio

SPENT = 1e-6
"""Share of its information below which a path says nothing that the free parameters do not say already."""


@dataclass(frozen=True)
class ModificationIndices:
    """
    What freeing a path would bring; NaN for paths that are free, or that cannot be told from those that are.

    Attributes
    ----------
    loadings, loadings_change
        Chi-square gained by, and expected value of, each cross-loading (p, m).
    errors, errors_change
        The same of the covariance of each pair of errors (p, p).
    """

    loadings: Floats
    loadings_change: Floats
    errors: Floats
    errors_change: Floats


@in_one_thread
def indices_of(fit: Fit) -> ModificationIndices:
    """Return the modification indices of the cross-loadings and error covariances of a model of one group."""
    p, m = fit.model.items, fit.model.factors
    taken = {(path.kind, path.row, path.column) for path in fit.model.groups[0]}
    measured = sorted({path.column for path in fit.model.groups[0] if path.kind == "loading"})
    loadings = [Path("loading", item, factor) for factor in measured for item in range(p)]
    errors = [Path("error", high, low) for high in range(p) for low in range(high)]
    paths = [path for path in (*loadings, *errors) if (path.kind, path.row, path.column) not in taken]
    gain, change = score_tests(fit, paths)
    found = {"loading": np.full((2, p, m), np.nan), "error": np.full((2, p, p), np.nan)}
    for path, one, other in zip(paths, gain, change, strict=True):
        found[path.kind][:, path.row, path.column] = one, other
        if path.kind == "error":
            found[path.kind][:, path.column, path.row] = one, other
    return ModificationIndices(*found["loading"], *found["error"])


@in_one_thread
def score_tests(fit: Fit, paths: Sequence[Path]) -> tuple[Floats, Floats]:
    """Return for paths of the first group that are zero what freeing each would gain, and where it would go."""
    if not (fit.found and paths):
        return np.full(len(paths), np.nan), np.full(len(paths), np.nan)
    model = fit.model
    wider = replace(model, groups=((*model.groups[0], *paths), *model.groups[1:]))
    # Where a new path's label stands among the parameters: behind the old ones of its own group.
    place = [wider.parameters.index(name) for name in model.parameters]
    new = [wider.parameters.index(path.name(0)) for path in paths]
    theta = np.zeros(wider.size)
    theta[place] = fit.point.theta
    point = evaluate(wider, fit.blocks, theta)
    pull = -fit.n / 2 * slope(wider, fit.blocks, point)[new]
    information = fit.n / 2 * curvature(wider, fit.blocks, point, observed=False)
    own, shared = item_variances(information)[new], information[np.ix_(new, place)]
    left = own - ((shared @ inverse(information[np.ix_(place, place)])) * shared).sum(1)
    known = np.where(left > SPENT * own, left, 0.0)
    return ratio(pull**2, known), ratio(pull, known)
