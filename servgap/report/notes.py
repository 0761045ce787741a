"""Notes: what stands under a table, so that no number goes without its n, its policy and its method."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from servgap._stats.families.adjust import SOURCES as CORRECTED_BY
from servgap._stats.registry import Statistic
from servgap.analysis.finding import Basis, Finding
from servgap.analysis.smallest import usual_smallest
from servgap.language import (
    Fact,
    Language,
    Term,
    is_worded,
    joined,
    language_of,
    listed,
    named,
    percent,
    say,
    word,
    written,
)
from servgap.language.numbers import error
from servgap.report.citations import cited, works_cited
from servgap.report.kinds.noted import Noted, NoteLine, in_lines, note_text
from servgap.report.kinds.registry import kind_of
from servgap.report.measures import case_of, measure_in, noun, own_word, scale_said, told_in_note
from servgap.report.names import attributes
from servgap.report.remarks import remark_said
from servgap.survey.kano_parts import asks_kano
from servgap.survey.measures.measure import Measure


def note(finding: Finding, language: str | Language) -> str:
    """Say what a finding stands on, in labelled lines: respondents, policy, level, correction, verdicts, sources.

    Parameters
    ----------
    finding
        What a verb returned.
    language
        A code among `languages()`.

    Raises
    ------
    ServgapError
        If the language, or the finding's kind, is not known.
    """
    return note_text(note_lines(finding, language), language_of(language))


def note_lines(finding: Finding, language: str | Language) -> tuple[NoteLine, ...]:
    """Give the note's lines, each with the label that says what it is about.

    Parameters
    ----------
    finding
        What a verb returned.
    language
        A code among `languages()`.

    Raises
    ------
    ServgapError
        If the language, or the finding's kind, is not known.
    """
    return in_lines(_noted(finding), language_of(language))


def _noted(finding: Finding) -> list[Noted]:
    """Give all that the note says, and what each of it is about."""
    basis, kind = finding.basis, kind_of(finding.kind)
    remarks = [Noted("remarks", remark_said(remark, finding)) for remark in basis.remarks]
    if kind.of_cases:
        return [*kind.note(finding), *remarks, Noted("methods", _methods(basis))]
    return [
        Noted("respondents", _respondents(basis)),
        Noted("respondents", kind.sample),
        Noted("measure", _measure(basis)),
        Noted("missing", _policy(basis)),
        Noted(
            "groups",
            say("shared.note.separately", by=attributes(basis.names, basis.separately)) if basis.separately else None,
        ),
        *kind.note(finding),
        *remarks,
        Noted("draws", _draws(basis)),
        Noted("methods", _methods(basis)),
        Noted("questionnaire", _questionnaire(basis)),
    ]


def references(findings: Iterable[Finding]) -> tuple[str, ...]:
    """List the works that the notes of findings cite, in full, each once and by authors."""
    works = {work for finding in findings for work in works_cited(_noted(finding))}
    return tuple(sorted(works, key=str.casefold))


def scored(basis: Basis) -> str:
    """Choose how dimensions are spoken of: ``"scored"`` by respondents, or ``"averaged"`` over items."""
    return "averaged" if any(remark.code == "item_means" for remark in basis.remarks) else "scored"


def intervals(basis: Basis) -> Noted:
    """Say the level of the intervals."""
    return Noted("intervals", say("shared.note.level", level=percent(basis.confidence)))


def level_of_tests(basis: Basis) -> Noted:
    """Say the level of the tests."""
    return Noted("tests", say("shared.note.level_of_tests", alpha=written(error, basis.confidence)))


def correction(basis: Basis) -> Noted:
    """Say how p-values are corrected; nothing where there is no family of tests."""
    return Noted("correction", _correction(basis))


def _correction(basis: Basis) -> Fact:
    if basis.adjust is None or not basis.family:
        return None
    if basis.adjust == "none":
        return say("shared.note.uncorrected", n=basis.family)
    adjust, source = word("adjust", basis.adjust), CORRECTED_BY.get(basis.adjust)
    key = "shared.note.corrected_by" if source else "shared.note.corrected"
    return say(key, adjust=adjust, source=cited(source), n=basis.family)


def mean_of_dimensions(basis: Basis) -> Fact:
    """Say what overall is."""
    measure = measure_in(basis)
    return say("shared.note.overall", case=case_of(measure), noun=noun(measure))


def overall_and_tests(basis: Basis) -> Fact:
    """Say what overall is, and which respondents tests of it count."""
    if scored(basis) == "averaged":
        return mean_of_dimensions(basis)
    measure = measure_in(basis)
    return say("shared.note.overall_tests", case="gap" if measure.is_gap else "other", noun=noun(measure))


def convention(basis: Basis) -> Fact:
    """Say that the smallest gap that matters is a default, if it is."""
    usual = basis.smallest == usual_smallest(measure_in(basis), basis.instrument.scale)
    return say("shared.note.convention") if usual else None


def _respondents(basis: Basis) -> Fact:
    if not basis.rows_read:
        return None
    reasons = joined((_left_out(reason, rows) for reason, rows in basis.left_out if rows), "phrases")
    key = "shared.note.used_left_out" if any(rows for _, rows in basis.left_out) else "shared.note.used"
    return say(key, n=basis.rows_used, read=basis.rows_read, reasons=reasons)


def _left_out(reason: str, rows: int) -> Fact:
    known = is_worded("left_out", reason)
    return say(f"shared.note.{'left_out' if known else 'left_out_own'}", rows=rows, reason=word("left_out", reason))


def _measure(basis: Basis) -> Fact:
    if asks_kano(basis.instrument):
        return None
    return told_in_note(measure_in(basis), scale_said(basis.instrument.scale))


def _policy(basis: Basis) -> Fact:
    if basis.policy is None:
        return None
    measure = measure_in(basis)
    if not measure.is_gap:
        return say("measures.policy.of_answers", case=basis.policy)
    first, second = (word("part", part) for part in (measure.against, measure.part))
    return say("measures.policy.of_gaps", case=basis.policy, first=first, second=second)


def _draws(basis: Basis) -> Fact:
    if not basis.draws:
        return None
    case = "handed" if basis.seed is None else "seeded"
    return say("shared.note.draws", case=case, n=basis.draws, seed=str(basis.seed))


def _methods(basis: Basis) -> Fact:
    if not basis.statistics:
        return None
    measure, told = measure_in(basis), list[Fact]()
    for source, together in groupby(basis.statistics, key=lambda each: each.source):
        names = listed(_name_of(each, measure) for each in together)
        told.append(say("shared.note.method", case="cited" if source else "bare", name=names, source=cited(source)))
    return say("shared.note.methods", methods=joined(told, "clauses"))


def _name_of(statistic: Statistic, measure: Measure) -> Fact:
    """Name a statistic; of one part, by what it is of one."""
    if not measure.is_gap and is_worded("statistic_of_one", statistic.key):
        return own_word(measure, "statistic", statistic.key)
    return Term(statistic.key, statistic.name)


def _questionnaire(basis: Basis) -> Fact:
    source = basis.instrument.source
    case = "cited" if source else "bare"
    return say("shared.note.questionnaire", case=case, title=named(basis.instrument.title), source=cited(source))
