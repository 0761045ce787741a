"""Whether the items of a dimension measure one thing well enough: reliability of each part, and of the gap."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from servgap._stats.ties import first_least, first_most
from servgap.analysis.agreement_rows import STATISTICS as OF_AGREEMENT
from servgap.analysis.agreement_rows import agreement_frames
from servgap.analysis.answer_coefficients import FROM_ROWS, FROM_TABLES, from_answers
from servgap.analysis.coefficients import STATISTICS as OF_COEFFICIENTS
from servgap.analysis.coefficients import coefficients_frame
from servgap.analysis.finding import Finding, Remark
from servgap.analysis.frames import Frames, Later
from servgap.analysis.reliability_rows import Measured, items_frame, measure
from servgap.analysis.reliability_totals import STATISTICS as OF_TOTALS
from servgap.analysis.reliability_totals import total_frame
from servgap.analysis.reliability_uses import uses_frame, uses_of, weakest_use
from servgap.analysis.rows import frame_of, group_of
from servgap.analysis.subject import By, Chance, basis_of, check_choice, check_level, tally_of
from servgap.errors import analysis as errors
from servgap.survey.covariances import GAP
from servgap.survey.survey import Survey
from servgap.survey.tally import Tally

USUAL, ALL = "usual", "all"
DRAWS = 4999


@dataclass(frozen=True, eq=False, repr=False)
class Reliability(Finding):
    """How reliable the dimension scores are, part by part, what that is good enough for, and what each item adds.

    Examples
    --------
    >>> import servgap as sg
    >>> reliability = sg.check_reliability(sg.read_survey("data/samples/hotline_2026.csv"), part="perception")
    >>> reliability.items.loc[:1, ["item", "n", "item_rest_r", "alpha_if_dropped", "loading"]].round(2)
       item    n  item_rest_r  alpha_if_dropped  loading
    0  tan1  984         0.69              0.82     0.76
    1  tan2  984         0.66              0.83     0.72
    """

    kind: ClassVar[str] = "reliability"

    @property
    def items(self) -> pd.DataFrame:
        """
        Item by item: mean, sd, correlation with the rest, alpha without it, loading, adequacy, ends; a copy.

        The shares at the ends are of all answers to the item, not only of those `n` that the other columns rest on.
        """
        return self.frames["items"].copy()

    @property
    def uses(self) -> pd.DataFrame:
        """What each score is good enough for, and how large a group must be for its mean; a copy."""
        return self.frames["uses"].copy()

    @property
    def coefficients(self) -> pd.DataFrame:
        """Every coefficient of each dimension and part, with the intervals there are; a copy."""
        return self.frames["coefficients"].copy()

    @property
    def total(self) -> pd.DataFrame:
        """How reliable totals over all dimensions are; a copy."""
        return self.frames["total"].copy()

    @property
    def agreement(self) -> pd.DataFrame:
        """Whether answers may be averaged to the groups of `by`: ICC(1), ICC(2), agreement within groups; a copy."""
        return self._of_groups("agreement")

    @property
    def within(self) -> pd.DataFrame:
        """Agreement within each of the groups of `by`; a copy."""
        return self._of_groups("within")

    def _of_groups(self, name: str) -> pd.DataFrame:
        if name not in self.frames:
            raise errors.no_groups_asked(name)
        return self.frames[name].copy()


def check_reliability(
    subject: Survey | Tally,
    *,
    by: By = None,
    part: str | None = None,
    confidence: float = 0.95,
    coefficients: str = USUAL,
    rng: np.random.Generator | int | None = None,
) -> Reliability:
    """
    Check how reliable each dimension is, for expectations, perceptions and gaps, and what that is good enough for.

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
    coefficients
        ``"usual"``, those that covariances give, or ``"all"``: in addition intervals that do not suppose normal
        answers (distribution-free and bootstrap of alpha, robust of omega), which take a Survey, and coefficients of
        ordered answers (ordinal alpha, Green and Yang's omega), which take a Survey or ``survey.tally(pairs=True)``.
    rng
        A generator, or a seed, for the bootstrap. Default: seed 0.

    Returns
    -------
    Reliability
        Its frame has one row a dimension and part. Each row rests on one n: respondents who answered all items of the
        dimension in that part (for the gap, in both parts). `uses` says what each score is good enough for, `items`
        has one row an item and part, `coefficients` one a coefficient, `total` the totals over all dimensions, and
        with `by`, `agreement` tells whether answers may be averaged to the groups.

    Raises
    ------
    ServgapError
        If the part is not asked, or a keyword's value makes no sense.

    Notes
    -----
    α = k/(k−1) · (1 − Σ s_j² / s_X²) with Feldt's interval 1 − (1−α) F; ω = (Σλ)² / ((Σλ)² + Σθ) by maximum likelihood
    with a delta-method interval; reliability of the difference
    (s_P² α_P + s_E² α_E − 2 r s_P s_E) / (s_P² + s_E² − 2 r s_P s_E).

    References
    ----------
    Cronbach (1951); Feldt, Woodruff & Salih (1987), Applied Psychological Measurement 11, 93–103; McDonald (1999);
    Johns (1981), Organizational Behavior and Human Performance 27, 443–463; Peter, Churchill & Brown (1993), Journal
    of Consumer Research 19, 655–662; Nunnally & Bernstein (1994), Psychometric Theory, ch. 7.

    Examples
    --------
    >>> import servgap as sg
    >>> survey = sg.read_survey("data/samples/hotline_2026.csv")
    >>> reliability = sg.check_reliability(survey, part="gap")
    >>> reliability.frame[["dimension", "part", "n", "omega", "difference_reliability"]].round(2)
            dimension part     n  omega  difference_reliability
    0       tangibles  gap   920   0.82                    0.81
    1     reliability  gap  1191   0.84                    0.84
    2  responsiveness  gap  1248   0.83                    0.83
    3       assurance  gap  1303   0.82                    0.81
    4         empathy  gap  1206   0.86                    0.86
    >>> reliability.uses.loc[:1, ["dimension", "coefficient", "value", "band", "n_per_group"]].round(2)
         dimension coefficient  value            band  n_per_group
    0    tangibles  difference   0.81  group_research         79.0
    1  reliability  difference   0.84  group_research         77.0
    """
    check_level(confidence)
    check_choice("coefficients", coefficients, (USUAL, ALL))
    chance, everything = Chance.of(rng), coefficients == ALL
    survey = subject if everything and isinstance(subject, Survey) else None
    tally = tally_of(subject, by, tables=survey is not None)
    offered = (*tally.instrument.parts, *((GAP,) if tally.instrument.pairs else ()))
    if part is not None:
        check_choice("part", part, offered)
    found = measure(tally, offered if part is None else (part,), confidence)
    others = from_answers(found, survey, confidence, DRAWS, chance.rng) if everything else {}
    uses = uses_of(found)
    frames: dict[str, pd.DataFrame | Later] = {
        "frame": frame_of(tally, found.labels, _shown(found)),
        "uses": partial(uses_frame, found, uses),
        "items": partial(items_frame, found),
        "coefficients": partial(coefficients_frame, found, confidence, others),
        "total": partial(total_frame, tally, found.parts),
    }
    if tally.by:
        frames |= agreement_frames(found, confidence)
    improper = int(found.numbers["improper"].sum())
    basis = basis_of(
        tally,
        policy="complete",
        confidence=confidence,
        statistics=_statistics(found, survey, everything=everything),
        remarks=(Remark("improper", (("n", improper),)),) if improper else (),
        seed=chance.seed if survey is not None else None,
        draws=DRAWS if survey is not None else 0,
    )
    return Reliability(basis, Frames(frames), _facts(found, uses))


def _shown(found: Measured) -> dict[str, Any]:
    return {name: values for name, values in found.numbers.items() if name != "improper"}


def _statistics(found: Measured, survey: Survey | None, *, everything: bool) -> tuple[str, ...]:
    """Name what is behind the numbers, each once."""
    keys = ["cronbach_alpha", "omega_total", "item_analysis", "sampling_adequacy"]
    if GAP in found.parts:
        keys.append("difference_reliability")
    keys += [*OF_COEFFICIENTS, *OF_TOTALS]
    if survey is not None:
        keys += FROM_ROWS
    if everything and found.tally.has_item_tables:
        keys += FROM_TABLES
    keys += OF_AGREEMENT if found.tally.by else ("n_reliable_mean",)
    return tuple(dict.fromkeys(keys))


SHOWN = ("omega", "omega_low", "omega_high", "alpha", "ci_low", "ci_high", "n")


def _facts(found: Measured, uses: dict[str, Any]) -> dict[str, Any]:
    numbers, labels = found.numbers, found.labels
    headline = np.where(np.isnan(numbers["omega"]), numbers["alpha"], numbers["omega"])
    facts: dict[str, Any] = {"lowest": None, "highest": None, "weakest_difference": None, "weakest": None}
    facts |= {"rows": len(labels["part"]), "group": {}}
    if np.isfinite(headline).any():
        for name, place in (("lowest", first_least(headline)), ("highest", first_most(headline))):
            cell, row = np.unravel_index(place, headline.shape)
            facts[name] = {
                "dimension": labels["dimension"][row],
                "part": labels["part"][row],
                **{column: numbers[column][cell, row].item() for column in SHOWN},
            }
            if name == "lowest":
                facts["group"] = group_of(found.tally, int(cell))
                facts["weakest"] = weakest_use(found, uses, int(cell))
    weakest = numbers["difference_reliability"]
    if np.isfinite(weakest).any():
        cell, row = np.unravel_index(first_least(weakest), weakest.shape)
        facts["weakest_difference"] = {
            "dimension": labels["dimension"][row],
            "difference_reliability": weakest[cell, row].item(),
            "n": int(numbers["n"][cell, row]),
        }
    return facts
