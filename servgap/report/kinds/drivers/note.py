"""What the note of drivers says besides what all notes do."""

from __future__ import annotations

from servgap.analysis.drivers.rows import JOINED, TOO_ALIKE
from servgap.analysis.drivers.verb import Drivers
from servgap.language import Fact, coefficient, count, joined, listed, percent, percentage, say, sentence, word
from servgap.language.numbers import known
from servgap.report.kinds.drivers.asymmetry import asymmetry_note
from servgap.report.kinds.drivers.headline import by_chance, explained
from servgap.report.kinds.drivers.weighed import marks_note
from servgap.report.kinds.drivers.words import dimensions_named, items_named, outcome
from servgap.report.kinds.noted import Noted
from servgap.report.names import attributes
from servgap.report.tables.rows import records


def note(finding: Drivers) -> list[Noted]:
    """Give the note's own sentences."""
    facts, measure = finding.facts, finding.basis.measure
    case = "marks" if facts.marks else "places"
    told = [
        Noted("model", None if facts.first is None or by_chance(finding) else sentence(explained(finding))),
        Noted("limits", say("drivers.note.association", outcome=outcome(finding))),
        Noted("respondents", say("drivers.note.used", case=_used(finding), n=count(facts.n), total=_total(finding))),
        Noted("respondents", say("drivers.note.left_aside") if facts.left_aside else None),
        Noted("importance", say("drivers.note.shares", case="marks" if facts.marks else facts.predictors)),
        *(Noted("importance", each) for each in marks_note(finding)),
        Noted("model", _partialled(finding)),
        Noted("limits", say("drivers.note.gap") if measure is not None and measure.is_gap else None),
    ]
    if facts.first is None:
        return told
    if known(facts.r2_low):
        level = percent(finding.basis.confidence)
        told.append(Noted("intervals", say("drivers.note.intervals", case=case, level=level)))
        told.append(Noted("intervals", say("drivers.note.chance", case=case)))
    else:
        told.append(Noted("intervals", say("drivers.note.estimates")))
    told += [Noted("coefficients", _coefficients(finding)), Noted("respondents", _ways(finding))]
    told += [Noted("importance", each) for each in _sets(finding)]
    told += [Noted("importance", _stated(finding))]
    return [*told, *(Noted("asymmetry", each) for each in asymmetry_note(finding))]


def _stated(finding: Drivers) -> Fact:
    """Say how points and shares are compared, or why they are not."""
    if "stated" not in finding.frames:
        return None
    compared = finding.frames["stated"]["log_ratio"].notna().any()
    return say("drivers.note.stated", case="rows" if compared else "chance" if finding.facts.from_rows else "counts")


def _used(finding: Drivers) -> str:
    facts = finding.facts
    kind = "apply" if facts.way else "items" if facts.marks else facts.predictors
    return kind if facts.total is not None else f"{kind}_counted"


def _total(finding: Drivers) -> Fact:
    return None if finding.facts.total is None else count(finding.facts.total)


def _partialled(finding: Drivers) -> Fact:
    facts = finding.facts
    if not facts.adjust_for:
        return say("drivers.note.nothing_partialled")
    return say(
        "drivers.note.partialled", by=attributes(finding.basis.names, facts.adjust_for), groups=count(facts.taken)
    )


def _coefficients(finding: Drivers) -> Fact:
    return say("drivers.note.coefficients", case="rows" if finding.facts.from_rows else "counts")


def _ways(finding: Drivers) -> Fact:
    facts = finding.facts
    if not facts.way:
        return None
    mended = say("drivers.note.mended") if facts.mended else None
    smallest = 0 if facts.smallest is None else facts.smallest
    orders = [way for way, _ in facts.others_first]
    case = "marks" if facts.marks else "dimensions"
    ways = listed(word("way_of", way) for way in orders)
    another = say("drivers.note.another_order", case=case, ways=ways) if orders else None
    return joined([say("drivers.note.ways", smallest=count(smallest)), another, mended], "sentences")


def _sets(finding: Drivers) -> list[Fact]:
    """Name each set of drivers too alike to be told apart, and what it accounts for together."""
    if "sets" not in finding.frames:
        return []
    told: list[Fact] = []
    for row in records(finding.frames["sets"]):
        keys = str(row["alike"]).split(JOINED)
        of_items = finding.facts.predictors == "items"
        names = items_named(finding, keys) if of_items else dimensions_named(finding, keys)
        share = percentage(row["share_of_r2"])
        told.append(say("drivers.note.set", names=names, limit=coefficient(TOO_ALIKE), share=share))
    return told
