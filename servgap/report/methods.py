"""Methods in words fit for a paper, by rule from what findings stand on; and what a report was made with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from servgap._stats.registry import Statistic
from servgap.analysis.finding import Basis, Finding
from servgap.language import (
    Fact,
    Language,
    coefficient,
    count,
    is_message,
    is_worded,
    joined,
    listed,
    named,
    percent,
    say,
    word,
)
from servgap.language.facts import Styled
from servgap.report.citations import cited, works_cited
from servgap.report.kinds.registry import kind_of, known_kinds
from servgap.report.measures import limit, measure_in, own_word, scale_said, told_in_note
from servgap.report.rounding import nearest
from servgap.survey.disclosure_profile import Profile
from servgap.survey.kano_parts import asks_kano
from servgap.survey.ledger import Ledger
from servgap.survey.measures.measure import Measure

EXACT = 1e-9


def methods_of(
    findings: Sequence[Finding], ledger: Ledger, language: Language, profile: Profile, version: str
) -> tuple[str, ...]:
    """Say how a report's numbers came about, a paragraph each for sample, questionnaire, analyses, and their levels.

    Parameters
    ----------
    findings
        Those that the report shows.
    ledger
        What happened to the rows.
    language
        The report's.
    profile
        How numbers of respondents are rounded.
    version
        That of the software.
    """
    bases = [each.basis for each in findings]
    of_people = [each.basis for each in findings if not kind_of(each.kind).of_cases]
    usual = _usual_policy(of_people)
    paragraphs = (
        [_sample(ledger, profile)],
        _asked(of_people, usual),
        *_analyses(findings, usual),
        [*_levels(bases), say("methods.software", version=version)],
    )
    told = (language.tell(joined([each for each in told if each is not None], "sentences")) for told in paragraphs)
    return tuple(filter(None, told))


def _usual_policy(bases: Sequence[Basis]) -> str | None:
    """Give the rule for missing answers that most findings follow, the first of several."""
    policies = [basis.policy for basis in bases if basis.policy]
    return max(dict.fromkeys(policies), key=policies.count, default=None)


def _once(told: Iterable[Fact]) -> list[Fact]:
    """Keep each fact once, in order; what is nothing goes."""
    kept: list[Fact] = []
    for each in told:
        if each is not None and each not in kept:
            kept.append(each)
    return kept


def _sample(ledger: Ledger, profile: Profile) -> Fact:
    if not ledger.rows_read:
        return None
    left = [(reason, nearest(rows, profile.base)) for reason, rows in ledger.reasons.items() if rows]
    reasons = (
        say(
            f"shared.note.{'left_out' if is_worded('left_out', reason) else 'left_out_own'}",
            rows=rows,
            reason=word("left_out", reason),
        )
        for reason, rows in left
    )
    return say(
        "methods.sample",
        case="some" if left else "none",
        read=count(nearest(ledger.rows_read, profile.base)),
        n=count(nearest(ledger.rows_used, profile.base)),
        reasons=joined(reasons, "phrases"),
    )


def _asked(bases: Sequence[Basis], usual: str | None) -> list[Fact]:
    """Tell the questionnaire, what is analysed of its answers, and what usually becomes of missing ones."""
    told = [_questionnaire(basis) for basis in bases]
    told += [
        told_in_note(measure_in(basis), scale_said(basis.instrument.scale))
        for basis in bases
        if not asks_kano(basis.instrument)
    ]
    return _once([*told, *(_missing(basis) for basis in bases if basis.policy == usual)])


def _questionnaire(basis: Basis) -> Fact:
    asked = basis.instrument
    return say(
        "methods.feelings" if asks_kano(asked) else "methods.questionnaire",
        title=named(asked.title),
        source=say("methods.source", source=cited(asked.source)) if asked.source else None,
        items=count(len(asked.items)),
        dimensions=count(len(asked.dimensions)),
        parts=listed(say("shared.inside", name=word("part", part)) for part in asked.parts),
        scale=scale_said(asked.scale),
    )


def _missing(basis: Basis) -> Fact:
    if basis.policy is None:
        return None
    measure = measure_in(basis)
    if not measure.is_gap:
        return say("measures.policy.of_answers", case=basis.policy)
    first, second = (word("part", part) for part in (measure.against, measure.part))
    return say("measures.policy.of_gaps", case=basis.policy, first=first, second=second)


def _analyses(findings: Sequence[Finding], usual: str | None) -> list[list[Fact]]:
    """Name the statistics of each kind of finding, and its own rule for missing answers, where it has one."""
    told = []
    for kind in known_kinds():
        bases = [each.basis for each in findings if each.kind == kind.name]
        statistics = tuple(dict.fromkeys(each for basis in bases for each in basis.statistics))
        if statistics:
            facts = {"title": kind.title, "methods": _listed(statistics, measure_in(bases[0]))}
            own = is_message(f"{kind.name}.paper.methods")
            analysis = say(f"{kind.name}.paper.methods", **facts) if own else say("methods.other", **facts)
            told.append(_once([analysis, *(_missing(basis) for basis in bases if basis.policy != usual)]))
    return told


def _listed(statistics: Sequence[Statistic], measure: Measure) -> Fact:
    """Name statistics in a sentence, with the work in which each was published first."""
    told: list[Fact] = []
    for source, together in groupby(statistics, key=lambda each: _first_work(each.source)):
        names = listed(_name_of(each, measure) for each in together)
        told.append(say("shared.note.method", case="cited" if source else "bare", name=names, source=cited(source)))
    return joined(told, "clauses")


def _first_work(source: str) -> str:
    """Give the first work of a source; nothing where it names none."""
    return next(works_cited(cited(source)), "")


@dataclass(frozen=True)
class InSentence:
    """The name of a statistic inside a sentence."""

    statistic: Statistic

    def said(self, language: Language) -> str:
        """Give the language's own name, else the English one without a capital of its own."""
        name = self.statistic.name
        own = language.term(self.statistic.key, name)
        return name if own == f"{name[:1].upper()}{name[1:]}" else own


def _name_of(statistic: Statistic, measure: Measure) -> Fact:
    if not measure.is_gap and is_worded("statistic_of_one", statistic.key):
        own = own_word(measure, "statistic", statistic.key)
        return own if statistic.name[:1].isupper() else Styled(own, "inside")
    return InSentence(statistic)


def _levels(bases: Sequence[Basis]) -> list[Fact]:
    """Tell the level of intervals, corrections, the smallest difference that matters, and random draws."""
    if not bases:
        return []
    levels = dict.fromkeys(basis.confidence for basis in bases)
    corrected = [basis.adjust for basis in bases if basis.adjust not in (None, "none") and basis.family]
    adjust = listed(word("adjust", code) for code in dict.fromkeys(corrected))
    return _once(
        [
            say("methods.levels", levels=listed(map(percent, levels)), alphas=listed(map(_beside, levels))),
            say("methods.corrected", adjust=adjust) if corrected else None,
            *(say("methods.smallest", limit=each) for each in _smallest(bases)),
            *(_drawn(bases)),
        ]
    )


def _beside(confidence: float) -> Fact:
    """Write the level of tests that goes with intervals, with two decimals where these tell it."""
    alpha = 1 - confidence
    return coefficient(alpha, 2 if abs(alpha - round(alpha, 2)) < EXACT else 4)


def _smallest(bases: Sequence[Basis]) -> list[Fact]:
    return _once(limit(measure_in(each), each.smallest) for each in bases if each.smallest is not None)


def _drawn(bases: Sequence[Basis]) -> list[Fact]:
    """Tell how many draws there were at the most, from each seed."""
    most: dict[int | None, int] = {}
    for basis in bases:
        if basis.draws:
            most[basis.seed] = max(most.get(basis.seed, 0), basis.draws)
    return [
        say("methods.draws", case="handed" if seed is None else "seeded", n=count(n), seed=str(seed))
        for seed, n in most.items()
    ]


def made_with(
    findings: Sequence[Finding], options: Mapping[str, Any], language: Language
) -> tuple[tuple[str, str], ...]:
    """List what a report was made with: data, software and options, each by its name in the language.

    Parameters
    ----------
    findings
        Those that the report shows; what they were made with is told too.
    options
        What is known of the data and was asked for; what is nothing goes.
    language
        The report's.
    """
    bases = [each.basis for each in findings]
    of_bases = {
        "confidence": listed(map(percent, dict.fromkeys(basis.confidence for basis in bases))) if bases else None,
        "policy": joined(
            _once(own_word(measure_in(basis), "policy", basis.policy) for basis in bases if basis.policy), "clauses"
        ),
        "smallest": joined(_smallest(bases), "phrases"),
        "seed": ", ".join(dict.fromkeys(str(basis.seed) for basis in bases if basis.draws and basis.seed is not None)),
    }
    told = ((name, language.tell(value)) for name, value in {**options, **of_bases}.items())
    return tuple((language.tell(say(f"methods.made_with.{name}")), text) for name, text in told if text)
