"""Where we stand, and what to leave alone: the claims of gaps."""

from __future__ import annotations

from servgap.analysis.gaps.verb import Gaps
from servgap.analysis.verdicts import ABOVE, NEGLIGIBLE
from servgap.language import Fact, count, say, sentence
from servgap.language.numbers import known
from servgap.report.chosen import rows_of
from servgap.report.kinds.claim import LEAVE, STANDING, Claim
from servgap.report.kinds.gaps.headline import is_nought
from servgap.report.measures import against, amount, is_of_service, level, limit, measure_in, plus_minus, value
from servgap.report.names import dimension, standard


def claims(finding: Gaps) -> list[Claim]:
    """Give the claims; none where nothing overall is known."""
    standing, leave = _standing(finding), _leave(finding)
    told = [] if standing is None else [Claim(STANDING, sentence(standing))]
    return told if leave is None else [*told, Claim(LEAVE, sentence(leave))]


def _standing(finding: Gaps) -> Fact:
    overall, measure = finding.facts.overall, measure_in(finding.basis)
    if not known(overall.value):
        return None
    give = plus_minus(finding, overall.value, overall.ci_low, overall.ci_high)
    if not is_of_service(measure, finding):
        return say("gaps.claims.level", told=level(measure, overall.value), give=give)
    return say(
        "gaps.claims.standing",
        case=_case(finding),
        against=against(measure),
        points=amount(measure, overall.value),
        gap=value(measure, overall.value),
        limit=limit(measure, finding.basis.smallest) if known(finding.basis.smallest) else None,
        give=give,
    )


def _case(finding: Gaps) -> str:
    """Choose by what the interval leaves open, so that no side is named that may be chance."""
    overall, measure = finding.facts.overall, measure_in(finding.basis)
    if overall.verdict == NEGLIGIBLE and known(finding.basis.smallest):
        return "within"
    if known(overall.ci_low) and overall.ci_low <= 0 <= overall.ci_high:
        return "open"
    above, below = ("better", "worse") if measure.is_direct else ("exceeded", "short")
    return "met" if is_nought(overall.value) else above if overall.value > 0 else below


def _leave(finding: Gaps) -> Fact:
    """Name the standard that is best, of those that reach what they are held against."""
    measure = measure_in(finding.basis)
    if not is_of_service(measure, finding):
        return None
    rows = rows_of(finding, "standard")
    good = rows[rows["verdict"].isin([ABOVE, NEGLIGIBLE])]
    if not len(good):
        return None
    best = good.sort_values("value", ascending=measure.worse > 0, kind="stable").iloc[0]
    return say(
        "gaps.claims.leave",
        case="exceeds" if best["verdict"] == ABOVE else "reaches",
        n=len(good),
        others=count(len(good) - 1),
        against=against(measure),
        standard=standard(finding.basis.instrument, str(best["standard"])),
    )


def series(finding: Gaps) -> list[tuple[Fact, float]]:
    """Give the dimensions with their values."""
    rows, instrument = rows_of(finding, "dimension"), finding.basis.instrument
    told = zip(rows["dimension"], rows["value"].to_numpy(dtype=float), strict=True)
    return [(dimension(instrument, str(key)), float(found)) for key, found in told if known(found)]
