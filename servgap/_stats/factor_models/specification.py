"""What a linear structural model is: a list of paths, each fixed, free, or equal to others.

Jöreskog's matrices say how p items y and m factors η hang together:

    y = ν + Λη + ε,   η = α + Βη + ζ,   cov ζ = Ψ,   cov ε = Θ.

A mean is a covariance with a constant: with the constant as item p and factor m, of variance one, an intercept is a
loading on the constant and a factor's mean is its regression on the constant. Then one formula,

    Σ = Λ(I−Β)⁻¹Ψ(I−Β)⁻ᵀΛ' + Θ,

gives all second moments about zero, and a model of means needs no arithmetic of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from servgap._stats.ratio import Floats

Kind: TypeAlias = Literal["loading", "regression", "factor", "error", "intercept", "mean"]
Indices: TypeAlias = NDArray[np.intp]
Flags: TypeAlias = NDArray[np.bool_]

LOADING, REGRESSION, FACTOR, ERROR = range(4)
_MATRIX = {
    "loading": LOADING,
    "intercept": LOADING,
    "regression": REGRESSION,
    "mean": REGRESSION,
    "factor": FACTOR,
    "error": ERROR,
}


@dataclass(frozen=True)
class Path:
    """
    One entry of the model's matrices.

    Attributes
    ----------
    kind
        "loading" λ of item `row` on factor `column`; "regression" β of factor `row` on factor `column`; "factor" ψ and
        "error" θ, the (co)variance of two; "intercept" ν of item `row`; "mean" α of factor `row`.
    value
        The number it is fixed at; None if it is to be estimated.
    label
        Free paths of one label, of one group or of several, are one parameter.
    """

    kind: Kind
    row: int
    column: int = 0
    value: float | None = None
    label: str = ""

    def name(self, group: int) -> str:
        """Name the parameter that the path is."""
        return self.label or f"{self.kind} {self.row},{self.column} in group {group}"


@dataclass(frozen=True)
class Layout:
    """
    A group's paths as arrays: the matrices' fixed numbers, and for each free path where it stands.

    The derivative of Σ along a free path is ab' + ba'. `left` and `right` say which rows a and b are of the stacked
    matrices that `implied.slopes` makes, `weight` is a half on the diagonal of Ψ and Θ, which is counted twice there.
    """

    loadings: Floats
    regressions: Floats
    factor_covariance: Floats
    error_covariance: Floats
    matrix: Indices
    row: Indices
    column: Indices
    parameter: Indices
    left: Indices
    right: Indices
    weight: Floats

    @cached_property
    def is_loading(self) -> Flags:
        """Whether a free path is a loading or a regression."""
        return np.asarray(self.matrix <= REGRESSION)

    @cached_property
    def recursive(self) -> bool:
        """Whether factors depend on anything at all."""
        return bool(self.regressions.any() or (self.matrix == REGRESSION).any())


@dataclass(frozen=True)
class Specification:
    """
    A model of `items` items and `factors` factors: the paths of each group. What has no path is zero.

    Attributes
    ----------
    groups
        Paths of each group; one group only, unless groups are compared.

    Examples
    --------
    >>> from servgap._stats.factor_models.structures import one_factor
    >>> model = one_factor(3)
    >>> model.size, model.parameters[0], model.means
    (6, 'loading 0,0 in group 0', False)
    """

    items: int
    factors: int
    groups: tuple[tuple[Path, ...], ...]

    @cached_property
    def means(self) -> bool:
        """Whether means are modelled."""
        return any(path.kind in {"intercept", "mean"} for group in self.groups for path in group)

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """The names of the parameters θ, in the order in which their paths first stand."""
        names = (path.name(number) for number, group in enumerate(self.groups) for path in group if path.value is None)
        return tuple(dict.fromkeys(names))

    @property
    def size(self) -> int:
        """The number of parameters."""
        return len(self.parameters)

    @property
    def moments(self) -> int:
        """The number of variances, covariances and, where they are modelled, means that the model speaks of."""
        p = self.items
        return len(self.groups) * (p * (p + 1) // 2 + (p if self.means else 0))

    @cached_property
    def layouts(self) -> tuple[Layout, ...]:
        """The paths of each group as arrays."""
        place = {name: number for number, name in enumerate(self.parameters)}
        return tuple(self._layout(group, number, place) for number, group in enumerate(self.groups))

    def _layout(self, paths: tuple[Path, ...], number: int, place: dict[str, int]) -> Layout:
        p, m = self.items + self.means, self.factors + self.means
        filled = (np.zeros((p, m)), np.zeros((m, m)), np.zeros((m, m)), np.zeros((p, p)))
        if self.means:
            filled[LOADING][-1, -1] = filled[FACTOR][-1, -1] = 1.0
        for path in paths:
            if path.value is not None:
                row, column = self._place(path)
                filled[_MATRIX[path.kind]][row, column] = path.value
                if path.kind in {"factor", "error"}:
                    filled[_MATRIX[path.kind]][column, row] = path.value
        free = [path for path in paths if path.value is None]
        places = [(_MATRIX[path.kind], *self._place(path), place[path.name(number)]) for path in free]
        table: Indices = np.array(places, dtype=np.intp).reshape(-1, 4).T
        matrix, row, column, parameter = table[0], table[1], table[2], table[3]
        inner = (matrix == REGRESSION) | (matrix == FACTOR)
        # Stacked on the left: I (p), L' (m); on the right: cov(η, y) (m), L' (m), I (p).
        right = np.choose(matrix, [column, column, m + column, 2 * m + column])
        twice = (matrix >= FACTOR) & (row == column)
        return Layout(
            *filled, matrix, row, column, parameter, np.where(inner, p + row, row), right, np.where(twice, 0.5, 1.0)
        )

    def _place(self, path: Path) -> tuple[int, int]:
        """Say where in the matrices, the constant included, a path stands."""
        if path.kind in {"intercept", "mean"}:
            return path.row, self.factors
        return path.row, path.column
