"""The map: points with ellipses, filled where their quadrant is sure, and numbered; their names stand at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from servgap._stats.importance.quadrants import AREAS, CONCENTRATE, DIAGONAL, MATCHED
from servgap.analysis.importance import SHARE
from servgap.analysis.importance_map.verb import ImportanceMap
from servgap.language import Fact, Language, percent, percentage, say, word
from servgap.language.numbers import known
from servgap.report.kinds.importance_map.words import performance_heading
from servgap.report.measures import measure_in, tick_labels_of
from servgap.report.pictures.axis import places_of, tick_labels
from servgap.report.pictures.canvas import Picture
from servgap.report.pictures.chart import Chart, Point
from servgap.report.pictures.key import KeyEntry
from servgap.report.pictures.palette import FAINT, INK, PAPER, SHORT_OF, SOFT
from servgap.report.pictures.selection import (
    dimension_label,
    reason_word,
    records_of,
    shown_rows,
    standard_label,
    titled,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

HUNDRED = 100.0
SQUARE = "s"
"""The shape of points that are sure to need attention: told from others in grey print too."""


def picture(finding: ImportanceMap, language: Language) -> Picture:
    """Plan the picture."""
    facts, tell = finding.facts, language.tell
    records = _within_sight(finding, records_of(shown_rows(finding)))
    diagonal = facts.crosshair == DIAGONAL
    placed = [r for r in records if known(r["crosshair_performance"])]
    crosshair = (placed[0]["crosshair_performance"], placed[0]["crosshair_importance"]) if placed else None
    areas = AREAS[facts.crosshair]
    corners = (CONCENTRATE, None, None, MATCHED) if diagonal else areas
    return Chart(
        points=tuple(_point(finding, r, number, language) for number, r in enumerate(records, start=1)),
        crosshair=crosshair,
        diagonal=diagonal,
        corners=tuple(tell(word("quadrant", area)) if area else "" for area in corners),
        across=titled(finding, performance_heading(finding), language),
        up=tell(say("importance_map.picture.importance", case=f"{facts.importance}_{facts.unit}")),
        key=_key(finding, language),
        nothing="" if any(known(r["performance"]) for r in records) else tell(say("pictures.nothing")),
        labels_across=tick_labels_of(measure_in(finding.basis)),
        labels_up=_percentages if facts.unit == SHARE else tick_labels,
    )


def _within_sight(finding: ImportanceMap, records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Draw regions of derived shares no higher than twice the highest share: their upper ends may be the whole."""
    if finding.facts.unit != SHARE or not records:
        return records
    most = 2 * max((r["importance"] for r in records if known(r["importance"])), default=0.0)
    end = "importance_distance_high"
    return [{**r, end: min(r[end], most - r["crosshair_importance"])} if known(r[end]) else r for r in records]


def _percentages(ticks: Sequence[float]) -> Sequence[Fact]:
    places = places_of([HUNDRED * tick for tick in ticks])
    return [percentage(tick, places) for tick in ticks]


def _point(finding: ImportanceMap, record: dict[str, Any], number: int, language: Language) -> Point:
    """Put a point where it lies; its region is the interval of its distances, laid around the cross-hair's place."""
    key = record[finding.facts.level]
    label = (standard_label if finding.facts.level == "standard" else dimension_label)(finding, key, language)
    called = record["called"]
    there = bool(record["quadrant"])
    return Point(
        number=number,
        label=label,
        key=key,
        at=(record["performance"], record["importance"]) if there else (float("nan"), float("nan")),
        region=_region(record, diagonal=finding.facts.crosshair == DIAGONAL),
        lean=record["correlation_of_errors"] if known(record["correlation_of_errors"]) else 0.0,
        ink=SHORT_OF if called == CONCENTRATE else INK if called else SOFT,
        filled=bool(called),
        reason="" if there else reason_word(record, language),
        shape=SQUARE if called == CONCENTRATE else "o",
    )


def _region(record: dict[str, Any], *, diagonal: bool) -> tuple[float, float, float, float]:
    """Give left, right, bottom and top of a point's region; of the diagonal only bottom and top."""
    if diagonal:
        x = record["performance"]
        return x, x, x + record["importance_distance_low"], x + record["importance_distance_high"]
    x, y = record["crosshair_performance"], record["crosshair_importance"]
    across = (x + record["performance_distance_low"], x + record["performance_distance_high"])
    return *across, y + record["importance_distance_low"], y + record["importance_distance_high"]


def _key(finding: ImportanceMap, language: Language) -> tuple[KeyEntry, ...]:
    level = percent(finding.basis.confidence)
    dot = {"marker": "o", "markersize": 6, "linewidth": 0.0}
    looks = (
        ("concentrate", {**dot, "marker": SQUARE, "markerfacecolor": SHORT_OF, "markeredgecolor": SHORT_OF}),
        ("called", {**dot, "markerfacecolor": INK, "markeredgecolor": INK}),
        ("not_called", {**dot, "markerfacecolor": PAPER, "markeredgecolor": SOFT}),
        ("region", {"linewidth": 5.0, "color": FAINT, "alpha": 0.35}),
    )
    area = word("quadrant", CONCENTRATE)
    case = "line" if finding.facts.crosshair == DIAGONAL else "quadrants"
    told = {
        "concentrate": say("importance_map.picture.concentrate", area=area),
        "called": say("importance_map.picture.called", case=case),
        "not_called": say("importance_map.picture.not_called", case=case),
        "region": say("importance_map.picture.region", case=case, level=level),
    }
    return tuple(KeyEntry(language.tell(told[name]), look) for name, look in looks)
