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
        label = "kano.figures.undecided" if code == UNDECIDED else "kano.figures.category"
        n = count(facts.categories.get(code, 0))
        return Figure(say(label, category=word("kano_category", code)), say("kano.figures.of", n=n, total=total))

    shown = [code for code in (*SHOWN, UNDECIDED) if code in SHOWN or code in facts.categories]
    return [of(code) for code in shown] if facts.categories else []
