"""Whether the gaps are more than chance: tests of different hypotheses, with effect sizes, corrected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import partial
from typing import ClassVar, TypeVar

import numpy as np
import pandas as pd

from servgap._stats.families.adjust import Adjustment
from servgap._stats.paired.bayes_factor import hangs_on_scale
from servgap._stats.registry import Function
from servgap._stats.resampling.counts_bootstrap import DRAWS
from servgap._stats.ties import first_least, first_most
from servgap.analysis.finding import Finding, Remark
from servgap.analysis.frames import Frames, Later
from servgap.analysis.levels import dimension_level, item_level, overall_level
from servgap.analysis.rows import frame_of, group_of, largest_family
from servgap.analysis.significance import joint_tests
from servgap.analysis.significance.effects import alternatives_frame, effects_frame
from servgap.analysis.significance.facts import GapEffect, SignificanceFacts, StandardEffect
from servgap.analysis.significance.gap_tests import EXACT_BELOW, OF_ITEMS, TESTS
from servgap.analysis.significance.joint_tests import joint_frame
from servgap.analysis.significance.rows import Question, columns_of_tests, labels_of_tests
from servgap.analysis.source import Source
from servgap.analysis.subject import (
    ADJUSTMENTS,
    TESTED_FROM,
    By,
    Chance,
    Measured,
    basis_of,
    check_choice,
    check_level,
    check_policy,
    measure_of,
    need_yardstick,
    tally_of,
)
from servgap.analysis.verbs import verb
from servgap.analysis.verdicts import smallest_gap
from servgap.analysis.without_target import reasons_told
from servgap.errors import analysis as errors
from servgap.survey.measures.measure import Measure
from servgap.survey.survey import Survey
from servgap.survey.tally import Tally

Taken = TypeVar("Taken", bound=GapEffect)
DEFAULT_TESTS = ("t", "signed_rank", "sign")


@dataclass(frozen=True, eq=False, repr=False)
class Significance(Finding):
    """Which gaps are more than chance, by which test.

    Examples
    --------
    >>> import servgap as sg
    >>> tests = sg.check_significance(sg.read_survey("data/samples/hotline_2026.csv"), test="signed_rank")
    >>> tests.frame.loc[tests.frame.p_adjusted >= 0.05, ["standard", "gap", "p_adjusted"]].round(2)
      standard   gap  p_adjusted
    6     tan1 -0.04        0.79
    8     tan3 -0.01        0.79
    """

    kind: ClassVar[str] = "significance"

    facts: SignificanceFacts

    @property
    def effects(self) -> pd.DataFrame:
        """Every effect size of every gap, with its interval; computed when first looked at; a copy."""
        return self.frames["effects"].copy()

    @property
    def alternatives(self) -> pd.DataFrame:
        """The standardised effect sizes with the intervals of other programs: noncentral t, bootstrap; a copy."""
        return self.frames["alternatives"].copy()

    @property
    def joint(self) -> pd.DataFrame:
        """Hotelling's test of all dimensions, and of all standards, at once: all gaps zero, all gaps equal; a copy."""
        return self.frames["joint"].copy()


@verb
def check_significance(
    subject: Survey | Tally,
    *,
    by: By = None,
    measure: Measured = None,
    test: str | Sequence[str] = DEFAULT_TESTS,
    adjust: Adjustment = "holm",
    policy: str = "half",
    confidence: float = 0.95,
    rng: np.random.Generator | int | None = None,
) -> Significance:
    """
    Test whether gaps differ from none, and say how large they are against their spread.

    So are distances from a target or a point of the scale. The tests ask different things. The t test (paired for
    gaps) asks whether the mean gap is zero; it is the headline, since one
    acts on means. The signed-rank test asks whether gaps lie symmetrically around zero, the sign test whether as many
    respondents are above as below their expectation. Where they disagree, the row says so.

    Parameters
    ----------
    subject
        A Survey or a Tally.
    by
        Attributes; the tests are made separately for each of their values, and corrected over all of them.
    measure
        What is tested: the gap (the default where two parts were asked), or another distance from a yardstick, such as
        ``"adequacy"``, ``"target"`` or ``Measure(against=5.5)``. A mean by itself, an index and a share are distances
        from nothing, and are refused.
    test
        One or several of: ``"t"``, the mean; ``"signed_rank"``, Wilcoxon's with Pratt's treatment of zeros, and
        ``"signed_rank_exact"``, the same by its exact distribution at any n; ``"sign"``; ``"permutation"``, the mean
        by all changes of signs, exactly; ``"ordinal"``, a cumulative link model with respondents' effects, and
        ``"stuart_maxwell"``, equal distributions of both parts (both for single items of gaps); ``"bayes_factor"``,
        evidence instead of a p-value. Default: t, signed rank and sign.
    adjust
        The correction over the family: ``"holm"``, ``"hochberg"``, ``"bh"``, ``"by"``, ``"bonferroni"`` or
        ``"none"``. A family is all rows of one level and one test.
    policy
        When a respondent's dimension score exists: ``"half"``, ``"complete"`` or ``"pairs"``.
    confidence
        The level of the intervals; 1 less it is the level at which tests are called to disagree.
    rng
        A generator or seed for the resampling behind `alternatives`; default: seed 0.

    Returns
    -------
    Significance
        Its frame has a row for each of overall, dimensions and standards, and each test. A standard that several
        items measure is shown item by item. `effects` has every effect size, `alternatives` the intervals that other
        programs give of them, `joint` the tests of all gaps at once. The effect sizes d_av and d_rm need both parts,
        and are empty where one is held against a point.

    Raises
    ------
    ServgapError
        If there is no yardstick, the questionnaire does not ask what the measure takes, a Tally was counted without
        it, a test of two parts is asked of one, or a keyword's value makes no sense.

    Notes
    -----
    t = Ḡ/(s/√n) with effect d_z = Ḡ/s, whose interval supposes no normal gaps: the δ for which Ḡ − δs is within
    Student's t of 0, so that it holds 0 where the t test alone does not reject, but for a hair. Signed rank with zeros
    ranked, then dropped, ties given, normal approximation without continuity correction from 100 non-zero gaps on and
    the exact conditional distribution below; effect (W₊ − W₋)/(W₊ + W₋), estimate the Hodges–Lehmann pseudo-median with
    zeros kept. Exact sign test with the share above among those not equal and its Clopper–Pearson interval.
    Permutation: all 2ⁿ changes of sign, with the bootstrap's BCa interval of the mean, both computed from counts
    without sampling. Ordinal: logit P(Y ≤ c) = θ_c − βx − u with x = 1 for a perception and u ~ N(0, s²) of the
    respondent; `contradicts` marks items on which β and the t test conclude differently. Bayes factor: JZS with a
    Cauchy prior of scale √2/2 on d_z, and of a gap beyond the smallest that matters against one within; the effect is
    the probability of within. `joint`: T² from the means' covariance with the smallest n. The overall row is about
    respondents who have all dimension scores.

    References
    ----------
    Pratt (1959), JASA 54, 655–667; Kerby (2014), Comprehensive Psychology 3, 11.IT.3.1; Holm (1979), Scandinavian
    Journal of Statistics 6, 65–70; Benjamini & Yekutieli (2001), Annals of Statistics 29, 1165–1188; Agresti (2010),
    Analysis of Ordinal Categorical Data; Rouder et al. (2009), Psychonomic Bulletin & Review 16, 225–237.

    Examples
    --------
    >>> import servgap as sg
    >>> survey = sg.read_survey("data/samples/hotline_2026.csv")
    >>> tests = sg.check_significance(survey, test="t").frame
    >>> tests.loc[tests.level == "dimension", ["dimension", "statistic", "effect"]].round(2)
            dimension  statistic  effect
    1       tangibles      -5.23   -0.14
    2     reliability     -40.51   -1.05
    3  responsiveness     -39.33   -1.02
    4       assurance     -19.80   -0.51
    5         empathy     -26.69   -0.69
    >>> against = sg.check_significance(survey, measure=sg.Measure(against=5.5), test="t").frame
    >>> against.loc[against.level == "dimension", ["dimension", "gap", "statistic"]].round(2)
            dimension   gap  statistic
    1       tangibles -0.09      -3.44
    2     reliability -0.28     -10.40
    3  responsiveness -0.46     -16.13
    4       assurance  0.27      11.20
    5         empathy -0.30     -10.84
    """
    source = Source.of(check_significance, locals())
    tests = (test,) if isinstance(test, str) else tuple(test)
    _check(tests, adjust, policy, confidence)
    measure = measure_of(subject, measure)
    need_yardstick(measure, subject.instrument, "check_significance")
    _check_parts(tests, measure)
    tally = tally_of(subject, by, measure=measure)
    chance = Chance.of(rng)
    levels = [
        overall_level(tally, policy, measure),
        dimension_level(tally, policy, measure),
        item_level(tally, measure),
    ]
    question = Question(tests, adjust, confidence, smallest_gap(tally.instrument.scale, None))
    frame = frame_of(tally, labels_of_tests(levels, tests), columns_of_tests(levels, question))
    laid_out = (tally, measure, levels, policy, confidence)
    frames: dict[str, pd.DataFrame | Later] = {
        "frame": frame,
        "effects": partial(effects_frame, *laid_out),
        "alternatives": partial(alternatives_frame, tally, measure, levels, policy, confidence, chance.rng.spawn(1)[0]),
        "joint": joint_frame(tally, measure, policy),
    }
    basis = basis_of(
        tally,
        measure=measure,
        policy=policy,
        averaged=True,
        confidence=confidence,
        statistics=_statistics(tests),
        adjust=adjust,
        family=largest_family(frame, "standard", "item"),
        remarks=_remarks(tally, question, frame, chance),
    )
    told = Frames(reasons_told(frames, tally.instrument, measure))
    return Significance(basis, told, _facts(tally, frame, tests, 1 - confidence), source)


def _check(tests: tuple[str, ...], adjust: str, policy: str, confidence: float) -> None:
    for each in tests:
        check_choice("test", each, tuple(TESTS))
    check_choice("adjust", adjust, ADJUSTMENTS)
    check_policy(policy)
    check_level(confidence)


def _check_parts(tests: tuple[str, ...], measure: Measure) -> None:
    """Refuse tests of how two parts were answered where one part is held against a point."""
    of_parts = [each for each in tests if each in OF_ITEMS]
    if of_parts and not measure.is_gap:
        raise errors.tests_need_two_parts(of_parts, measure)


def _statistics(tests: tuple[str, ...]) -> tuple[Function, ...]:
    of_tests = (computed for each in tests for computed in TESTS[each].statistics)
    return tuple(dict.fromkeys((*of_tests, *joint_tests.STATISTICS)))


def _remarks(tally: Tally, question: Question, frame: pd.DataFrame, chance: Chance) -> list[Remark]:
    remarks = [Remark("family_over_groups")] if len(tally.cells) > 1 else []
    if ((frame["test"] == "signed_rank") & (frame["method"] == "exact")).any():
        remarks.append(Remark("exact_up_to", (("n", EXACT_BELOW - 1),)))
    if "bayes_factor" in question.tests:
        weighed = frame[(frame["test"] == "bayes_factor") & frame["statistic"].notna()]
        hanging = hangs_on_scale(weighed["statistic"], weighed["n"])
        told = (("smallest", question.smallest), ("n", int(hanging.sum())), ("of", len(weighed)))
        remarks.append(Remark("bayes_factor", told))
    if "ordinal" in question.tests:
        remarks.append(Remark("ordinal", (("n", int(frame["contradicts"].sum())),)))
    return [*remarks, Remark("effects_resampled", (("draws", DRAWS), ("seed", chance.seed)))]


def _facts(tally: Tally, frame: pd.DataFrame, tests: tuple[str, ...], level: float) -> SignificanceFacts:
    overall = frame[frame["level"] == "overall"]
    first = overall[overall["test"] == tests[0]].reset_index(drop=True)
    # A group of next to nobody speaks for all only where there are no others.
    gap = first["gap"].where(first["n"] >= TESTED_FROM)
    cell = first_least((gap if gap.notna().any() else first["gap"]).fillna(np.inf))
    mine = (
        np.all([frame[name] == label for name, label in group_of(tally, cell).items()], axis=0)
        if tally.by
        else slice(None)
    )
    rows = frame[mine]
    standards = rows[rows["level"].isin(["standard", "item"])]
    sure = standards[standards["p_adjusted"] < level]
    lead = standards[standards["test"] == tests[0]]
    size = (lead["effect"] - TESTS[tests[0]].centre).abs()
    return SignificanceFacts(
        group=group_of(tally, cell),
        tests=tests,
        tested=int(lead["p_value"].notna().sum()),
        significant={name: int((sure["test"] == name).sum()) for name in tests},
        short={name: int(((sure["test"] == name) & _below(sure)).sum()) for name in tests if TESTS[name].directed},
        overall=_taken(GapEffect, first.iloc[cell]),
        largest=_taken(StandardEffect, lead.iloc[first_most(size)]) if size.notna().any() else None,
        disagreeing=int(lead["disagrees"].sum()),
    )


def _taken(kind: type[Taken], row: pd.Series) -> Taken:
    """Take a row's facts."""
    return kind(**{field.name: row[field.name] for field in fields(kind)})


def _below(rows: pd.DataFrame) -> pd.Series:
    """Tell which rows are short: by the test's own effect, by the gap where gaps do not vary and there is none."""
    centre = np.array([TESTS[test].centre for test in rows["test"]], dtype=float)
    return rows["effect"].fillna(centre + rows["gap"]) < centre
