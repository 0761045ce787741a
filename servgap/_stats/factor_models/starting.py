"""Where the search for estimates starts: factors as the first principal axes of their own items."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from servgap._stats.factor_models.samples import Moments
from servgap._stats.factor_models.specification import Path, Specification
from servgap._stats.ratio import Floats
from servgap._stats.ties import first_most

FREE_EFFECT = 0.5
"""A regression of one factor on another starts here, in units of their standard deviations: at zero a general factor
and its effects would have no slope to follow."""

LEAST_ERROR = 0.2
"""Share of an item's variance at which its error starts at least."""

STRONGEST = 0.7
"""Largest correlation of two factors to start from."""

EQUAL_AXES = 1e-9
"""Part of the longest axis by which another may be shorter and still be as long."""


def starting_values(model: Specification, groups: Sequence[Moments]) -> Floats:
    """Return start values of the parameters; a parameter of several paths starts at the mean of theirs."""
    place = {name: number for number, name in enumerate(model.parameters)}
    total, count = np.zeros(model.size), np.zeros(model.size)
    for number, (paths, group) in enumerate(zip(model.groups, groups, strict=True)):
        rough = _Rough(model, paths, group)
        for path in paths:
            if path.value is None:
                total[place[path.name(number)]] += rough.value(path)
                count[place[path.name(number)]] += 1
    return total / count


def without_covariances(model: Specification, theta: Floats) -> Floats:
    """Set the covariances of factors and of errors among the start values to zero."""
    plain = theta.copy()
    for layout in model.layouts:
        plain[layout.parameter[(layout.matrix >= 2) & (layout.row != layout.column)]] = 0.0
    return plain


class _Rough:
    """Rough values of all that a group's paths may be."""

    def __init__(self, model: Specification, paths: Sequence[Path], group: Moments) -> None:
        self.mean, self.covariance = group.mean, group.covariance
        self.axis = np.zeros((model.items, model.factors))
        self.size = np.full(model.factors, np.nan)
        for factor in range(model.factors):
            self._place(factor, [path for path in paths if path.kind == "loading" and path.column == factor], paths)
        known = np.isfinite(self.size)
        self.size[~known] = self.size[known].mean() if known.any() else 1.0

    def _place(self, factor: int, loadings: list[Path], paths: Sequence[Path]) -> None:
        """Lay a factor along the first principal axis of its items, in the unit that the model gives it."""
        items = [path.row for path in loadings]
        if not items:
            return
        axis = _first_axis(self.covariance[np.ix_(items, items)])
        fixed = [number for number, path in enumerate(loadings) if path.value]
        variance = [path.value for path in paths if path.kind == "factor" and path.row == path.column == factor]
        size = np.sqrt(variance[0]) if variance and variance[0] else 1.0
        if fixed:
            size = axis[fixed[0]] / (loadings[fixed[0]].value or 1.0)
            # A marker that the axis hardly touches would make all other loadings huge.
            size = size if abs(size) > 1e-3 * np.abs(axis).max() else np.abs(axis).max()
        self.axis[items, factor], self.size[factor] = axis / size, abs(size)

    def value(self, path: Path) -> float:
        """Return a free path's rough value."""
        row, column = path.row, path.column
        if path.kind == "loading":
            found = self.axis[row, column]
        elif path.kind == "error":
            found = self._error(row) if row == column else 0.0
        elif path.kind == "factor":
            found = self.size[row] ** 2 if row == column else self._shared(row, column)
        elif path.kind == "regression":
            found = FREE_EFFECT * self.size[row] / self.size[column]
        else:
            found = self.mean[row] if path.kind == "intercept" else 0.0
        return float(found)

    def _error(self, item: int) -> float:
        variance = self.covariance[item, item]
        explained = ((self.axis[item] * self.size) ** 2).max(initial=0.0)
        return float(max(variance - explained, LEAST_ERROR * variance))

    def _shared(self, one: int, other: int) -> float:
        """Return the covariance of two factors that the covariances of their items' sums imply."""
        left, right = self.axis[:, one] != 0, self.axis[:, other] != 0
        reach = self.axis[left, one].sum() * self.axis[right, other].sum()
        most = STRONGEST * self.size[one] * self.size[other]
        if not reach:
            return 0.0
        return float(np.clip(self.covariance[np.ix_(left, right)].sum() / reach, -most, most))


def one_axis_is_longest(covariance: Floats) -> bool:
    """
    Tell whether one principal axis is longer than all others by more than rounding.

    Where none is, one factor fits along several of them equally well, and which it is would be a matter of rounding.

    Examples
    --------
    >>> one_axis_is_longest(np.array([[1, 0.3], [0.3, 1]])), one_axis_is_longest(np.eye(2))
    (True, False)
    """
    values: Floats = np.asarray(np.linalg.eigvalsh(covariance), dtype=np.float64)
    return int(_longest(values).sum()) == 1


def _longest(values: Floats) -> NDArray[np.bool_]:
    return np.asarray(values >= values[-1] - EQUAL_AXES * abs(values[-1]))


def _first_axis(covariance: Floats) -> Floats:
    """
    Return loadings on the first principal axis, less what the other axes would leave on it.

    They do not sum below zero; where they sum to zero, the item that lies nearest is positive.
    """
    values, vectors = np.linalg.eigh(covariance)
    rest = values[:-1].mean() if len(values) > 1 else 0.0
    # Of several axes that are equally long, the one on which the first item lies nearest.
    longest = vectors[:, _longest(values)]
    onto = longest @ longest.T
    nearest = onto[:, first_most(np.diagonal(onto))]
    axis = nearest / np.sqrt(nearest @ nearest) * np.sqrt(max(values[-1] - rest, 0.3 * values[-1]))
    return np.asarray(-axis if axis.sum() < -EQUAL_AXES * np.abs(axis).max() else axis)
