"""Gaps on the service circle: touchpoints as a ring, in the order in which a customer meets them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from servgap.language import Language, say, word
from servgap.language.numbers import known
from servgap.report.kinds.gaps.picture import OVERALL_METHOD
from servgap.report.kinds.gaps.stations import (
    Touched,
    axis_said,
    interval_said,
    key_of,
    limits_of,
    mark_of,
    name_of,
    phase_name,
    touched,
    why_none,
    worst_said,
)
from servgap.report.measures import measure_in, tick_labels_of, value
from servgap.report.pictures.canvas import Picture
from servgap.report.pictures.palette import INK, SOFT, VERDICTS
from servgap.report.pictures.ring import Ring, Station
from servgap.report.pictures.selection import records_of, shown_rows, titled
from servgap.report.pictures.sheet import Cell
from servgap.survey.standards.standard import PHASES

if TYPE_CHECKING:
    from servgap.analysis.gaps.verb import Gaps


def circle(finding: Gaps, language: Language) -> Picture:
    """Plan the picture."""
    shown, measure = touched(finding), measure_in(finding.basis)
    records = [each.record for each in shown if each.record is not None]
    low, high = limits_of(finding, records)
    return Ring(
        stations=tuple(_station(finding, each, language) for each in shown),
        low=low,
        high=high,
        title=titled(finding, say("gaps.circle.axis", value=axis_said(finding)), language),
        centre=_centre(finding, language),
        key=key_of(finding, shown, language),
        zero=measure.has_yardstick,
        labels=tick_labels_of(measure),
    )


def _station(finding: Gaps, each: Touched, language: Language) -> Station:
    record = each.record if each.record is not None and known(each.record["value"]) else None
    return Station(
        number=each.number,
        name=name_of(finding, each, language),
        key=each.key,
        phase=phase_name(each, language),
        dash=PHASES.index(each.phase) if each.phase in PHASES else len(PHASES),
        value=np.nan if record is None else float(record["value"]),
        low=np.nan if record is None else float(record["ci_low"]),
        high=np.nan if record is None else float(record["ci_high"]),
        told=(why_none(each, language),) if record is None else _told(finding, record, language),
        detail=worst_said(finding, each, language, with_value=True),
        mark=mark_of(record),
    )


def _told(finding: Gaps, record: Mapping[str, Any], language: Language) -> tuple[str, ...]:
    """Say a value, its interval and its verdict."""
    verdict = word("verdict", record["verdict"]) if record["verdict"] else None
    told = (value(measure_in(finding.basis), record["value"]), interval_said(finding, record), verdict)
    return tuple(filter(None, map(language.tell, told)))


def _centre(finding: Gaps, language: Language) -> tuple[Cell, ...]:
    """Give what holds overall."""
    overall = [r for r in records_of(shown_rows(finding)) if r["level"] == "overall" and r["method"] == OVERALL_METHOD]
    if not overall or not known(overall[0]["value"]):
        return ()
    found, tell = overall[0], language.tell
    verdict, number = found["verdict"], tell(value(measure_in(finding.basis), found["value"]))
    ink = VERDICTS[verdict] if verdict else INK
    judged = (Cell(tell(word("verdict", verdict)), ink, bold=True),) if verdict else ()
    return (Cell(tell(word("level", "overall")), SOFT), Cell(number, ink, bold=True), *judged)
