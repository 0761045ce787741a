"""A picture for each group of a finding, beside each other: small multiples."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from servgap.analysis.frames import Frames
from servgap.language import Fact, Language, count, joined, say, verbatim
from servgap.language.numbers import known
from servgap.report.names import attributes
from servgap.report.pictures.canvas import Picture
from servgap.report.pictures.key import KeyEntry
from servgap.report.pictures.panels import NAMES, Panel, Panels
from servgap.report.pictures.selection import group_label

if TYPE_CHECKING:
    import pandas as pd

    from servgap.analysis.finding import Finding

MOST = 12
"""Groups up to which each has its panel."""
HIGHEST = 80.0
"""How high panels may be together, in ems: what a page of paper holds."""
DETAIL = ("standard", "item")
"""Levels of rows that are left out where panels with them would be too high."""
Plan: TypeAlias = Callable[[Any, Language], Picture]
Sizes: TypeAlias = Mapping[tuple[str, ...], float]


def of_each_group(finding: Finding, plan: Plan, language: Language, sizes: Sizes) -> Picture:
    """Plan a picture of all groups: a panel each, by one axis; the usual picture where there are not several.

    Groups stand in the finding's order. Of more than `MOST`, or than have room, those of most respondents are drawn;
    where rows of single standards would make the panels too high, overall and dimensions are drawn. The key says so.

    Parameters
    ----------
    finding
        What was found separately for each group.
    plan
        Plans the picture of a finding that is about one group.
    language
        The language of its texts.
    sizes
        How many respondents each group has.
    """
    if len(sizes) < 2:
        return plan(finding, language)
    shown = _largest(sizes, MOST)
    planned = _panels(finding, plan, language, {group: sizes[group] for group in shown})
    found, whole = _laid(finding, planned, language, sizes), len(planned[0].picture.names)
    if _high(found) > HIGHEST:
        less = _panels(finding, plan, language, {group: sizes[group] for group in shown}, detail=False)
        if all(0 < len(a.picture.names) < len(b.picture.names) for a, b in zip(less, planned, strict=True)):
            planned, found = less, _laid(finding, less, language, sizes, detail=False)
    most, detail = len(shown), len(planned[0].picture.names) == whole
    while _high(found) > HIGHEST and len(found.rows) > 1:
        most -= 1
        fewer = set(_largest(sizes, most))
        kept = [panel for group, panel in zip(shown, planned, strict=True) if group in fewer]
        found = _laid(finding, kept, language, sizes, detail=detail)
    return found


def _high(panels: Panels) -> float:
    return panels.body(NAMES)[1]


def _largest(sizes: Sizes, most: int) -> list[tuple[str, ...]]:
    """Give the groups of most respondents, of equal ones the first, in their order."""
    order = list(sizes)
    first = sorted(range(len(order)), key=lambda place: (-sizes[order[place]], place))[:most]
    return [order[place] for place in sorted(first)]


def _panels(finding: Finding, plan: Plan, language: Language, sizes: Sizes, *, detail: bool = True) -> list[Panel]:
    """Plan the panel of each group."""
    by, tell = finding.basis.separately, language.tell

    def named(group: tuple[str, ...]) -> list[tuple[str, str]]:
        return list(zip(by, group, strict=True))

    return [
        Panel(
            title=tell(joined([verbatim(group_label(finding, *each, language)) for each in named(group)], "names")),
            beneath=tell(say("pictures.n", n=count(n))) if known(n) else "",
            key=" ".join(group),
            picture=plan(of_one_group(finding, dict(named(group)), detail=detail), language),
        )
        for group, n in sizes.items()
    ]


def _laid(
    finding: Finding, panels: Sequence[Panel], language: Language, sizes: Sizes, *, detail: bool = True
) -> Panels:
    """Lay panels beside each other, and say which groups and rows they show where these are not all."""
    tell = language.tell
    notes: list[Fact] = []
    if len(panels) < len(sizes):
        notes.append(say("pictures.some_groups", n=count(len(panels)), total=count(len(sizes))))
    if not detail:
        notes.append(say("pictures.without_detail"))
    separately = tell(say("report.separately", by=attributes(finding.basis.names, finding.basis.separately)))
    title = f"{panels[0].picture.lies_across}{separately}"
    return Panels.of(panels, title, [KeyEntry(tell(note)) for note in notes])


def of_one_group(finding: Finding, group: Mapping[str, str], *, detail: bool = True) -> Finding:
    """Give what was found for one group, as if there were no others; rows that name no group are of all."""
    frames = {name: partial(_rows_of, finding, name, group, detail=detail) for name in finding.frames}
    basis, facts = replace(finding.basis, separately=()), replace(finding.facts, group={})
    return replace(finding, basis=basis, frames=Frames(frames), facts=facts)


def _rows_of(finding: Finding, name: str, group: Mapping[str, str], *, detail: bool) -> pd.DataFrame:
    frame = finding.frames[name]
    for by, label in group.items():
        if by in frame.columns:
            frame = frame[frame[by].astype(str).isin((label, ""))]
    if not detail and "level" in frame.columns:
        frame = frame[~frame["level"].isin(DETAIL)]
    return frame
