"""What would follow if answers below a level were brought to it, as readers meet it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from servgap.analysis.reasons import NEEDS_ROWS
from servgap.analysis.what_if.raising import WhatIf
from servgap.analysis.what_if.rows import WEIGHTED
from servgap.language import (
    Fact,
    Language,
    column,
    count,
    listed,
    number,
    percent,
    percentage,
    quoted,
    say,
    sentence,
    threshold,
    verbatim,
    word,
)
from servgap.language.numbers import known
from servgap.language.shown import one_line, shown
from servgap.report.kinds.claim import REVIEW, Claim
from servgap.report.kinds.kind import Kind
from servgap.report.kinds.noted import Noted
from servgap.report.measures import change, interval, kind_of_values, measure_in, noun, title, value
from servgap.report.names import dimension, standard, where
from servgap.report.notes import intervals
from servgap.report.pictures.axis import Axis
from servgap.report.pictures.canvas import Picture
from servgap.report.pictures.key import KeyEntry
from servgap.report.pictures.palette import ABOVE_IT, INK, PAPER, SOFT
from servgap.report.pictures.pen import Pen
from servgap.report.pictures.selection import by_dimension, clean, shown_rows, titled
from servgap.report.pictures.sheet import Cell, Row, Sheet
from servgap.report.tables.field import by_groups, field, interval_field, reason_field
from servgap.report.tables.rows import Record, records
from servgap.report.tables.table import Field, Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_NAMED = 3
MARGIN = 0.08


def headline(finding: WhatIf) -> Fact:
    """Say what would follow overall, and that what goes with it is an association."""
    facts, measure, instrument = finding.facts, measure_in(finding.basis), finding.basis.instrument
    names = listed(
        say("what_if.raised", standard=quoted(standard(instrument, key)), level=threshold(level))
        for key, level in facts.raised[:MOST_NAMED]
    )
    held_in = interval(finding, facts.then_low, facts.then_high) if known(facts.then_low) else None
    told: list[Fact] = [
        say(
            "what_if.headline",
            case="few" if len(facts.raised) <= MOST_NAMED else "many",
            names=names,
            more=count(len(facts.raised) - MOST_NAMED),
            now=value(measure, facts.gap),
            then=value(measure, facts.then),
            interval=None if held_in is None else say("what_if.interval", interval=held_in),
            where=where(finding.basis.names, facts.group),
            about=_about(finding),
        ),
        None if not facts.standard else say("what_if.needs_rows"),
        say("what_if.met", now=percentage(facts.met), then=percentage(facts.met_then)) if known(facts.met) else None,
    ]
    predicted = facts.predicted
    if predicted is not None:
        outcome = verbatim(shown(one_line(predicted.outcome)))
        held = say(
            "shared.interval",
            level=percent(finding.basis.confidence),
            low=number(predicted.low),
            high=number(predicted.high),
        )
        told.append(say("what_if.outcome", outcome=outcome, change=number(predicted.change), interval=held))
    return sentence(*told)


def _about(finding: WhatIf) -> Fact:
    """Name what the gap is of: all together, or one standard."""
    key, of = finding.facts.standard, noun(measure_in(finding.basis))
    if not key:
        return say("what_if.about", case="overall", noun=of)
    return say("what_if.about", case="standard", noun=of, standard=quoted(standard(finding.basis.instrument, key)))


def claims(finding: WhatIf) -> list[Claim]:
    """Say what would follow, beside what is proposed; nothing where that is not known."""
    facts, measure, instrument = finding.facts, measure_in(finding.basis), finding.basis.instrument
    if not (facts.raised and known(facts.then)):
        return []
    about = say(
        "what_if.claims.about",
        case="overall" if not facts.standard else "its" if len(facts.raised) == 1 else "standard",
        noun=noun(measure),
        standard=standard(instrument, facts.standard),
    )
    key, level = facts.raised[0]
    told = say(
        "what_if.claims.then",
        n=len(facts.raised),
        standard=standard(instrument, key),
        level=threshold(level),
        about=about,
        then=value(measure, facts.then),
    )
    return [Claim(REVIEW, sentence(told))]


def note(finding: WhatIf) -> list[Noted]:
    """Give the note's own sentences."""
    of_all = "outcome" in finding.frames and finding.basis.separately
    return [
        intervals(finding.basis),
        Noted("model", say("what_if.note.raised")),
        Noted("model", say("what_if.note.counts") if (finding.frames["frame"]["reason"] == NEEDS_ROWS).any() else None),
        Noted("limits", say("what_if.note.association") if "outcome" in finding.frames else None),
        Noted("groups", say("what_if.note.of_all") if of_all else None),
    ]


def _subject(finding: WhatIf, record: Record) -> Fact:
    instrument = finding.basis.instrument
    if record["level"] == "standard":
        return standard(instrument, str(record["standard"]))
    if record["level"] == "dimension":
        return dimension(instrument, str(record["dimension"]))
    return say("what_if.weighted") if record["method"] == WEIGHTED else word("level", "overall")


def tables(finding: WhatIf) -> list[Table]:
    """Show what is and what would be, then the outcome that goes with it."""
    measure = measure_in(finding.basis)
    kind = kind_of_values(measure)
    fields = [
        Field(say("tables.subject"), lambda record: _subject(finding, record), numeric=False),
        field("n", finding),
        field("raised_n", finding),
        field("gap", finding, head=say("what_if.heading.now", noun=noun(measure)), kind=kind),
        field("gap_then", finding, head=say("what_if.heading.then", noun=noun(measure)), kind=kind),
        interval_field(("gap_then_low", "gap_then_high"), finding, kind=kind),
        Field(column("gap_change"), lambda record: change(measure, record["gap_change"])),
        interval_field(("gap_change_low", "gap_change_high"), finding, kind=kind, aside=True),
        field("share_met", finding, optional=True),
        field("share_met_then", finding, optional=True),
        reason_field(finding),
    ]
    rows = by_groups(finding, by_dimension(finding, finding.frames["frame"]))
    told = [Table(say("what_if.caption.frame"), fields, rows)]
    if "outcome" in finding.frames:
        of_outcome = [
            field("outcome", finding),
            field("n", finding),
            field("outcome_change", finding),
            interval_field(("outcome_change_low", "outcome_change_high"), finding),
            reason_field(),
        ]
        told.append(Table(say("what_if.caption.outcome"), of_outcome, [(None, records(finding.frames["outcome"]))]))
    return told


def picture(finding: WhatIf, language: Language) -> Picture:
    """Plan the picture: what is, hollow, and what would be, with its interval."""
    found, tell, measure = by_dimension(finding, shown_rows(finding)), language.tell, measure_in(finding.basis)
    drawn = [float(r[name]) for r in found for name in ("gap", "gap_then_low", "gap_then_high") if known(r[name])]
    low, high = min([0.0, *drawn]), max([0.0, *drawn])
    margin = MARGIN * ((high - low) or 1.0)
    dot = {"marker": "o", "markersize": 6.0, "linewidth": 1.6}
    share = percent(finding.basis.confidence)
    return Sheet(
        rows=tuple(_row(finding, record, language) for record in found),
        headings=tuple(tell(say(f"what_if.picture.{name}")) for name in ("now", "then")),
        axis=Axis(titled(finding, title(measure), language), low - margin, high + margin),
        nothing=tell(say("pictures.nothing")),
        marks=lambda ax, pen: _marks(ax, pen, found),
        key=(
            KeyEntry(tell(say("what_if.picture.now")), {**dot, "markerfacecolor": PAPER, "markeredgecolor": SOFT}),
            KeyEntry(
                tell(say("what_if.picture.then_interval", level=share)),
                {**dot, "color": ABOVE_IT, "markerfacecolor": ABOVE_IT, "markeredgecolor": ABOVE_IT},
            ),
        ),
    )


def _row(finding: WhatIf, record: dict[str, Any], language: Language) -> Row:
    tell, measure = language.tell, measure_in(finding.basis)
    label = clean(tell(_subject(finding, record))) or record["standard"] or record["dimension"]
    cells = (
        Cell(tell(value(measure, record["gap"])), SOFT),
        Cell(tell(value(measure, record["gap_then"])) if known(record["gap_then"]) else "", bold=True),
    )
    strong = record["level"] != "standard"
    return Row(
        label=label, key=record["standard"] or record["dimension"], strong=strong, indented=not strong, cells=cells
    )


def _marks(ax: Axes, pen: Pen, found: list[dict[str, Any]]) -> None:
    ax.axvline(0.0, color=INK, linewidth=1.0, zorder=1)
    for y, record in enumerate(found):
        pen.bar(ax, (record["gap_then_low"], record["gap_then_high"]), y, ink=ABOVE_IT)
        pen.dot(ax, (record["gap"], y), ink=SOFT, hollow=True)
        pen.dot(ax, (record["gap_then"], y), ink=ABOVE_IT)


KIND = Kind(
    name="what_if",
    chapter="act",
    place=20,
    headline=headline,
    note=note,
    tables=tables,
    picture=picture,
    claims=claims,
    made_anew=False,
)
