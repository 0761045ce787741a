"""The surface as shades of grey-readable blue where answers lie: overall large, each dimension small beside it."""

from __future__ import annotations

from typing import Any

from servgap.analysis.surface.rules import LITTLE, LOSES
from servgap.analysis.surface.verb import Surface
from servgap.analysis.verdicts import ABOVE, NEGLIGIBLE, SHORT, UNDECIDED
from servgap.language import Fact, Language, percentage, say, word
from servgap.language.numbers import known
from servgap.report.kinds.surface.panels import Panel, Surfaces
from servgap.report.kinds.surface.words import outcome
from servgap.report.pictures.canvas import Picture
from servgap.report.pictures.key import KeyEntry
from servgap.report.pictures.palette import INK, PAPER, SOFT, VERDICTS
from servgap.report.pictures.selection import dimension_label, records_of

INKS = {LOSES: VERDICTS[SHORT], LITTLE: VERDICTS[NEGLIGIBLE], UNDECIDED: SOFT, ABOVE: VERDICTS[ABOVE]}
COEFFICIENTS = ("b0", "b1", "b2", "b3", "b4", "b5")


def picture(finding: Surface, language: Language) -> Picture:
    """Plan the picture."""
    first, second = finding.basis.pair
    scale = finding.basis.instrument.scale
    return Surfaces(
        panels=tuple(_panel(finding, record, language) for record in records_of(finding.frames["frame"])),
        middle=(scale.low + scale.high) / 2,
        limits=_limits(finding),
        across=language.tell(say("surface.picture.across", part=word("part", first))),
        up=language.tell(say("surface.picture.up", part=word("part", second))),
        nothing=language.tell(say("surface.picture.nothing")),
        key=_key(finding, language),
    )


def _panel(finding: Surface, record: dict[str, Any], language: Language) -> Panel:
    level, key = record["level"], record["dimension"]
    parameters, cells = finding.frames["parameters"], finding.frames["cells"]
    rows = parameters[(parameters["level"] == level) & (parameters["dimension"] == key)]
    b = rows.set_index("surface_parameter")["value"].reindex(COEFFICIENTS)
    own = cells[(cells["level"] == level) & (cells["dimension"] == key)]
    title = dimension_label(finding, key, language) if key else language.tell(word("level", "overall"))
    return Panel(
        title=title,
        key=key,
        beneath=tuple(language.tell(line) for line in _beneath(record)),
        ink=INKS.get(record["verdict"], SOFT),
        b=tuple(float(each) for each in b),
        points=tuple((float(row.expectation), float(row.perception), int(row.n)) for row in own.itertuples()),
    )


def _beneath(record: dict[str, Any]) -> list[Fact]:
    if not record["verdict"]:
        return [word("reason", record["reason"])] if record["reason"] else []
    loss = say("surface.picture.lost", loss=percentage(record["loss"])) if known(record["loss"]) else None
    return [loss, word("verdict", record["verdict"])]


def _limits(finding: Surface) -> tuple[float, float]:
    """Give the part of the scale on which something lies, the same for both parts."""
    cells, scale = finding.frames["cells"], finding.basis.instrument.scale
    if not len(cells):
        return scale.low, scale.high
    low = min(float(cells[name].min()) for name in ("expectation", "perception"))
    high = max(float(cells[name].max()) for name in ("expectation", "perception"))
    margin = 0.04 * max(high - low, scale.width / 12)
    return low - margin, high + margin


def _key(finding: Surface, language: Language) -> tuple[KeyEntry, ...]:
    line = {"linewidth": 1.3, "color": INK, "linestyle": (0, (4, 2))}
    dot = {"marker": "o", "markersize": 5, "markerfacecolor": PAPER, "markeredgecolor": INK, "markeredgewidth": 0.8}
    return (
        KeyEntry(language.tell(say("surface.picture.shade", outcome=outcome(finding)))),
        KeyEntry(language.tell(say("surface.picture.key_line")), line),
        KeyEntry(language.tell(say("surface.picture.key_points")), dot),
    )
