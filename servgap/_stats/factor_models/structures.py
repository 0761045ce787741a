"""The usual models, each as the list of its paths."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Literal, TypeAlias

from servgap._stats.factor_models.specification import Path, Specification

Identification: TypeAlias = Literal["variance", "marker"]
"""What gives a factor its unit: its variance is one, or the loading of its first item is."""

Level: TypeAlias = Literal["configural", "metric", "scalar", "strict"]
"""What groups or occasions share: the pattern; and the loadings; and the intercepts; and the error variances."""

LEVELS: tuple[Level, ...] = ("configural", "metric", "scalar", "strict")
_SHARED: dict[Level, set[str]] = {
    "configural": set(),
    "metric": {"loading"},
    "scalar": {"loading", "intercept"},
    "strict": {"loading", "intercept", "error"},
}


def simple_structure(
    factors: Sequence[Sequence[int]],
    items: int | None = None,
    *,
    identification: Identification = "variance",
    error_variances: bool = True,
) -> Specification:
    """
    Give every factor its own items; factors correlate freely.

    A factor of one item, among others, is that item: its error cannot be told from it and is fixed at zero.

    Parameters
    ----------
    factors
        The items of each factor, counted from 0.
    items
        How many items there are; by default as many as the factors name.
    identification
        What gives the factors their unit.
    error_variances
        Whether the items have error variances. Without, the model is one of covariances only, as for correlations of
        latent answers, whose variances are one by definition.

    Examples
    --------
    >>> simple_structure([[0, 1, 2], [3, 4, 5]]).size
    13
    """
    p = len({item for each in factors for item in each}) if items is None else items
    marker = identification == "marker"
    paths = [
        Path("loading", item, factor, value=1.0 if marker and place == 0 else None)
        for factor, own in enumerate(factors)
        for place, item in enumerate(own)
    ]
    if error_variances:
        alone = {own[0] for own in factors if len(own) == 1} if len(factors) > 1 else set()
        paths += [Path("error", item, item, value=0.0 if item in alone else None) for item in range(p)]
    paths += [Path("factor", factor, factor, value=None if marker else 1.0) for factor in range(len(factors))]
    paths += [Path("factor", low, high) for high in range(len(factors)) for low in range(high + 1, len(factors))]
    return Specification(p, len(factors), (tuple(paths),))


def one_factor(items: int, *, identification: Identification = "variance") -> Specification:
    """Let one factor stand behind all items."""
    return simple_structure([range(items)], identification=identification)


def second_order(factors: Sequence[Sequence[int]], *, identification: Identification = "variance") -> Specification:
    """
    Let one general factor, the last, stand behind the factors of the items.

    With `identification="variance"` the general factor and what is each first-order factor's own have variance one.
    """
    first = simple_structure(factors, identification=identification)
    m, marker = len(factors), identification == "marker"
    kept = [path for path in first.groups[0] if path.kind != "factor" or path.row == path.column]
    above = [Path("regression", factor, m, value=1.0 if marker and factor == 0 else None) for factor in range(m)]
    general = Path("factor", m, m, value=None if marker else 1.0)
    return Specification(first.items, m + 1, ((*kept, *above, general),))


def with_correlated_errors(model: Specification, pairs: Iterable[tuple[int, int]]) -> Specification:
    """Let the errors of these pairs of items correlate, in every group."""
    extra = tuple(Path("error", max(pair), min(pair)) for pair in pairs)
    return replace(model, groups=tuple((*group, *extra) for group in model.groups))


def with_means(model: Specification) -> Specification:
    """Model the means as well, by a free intercept for each item."""
    intercepts = tuple(Path("intercept", item) for item in range(model.items))
    return replace(model, groups=tuple((*group, *intercepts) for group in model.groups))


def across_groups(model: Specification, groups: int, level: Level) -> Specification:
    """
    Ask the same of several groups, with means, and let them share what the level says.

    The model is one of a single group whose factors have variance one. Where loadings are shared the first group's
    factors keep it and the others' variances are free; where intercepts are shared the first group's factors have mean
    zero and the others' means are free.
    """
    shared = _SHARED[level]
    base = with_means(model).groups[0]
    means = tuple(Path("mean", factor) for factor in range(model.factors))
    every = []
    for number in range(groups):
        paths = [_shared(path) if path.kind in shared else path for path in base]
        if number and "loading" in shared:
            paths = [_freed(path) for path in paths]
        if number and "intercept" in shared:
            paths += means
        every.append(tuple(paths))
    return Specification(model.items, model.factors, tuple(every))


def across_occasions(items: int, level: Level) -> Specification:
    """
    Ask the same items of the same persons twice: items of the first occasion, then of the second, with means.

    Each occasion has its factor; the two errors of an item correlate. The first factor has mean zero and variance one;
    the second's variance is free where loadings are shared, its mean where intercepts are.
    """
    shared = _SHARED[level]

    def label(kind: str, item: int) -> str:
        return f"{kind} of item {item}" if kind in shared else ""

    paths = [
        Path("loading", occasion * items + item, occasion, label=label("loading", item))
        for occasion in (0, 1)
        for item in range(items)
    ]
    for kind in ("error", "intercept"):
        paths += [
            Path(kind, place, place if kind == "error" else 0, label=label(kind, place % items))
            for place in range(2 * items)
        ]
    paths += [Path("error", items + item, item) for item in range(items)]
    free = "loading" in shared
    paths += [Path("factor", 0, 0, 1.0), Path("factor", 1, 1, None if free else 1.0), Path("factor", 1, 0)]
    if "intercept" in shared:
        paths.append(Path("mean", 1))
    return Specification(2 * items, 2, (tuple(paths),))


def _shared(path: Path) -> Path:
    """Label a free path, so that it is one parameter in all groups."""
    covariance = path.kind == "error" and path.row != path.column
    if path.value is not None or covariance:
        return path
    return replace(path, label=f"{path.kind} {path.row},{path.column}")


def _freed(path: Path) -> Path:
    """Free a factor's variance."""
    return replace(path, value=None) if path.kind == "factor" and path.row == path.column else path
