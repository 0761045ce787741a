"""Whether the items of a dimension measure one thing well enough: reliability of each part, and of the gap."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import ClassVar

import numpy as np
import pandas as pd

from servgap._stats.registry import Function
from servgap._stats.reliability.alpha import cronbach_alpha
from servgap._stats.reliability.alpha_intervals import alpha_distribution_free
from servgap._stats.reliability.difference_intervals import difference_distribution_free
from servgap._stats.reliability.difference_scores import difference_reliability
from servgap._stats.reliability.omega import omega_total
from servgap._stats.reliability.omega_intervals import omega_distribution_free
from servgap.analysis.asked_some import explained_table
from servgap.analysis.finding import Finding, Remark
from servgap.analysis.frames import Frames, Later
from servgap.analysis.no_level import need_levels
from servgap.analysis.reasons import IMPROPER
from servgap.analysis.reliability.agreement import STATISTICS as OF_AGREEMENT
from servgap.analysis.reliability.agreement import agreement_frames
from servgap.analysis.reliability.answer_coefficients import FROM_ROWS, FROM_TABLES, from_answers
from servgap.analysis.reliability.coefficients import STATISTICS as OF_COEFFICIENTS
from servgap.analysis.reliability.coefficients import coefficients_frame
from servgap.analysis.reliability.facts import ReliabilityFacts
from servgap.analysis.reliability.foremost import facts_of, rough
from servgap.analysis.reliability.items import STATISTICS as OF_ITEMS
from servgap.analysis.reliability.items import items_frame
from servgap.analysis.reliability.rows import Measured, measure
from servgap.analysis.reliability.totals import total_frame, totals_statistics
from servgap.analysis.reliability.uses import Columns, uses_frame, uses_of, withheld
from servgap.analysis.rows import frame_of
from servgap.analysis.source import Source
from servgap.analysis.subject import By, Chance, basis_of, check_choice, check_level, tally_of
from servgap.analysis.verbs import verb
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

    facts: ReliabilityFacts

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


@verb
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
        ``"usual"``, those that a Tally gives, or ``"all"``: in addition the bootstrap interval of alpha, which takes a
        Survey, and coefficients of ordered answers (ordinal alpha, Green and Yang's omega), which take a Survey or
        ``survey.tally(pairs=True)``.
    rng
        A generator, or a seed, for the bootstrap. Default: seed 0.

    Returns
    -------
    Reliability
        Its frame has one row a dimension and part. Each row rests on one n: respondents who answered all items of the
        dimension in that part (for the gap, in both parts). `uses` says what each score is good enough for, by the
        lower limit of its interval, `items` has one row an item and part, `coefficients` one a coefficient and method
        of its interval, `total` the totals over all dimensions, and with `by`, `agreement` tells whether answers may
        be averaged to the groups.

    Raises
    ------
    ServgapError
        If the part is not asked, or a keyword's value makes no sense.

    Notes
    -----
    α = k/(k−1) · (1 − Σ s_j² / s_X²); ω = (Σλ)² / ((Σλ)² + Σθ) by maximum likelihood; reliability of the difference
    (s_P² α_P + s_E² α_E − 2 r s_P s_E) / (s_P² + s_E² − 2 r s_P s_E). Intervals suppose no distribution: errors from
    fourth moments, on the scale of log(1 − reliability), with a t quantile. Nothing is concluded of a score whose items
    run against one another, or whose factor model is improper or has no solution.

    References
    ----------
    Cronbach (1951); McDonald (1999); Maydeu-Olivares, Coffman & Hartmann (2007), Psychological Methods 12, 157–176;
    Johns (1981), Organizational Behavior and Human Performance 27, 443–463; Peter, Churchill & Brown (1993), Journal
    of Consumer Research 19, 655–662; Nunnally & Bernstein (1994), Psychometric Theory (3rd ed.), ch. 7.

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
    >>> reliability.uses.loc[:1, ["dimension", "coefficient", "value", "ci_low", "band"]].round(2)
         dimension coefficient  value  ci_low            band
    0    tangibles  difference   0.81    0.79  early_research
    1  reliability  difference   0.84    0.83  group_research
    """
    source = Source.of(check_reliability, locals(), tables=coefficients == ALL)
    check_level(confidence)
    check_choice("coefficients", coefficients, (USUAL, ALL))
    chance, everything = Chance.of(rng), coefficients == ALL
    given = subject if isinstance(subject, Survey) else None
    survey = given if everything else None
    tally = tally_of(subject, by, tables=survey is not None)
    need_levels(tally, "check_reliability")
    offered = (*tally.instrument.parts, *((GAP,) if tally.instrument.pairs else ()))
    if part is not None:
        check_choice("part", part, offered)
    found = measure(tally, offered if part is None else (part,), confidence, given)
    others = from_answers(found, survey, confidence, DRAWS, chance.rng) if everything else {}
    groups = agreement_frames(found, confidence) if tally.by else {}
    reasons = withheld(found)
    uses = uses_of(found, reasons, groups.get("agreement"))
    basis = basis_of(
        tally,
        policy="complete",
        confidence=confidence,
        statistics=_statistics(found, survey, everything=everything),
        remarks=_remarks(found),
        seed=chance.seed if survey is not None else None,
        draws=DRAWS if survey is not None else 0,
    )
    frames = _frames(found, uses, partial(coefficients_frame, found, confidence, others)) | groups
    if tally.matrix_sampled:
        frames = {name: partial(explained_table, tally, frame) for name, frame in frames.items()}
    return Reliability(basis, Frames(frames), facts_of(found, reasons, uses), source)


def _frames(found: Measured, uses: Columns, coefficients: Later) -> dict[str, pd.DataFrame | Later]:
    return {
        "frame": frame_of(found.tally, found.labels, found.numbers),
        "uses": partial(uses_frame, found, uses),
        "items": partial(items_frame, found),
        "coefficients": coefficients,
        "total": partial(total_frame, found.tally, found.parts),
    }


def _remarks(found: Measured) -> tuple[Remark, ...]:
    """Say which models are improper, and which intervals rough."""
    counted = {"improper": int((found.numbers["reason"] == IMPROPER).sum()), "rough_intervals": rough(found)}
    return tuple(Remark(code, (("n", n),)) for code, n in counted.items() if n)


def _statistics(found: Measured, survey: Survey | None, *, everything: bool) -> list[Function]:
    """Give what is behind the numbers."""
    used: list[Function] = [cronbach_alpha, alpha_distribution_free]
    if np.isfinite(found.numbers["omega"]).any():
        used += [omega_total, omega_distribution_free]
    if GAP in found.parts:
        used += [difference_reliability, difference_distribution_free]
    used += [*OF_ITEMS, *OF_COEFFICIENTS, *totals_statistics(len(found.tally.instrument.dimensions))]
    if survey is not None:
        used += FROM_ROWS
    if everything and found.tally.has_item_tables:
        used += FROM_TABLES
    return [*used, *OF_AGREEMENT] if found.tally.by else used
