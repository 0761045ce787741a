"""How many items each category has: numbers for the top of a report."""

from __future__ import annotations

from servgap.analysis.kano.rows import NAMES
from servgap.analysis.kano.verb import KanoClasses
from servgap.analysis.verdicts import UNDECIDED
from servgap.language import count, say, word
from servgap.report.kinds.kind import Figure

SHOWN = NAMES[:3]


def figures(finding: KanoClasses) -> list[Figure]:
    """Choose the categories that are wanted, and what is undecided."""
    facts = finding.facts
    total = count(facts.items)

    def of(code: str) -> Figure:
        n = count(facts.categories.get(code, 0))
        told = say("kano.figures.category", category=word("kano_category", code))
        label = say("kano.figures.undecided") if code == UNDECIDED else told
        return Figure(label, say("kano.figures.of", n=n, total=total))

    shown = [code for code in (*SHOWN, UNDECIDED) if code in SHOWN or code in facts.categories]
    return [of(code) for code in shown] if facts.categories else []
