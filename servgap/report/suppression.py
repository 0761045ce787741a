"""Groups that a report must not show, taken out of findings before anything is written or drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from servgap.analysis.finding import Finding
from servgap.analysis.source import Source
from servgap.columns import COLUMNS
from servgap.errors import ServgapError
from servgap.language import Language, language_of
from servgap.report.kinds.registry import kind_of
from servgap.survey.disclosure import Grouping, hidden_groups, others_named
from servgap.survey.disclosure_profile import COMPLEMENTARY, Profile
from servgap.survey.standards.filing import LEVELS
from servgap.survey.survey import Survey

SUBJECT = ("level", "dimension", "standard", "item", "part", *LEVELS)
"""Columns that say what a row is about, besides its group."""
COUNTS = ("n", "n_a", "n_b", "n_from", "n_to")
MINIMUM = 10
"""The least number of respondents that is shown together, unless a report is told another."""
Hidden: TypeAlias = frozenset[Grouping]


@dataclass(frozen=True)
class Shown:
    """A finding as a report may show it.

    Parameters
    ----------
    finding
        The finding without the groups that are not shown; None if nothing is left to be shown.
    small
        How many groups of too few respondents were taken out.
    others
        How many larger ones were taken out with them, as they would give them away.
    silent
        Whether the headline may rest on rows that were taken out, and must not be shown.
    together
        What the groups that were taken out are called where they are shown as one.
    partly
        Whether rows of groups that are shown were taken out.
    """

    finding: Finding | None
    small: int = 0
    others: int = 0
    silent: bool = False
    together: str = ""
    partly: bool = False

    @property
    def hides(self) -> bool:
        """Whether anything was taken out."""
        return bool(self.small or self.others or self.silent or self.partly)


@dataclass(frozen=True)
class _Rule:
    """By what groups are hidden, and in which language those that are shown together are named."""

    minimum: int
    profile: Profile
    language: Language


def shown_together(
    findings: Sequence[Finding], minimum: int, profile: Profile = COMPLEMENTARY, language: Language | None = None
) -> list[Shown]:
    """Take out of the findings of one report the groups from whose figures those of a small one could be worked out.

    Parameters
    ----------
    findings
        What the verbs returned.
    minimum
        The least number of respondents that is shown of a group.
    profile
        What else is done about small groups.
    language
        In which groups are named that are shown together; English unless told.
    """
    rule = _Rule(minimum, profile, language or language_of("en"))
    alike: dict[tuple[Any, ...], list[int]] = {}
    of_cases = {place for place, finding in enumerate(findings) if kind_of(finding.kind).of_cases}
    for place, finding in enumerate(findings):
        if place not in of_cases:
            alike.setdefault(_respondents_of(finding), []).append(place)
    tables = dict.fromkeys(_grouping(finding) for place, finding in enumerate(findings) if place not in of_cases)
    of_them = {place: findings[place] for place in of_cases}
    shown = {place: Shown(kind_of(each.kind).merged(each, minimum)) for place, each in of_them.items()}
    for places in alike.values():
        hidden = _hidden([findings[place] for place in places], tuple(tables), rule)
        for place in places:
            out = hidden.get(_grouping(findings[place]))
            resting = kind_of(findings[place].kind).resting(findings[place], hidden, minimum)
            shown[place] = _without(resting, out, rule, total=len(places) > 1)
    return [shown[place] for place in range(len(findings))]


def _grouping(finding: Finding) -> Grouping:
    """Give the attributes whose groups a finding shows."""
    return finding.basis.groups if _of_groups(finding)[1] else ()


def _respondents_of(finding: Finding) -> tuple[Any, ...]:
    """Give what tells which respondents a finding is about, with and without a group."""
    left_out = dict(finding.basis.left_out)
    nameless = left_out.pop("no_group", 0)
    return (finding.basis.rows_read, finding.basis.rows_used + nameless, *sorted(left_out.items()))


def _hidden(findings: Sequence[Finding], tables: Sequence[Grouping], rule: _Rule) -> Mapping[Grouping, Hidden | None]:
    """Find what is hidden under each grouping of the same respondents; None where every group is.

    Parameters
    ----------
    findings
        Those about these respondents.
    tables
        The groupings of all the report: a table of waves tells something of a year's branches, whoever it is about.
    rule
        By what groups are hidden.
    """
    sources = [finding.source for finding in findings if finding.source is not None]
    wanted = list(dict.fromkeys(grouping for grouping in map(_grouping, findings) if grouping))
    found: dict[Grouping, Hidden | None] = {}
    total = len(findings) > 1 or any(_tells_of_all(finding) for finding in findings)
    for source in sources:  # one that knows all groupings tells what they say together
        known = [grouping for grouping in tables if grouping and _counts(source, grouping)]
        if set(wanted) <= set(known):
            return dict(_hidden_by(source, known, rule, total=total))
    for grouping in wanted:
        able = next((source for source in sources if _counts(source, grouping)), None)
        if able is not None:
            found[grouping] = _hidden_by(able, [grouping], rule, total=total)[grouping]
    if not rule.profile.complements:
        return found
    # Of groupings that were counted apart nobody knows what they tell together.
    hiding = [grouping for grouping in found if found[grouping]]
    return {grouping: out if not hiding or grouping == hiding[0] else None for grouping, out in found.items()}


def _counts(source: Source, grouping: Grouping) -> bool:
    subject = source.subject
    return set(grouping) <= set(subject.attributes if isinstance(subject, Survey) else subject.by)


def _hidden_by(source: Source, groupings: Sequence[Grouping], rule: _Rule, *, total: bool) -> Mapping[Grouping, Hidden]:
    by = tuple(dict.fromkeys(name for grouping in groupings for name in grouping))
    return hidden_groups(source.tally(by), groupings, rule.minimum, total=total, profile=rule.profile)


def _without(finding: Finding, hidden: Hidden | None, rule: _Rule, *, total: bool) -> Shown:
    """Take the hidden groups out of one finding, or show them as one."""
    kind, minimum = kind_of(finding.kind), rule.minimum
    if kind.of_respondents:
        return Shown(_without_respondents(finding))
    finding = kind.merged(finding, minimum)
    by, total = _grouping(finding), (total or kind.of_all) and rule.profile.complements
    if not by:
        return Shown(finding)
    sizes = _sizes(finding)
    if hidden is not None:
        out = {group for group in sizes if group in hidden}
    else:
        out = _hidden_by_size(sizes, minimum, total=total) if finding.source is None else set(sizes)
    small = sum(not sizes[group] >= minimum for group in out)
    label = _label(finding, sizes, out, rule) if hidden is not None else ""
    pooled = _pooled(finding, out, label) if label else None
    left = pooled or (_anew(finding, out) if len(out) < len(sizes) else None)
    if left is None:
        return Shown(None, small, len(out) - small)
    few = _rows_of_few(*_of_groups(left), minimum, total=total)
    silent = bool(left.facts.groups_named & {group for _, group in few})
    for name in set(kind.counted_apart) & set(left.frames):
        few |= _rows_of_few(left.frames[name], list(by), minimum, total=total)
    return Shown(
        _without_few(left, by, few, minimum), small, len(out) - small, silent, label if pooled else "", bool(few)
    )


def _tells_of_all(finding: Finding) -> bool:
    """Tell whether what it says of all groups together may go on to rest on those that are taken out."""
    return kind_of(finding.kind).of_all and finding.source is not None and not finding.source.of_counts


def _anew(finding: Finding, out: set[Grouping]) -> Finding | None:
    """Make a finding without some groups: by its verb, so that nothing in it rests on them."""
    if not out:
        return finding
    source = finding.source
    if source is None or not kind_of(finding.kind).made_anew:
        return _without_rows(finding, out)
    try:
        return source.without(out, "small_groups")
    except ServgapError:  # too few groups are left to compare, or it takes answers that are no longer there
        return None if source.of_counts else _without_rows(finding, out)


def _label(finding: Finding, sizes: Mapping[Grouping, float], out: set[Grouping], rule: _Rule) -> str:
    """Name the hidden groups where they can be shown as one: two or more, enough together, and not all there are.

    Where groups are made by two attributes, those left out have no place under either.
    """
    by, source = _grouping(finding), finding.source
    if not rule.profile.pooled or len(by) != 1 or source is None or source.by != by:
        return ""
    if (
        not kind_of(finding.kind).made_anew
        or not 1 < len(out) < len(sizes)
        or sum(sizes[group] for group in out) < rule.minimum
    ):
        return ""
    shown = finding.basis.names.shown(by[0])
    return others_named(len(out), {group[0] for group in sizes}, rule.language, shown)


def _pooled(finding: Finding, out: set[Grouping], label: str) -> Finding | None:
    if finding.source is None:
        return None
    try:
        return finding.source.together(out, label)
    except ServgapError:  # waves, among which it has no place, or it takes answers that are no longer there
        return None


def _sizes(finding: Finding) -> dict[Grouping, float]:
    """Give the number of respondents of each group that a finding shows."""
    return kind_of(finding.kind).sizes(finding)


def _hidden_by_size(sizes: Mapping[Grouping, float], minimum: int, *, total: bool) -> set[Grouping]:
    """Hide groups of which nothing but their numbers is known: the small ones, and others until a sum has enough."""
    ascending = sorted(sizes, key=lambda group: (sizes[group], group))
    out = [group for group in ascending if not sizes[group] >= minimum]
    for group in ascending[len(out) :] if out and total else ():
        if len(out) > 1 and sum(sizes[each] for each in out) >= minimum:
            break
        out.append(group)
    return set(out)


def _keys(frame: pd.DataFrame, names: Iterable[str]) -> list[tuple[str, ...]]:
    return list(zip(*(frame[name].astype(str) for name in names), strict=True))


def _of_groups(finding: Finding) -> tuple[pd.DataFrame, list[str]]:
    """Give the table that tells how many respondents each group has, and the columns that name the groups."""
    return kind_of(finding.kind).of_groups(finding)


def _names_of_groups(frame: pd.DataFrame, by: Grouping) -> list[list[str]]:
    """Give the columns in which a frame names groups, once for each group that a row is about."""
    if set(by) <= set(frame.columns):
        return [list(by)]
    return [[name] for name in map(str, frame.columns) if name in COLUMNS and COLUMNS[name].kind.name == "group"]


def _without_rows(finding: Finding, out: set[Grouping]) -> Finding | None:
    """Take rows about some groups out of a finding that no verb can make anew; words about them go with the finding."""
    by, frames = _grouping(finding), {}
    for name, frame in finding.frames.items():
        inside = np.ones(len(frame), dtype=bool)
        for columns in _names_of_groups(frame, by):
            inside &= np.array([key not in out for key in _keys(frame, columns)], dtype=bool)
        frames[name] = frame[inside].reset_index(drop=True)
    if finding.facts.groups_named & out:
        return None
    return replace(finding, frames=frames, facts=finding.facts.without(out))


def _rows_of_few(
    table: pd.DataFrame, names: Sequence[str], minimum: int, *, total: bool
) -> set[tuple[Grouping, Grouping]]:
    """Find single rows, by subject and group, that rest on too few answers, and those that would give them away."""
    if "n" not in table:
        return set()
    rows = list(zip(_subjects(table), _keys(table, names), table["n"].astype(float), strict=True))
    few: set[tuple[Grouping, Grouping]] = set()
    for subject in {about for about, _, n in rows if n < minimum}:
        sizes = {group: n for about, group, n in rows if about == subject}
        few |= {(subject, group) for group in _hidden_by_size(sizes, minimum, total=total)}
    return few


def _without_few(finding: Finding, by: Grouping, few: set[tuple[Grouping, Grouping]], minimum: int) -> Finding:
    """Take these rows, and any other about a group that counts too few, out of all tables."""
    frames = {}
    for name, frame in finding.frames.items():
        inside, groups = np.ones(len(frame), dtype=bool), _names_of_groups(frame, by)
        for columns in groups if few else ():
            rows = zip(_subjects(frame), _keys(frame, columns), strict=True)
            inside &= np.array([row not in few for row in rows], dtype=bool)
        for column in COUNTS if groups else ():
            if column in frame:
                inside &= ~(frame[column].to_numpy() < minimum)
        frames[name] = frame if inside.all() else frame[inside].reset_index(drop=True)
    return replace(finding, frames=frames)


def _subjects(frame: pd.DataFrame) -> list[tuple[str, ...]]:
    columns = [frame[name].fillna("").astype(str) if name in frame else [""] * len(frame) for name in SUBJECT]
    return list(zip(*columns, strict=True))


def _without_respondents(finding: Finding) -> Finding:
    """Keep the rows of single respondents out of a report."""
    frames = {
        name: frame.iloc[:0] if "respondent" in frame.columns else frame for name, frame in finding.frames.items()
    }
    return replace(finding, frames=frames)
