"""Whether process weighs more than outcome, or which phase weighs most: in total, and item for item."""

from __future__ import annotations

from servgap.analysis.drivers.facts import First, Weighed
from servgap.analysis.drivers.verb import Drivers
from servgap.language import Fact, count, listed, percent, percentage, say, word, written
from servgap.language.numbers import known, signed_percentage
from servgap.report.cells import cell
from servgap.report.kinds.drivers.words import marks_named, named_mark, outcome
from servgap.report.tables.field import field, interval_field, interval_heading, reason_field, subject_field
from servgap.report.tables.rows import Record, records
from servgap.report.tables.table import Field, Table

TWO = 2
MOST_NAMED = 4
SHARE = ("share_of_r2_low", "share_of_r2_high")


def held(finding: Drivers, first: First) -> Fact:
    """Give the interval of the largest share; nothing where it is not known."""
    if not known(first.share_low):
        return None
    ends = {"low": percentage(first.share_low, 0), "high": percentage(first.share_high, 0)}
    return say("drivers.held", level=percent(finding.basis.confidence), **ends)


def nothing_told(finding: Drivers) -> Fact:
    """Say that of what chance alone explains nothing weighs more."""
    return say("drivers.weighed.nothing", names=marks_named(finding, _named(finding)), outcome=outcome(finding))


def in_total(finding: Drivers, first: First) -> Fact:
    """Say which weighs more, or that it cannot be told."""
    weighed = finding.facts.weighed[0]
    if len(weighed.order) == TWO:
        return _of_two(finding, weighed)
    others = [key for key in weighed.may_be_first if key != first.mark]
    told = {
        "name": named_mark(finding, first.mark),
        "level": word("level", finding.predictors),
        "outcome": outcome(finding),
        "share": percentage(first.share, 0),
        "held": held(finding, first),
    }
    if not weighed.known:
        return say("drivers.marks.estimated", **told)
    if not others:
        return say("drivers.marks.first", **told)
    if len(weighed.may_be_first) == len(weighed.order):
        return say("drivers.marks.none_first", **told)
    if len(others) > MOST_NAMED:
        return say("drivers.marks.many_first", **told, n=count(len(others)))
    return say("drivers.marks.some_first", **told, others=marks_named(finding, others))


def _of_two(finding: Drivers, weighed: Weighed) -> Fact:
    case = "estimated" if not weighed.known else "more" if len(weighed.may_be_first) == 1 else "undecided"
    more, less = weighed.order
    return say(
        f"drivers.weighed.{case}",
        more=named_mark(finding, more),
        less=named_mark(finding, less),
        outcome=outcome(finding),
        share=percentage(weighed.shares[0], 0),
        other=percentage(weighed.shares[1], 0),
        difference=_difference(finding, weighed) if weighed.known else None,
    )


def _difference(finding: Drivers, weighed: Weighed) -> Fact:
    ends = [written(signed_percentage, end, 0) for end in (weighed.difference_low, weighed.difference_high)]
    return say("drivers.weighed.difference", level=percent(finding.basis.confidence), low=ends[0], high=ends[1])


def per_item(finding: Drivers) -> Fact:
    """Say the same of the mean share of an item; nothing where items have none, or its error is not known."""
    total, each = finding.facts.weighed
    if not (each.order and each.known):
        return None
    if total.may_be_first == each.may_be_first and len({items for key, items in finding.facts.marks if key}) == 1:
        return None  # of equally many items it says nothing new
    sure, first = len(each.may_be_first) == 1, each.order[0]
    if not sure and len(each.order) > TWO:
        return say("drivers.per_item.undecided", case="several")
    if not sure:
        return say("drivers.per_item.undecided", case="two")
    agrees = total.may_be_first == each.may_be_first
    opposed = len(total.may_be_first) == 1 and not agrees
    return say(
        "drivers.per_item.sure",
        case="agrees" if agrees else "opposed" if opposed else "alone",
        name=named_mark(finding, first),
        share=percentage(each.shares[0]),
        other=percentage(each.shares[1]),
    )


def marks_note(finding: Drivers) -> list[Fact]:
    """Say what was held against each other, and what an item's share is."""
    facts = finding.facts
    if not facts.marks:
        return []
    told = [say("drivers.note.mark", name=named_mark(finding, key), n=items) for key, items in facts.marks if key]
    left = dict(facts.marks).get("", 0)
    given: list[Fact] = [
        say("drivers.note.marks", marks=listed(told)),
        say("drivers.note.not_filed", n=left) if left else None,
    ]
    if not facts.weighed[0].order:
        return given
    if facts.weighed[0].known:
        given.append(say("drivers.note.differences", level=percent(finding.basis.confidence)))
    return [*given, say("drivers.note.per_item") if facts.weighed[1].order else None]


def marks_tables(finding: Drivers) -> list[Table]:
    """Show the shares, then what they are held against each other."""
    by, frames = {"outcome": outcome(finding)}, finding.frames
    shares = Table(say("drivers.caption.marks", **by), _shares(finding), [(None, records(frames["frame"]))])
    rows = records(frames["differences"])
    parts = [
        (word("weighed", telling), [row for row in rows if row["weighed"] == telling])
        for telling in dict.fromkeys(row["weighed"] for row in rows)
    ]
    return [shares, Table(say("drivers.caption.differences", **by), _differences(finding), parts)]


def mark_label(finding: Drivers, record: Record) -> Fact:
    """Name the row of what standards are filed under."""
    return _label(finding, str(record[finding.predictors]))


def _label(finding: Drivers, key: str) -> Fact:
    if not key:
        return say("drivers.label", name=named_mark(finding, key))
    return cell(finding.predictors, key, finding.basis.instrument)


def _shares(finding: Drivers) -> list[Field]:
    items = dict(finding.facts.marks)
    level = finding.predictors
    return [
        subject_field(finding, lambda record: mark_label(finding, record)),
        Field(say("drivers.heading.items"), lambda record: count(items[str(record[level])])),
        field("share_of_r2", finding),
        interval_field(SHARE, finding),
        field("explained", finding, aside=True),
        field("explained_adjusted", finding, aside=True),
        field("r2_alone", finding),
        field("r2_lost", finding),
        field("johnson", finding, aside=True),
        reason_field(),
    ]


def _differences(finding: Drivers) -> list[Field]:
    def mark(column: str) -> Field:
        head = say(f"drivers.heading.{column}")
        return Field(head, lambda row: _label(finding, str(row[column])), numeric=False)

    def heavier(row: Record) -> Fact:
        which = {"first": "mark_a", "second": "mark_b"}.get(str(row["weighs_more"]))
        if which is None:
            return word("weighs_more", row["weighs_more"]) if row["weighs_more"] else None
        return _label(finding, str(row[which]))

    def ends(row: Record) -> Fact:
        low, high = row["share_difference_low"], row["share_difference_high"]
        if not (known(low) and known(high)):
            return None
        return say("shared.ends", low=written(signed_percentage, low), high=written(signed_percentage, high))

    return [
        mark("mark_a"),
        mark("mark_b"),
        field("share_a", finding),
        field("share_b", finding),
        Field(say("drivers.heading.difference"), lambda row: written(signed_percentage, row["share_difference"])),
        Field(interval_heading(finding), ends),
        Field(say("drivers.heading.weighs_more"), heavier, numeric=False),
        reason_field(),
    ]


def _named(finding: Drivers) -> list[str]:
    return [key for key, _ in finding.facts.marks if key]
