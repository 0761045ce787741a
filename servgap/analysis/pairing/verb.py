"""Whether expectation and perception may be subtracted: whether both parts measure each dimension alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from servgap._stats.factor_models.invariance import occasion_invariance
from servgap._stats.families.hotelling import hotelling_profile
from servgap._stats.ties import first_least, first_most
from servgap.analysis.asked_some import explained_table
from servgap.analysis.finding import Finding, Remark
from servgap.analysis.no_level import need_levels
from servgap.analysis.opposed import opposed_in
from servgap.analysis.pairing.facts import PairingFacts, Widest, Withheld
from servgap.analysis.pairing.rows import Paired, dimensions_frame, items_frame, pair, steps_frame
from servgap.analysis.pairing.rules import DEPENDS, ITEMS_ONLY, LARGE_SAMPLE, NOT_SHOWN, SUBTRACT, VERDICTS
from servgap.analysis.reasons import IMPROPER
from servgap.analysis.rows import group_of
from servgap.analysis.source import Source
from servgap.analysis.subject import By, basis_of, check_level, need_pair, tally_of
from servgap.analysis.verbs import verb
from servgap.survey.survey import Survey
from servgap.survey.tally import Tally


@dataclass(frozen=True, eq=False, repr=False)
class Pairing(Finding):
    """Whether both parts of each dimension measure the same thing alike, and what follows for its gap.

    Examples
    --------
    >>> import servgap as sg
    >>> pairing = sg.check_pairing(sg.read_survey("data/samples/hotline_2026.csv"))
    >>> pairing.dimensions[["dimension", "reached", "gap", "lowest_gap", "highest_gap", "spread"]].round(2)
            dimension reached   gap  lowest_gap  highest_gap  spread
    0       tangibles  metric -0.15       -0.40        -0.03    0.17
    1     reliability  metric -1.15       -1.48        -0.70    0.29
    2  responsiveness  metric -1.17       -1.59        -0.83    0.33
    3       assurance  metric -0.53       -0.84        -0.28    0.24
    4         empathy  metric -0.78       -1.02        -0.40    0.24
    """

    kind: ClassVar[str] = "pairing"

    facts: PairingFacts

    @property
    def dimensions(self) -> pd.DataFrame:
        """Dimension by dimension: the last step that holds, what follows, the gap and the spread of its items; a copy.

        The test is Hotelling's, that all gaps of the dimension's items are equal; the latent difference is that of
        the factors' means in the scalar model, in standard deviations of the first part's factor.
        """
        return self.frames["dimensions"].copy()

    @property
    def items(self) -> pd.DataFrame:
        """Item by item: the gap over the respondents on whom the dimension's models rest; a copy."""
        return self.frames["items"].copy()


@verb
def check_pairing(subject: Survey | Tally, *, by: By = None, confidence: float = 0.95) -> Pairing:
    """
    Check whether expectation and perception may be subtracted: whether both measure each dimension alike.

    A gap supposes that an item stands for its dimension in the same way whether it asks what should be or what is. Of
    each dimension, a factor for each part is modelled; then loadings, then intercepts, are held equal between the
    parts. Equal loadings: both parts are in the same unit, and item gaps may be read. A difference of means wants equal
    intercepts too: where they differ, items have gaps of their own, and the dimension's depends on which were asked.

    Parameters
    ----------
    subject
        A Survey or a Tally.
    by
        Attributes; the check is made separately for each of their values.
    confidence
        The level of the intervals; 1 less it is the level of the tests.

    Returns
    -------
    Pairing
        Its frame has one row a dimension and step: fit, what is lost since the step before, whether the step holds, and
        whether the answers show so. `dimensions` says what follows, beside the gap and the spread of its items' gaps;
        `items` has these. An improper solution, or an item that runs against the others, leaves the verdict empty.

    Raises
    ------
    ServgapError
        If the instrument asks one part only, or a keyword's value makes no sense.

    Notes
    -----
    Maximum likelihood on respondents who answered all items of the dimension in both parts; the two errors of an item
    correlate. The rule is the library's own, its limits are from the sources below. A step is given up where what is
    lost matters and is more than chance: the first where CFI < .95 and the 90% interval of RMSEA lies above .05, the
    others where CFI falls by more than .01 and the likelihood-ratio test, corrected by Holm over the rows of a step,
    refuses them at 1 − `confidence`. Not to refuse is no evidence: a step is `shown` where even the upper limit of what
    may be lost does not matter, RMSEA ≤ .08 of the first, a fall of CFI ≤ .01 of the others. `disputed` says where the
    change of RMSEA, with its limit of .015, sees it otherwise.

    References
    ----------
    Yuan & Chan (2016), Psychological Methods 21, 405–426; Meredith (1993), Psychometrika 58, 525–543; Cheung & Rensvold
    (2002), Structural Equation Modeling 9, 233–255; Chen (2007), Structural Equation Modeling 14, 464–504; Hu & Bentler
    (1999), Structural Equation Modeling 6, 1–55; Browne & Cudeck (1993), in Testing Structural Equation Models,
    136–162.

    Examples
    --------
    >>> import servgap as sg
    >>> survey = sg.read_survey("data/samples/hotline_2026.csv")
    >>> pairing = sg.check_pairing(survey)
    >>> pairing.frame.loc[:2, ["dimension", "step", "n", "cfi", "rmsea", "cfi_difference", "holds"]].round(3)
       dimension        step    n    cfi  rmsea  cfi_difference  holds
    0  tangibles  configural  920  1.000  0.000             NaN   True
    1  tangibles      metric  920  1.000  0.000           0.000   True
    2  tangibles      scalar  920  0.978  0.062          -0.022  False
    """
    source = Source.of(check_pairing, locals())
    check_level(confidence)
    tally = tally_of(subject, by)
    need_pair(tally, "check_pairing")
    need_levels(tally, "check_pairing")
    found = pair(tally, confidence)
    steps = explained_table(tally, steps_frame(found))
    dimensions = explained_table(tally, dimensions_frame(found, confidence))
    tested = [int(steps.loc[steps["step"] == step, "p_difference"].notna().sum()) for step in steps["step"].unique()]
    basis = basis_of(
        tally,
        policy="complete",
        confidence=confidence,
        statistics=(occasion_invariance, hotelling_profile),
        adjust="holm",
        family=max(tested),
        remarks=_remarks(found, steps),
    )
    frames = {"frame": steps, "dimensions": dimensions, "items": explained_table(tally, items_frame(found, confidence))}
    opposed = opposed_in(tally, [str(part) for part in tally.instrument.pairs[0]], confidence)
    return Pairing(basis, frames, _facts(found, dimensions, 1 - confidence, opposed), source)


def _remarks(found: Paired, steps: pd.DataFrame) -> list[Remark]:
    fitted = found.n[found.dimensions["reached"] != ""]
    improper = int((steps["reason"] == IMPROPER).sum())
    remarks = [Remark("family_over_groups")] if len(found.tally.cells) > 1 else []
    if found.n.sum(axis=0).min() < found.tally.n:
        remarks.append(Remark("complete_pairs"))
    if improper:
        remarks.append(Remark("improper_steps", (("n", improper),)))
    if len(fitted) and fitted.min() <= LARGE_SAMPLE:
        remarks.append(Remark("limits_of_large_samples", (("n", int(fitted.min())), ("minimum", LARGE_SAMPLE))))
    return remarks


def _facts(
    found: Paired, dimensions: pd.DataFrame, level: float, opposed: Sequence[Mapping[str, Any]] = ()
) -> PairingFacts:
    """Give what the headline says, of the group in which the least holds."""
    cell = _weakest(found)
    count = len(found.tally.instrument.dimensions)
    rows = dimensions.iloc[cell * count : (cell + 1) * count]
    told = rows[["dimension", "reason", "n", "n_items"]][rows["verdict"] == ""]
    return PairingFacts(
        dimensions=count,
        judged=int((rows["verdict"] != "").sum()),
        subtract=_of(rows, SUBTRACT),
        not_shown=_of(rows, NOT_SHOWN),
        depends_on_items=_of(rows, DEPENDS),
        do_not_average=_of(rows, ITEMS_ONLY),
        loadings_shown=_loadings_shown(found, cell),
        withheld=tuple(Withheld(*row) for row in told.itertuples(index=False)),
        widest=_widest(rows[(rows["verdict"] == DEPENDS) & (rows["p_adjusted"] < level)]),
        opposed=tuple(opposed),
        group=group_of(found.tally, cell),
    )


def _of(rows: pd.DataFrame, verdict: str) -> tuple[str, ...]:
    """List the dimensions of a verdict."""
    return tuple(rows.loc[rows["verdict"] == verdict, "dimension"])


def _widest(apart: pd.DataFrame) -> Widest | None:
    """Find where the gaps of items, which are not all equal, lie furthest apart."""
    if not len(apart):
        return None
    row = apart.iloc[first_most(apart["spread"])]
    return Widest(**{entry.name: row[entry.name] for entry in fields(Widest)})


def _loadings_shown(found: Paired, cell: int) -> tuple[str, ...]:
    """List the dimensions whose equal loadings the answers show."""
    shown = found.steps["shown"][cell, :, 1]
    return tuple(key for key, each in zip(found.tally.instrument.dimension_keys, shown, strict=True) if each is True)


def _weakest(found: Paired) -> int:
    """Find the group whose dimensions allow the least on average; the largest where none could be checked."""
    places = {verdict: -float(place) for place, verdict in enumerate(VERDICTS)} | {"": np.nan}
    levels = np.array([[places[verdict] for verdict in row] for row in found.dimensions["verdict"]])
    known = np.isfinite(levels)
    if not known.any():
        return int(np.argmax(found.n.sum(axis=1)))
    mean = np.where(known.any(axis=1), np.nansum(levels, axis=1) / np.maximum(known.sum(axis=1), 1), np.inf)
    return first_least(mean)
