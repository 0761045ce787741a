"""How a promise's place, and the remarks beside a proposal, are told."""

from __future__ import annotations

from collections.abc import Callable

from servgap.analysis.review.guards import NOT_TOLD_APART
from servgap.analysis.review.verb import Review
from servgap.language import Fact, joined, quoted, say, word
from servgap.report.names import standard
from servgap.report.tables.rows import Record, records
from servgap.survey.operations.operations import FROM_OPERATIONS


def promise_place(_: Review, record: Record) -> Fact:
    """Name the stage and the channel of a promise, and what else tells it apart; nothing where it has none."""
    stage, channel = str(record["delivered_stage"] or ""), str(record["delivered_channel"] or "")
    first, *others = channel.split(", ")
    told = [
        word("case_stage", stage) if stage else None,
        word("channel", first) if first else None,
        *others,
    ]
    known = [each for each in told if each is not None]
    return joined(known, "names") if known else None


def observer(record: Record) -> Fact:
    """Name who saw it, where that is not the operations' own books."""
    by = str(record["observed_by"] or "")
    return word("observed_by", by) if by not in ("", FROM_OPERATIONS) else None


def seen_by(record: Record) -> Fact:
    """Say whose visits decide, and how many they were; nothing where operations do."""
    by = observer(record)
    return None if by is None else say("review.seen_by", observer=by, n=int(record["delivered_n"]))


def remarks_told(finding: Review) -> Callable[[Record], Fact]:
    """Give what tells the remarks of a row, in their order."""
    by = finding.basis.separately
    found: dict[tuple[str, ...], list[Fact]] = {}
    for record in records(finding.frames["remarks"]):
        key = (*(str(record[name]) for name in by), str(record["standard"]))
        found.setdefault(key, []).append(_told(finding, record))

    def told(record: Record) -> Fact:
        mine = found.get((*(str(record[name]) for name in by), str(record["standard"])))
        return joined(mine, "clauses") if mine else None

    return told


def _told(finding: Review, record: Record) -> Fact:
    """Say a remark; which other standard it is about is named."""
    if record["review_remark"] != NOT_TOLD_APART:
        return word("review_remark", record["review_remark"])
    return say("review.not_told_apart", other=quoted(standard(finding.basis.instrument, str(record["other_standard"]))))
