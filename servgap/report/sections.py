"""The sections of a report: findings made by the verbs, or handed in, with what is said of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from servgap.analysis.finding import Finding
from servgap.errors import ServgapError
from servgap.report.roles import Role
from servgap.report.suppression import Shown, suppressed
from servgap.report.words.headlines import headline
from servgap.report.words.languages import Language
from servgap.report.words.names import apart, attribute_name, listed, separately_by
from servgap.report.words.notes import note
from servgap.report.words.numbers import count
from servgap.report.words.page_text import page_text
from servgap.survey.tally import Tally

ORDER = (
    "gaps",
    "significance",
    "reliability",
    "validity",
    "pairing",
    "ranking",
    "groups",
    "waves",
    "screening",
    "plan",
)


@dataclass(frozen=True)
class Failure:
    """A verb that could not say anything, and why."""

    kind: str
    why: str


@dataclass(frozen=True)
class Part:
    """A section: a finding as the report may show it, or why there is none."""

    kind: str
    title: str
    headline: str
    note: str = ""
    finding: Finding | None = None


def found_in(tally: Tally, branch: Role | None, wave: Role | None) -> list[Finding | Failure]:
    """Run the verbs on a survey's counts; one that cannot work says why, and the others go on."""
    from servgap.analysis.gaps import measure_gaps
    from servgap.analysis.groups import compare_groups
    from servgap.analysis.ranking import rank_standards
    from servgap.analysis.reliability import check_reliability
    from servgap.analysis.significance import check_significance
    from servgap.analysis.waves import track_waves

    calls: list[tuple[str, Callable[[], Finding]]] = [
        ("gaps", lambda: measure_gaps(tally)),
        ("significance", lambda: check_significance(tally)),
        ("reliability", lambda: check_reliability(tally)),
        ("ranking", lambda: rank_standards(tally)),
    ]
    if branch is not None:
        calls.append(("groups", lambda: compare_groups(tally, by=branch.attribute)))
    if wave is not None:
        calls.append(("waves", lambda: track_waves(tally, by=wave.attribute)))
    return [_tried(kind, call) for kind, call in calls]


def _tried(kind: str, call: Callable[[], Finding]) -> Finding | Failure:
    try:
        return call()
    except ServgapError as problem:
        return Failure(kind, str(problem))


def in_walking_order(found: Iterable[Finding | Failure]) -> list[Finding | Failure]:
    """Put findings in the order in which a reader wants them; kinds of one's own come last."""
    return sorted(found, key=lambda one: ORDER.index(one.kind) if one.kind in ORDER else len(ORDER))


def part_of(found: Finding | Failure, language: Language, minimum: int) -> Part:
    """Say what a section shows."""
    title = page_text(found.kind, language) if found.kind in ORDER else found.kind
    if isinstance(found, Failure):
        return Part(found.kind, title, page_text("unavailable", language, why=found.why))
    shown = suppressed(found, minimum)
    title += _grouping(found, language)
    told = page_text("silent", language, minimum=count(minimum)) if shown.silent else headline(found, language)
    between = " " if language == "en" else ""
    return Part(
        kind=found.kind,
        title=title,
        headline=told,
        note=between.join(text for text in (_hidden(shown, language, minimum), note(shown.finding, language)) if text),
        finding=shown.finding,
    )


def _grouping(finding: Finding, language: Language) -> str:
    by = separately_by(finding)
    if by:
        return page_text("separately", language, by=_set(listed(by, language), language))
    return (
        page_text("by", language, by=_set(attribute_name(finding.facts["by"]), language).rstrip())
        if "by" in finding.facts
        else ""
    )


def _set(name: str, language: Language) -> str:
    return name if language == "en" else apart(name)


def _hidden(shown: Shown, language: Language, minimum: int) -> str:
    if not shown.hidden:
        return ""
    key = "suppressed_one" if shown.hidden == 1 else "suppressed"
    return page_text(key, language, n=count(shown.hidden), minimum=count(minimum))
