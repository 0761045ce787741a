"""Whether the items of a dimension measure one thing well enough: reliability of each part, and of the gap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.alpha import Alpha, ItemAnalysis, cronbach_alpha, item_analysis
from servgap._stats.difference_scores import difference_reliability
from servgap._stats.omega import Omega, omega_total
from servgap._stats.ratio import ratio
from servgap.analysis.finding import Finding, Remark
from servgap.analysis.reasons import (
    CONSTANT_ITEM,
    IMPROPER,
    NO_VARIATION,
    NOT_CONVERGED,
    NOT_IDENTIFIED,
    SINGLE_ITEM,
    SINGULAR,
    TOO_FEW,
    TWO_ITEMS,
)
from servgap.analysis.rows import frame_of, group_of
from servgap.analysis.subject import By, basis_of, check_choice, check_level, tally_of
from servgap.survey.covariances import GAP, Covariances, pair_covariances, part_covariances
from servgap.survey.survey import Survey
from servgap.survey.tally import Floats, Tally


@dataclass(frozen=True, eq=False, repr=False)
class Reliability(Finding):
    """How reliable the dimension scores are, part by part, and what each item adds.

    Examples
    --------
    >>> import servgap as sg
    >>> reliability = sg.check_reliability(sg.read_survey("data/samples/hotline_2026.csv"), part="perception")
    >>> reliability.items.loc[:1, ["item", "n", "item_rest_r", "alpha_if_dropped"]].round(2)
       item    n  item_rest_r  alpha_if_dropped
    0  tan1  984         0.69              0.82
    1  tan2  984         0.66              0.83
    """

    kind: ClassVar[str] = "reliability"

    @property
    def items(self) -> pd.DataFrame:
        """Item by item: mean, sd, correlation with the rest, and alpha without the item; a copy."""
        return self.frames["items"].copy()


def check_reliability(
    subject: Survey | Tally, *, by: By = None, part: str | None = None, confidence: float = 0.95
) -> Reliability:
    """
    Check how reliable each dimension is, for expectations, perceptions and gaps.

    Alpha is right where all items of a dimension measure it equally well; omega, from a factor model with one loading
    an item, does not need that and is the headline. On the rows of the gap stand the reliability of the gap as a
    difference of two scores, the correlation of the two, and the ratio of their variances: they answer the classic
    objections against gap scores.

    Parameters
    ----------
    subject
        A Survey or a Tally.
    by
        Attributes; reliability is computed separately for each of their values.
    part
        One part only, such as ``"perception"`` or ``"gap"``. Default: all parts, and the gap.
    confidence
        The level of the intervals.

    Returns
    -------
    Reliability
        Its frame has one row a dimension and part. Each row rests on one n: respondents who answered all items of the
        dimension in that part (for the gap, in both parts). `items` has one row an item and part.

    Raises
    ------
    ServgapError
        If the part is not asked, or the confidence makes no sense.

    Notes
    -----
    α = k/(k−1) · (1 − Σ s_j² / s_X²) with Feldt's interval 1 − (1−α) F; ω = (Σλ)² / ((Σλ)² + Σθ) by maximum likelihood
    with a delta-method interval; reliability of the difference
    (s_P² α_P + s_E² α_E − 2 r s_P s_E) / (s_P² + s_E² − 2 r s_P s_E).

    References
    ----------
    Cronbach (1951); Feldt, Woodruff & Salih (1987), Applied Psychological Measurement 11, 93–103; McDonald (1999);
    Johns (1981), Organizational Behavior and Human Performance 27, 443–463; Peter, Churchill & Brown (1993), Journal
    of Consumer Research 19, 655–662.

    Examples
    --------
    >>> import servgap as sg
    >>> survey = sg.read_survey("data/samples/hotline_2026.csv")
    >>> reliability = sg.check_reliability(survey, part="gap").frame
    >>> reliability[["dimension", "part", "n", "omega", "difference_reliability"]].round(2)
            dimension part     n  omega  difference_reliability
    0       tangibles  gap   920   0.82                    0.81
    1     reliability  gap  1191   0.84                    0.84
    2  responsiveness  gap  1248   0.83                    0.83
    3       assurance  gap  1303   0.82                    0.81
    4         empathy  gap  1206   0.86                    0.86
    """
    check_level(confidence)
    tally = tally_of(subject, by)
    offered = (*tally.instrument.parts, *((GAP,) if tally.instrument.pairs else ()))
    if part is not None:
        check_choice("part", part, offered)
    parts = offered if part is None else (part,)
    numbers, items = _numbers(tally, parts, confidence)
    improper = int(numbers.pop("improper").sum())
    labels = {
        "dimension": tuple(key for key in tally.instrument.dimension_keys for _ in parts),
        "part": parts * len(tally.instrument.dimensions),
    }
    frames = {"frame": frame_of(tally, labels, numbers), "items": _items_frame(tally, parts, items)}
    basis = basis_of(
        tally,
        policy="complete",
        confidence=confidence,
        statistics=("cronbach_alpha", "omega_total", *(("difference_reliability",) if GAP in parts else ())),
        remarks=(Remark("improper", (("n", improper),)),) if improper else (),
    )
    return Reliability(basis, frames, _facts(tally, labels, numbers))


COLUMNS = (
    "n", "n_items", "alpha", "ci_low", "ci_high", "alpha_standardized", "omega", "omega_low", "omega_high", "average_r",
    "difference_reliability", "r_expectation_perception", "variance_ratio", "improper",
)  # fmt: skip
ITEM_COLUMNS = ("mean", "sd", "item_rest_r", "alpha_if_dropped")


@dataclass(frozen=True)
class _Items:
    """Of one dimension and part: respondents (groups) and, for each item, the columns of the item table."""

    n: Floats
    values: dict[str, Floats]


def _numbers(
    tally: Tally, parts: tuple[str, ...], confidence: float
) -> tuple[dict[str, NDArray[Any]], dict[tuple[int, str], _Items]]:
    """Compute dimensions of equal size in one batch, since the arithmetic takes any number of matrices at once."""
    instrument = tally.instrument
    groups, rows = len(tally.cells), len(instrument.dimensions) * len(parts)
    numbers: dict[str, NDArray[Any]] = {name: np.full((groups, rows), np.nan) for name in COLUMNS}
    reasons = np.full((groups, rows), "", dtype=object)
    items: dict[tuple[int, str], _Items] = {}
    sizes = [len(dimension.items) for dimension in instrument.dimensions]
    for size in sorted(set(sizes)):
        places = [(d, part) for d, k in enumerate(sizes) if k == size for part in parts]
        at = [d * len(parts) + parts.index(part) for d, part in places]
        found = [part_covariances(tally, part, d) for d, part in places]
        n = np.stack([each.n for each in found], axis=1)
        covariance = np.nan_to_num(np.stack([each.covariance for each in found], axis=1))
        alpha, omega = cronbach_alpha(covariance, n, confidence), omega_total(covariance, n, confidence)
        for name, values in _columns(alpha, omega, n, size).items():
            numbers[name][:, at] = values
        reasons[:, at] = _reasons(n, size, covariance, alpha, omega)
        analysed = item_analysis(covariance)
        for number, place in enumerate(places):
            items[place] = _item_values(found[number], analysed, number)
    if GAP in parts:
        _differences(tally, parts, numbers)
        gaps = slice(parts.index(GAP), None, len(parts))
        constant_part = np.isnan(numbers["difference_reliability"][:, gaps]) & (reasons[:, gaps] == "")
        reasons[:, gaps][constant_part] = NO_VARIATION
    return {
        **numbers,
        "n": numbers["n"].astype(np.int64),
        "n_items": numbers["n_items"].astype(np.int64),
        "reason": reasons,
    }, items


def _columns(alpha: Alpha, omega: Omega, n: Floats, size: int) -> dict[str, NDArray[Any]]:
    fitted = {"omega": omega.omega, "omega_low": omega.ci_low, "omega_high": omega.ci_high}
    # A negative error variance makes an omega that is no reliability (it may exceed 1): the solution is improper.
    return {
        "n": n,
        "n_items": np.full(n.shape, float(size)),
        "alpha": alpha.alpha,
        "ci_low": alpha.ci_low,
        "ci_high": alpha.ci_high,
        "alpha_standardized": alpha.alpha_standardized,
        **{name: np.where(omega.heywood, np.nan, values) for name, values in fitted.items()},
        "average_r": alpha.average_r,
        "improper": omega.heywood,
    }


def _reasons(n: Floats, size: int, covariance: Floats, alpha: Alpha, omega: Omega) -> NDArray[np.object_]:
    reasons = np.full(n.shape, "", dtype=object)
    constant = (np.diagonal(covariance, axis1=-2, axis2=-1) == 0).any(axis=-1)
    reasons[np.isnan(omega.omega)] = NOT_CONVERGED if size > 2 else NOT_IDENTIFIED
    reasons[(reasons == NOT_CONVERGED) & (np.linalg.matrix_rank(covariance, hermitian=True) < size)] = SINGULAR
    reasons[omega.heywood.astype(bool)] = IMPROPER
    reasons[constant] = CONSTANT_ITEM
    reasons[np.isnan(alpha.alpha)] = NO_VARIATION
    reasons[np.full(n.shape, size == 1)] = SINGLE_ITEM
    reasons[n < 2] = TOO_FEW
    return reasons


def _item_values(found: Covariances, analysed: ItemAnalysis, number: int) -> _Items:
    variance = np.diagonal(found.covariance, axis1=-2, axis2=-1)
    values = {
        "mean": found.mean,
        "sd": np.sqrt(variance),
        "item_rest_r": analysed.item_rest_r[:, number],
        "alpha_if_dropped": analysed.alpha_if_dropped[:, number],
    }
    return _Items(found.n, values)


def _differences(tally: Tally, parts: tuple[str, ...], numbers: dict[str, NDArray[Any]]) -> None:
    """Fill the columns about the gap as a difference of two scores, on respondents complete in both."""
    for d, dimension in enumerate(tally.instrument.dimensions):
        k = len(dimension.items)
        both = pair_covariances(tally, d)
        covariance = np.nan_to_num(both.covariance)
        first, second = covariance[:, :k, :k], covariance[:, k:, k:]
        variances = [each.sum(axis=(1, 2)) / k**2 for each in (first, second)]
        shared = covariance[:, :k, k:].sum(axis=(1, 2)) / k**2
        r = ratio(shared, np.sqrt(variances[0] * variances[1]))
        alphas = [cronbach_alpha(each, both.n).alpha for each in (first, second)]
        found = difference_reliability(variances[0], variances[1], r, alphas[0], alphas[1])
        row = d * len(parts) + parts.index(GAP)
        numbers["difference_reliability"][:, row] = found.reliability
        numbers["r_expectation_perception"][:, row] = r
        numbers["variance_ratio"][:, row] = found.variance_ratio


def _items_frame(tally: Tally, parts: tuple[str, ...], items: dict[tuple[int, str], _Items]) -> pd.DataFrame:
    dimensions = list(enumerate(tally.instrument.dimensions))
    places = [(d, part) for d, _ in dimensions for part in parts]
    sizes = [len(tally.instrument.dimensions[d].items) for d, _ in places]
    labels = {
        "dimension": [tally.instrument.dimension_keys[d] for d, part in places for _ in range(sizes[d * len(parts)])],
        "item": [item.key for d, part in places for item in tally.instrument.dimensions[d].items],
        "part": [part for d, part in places for _ in tally.instrument.dimensions[d].items],
    }
    numbers: dict[str, NDArray[Any]] = {
        "n": np.concatenate(
            [np.repeat(items[place].n[:, None], k, axis=1) for place, k in zip(places, sizes, strict=True)], axis=1
        ).astype(np.int64)
    }
    for name in ITEM_COLUMNS:
        numbers[name] = np.concatenate([items[place].values[name] for place in places], axis=1)
    reasons = np.full(numbers["n"].shape, "", dtype=object)
    reasons[np.isnan(numbers["alpha_if_dropped"])] = TWO_ITEMS
    reasons[np.isnan(numbers["item_rest_r"]) | ~(numbers["sd"] > 0)] = NO_VARIATION
    alone = np.array([sizes[number] == 1 for number in range(len(places)) for _ in range(sizes[number])])
    reasons[:, alone] = SINGLE_ITEM
    reasons[numbers["n"] < 2] = TOO_FEW
    return frame_of(tally, labels, {**numbers, "reason": reasons})


SHOWN = ("omega", "omega_low", "omega_high", "alpha", "ci_low", "ci_high", "n")


def _facts(tally: Tally, labels: dict[str, tuple[str, ...]], numbers: dict[str, NDArray[Any]]) -> dict[str, Any]:
    headline = np.where(np.isnan(numbers["omega"]), numbers["alpha"], numbers["omega"])
    facts: dict[str, Any] = {"lowest": None, "highest": None, "weakest_difference": None, "rows": len(labels["part"])}
    facts["group"] = {}
    if np.isfinite(headline).any():
        for name, place in (("lowest", np.nanargmin(headline)), ("highest", np.nanargmax(headline))):
            cell, row = np.unravel_index(place, headline.shape)
            facts[name] = {
                "dimension": labels["dimension"][row],
                "part": labels["part"][row],
                **{column: numbers[column][cell, row].item() for column in SHOWN},
            }
            facts["group"] = group_of(tally, int(cell)) if name == "lowest" else facts["group"]
    weakest = numbers["difference_reliability"]
    if np.isfinite(weakest).any():
        cell, row = np.unravel_index(np.nanargmin(weakest), weakest.shape)
        facts["weakest_difference"] = {
            "dimension": labels["dimension"][row],
            "difference_reliability": weakest[cell, row].item(),
            "n": int(numbers["n"][cell, row]),
        }
    return facts
