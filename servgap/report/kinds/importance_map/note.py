"""What the note of a map says besides what all notes do."""

from __future__ import annotations

from servgap._stats.importance.quadrants import AREAS, DIAGONAL, MATCHED
from servgap.analysis.importance import SHARE
from servgap.analysis.importance_map.verb import ImportanceMap
from servgap.language import Fact, percent, say, verbatim, word
from servgap.language.shown import one_line, shown
from servgap.report.kinds.importance_map.words import importance_written
from servgap.report.kinds.noted import Noted
from servgap.report.measures import measure_in, value


def note(finding: ImportanceMap) -> list[Noted]:
    """Give the note's own sentences."""
    facts, level = finding.facts, percent(finding.basis.confidence)
    areas = {f"a_{area}": word("quadrant", area) for area in (*AREAS["midpoint"], MATCHED)}
    case = "line" if facts.crosshair == DIAGONAL else "quadrants"
    told = [
        Noted("importance", _importance(finding)),
        Noted("quadrants", _crosshair(finding)),
        Noted("quadrants", say("importance_map.note.areas", case=case, **areas)),
        Noted("verdicts", say("importance_map.note.called", level=level)),
        Noted("verdicts", say("importance_map.note.chances")),
        Noted("intervals", say("importance_map.note.intervals", level=level)),
    ]
    if finding.frames["frame"]["opportunity"].notna().any():
        told.append(Noted("importance", say("importance_map.note.opportunity")))
    return told


def _importance(finding: ImportanceMap) -> Fact:
    """Say what importance is, and from which outcome it was derived where that has a name."""
    facts = finding.facts
    if facts.outcome:
        outcome = verbatim(shown(one_line(facts.outcome)))
        return say("importance_map.note.importance", case="derived_from", outcome=outcome)
    return say("importance_map.note.importance", case=f"{facts.importance}_{facts.unit}")


def _crosshair(finding: ImportanceMap) -> Fact:
    """Say where the lines cross, by which rule."""
    facts = finding.facts
    if facts.crosshair == DIAGONAL:
        return say("importance_map.note.diagonal")
    frame = finding.frames["frame"]
    for name, label in facts.group.items():
        frame = frame[frame[name].astype(str) == str(label)]
    placed = frame.dropna(subset="crosshair_performance")
    if not len(placed):
        return None
    first = placed.iloc[0]
    case = facts.crosshair
    if finding.basis.separately and case != "midpoint":
        return say("importance_map.note.crosshairs", case=case)
    if case == "midpoint" and facts.unit != "scale_points":
        case = "midpoint_share" if facts.unit == SHARE else "midpoint_points"
    return say(
        "importance_map.note.crosshair",
        case=case,
        performance=value(measure_in(finding.basis), first["crosshair_performance"]),
        importance=importance_written(finding, first["crosshair_importance"]),
    )
