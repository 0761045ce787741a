"""The sections of a report: findings made by the verbs, or handed in, with what is said of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from servgap.analysis.finding import Finding
from servgap.errors import ServgapError
from servgap.language.numbers import count
from servgap.report.chosen import fact_of
from servgap.report.roles import Role
from servgap.report.suppression import Shown, shown_together
from servgap.report.words.cautions import cautions
from servgap.report.words.headlines import BETWEEN
from servgap.report.words.headlines import found as what_was_found
from servgap.report.words.languages import Language
from servgap.report.words.names import apart, attribute_name, group_name, listed, separately_by
from servgap.report.words.notes import note
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
    """Whether nothing is told, as it would rest on too few answers to be shown."""


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
    from servgap.analysis.gaps.verb import measure_gaps
    from servgap.analysis.groups.verb import compare_groups
    from servgap.analysis.ranking.verb import rank_standards
    from servgap.analysis.reliability.verb import check_reliability
    from servgap.analysis.significance.verb import check_significance
    from servgap.analysis.waves.verb import track_waves

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


def parts_of(found: Sequence[Finding | Failure], language: Language, minimum: int, period: str = "") -> list[Part]:
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
    """
    shown = iter(shown_together([one for one in found if isinstance(one, Finding)], minimum))
    return [
        _failed(one, language)
        if isinstance(one, Failure)
        else _part_of(one, next(shown), language, minimum=minimum, period=period)
        for one in found
    ]


def _failed(failure: Failure, language: Language) -> Part:
    told = page_text("unavailable", language, why=failure.why)
    return Part(failure.kind, _title(failure.kind, language), told, headline=told)


def _title(kind: str, language: Language) -> str:
    return page_text(kind, language) if kind in ORDER else kind


def _part_of(found: Finding, shown: Shown, language: Language, *, minimum: int, period: str) -> Part:
    kind, finding, hidden = found.kind, shown.finding, _hidden(shown, language, minimum)
    title = _title(kind, language) + _grouping(found, language) + _about(finding or found, language, period)
    if finding is None:
        return Part(kind, title, hidden, headline=hidden)
    before, between = {} if shown.silent else cautions(finding, language), BETWEEN[language]
    silence = page_text("silent", language, minimum=count(minimum))
    told = silence if shown.silent else what_was_found(finding, language)
    return Part(
        kind=kind,
        title=title,
        told=told,
        cautions=before,
        headline=between.join([*before.values(), told]),
        note=between.join(text for text in (hidden, note(finding, language)) if text),
        finding=finding,
        silent=shown.silent,
    )


def _grouping(finding: Finding, language: Language) -> str:
    by = separately_by(finding)
    if by:
        return page_text("separately", language, by=_set(listed(by, language), language))
    return (
        page_text("by", language, by=_set(attribute_name(finding.basis.compared[0]), language).rstrip())
        if finding.kind in ("groups", "waves")
        else ""
    )


def _about(finding: Finding, language: Language, period: str) -> str:
    """Say which waves a section is about, and how many respondents."""
    waves, n = fact_of(finding, "waves", ()), count(finding.basis.rows_used)
    if finding.kind == "waves" and len(waves) > 1:
        first, last = (group_name(wave, language) for wave in (waves[0], waves[-1]))
        return page_text("about_waves", language, first=first, last=last, n=n)
    return page_text("about_period", language, period=period, n=n) if period else ""


def _set(name: str, language: Language) -> str:
    return name if language == "en" else apart(name)


def _hidden(shown: Shown, language: Language, minimum: int) -> str:
    """Say how many groups are not shown, and why."""
    facts = {"n": count(shown.small), "others": count(shown.others), "minimum": count(minimum)}
    if not shown.small:
        return page_text("apart_one" if shown.others == 1 else "apart", language, **facts) if shown.others else ""
    told = page_text("suppressed_one" if shown.small == 1 else "suppressed", language, **facts)
    if shown.others:
        told += page_text("suppressed_with_one" if shown.others == 1 else "suppressed_with", language, **facts)
    return told + page_text("suppressed_end", language)
