"""The lowest reliability, which may stand on top of a report."""

from __future__ import annotations

from servgap.analysis.reliability.verb import Reliability
from servgap.language import coefficient, joined, say, word
from servgap.language.numbers import known
from servgap.report.kinds.kind import Figure
from servgap.report.kinds.reliability.symbols import ALPHA, OMEGA
from servgap.report.names import dimension


def figures(finding: Reliability) -> list[Figure]:
    """Give the lowest reliability with what it is of.

    Where nothing is concluded of some scores, the lowest may be one of them, and no figure to stand by itself.
    """
    lowest = finding.facts.lowest
    if lowest is None or finding.facts.withheld is not None:
        return []
    symbol, value = (OMEGA, lowest.omega) if known(lowest.omega) else (ALPHA, lowest.alpha)
    of = joined([dimension(finding.basis.instrument, lowest.dimension), word("part", lowest.part)], "names")
    told = say("reliability.figures.value", symbol=symbol, value=coefficient(value))
    return [Figure(say("reliability.figures.lowest"), told, of)]
