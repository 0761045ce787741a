"""The sections of a report: findings made by the verbs, or handed in, with what is said of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from servgap.analysis.finding import Finding
from servgap.errors import ServgapError
from servgap.report.roles import Role
from servgap.report.suppression import Shown, suppressed
from servgap.report.words.cautions import cautions
from servgap.report.words.headlines import BETWEEN
from servgap.report.words.headlines import found as what_was_found
from servgap.report.words.languages import Language
from servgap.report.words.names import apart, attribute_name, group_name, listed, separately_by
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
    told: str
    note: str = ""
    finding: Finding | None = None
    cautions: Mapping[str, str] = field(default_factory=dict)
    """What a reader must know before what is told, by what it warns of."""
    headline: str = ""
    """What is told, after the cautions."""
    silent: bool = False
    """Whether nothing is told, as it would be about a group that is too small to be shown."""


def found_in(
    tally: Tally, branch: Role | None, trend: Tally | None = None, wave: Role | None = None
) -> list[Finding | Failure]:
    """Run the verbs on a survey's counts; one that cannot work says why, and the others go on.

    Parameters
    ----------
    tally
        The counts of the respondents that the report is about, by branch if there are any.
    branch
        The attribute that tells branches.
    trend
        The counts of all waves.
    wave
        The attribute that tells waves.
    """
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
    if trend is not None and wave is not None:
        calls.append(("waves", lambda: track_waves(trend, by=wave.attribute)))
    return [_tried(kind, call) for kind, call in calls]


def _tried(kind: str, call: Callable[[], Finding]) -> Finding | Failure:
    try:
        return call()
    except ServgapError as problem:
        return Failure(kind, str(problem))


def in_walking_order(found: Iterable[Finding | Failure]) -> list[Finding | Failure]:
    """Put findings in the order in which a reader wants them; kinds of one's own come last."""
    return sorted(found, key=lambda one: ORDER.index(one.kind) if one.kind in ORDER else len(ORDER))


def part_of(found: Finding | Failure, language: Language, minimum: int, period: str = "") -> Part:
    """Say what a section shows.

    Parameters
    ----------
    found
        The finding, or why there is none.
    language
        The report's language.
    minimum
        The least number of respondents shown of a group.
    period
        The waves that every section but the trend is about.
    """
    title = page_text(found.kind, language) if found.kind in ORDER else found.kind
    if isinstance(found, Failure):
        told = page_text("unavailable", language, why=found.why)
        return Part(found.kind, title, told, headline=told)
    shown, between = suppressed(found, minimum), BETWEEN[language]
    title += _grouping(found, language) + _about(found, language, period)
    before = {} if shown.silent else cautions(found, language)
    silence = page_text("silent", language, minimum=count(minimum))
    told = silence if shown.silent else what_was_found(found, language)
    return Part(
        kind=found.kind,
        title=title,
        told=told,
        cautions=before,
        headline=between.join([*before.values(), told]),
        note=between.join(text for text in (_hidden(shown, language, minimum), note(shown.finding, language)) if text),
        finding=shown.finding,
        silent=shown.silent,
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


def _about(finding: Finding, language: Language, period: str) -> str:
    """Say which waves a section is about, and how many respondents."""
    waves, n = finding.facts.get("waves", ()), count(finding.basis.rows_used)
    if finding.kind == "waves" and len(waves) > 1:
        first, last = (group_name(wave, language) for wave in (waves[0], waves[-1]))
        return page_text("about_waves", language, first=first, last=last, n=n)
    return page_text("about_period", language, period=period, n=n) if period else ""


def _set(name: str, language: Language) -> str:
    return name if language == "en" else apart(name)


def _hidden(shown: Shown, language: Language, minimum: int) -> str:
    if not shown.hidden:
        return ""
    key = "suppressed_one" if shown.hidden == 1 else "suppressed"
    return page_text(key, language, n=count(shown.hidden), minimum=count(minimum))
