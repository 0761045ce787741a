"""The effect of an event, judged by which other branches could have been chosen for it."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, stdtr

from servgap._stats.events.choices import all_choices, count_choices, drawn_choices
from servgap._stats.events.contrast import Contrast, Starts, effect_contrast, study_contrasts
from servgap._stats.events.permuted import Permuted, known_squares
from servgap._stats.intervals import t_quantile
from servgap._stats.ratio import Floats, ratio
from servgap._stats.registry import statistic
from servgap._stats.ties import ROUNDING

NEVER = -1
"""The start of a branch that never has the event."""
MOST_CHOICES = 10_000
"""Choices of branches up to which all are looked at."""
DRAWS = 4_999


@dataclass(frozen=True)
class EventEffect:
    """Effects (...) with permutation over branches, with t beside, and what before and after alone would say.

    `used` are the branches (..., b) that took part; `choices` is how many choices of branches were looked at, and
    `drawn` whether they are some of all.
    """

    used: NDArray[np.bool_]
    treated: NDArray[np.int64]
    controls: NDArray[np.int64]
    estimate: Floats
    p_value: Floats
    p_greater: Floats
    ci_low: Floats
    ci_high: Floats
    smallest_p: Floats
    choices: NDArray[np.int64]
    drawn: NDArray[np.bool_]
    se: Floats
    df: Floats
    p_t: Floats
    t_low: Floats
    t_high: Floats
    se_sampling: Floats
    before_after: Floats
    se_before_after: Floats
    p_before_after: Floats

    def judged(self, confidence: float = 0.95) -> NDArray[np.bool_]:
        """Which effects can be judged: two branches or more on either side, and a p-value that can be small enough."""
        enough = (self.treated >= 2) & (self.controls >= 2)
        with np.errstate(invalid="ignore"):
            return np.asarray(enough & (self.smallest_p <= (1 - confidence) * (1 + ROUNDING)))


@statistic(
    "event_effect",
    name="difference in differences with permutation of the branches",
    symbol="ATT",
    source="several starts: Callaway & Sant'Anna (2021), J. Econometrics 225, 200–230; studentised permutation: "
    "Janssen (1997), Stat. Probab. Lett. 36, 9–21; degrees of freedom: Bell & McCaffrey (2002), Survey Methodology 28, "
    "169–181",
    effect="change beyond that of the other branches",
)
def event_effect(
    mean: ArrayLike,
    squared_errors: ArrayLike,
    start: ArrayLike,
    *,
    studentised: bool = True,
    last_only: bool = False,
    confidence: float = 0.95,
    rng: np.random.Generator | None = None,
    draws: int = DRAWS,
    most: int = MOST_CHOICES,
) -> EventEffect:
    """
    Effect of an event on the branches that had it, beyond what others without it at the time changed by.

    A branch's effect is the mean over its waves from the start on of (y_it − its mean before) − (the same of the
    branches that had not started by t, or never do), and the estimate the mean of the effects over the branches: with
    one start the difference in differences. Its variance is from how much branches differ in them, Welch's with one
    start; t with Satterthwaite's degrees of freedom stands beside, which is CR2 of the two-way regression then.

    The p-value is the share of all choices of branches, with their starts, that give |estimate/error| as large as the
    one that happened; where there are more than `most`, (b + 1)/(B + 1) of B drawn ones. It is exact if the choice had
    nothing to do with what branches were to change by, and by studentising right for many branches of unlike spread
    too. The interval holds the effects that, taken from the branches with the event, leave a p-value above
    1 − confidence; it ends at the outermost of them (looked for at 40 distances on a side). `smallest_p` is what the
    p-value is where the effect is as large as can be; where that is above 1 − confidence the interval has no ends.

    `se_sampling` and `before_after`, the change of the branches with the event alone, know sampling error only, and
    find effects that are not there.

    Parameters
    ----------
    mean, squared_errors : array_like, shape (..., branches, waves)
        Means of branches in waves, and their sampling variances s²/n (they enter `se_sampling` and `se_before_after`
        only). A branch with a wave that is not known takes no part.
    start : array_like of int, shape (branches,)
        The first wave with the event; `NEVER` (−1), or a wave after the last, without it. A branch that had it from
        the first wave on takes no part: it has no before.
    studentised
        Permute the estimate over its error; otherwise the estimate, which is not right where spreads differ.
    last_only
        Hold waves against the last one before the start alone, not against all before it.
    rng
        For draws; seed 0, if it is not given.

    Returns
    -------
    EventEffect
        Without two branches on either side there is an estimate, but neither error nor p-value.

    Examples
    --------
    Two of five branches rise by 1, the others hardly: one of ten choices is as extreme.

    >>> before, after = [0.0, 0.0, 0.0, 0.0, 0.0], [1.1, 0.9, 0.1, 0.0, -0.1]
    >>> found = event_effect(np.transpose([before, after]), np.full((5, 2), 0.01), [1, 1, NEVER, NEVER, NEVER])
    >>> round(float(found.estimate), 6), float(found.p_value), float(found.smallest_p), bool(found.judged())
    (1.0, 0.1, 0.1, False)
    """
    y, v = np.broadcast_arrays(*(np.asarray(each, dtype=np.float64) for each in (mean, squared_errors)))
    starts = _given_starts(start, y)
    rng = np.random.default_rng(0) if rng is None else rng
    permuting = _Permuting(studentised, last_only, confidence, rng, draws, most)
    rows, errors = (each.reshape(-1, *y.shape[-2:]) for each in (y, v))
    used = np.zeros(rows.shape[:2], dtype=bool)
    found = {name: np.zeros(len(rows)) for name in _COUNTS} | {name: np.full(len(rows), np.nan) for name in _NUMBERS}
    for same, taking in _alike(rows, starts):
        used[same] = taking
        for name, numbers in permuting.effects(rows[same][:, taking], errors[same][:, taking], starts[taking]).items():
            found[name][same] = numbers
    shape = y.shape[:-2]
    counts = {name: found[name].reshape(shape).astype(np.int64) for name in ("treated", "controls", "choices")}
    return EventEffect(
        used.reshape(y.shape[:-1]),
        **counts,
        drawn=found["drawn"].reshape(shape).astype(bool),
        **{name: found[name].reshape(shape) for name in _NUMBERS},
    )


@dataclass(frozen=True)
class EventStudy:
    """Effects (..., times) at times from the start, 0 being the first wave with the event, against the last before."""

    time: NDArray[np.int64]
    treated: NDArray[np.int64]
    effect: Floats
    se: Floats
    df: Floats
    ci_low: Floats
    ci_high: Floats


@statistic(
    "event_study",
    name="effects by time from the event",
    symbol="ATT(e)",
    source="Callaway & Sant'Anna (2021), J. Econometrics 225, 200–230; degrees of freedom: Bell & McCaffrey (2002), "
    "Survey Methodology 28, 169–181",
    effect="change beyond that of the other branches",
)
def event_study(mean: ArrayLike, start: ArrayLike, *, confidence: float = 0.95) -> EventStudy:
    """
    Effects at every time from the start: the wave at that time against the last wave before the start.

    Times before the start show whether the branches with the event went another way earlier; they are shown, not
    tested away. Each wave is compared beside the branches that had started neither by it nor by the start.

    Parameters
    ----------
    mean, start
        As in `event_effect`.

    Returns
    -------
    EventStudy
        At the last wave before the start the effect is 0 and has no error; NaN where no branch is there to compare.

    Examples
    --------
    >>> found = event_study([[0.0, 0.0, 1.0], [0.0, 0.0, 1.2], [0.3, 0.0, 0.0], [0.1, 0.0, 0.2]], [2, 2, NEVER, NEVER])
    >>> found.time, found.effect.round(3)
    (array([-2, -1,  0]), array([-0.2,  0. ,  1. ]))
    """
    y = np.asarray(mean, dtype=np.float64)
    starts, waves = _given_starts(start, y), y.shape[-1]
    within = starts[(starts > 0) & (starts < waves)]
    times = np.arange(-within.max(), waves - within.min()) if len(within) else np.arange(0)

    def studied(rows: Floats, _: Floats, chosen: Starts) -> list[NDArray[np.float64]]:
        found = []
        for contrast in study_contrasts(chosen, waves, times):
            effect, se = np.full((2, len(rows)), np.nan)
            df = np.nan
            if contrast.comparisons:
                found_now = contrast.estimates(contrast.of_branches(rows), chosen[None])
                effect, df = found_now.estimate[0], contrast.freedom(chosen)
                se = np.sqrt((found_now.parts**2).sum(axis=-1)) if contrast.can_vary else se
            se = np.where(np.isnan(df), np.nan, se)
            margin = t_quantile(df, confidence) * se
            treated = np.full(len(rows), float(contrast.treated))
            found.append([treated, effect, se, np.full(len(rows), df), effect - margin, effect + margin])
        return list(np.moveaxis(np.array(found), 0, -1)) if found else [np.full((len(rows), 0), np.nan)] * 6

    rows = y.reshape(-1, *y.shape[-2:])
    found = np.full((6, len(rows), len(times)), np.nan)
    for same, used in _alike(rows, starts):
        if used.any():
            found[:, same] = studied(rows[same][:, used], rows[same][:, used], starts[used])
    shaped = found.reshape(6, *y.shape[:-2], len(times))
    return EventStudy(times.astype(np.int64), np.nan_to_num(shaped[0]).astype(np.int64), *shaped[1:])


@dataclass(frozen=True)
class BranchDifference:
    """Mean change of branches with an event minus mean change of those without, tested by t over branches."""

    difference: Floats
    se: Floats
    df: Floats
    statistic: Floats
    p_value: Floats
    ci_low: Floats
    ci_high: Floats


@statistic(
    "branch_difference",
    name="t test of branches' changes with equal variances",
    symbol="t",
    source="Student (1908), Biometrika 6, 1–25",
    effect="difference of mean changes",
)
def branch_difference(change: ArrayLike, treated: ArrayLike, *, confidence: float = 0.95) -> BranchDifference:
    """
    Student's t of branches' changes (..., b): with the event minus without, all taken to vary alike.

    Of few branches with the event this is what is usually done; it is wrong where their changes vary more, or less,
    than the others'. `event_effect` permutes and has CR2 beside.

    Examples
    --------
    >>> found = branch_difference([1.0, 3.0, 0.0, 2.0], [True, True, False, False])
    >>> float(found.difference), round(float(found.se), 6), float(found.df)
    (1.0, 1.414214, 2.0)
    """
    y, with_event = np.asarray(change, dtype=np.float64), np.asarray(treated, dtype=bool)
    sides = [y[..., with_event], y[..., ~with_event]]
    sizes = [each.shape[-1] for each in sides]
    df = float(sum(sizes) - 2) if min(sizes) >= 1 else np.nan
    if not df > 0:
        nothing = np.full(y.shape[:-1], np.nan)
        return BranchDifference(*(nothing.copy() for _ in range(7)))
    first, second = (each.mean(axis=-1) for each in sides)
    squares = sum(((each - each.mean(axis=-1, keepdims=True)) ** 2).sum(axis=-1) for each in sides)
    se = np.sqrt(squares / df * (1 / sizes[0] + 1 / sizes[1]))
    difference = first - second
    told = np.full(y.shape[:-1], df)
    t, margin = ratio(difference, se), t_quantile(told, confidence) * se
    p = np.asarray(2 * stdtr(told, -np.abs(t)), dtype=np.float64)
    return BranchDifference(difference, se, told, t, p, difference - margin, difference + margin)


def _given_starts(start: ArrayLike, y: Floats) -> Starts:
    """Give starts with the number of waves for never."""
    given = np.asarray(start, dtype=np.int64)
    return np.where((given < 0) | (given > y.shape[-1]), y.shape[-1], given)


def _alike(rows: Floats, starts: Starts) -> list[tuple[NDArray[np.intp], NDArray[np.bool_]]]:
    """Group rows (r, b, t) by which branches take part in them."""
    used = np.isfinite(rows).all(axis=-1) & (starts > 0)
    patterns, number = np.unique(used, axis=0, return_inverse=True)
    return [(np.flatnonzero(np.ravel(number) == k), pattern) for k, pattern in enumerate(patterns)]


_COUNTS = ("treated", "controls", "choices", "drawn")
_NUMBERS = tuple(each.name for each in fields(EventEffect) if each.name not in {"used", *_COUNTS})


@dataclass(frozen=True)
class _Permuting:
    studentised: bool
    last_only: bool
    confidence: float
    rng: np.random.Generator
    draws: int
    most: int

    def effects(self, y: Floats, v: Floats, starts: Starts) -> dict[str, Floats]:
        """Give the numbers of rows (r, b, t) in which the same branches take part."""
        waves = y.shape[-1]
        contrast = effect_contrast(starts, waves, last_only=self.last_only)
        if not contrast.comparisons:
            return {}
        counts = {"treated": contrast.treated, "controls": contrast.fewest_controls}
        found: dict[str, Floats] = {name: np.full(len(y), float(count)) for name, count in counts.items()}
        happened = contrast.estimates(contrast.of_branches(y), starts[None])
        estimate = happened.estimate[0]
        found |= {"estimate": estimate} | _from_sampling(contrast, y, v, starts)
        if not contrast.can_vary:
            return found
        se = np.sqrt(known_squares((happened.parts**2).sum(axis=-1), y))
        df = np.full(len(y), contrast.freedom(starts))
        margin = t_quantile(df, self.confidence) * se
        found |= {"se": se, "df": df, "p_t": 2 * stdtr(df, -np.abs(ratio(estimate, se)))}
        found |= {"t_low": estimate - margin, "t_high": estimate + margin}
        return found | self._permuted(contrast, y, starts)

    def _permuted(self, contrast: Contrast, y: Floats, starts: Starts) -> dict[str, Floats]:
        """Hold what happened against the other choices of branches."""
        drawn = count_choices(starts) > self.most
        others = drawn_choices(starts, self.draws, self.rng) if drawn else all_choices(starts)
        permuted = Permuted.of(contrast, y, starts, others, drawn=drawn, studentised=self.studentised)
        rows = len(y)
        low, high = (permuted.end(side, 1 - self.confidence) for side in (-1.0, 1.0))
        return {
            "p_value": permuted.p_value(),
            "p_greater": permuted.p_greater(),
            "ci_low": low,
            "ci_high": high,
            "smallest_p": np.full(rows, permuted.smallest_p()),
            "choices": np.full(rows, float(len(others))),
            "drawn": np.full(rows, float(drawn)),
        }


def _from_sampling(contrast: Contrast, y: Floats, v: Floats, starts: Starts) -> dict[str, Floats]:
    """Give what is known from sampling error alone: the estimate's, and the change of the branches with the event."""
    weights = contrast.weights(starts)
    having = np.isin(starts, list(contrast.sizes))
    alone = np.where(having[:, None], _of_own(contrast, starts), 0.0)
    before_after = (alone * y).sum(axis=(-2, -1))
    errors = [np.sqrt((each**2 * v).sum(axis=(-2, -1))) for each in (weights, alone)]
    p = 2 * ndtr(-np.abs(ratio(before_after, errors[1])))
    return {
        "se_sampling": errors[0],
        "before_after": before_after,
        "se_before_after": errors[1],
        "p_before_after": p,
    }


def _of_own(contrast: Contrast, starts: Starts) -> Floats:
    """Give the weights of the branches with the event in their own changes."""
    found = np.zeros((len(starts), len(contrast.comparisons[0].waves)))
    for each in contrast.comparisons:
        found[starts == each.start] += each.waves / contrast.treated
    return found
