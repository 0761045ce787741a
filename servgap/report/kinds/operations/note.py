"""What the note of operations says."""

from __future__ import annotations

import pandas as pd

from servgap.analysis.operations.promises import UNNAMED
from servgap.analysis.operations.rates import EARLIER_PERIODS
from servgap.analysis.operations.rows import COUNTED, TIMED
from servgap.analysis.operations.verb import OperationsTrack
from servgap.language import Fact, count, joined, percent, say, word
from servgap.report.kinds.noted import Noted


def note(finding: OperationsTrack) -> list[Noted]:
    """Give the note's sentences."""
    basis, frame, rates = finding.basis, finding.frames["frame"], finding.frames["rates"]
    methods = set(frame["method"])
    verdicts = {code: word("verdict", code) for code in ("kept", "broken", "undecided")}
    level = percent(basis.confidence)
    exact = bool(((frame["method"] == TIMED) & (frame["n_open"] == 0)).any())
    charted = rates["limit_high"].notna().any()

    def told(role: str, **sentences: object) -> list[Noted]:
        """Say those sentences for which there is something to be said of."""
        return [Noted(role, say(f"operations.note.{name}", level=level)) for name, held in sentences.items() if held]

    return [
        Noted("cases", _rows(finding)),
        *told("intervals", timed=TIMED in methods, exact=exact, counted=COUNTED in methods),
        Noted("intervals", say("operations.note.at_once", n=basis.family, level=level) if basis.family else None),
        Noted("verdicts", say("operations.note.verdicts", **verdicts) if (frame["verdict"] != "").any() else None),
        *told("verdicts", longest=(frame["longest_verdict"] != "").any(), unnamed=_unnamed(frame)),
        *told("visits", visits=len(finding.frames["visits"])),
        *told("limits", process=len(frame)),
        *told("rates", rates=len(rates)),
        Noted("rates", say("operations.note.limits", n=count(EARLIER_PERIODS)) if charted else None),
    ]


def _rows(finding: OperationsTrack) -> Fact:
    basis = finding.basis
    left = joined(
        (say("operations.note.left_out", rows=n, reason=word("left_out", reason)) for reason, n in basis.left_out if n),
        "phrases",
    )
    case = "left_out" if any(n for _, n in basis.left_out) else "all"
    return say(f"operations.note.rows_{case}", n=basis.rows_used, read=basis.rows_read, reasons=left)


def _unnamed(frame: pd.DataFrame) -> bool:
    """Whether a limit was taken as that of the reply though other stages of its standard have none."""
    known = frame["limit_value"].notna()
    replies = set(frame["standard"][known & (frame["case_stage"] == UNNAMED)])
    others = frame["standard"].isin(replies) & (frame["case_stage"] != UNNAMED)
    return bool(replies) and bool((others & ~known).any())
