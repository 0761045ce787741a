"""The sections of a report: findings made by the verbs, or handed in, with what is said of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from servgap.analysis.finding import Finding
from servgap.errors import ServgapError
from servgap.language import Fact, Language, joined, say, verbatim
from servgap.report.document import Section, section_of
from servgap.report.kinds.kind import Kind, Material
from servgap.report.kinds.registry import kind_of, known_kinds
from servgap.report.measured_alike import told_alike
from servgap.report.rounding import rounded
from servgap.report.suppression import Shown, shown_together
from servgap.survey.disclosure_profile import COMPLEMENTARY, Profile
from servgap.survey.kano_parts import asks_kano


@dataclass(frozen=True)
class Failure:
    """A verb that could not say anything, and why."""

    kind: str
    why: str


def found_in(material: Material) -> list[Finding | Failure]:
    """Run the verbs on a survey's counts; one that cannot work says why, and the others go on."""
    feelings = asks_kano(material.tally.instrument)
    kinds = [kind for kind in known_kinds() if kind.made is not None and kind.of_feelings == feelings]
    tried = (_tried(kind, material) for kind in kinds)
    return [found for found in tried if found is not None]


def _tried(kind: Kind, material: Material) -> Finding | Failure | None:
    try:
        return None if kind.made is None else kind.made(material)
    except ServgapError as problem:
        return Failure(kind.name, str(problem))


def in_reading_order(found: Iterable[Finding | Failure]) -> list[Finding | Failure]:
    """Put findings in the order in which a reader wants them."""
    order = {kind.name: place for place, kind in enumerate(known_kinds())}
    return sorted(found, key=lambda one: order.get(one.kind, len(order)))


def sections_of(
    found: Sequence[Finding | Failure],
    language: Language,
    minimum: int,
    period: Fact = None,
    selected: int = 0,
    profile: Profile = COMPLEMENTARY,
) -> list[Section]:
    """Say what the sections show.

    Parameters
    ----------
    found
        The findings, or why there are none.
    language
        The report's language.
    minimum
        The least number of respondents shown of a group.
    period
        The waves that every section but the trend is about.
    selected
        The rows that lie outside of these waves; a finding that leaves out others, or none, is about other waves.
    profile
        What is done about groups that are too small to be shown.
    """
    findings = [one for one in found if isinstance(one, Finding)]
    shown = (
        each if each.finding is None else replace(each, finding=rounded(told_alike(each.finding, findings), profile))
        for each in shown_together(findings, minimum, profile, language)
    )
    return [
        _failed(one, language)
        if isinstance(one, Failure)
        else _shown(one, next(shown), language, minimum=minimum, period=_period_of(one, period, selected))
        for one in found
    ]


def _period_of(found: Finding, period: Fact, selected: int) -> Fact:
    """Say whom a finding is about: the report's waves, or others where it was handed in so."""
    if kind_of(found.kind).of_cases:
        return None
    outside = dict(found.basis.left_out).get("outside_selection", 0)
    if outside == selected:
        return period
    return say("report.other_selection" if outside else "report.everybody")


def _failed(failure: Failure, language: Language) -> Section:
    told = language.tell(say("report.unavailable", why=verbatim(failure.why)))
    return Section(failure.kind, language.tell(kind_of(failure.kind).title), told, language)


def _shown(found: Finding, shown: Shown, language: Language, *, minimum: int, period: Fact) -> Section:
    tell, hidden = language.tell, language.tell(_hidden(shown, minimum))
    title = tell(_title(found, shown.finding or found, period))
    if shown.finding is None:
        return Section(found.kind, title, hidden, language, hides=True)
    silence = tell(say("report.silent", minimum=minimum)) if shown.silent else ""
    section = section_of(shown.finding, language, title=title, silence=silence, hidden=hidden)
    return replace(section, hides=shown.hides)


def _title(found: Finding, shown: Finding, period: Fact) -> Fact:
    """Head a section: its kind, by what it was parted or compared, and which waves it is about."""
    kind = kind_of(found.kind)
    about = kind.about(shown)
    if about is None and period is not None:
        about = say("report.about_period", period=period, n=shown.basis.rows_used)
    return joined([kind.title_of(found), kind.by(found), about], "titles")


def _hidden(shown: Shown, minimum: int) -> Fact:
    """Say how many groups are not shown, and why."""
    if not shown.small:
        return say("report.apart", others=shown.others) if shown.others else None
    told = say("report.suppressed", n=shown.small, minimum=minimum)
    others = say("report.suppressed_with", others=shown.others) if shown.others else None
    together = say("report.suppressed_together", name=shown.together) if shown.together else None
    return say("report.suppressed_all", told=told, others=others, together=together)
