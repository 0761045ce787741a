"""Better and worse: items with the regions of both coefficients, numbered; their names stand at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from servgap.analysis.kano.rows import NAMES
from servgap.analysis.verdicts import NONE, UNDECIDED
from servgap.language import Fact, Language, percent, say, word
from servgap.language.numbers import known
from servgap.report.names import item
from servgap.report.pictures.canvas import Picture
from servgap.report.pictures.chart import Chart, Point
from servgap.report.pictures.key import KeyEntry
from servgap.report.pictures.palette import FAINT, LINES, PAPER, SHORT_OF, SOFT
from servgap.report.pictures.selection import clean, reason_word, records_of, shown_rows, titled

if TYPE_CHECKING:
    from servgap.analysis.kano.verb import KanoClasses

MIDDLE = (0.5, 0.5)
INKS = dict(zip(NAMES, (SHORT_OF, LINES[0], LINES[2], SOFT, LINES[3], LINES[4]), strict=True))
REVERSE = NAMES[4]
SHAPES = dict(zip(NAMES, ("s", "o", "^", "D", "v", "X"), strict=True))
CORNERS = ("attractive", "one_dimensional", "indifferent", "must_be")


def picture(finding: KanoClasses, language: Language) -> Picture:
    """Plan the picture."""
    tell = language.tell
    records = records_of(shown_rows(finding))
    regions = {record["item"]: record for record in records_of(shown_rows(finding, "regions"))}
    points = [_point(finding, r, regions[r["item"]], number, language) for number, r in enumerate(records, start=1)]
    return Chart(
        points=tuple(points),
        crosshair=MIDDLE,
        diagonal=False,
        corners=tuple(tell(word("kano_category", code)) for code in CORNERS),
        across=titled(finding, say("kano.picture.across"), language),
        up=tell(say("kano.picture.up")),
        key=_key(finding, {record["kano_category"] for record in records}, language),
        nothing="" if any(point.drawn for point in points) else tell(say("pictures.nothing")),
        tinted=False,
        limits=((0.0, 1.0), (0.0, 1.0)),
    )


def _point(
    finding: KanoClasses, record: dict[str, Any], region: dict[str, Any], number: int, language: Language
) -> Point:
    """Put an item where its coefficients lie; what displeases if it is not there lies to the right."""
    key, category = record["item"], record["kano_category"]
    label = clean(language.tell(item(finding.basis.instrument, key))) or key
    drawn = known(record["better"])
    across, up = -region["region_worse"], region["region_better"]
    wide, high = region["region_worse_half"], region["region_better_half"]
    return Point(
        number=number,
        label=label,
        key=key,
        at=(0.0 - record["worse"], record["better"]),
        region=(across - wide, across + wide, up - high, up + high),
        lean=-region["region_correlation"] if drawn else 0.0,
        ink=INKS.get(category, SOFT),
        filled=category not in (NONE, UNDECIDED),
        reason="" if drawn else reason_word(record, language),
        shape=SHAPES.get(category, "o"),
    )


def _meant(code: str) -> Fact:
    """Name a category; one that is reverse lies where those customers put it whose answers are not."""
    case = REVERSE if code == REVERSE else "category"
    return say(f"kano.picture.{case}", category=word("kano_category", code))


def _key(finding: KanoClasses, found: set[str], language: Language) -> tuple[KeyEntry, ...]:
    """Say what the colours and shapes mean that are there, what a hollow dot means, and what the regions hold."""
    dot: dict[str, Any] = {"marker": "o", "markersize": 6, "linewidth": 0.0}
    entries = [
        KeyEntry(
            language.tell(_meant(code)),
            {**dot, "marker": SHAPES[code], "markerfacecolor": INKS[code], "markeredgecolor": INKS[code]},
        )
        for code in NAMES
        if code in found
    ]
    if UNDECIDED in found:
        undecided = say("kano.picture.undecided", category=word("kano_category", UNDECIDED))
        entries.append(KeyEntry(language.tell(undecided), {**dot, "markerfacecolor": PAPER, "markeredgecolor": SOFT}))
    region = say("kano.picture.region", level=percent(finding.basis.confidence))
    return (*entries, KeyEntry(language.tell(region), {"linewidth": 5.0, "color": FAINT, "alpha": 0.35}))
