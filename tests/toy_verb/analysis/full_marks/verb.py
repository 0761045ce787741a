"""How often the service got the scale's highest answer: a verb that only this test has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from servgap.analysis.full_marks.facts import FullMarksFacts

from servgap._stats.registry import statistic
from servgap.analysis.finding import Finding, Remark
from servgap.analysis.rows import frame_of, group_of, standard_rows
from servgap.analysis.source import Source
from servgap.analysis.subject import By, basis_of, tally_of
from servgap.survey.moments import item_tables
from servgap.survey.survey import Survey
from servgap.survey.tally import Tally


@dataclass(frozen=True)
class Share:
    """A share and what it rests on."""

    n: NDArray[np.int64]
    share: NDArray[np.float64]


@statistic(
    "share_of_full_marks", name="share of highest answers", symbol="p", source="Anybody (1900), A Journal 1, 1–2"
)
def share_of_full_marks(tables: NDArray[np.int64]) -> Share:
    """Divide the highest answers by all."""
    n = tables.sum(axis=(2, 3))
    return Share(n, tables[..., -1].sum(axis=2) / np.where(n > 0, n, 1))


@dataclass(frozen=True, eq=False, repr=False)
class FullMarks(Finding):
    """How often each standard got the highest answer."""

    kind: ClassVar[str] = "full_marks"

    facts: FullMarksFacts


def count_full_marks(subject: Survey | Tally, *, by: By = None) -> FullMarks:
    """Count the highest answers."""
    source = Source.of(count_full_marks, locals())
    tally = tally_of(subject, by)
    found, labels = share_of_full_marks(item_tables(tally)), standard_rows(tally.instrument)
    ranks = found.share.argsort(axis=1, kind="stable").argsort(axis=1, kind="stable") + 1
    reason = np.where(found.n > 0, "", "nobody_said")
    numbers = {"n": found.n, "full_marks": found.share, "full_marks_rank": ranks, "reason": reason}
    frame: pd.DataFrame = frame_of(tally, labels.columns(), numbers)
    cell, item = np.unravel_index(int(found.share.argmin()), found.share.shape)
    facts = FullMarksFacts(
        group=group_of(tally, int(cell)),
        standard=labels.standard[int(item)],
        share=float(found.share[cell, item]),
        n=int(found.n[cell, item]),
    )
    remarks = [Remark("no_interval", (("n", facts.n),))]
    basis = basis_of(tally, policy="pairs", statistics=[share_of_full_marks], remarks=remarks)
    return FullMarks(basis, {"frame": frame}, facts, source)
