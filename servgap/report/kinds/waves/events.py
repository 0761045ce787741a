"""What events did, in words and tables."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from servgap.analysis.reasons import FEW_CHOICES
from servgap.analysis.waves.events import EFFECT, NO_EFFECT, NOT_JUDGED, PARTS
from servgap.analysis.waves.facts import EventFound
from servgap.analysis.waves.verb import Waves
from servgap.language import Fact, column, count, joined, listed, p_value, percentage, say, word
from servgap.report.kinds.noted import Noted
from servgap.report.measures import (
    amount,
    change,
    change_told,
    difference_heading,
    difference_interval,
    in_full,
    is_of_service,
    measure_in,
)
from servgap.report.names import compared_group, group, groups
from servgap.report.tables.field import difference_interval_field, field, reason_field, subject_field
from servgap.report.tables.rows import Record, nested, records
from servgap.report.tables.table import Field, Table

MOST_NAMED = 3
"""Branches, or events, up to which a sentence names them."""
ABOUT = ("level", "dimension", "standard", "item")


def told(finding: Waves) -> Fact:
    """Say what the events did: of one what it did, of several which had an effect."""
    found = finding.facts.events
    if len(found) == 1:
        return _of_one(finding, found[0])
    if not found:
        return None
    effects = [each for each in found if each.verdict == EFFECT]
    unjudged = sum(each.verdict == NOT_JUDGED for each in found)
    if unjudged == len(found):
        return say("events.several.unjudged", n=len(found))
    names = listed(_event(each) for each in effects)
    return joined(
        [
            say("events.several.found", n=len(found), effects=len(effects), names=names)
            if effects
            else say("events.several.none", n=len(found)),
            say("events.several.apart", n=unjudged) if unjudged else None,
        ],
        "phrases",
    )


def _of_one(finding: Waves, event: EventFound) -> Fact:
    measure = measure_in(finding.basis)
    facts: dict[str, Fact] = {"event": _event(event), "places": _places(finding, event)}
    if event.verdict == NOT_JUDGED:
        if event.reason != FEW_CHOICES:
            return say("events.told.why", **facts, why=word("reason", event.reason))
        facts |= {"with": count(event.n_with), "all": count(event.n_with + event.n_without)}
        return say("events.told.few_choices", **facts, p=percentage(event.smallest_p))
    facts |= {
        "held": difference_interval(finding, event.ci_low, event.ci_high),
        "p": percentage(event.p_value),
    }
    if event.verdict == NO_EFFECT:
        return say("events.told.no_effect_seen", **facts, change=change_told(measure, event.difference))
    up = event.difference > 0
    facts["points"] = amount(measure, event.difference)
    if is_of_service(measure, finding):
        return say(f"events.told.{'better' if up == (measure.worse < 0) else 'worse'}", **facts)
    return say(f"events.told.{'higher' if up else 'lower'}", **facts, measure=in_full(measure))


def _event(event: EventFound) -> Fact:
    return say("events.event", name=event.name)


def _places(finding: Waves, event: EventFound) -> Fact:
    few = 0 < len(event.branches) <= MOST_NAMED
    names = groups(finding.basis.names, event.attribute, event.branches)
    return say("events.places", case="few" if few else "many", names=names, n=count(len(event.branches)))


def notes(finding: Waves) -> list[Noted]:
    """Say in the note what the effects rest on, and what they suppose."""
    found = finding.facts.events
    if not found:
        return []
    told = [
        say("events.note.method"),
        say("events.note.supposes"),
        *(_choices(finding, each) for each in found if each.n_choices),
        *(say("events.note.apart", event=_event(each), n=each.n_apart) for each in found if each.n_apart),
        say("events.note.before_after"),
    ]
    return [Noted("events", each) for each in told]


def _choices(finding: Waves, event: EventFound) -> Fact:
    facts: dict[str, Fact] = {
        "event": _event(event),
        "with": count(event.n_with),
        "without": count(event.n_without),
        "choices": count(event.n_choices),
        "smallest": p_value(event.smallest_p),
    }
    return say(f"events.note.{'drawn' if event.n_choices == finding.basis.draws else 'choices'}", **facts)


def tables(finding: Waves) -> list[Table]:
    """Show what events did overall and by dimension; by standard, and which branches took part, in a report."""
    if not finding.facts.events:
        return []
    rows = _rows(finding)
    shown = [
        _effects(
            finding, "effects", [(title, _of(rows[name], "overall", "dimension")) for name, title in _titles(finding)]
        )
    ]
    standards = [(title, _of(rows[name], "standard", "item")) for name, title in _titles(finding)]
    branches = [
        (title, [each for each in records(finding.frames["event_branches"]) if each["event_name"] == name])
        for name, title in _titles(finding)
    ]
    return [
        *shown,
        _effects(finding, "standards", standards, detail=True),
        Table(
            say("events.caption.branches"),
            [
                Field(column("event_group"), partial(_branch, finding), numeric=False),
                field("event_role", finding),
                Field(column("wave"), partial(_wave, finding), numeric=False),
                reason_field(finding),
            ],
            branches,
            detail=True,
        ),
    ]


def _branch(finding: Waves, record: Record) -> Fact:
    return group(finding.basis.names, str(record["event_at"]), record["event_group"])


def _wave(finding: Waves, record: Record) -> Fact:
    return compared_group(finding.basis, record["wave"]) if record["wave"] else None


def _titles(finding: Waves) -> list[tuple[str, Fact]]:
    return [
        (
            each.name,
            say(
                "events.section.since",
                event=_event(each),
                places=_places(finding, each),
                waves=listed(compared_group(finding.basis, wave) for wave in each.begun),
            ),
        )
        for each in finding.facts.events
    ]


def _rows(finding: Waves) -> dict[str, list[Record]]:
    """Give the rows of every event, each with those of its parts."""
    measure = measure_in(finding.basis)
    found: dict[str, dict[tuple[Any, ...], dict[str, Any]]] = {each.name: {} for each in finding.facts.events}
    for record in records(finding.frames["events"]):
        about = tuple(record[name] for name in ABOUT)
        if record["part"] == measure.name:
            found[record["event_name"]][about] = {**record, "parts": {}}
        elif about in found[record["event_name"]]:
            found[record["event_name"]][about]["parts"][record["part"]] = record["difference"]
    return {name: nested(finding.basis.instrument, rows.values()) for name, rows in found.items()}


def _of(rows: Sequence[Record], *levels: str) -> list[Record]:
    return [row for row in rows if row["level"] in levels]


def _effects(
    finding: Waves, caption: str, sections: Sequence[tuple[Fact, Sequence[Record]]], *, detail: bool = False
) -> Table:
    measure = measure_in(finding.basis)

    def changed(name: str, head: str) -> Field:
        told = difference_heading(measure, say(f"events.heading.{head}"))
        return Field(told, lambda record: change(measure, record[name]))

    def of_part(part: str) -> Field:
        return Field(
            say("events.heading.part", part=word("part", part)),
            lambda record: change(measure, record["parts"].get(part)),
            aside=True,
        )

    fields = [
        subject_field(finding),
        changed("difference", "effect"),
        difference_interval_field(finding),
        *(field(name, finding) for name in ("p_value", "p_adjusted", "verdict")),
        *(map(of_part, PARTS) if measure.is_gap else ()),
        changed("before_after", "before_after"),
        reason_field(finding),
    ]
    return Table(say(f"events.caption.{caption}"), fields, sections, detail)
