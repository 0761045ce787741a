"""What the note of a screening says besides what all notes do: what raises the flags, and what flags are for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from servgap.analysis.finding import Basis
from servgap.analysis.screening.careless_flags import LEAST_ANSWERS, LEAST_CONSISTENCY, SECONDS_AN_ITEM
from servgap.analysis.screening.indicators import LEAST_CELLS, most_apart
from servgap.analysis.screening.verb import Screening
from servgap.language import Fact, coefficient, count, joined, listed, quoted, say, threshold, word
from servgap.report.kinds.kind import RemarkFacts
from servgap.report.kinds.noted import Noted
from servgap.report.measures import case_of, measure_in
from servgap.report.notes import intervals


def note(finding: Screening) -> list[Noted]:
    """Give the note's own sentences."""
    rules = joined(_rules(finding), "clauses")
    return [
        Noted("flags", say("screening.note.rules", rules=rules) if finding.facts.flags else None),
        Noted("limits", say("screening.note.flags_only")),
        Noted("limits", say("screening.note.shown_only")),
        intervals(finding.basis),
    ]


def _rules(finding: Screening) -> list[Fact]:
    """Say what raises each flag that counts, and whose rule it is."""
    limits: dict[str, Fact] = {
        "answers": count(LEAST_ANSWERS),
        "seconds": threshold(SECONDS_AN_ITEM),
        "consistency": coefficient(LEAST_CONSISTENCY),
        "apart": most_apart(finding.basis.instrument),
    }
    return [say(f"screening.rule.{flag}", **limits) for flag in finding.facts.flags]


def _ceiling(facts: RemarkFacts, basis: Basis) -> Fact:
    """Say who cannot have a gap above zero."""
    held = word("part", facts["part"])
    who = say("shared.respondents", n=basis.rows_used)
    return say("remarks.ceiling", case=case_of(measure_in(basis)), n=count(facts["n"]), respondents=who, held=held)


def _too_short_for(facts: RemarkFacts, _: Basis) -> Fact:
    """Say which flags the questionnaire is too short for."""
    flags = listed(quoted(word("flag", flag)) for flag in facts["flags"])
    return say("remarks.too_short_for", flags=flags, least=count(LEAST_CELLS))


REMARKS: Mapping[str, Callable[[RemarkFacts, Basis], Fact]] = {"ceiling": _ceiling, "too_short_for": _too_short_for}
