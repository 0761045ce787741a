"""Whether scores are reliable enough for what a report does with them: the claim of reliability."""

from __future__ import annotations

from servgap.analysis.reliability.bands import BANDS, INSUFFICIENT, NOT_SHOWN
from servgap.analysis.reliability.facts import Judged, Score
from servgap.analysis.reliability.verb import Reliability
from servgap.language import Fact, coefficient, count, say, sentence, word
from servgap.report.kinds.claim import NOTED, SERIOUS, SURE, Claim
from servgap.report.names import dimension


def claims(finding: Reliability) -> list[Claim]:
    """Give the claim: of what nothing can be concluded, else what the weakest score is good enough for."""
    few, withheld, weakest = finding.facts.too_few, finding.facts.withheld, finding.facts.weakest
    if few is not None:
        told = say("reliability.claims.too_few", n=few.n, items=count(few.items))
        return [Claim(SURE, sentence(told), SERIOUS)]
    if withheld is not None:
        all_of_them = withheld.scores == withheld.of
        case = "all" if all_of_them else "one" if withheld.scores == 1 else "some"
        told = say("reliability.claims.withheld", case=case, n=count(withheld.scores), score=_score(finding, withheld))
        group = withheld.group if withheld.scores == 1 else {}
        return [Claim(SURE, sentence(told), SERIOUS if all_of_them else NOTED, group)]
    if weakest is None:
        return []
    told = say(
        f"reliability.claims.{_how_good(weakest)}",
        score=_score(finding, weakest),
        value=coefficient(weakest.value),
        low=coefficient(weakest.ci_low),
        high=coefficient(weakest.ci_high),
    )
    return [Claim(SURE, sentence(told), NOTED if weakest.band in (INSUFFICIENT, NOT_SHOWN) else 0, weakest.group)]


def _how_good(weakest: Judged) -> str:
    """Tell what it is good enough for by its whole interval."""
    if weakest.band in (INSUFFICIENT, NOT_SHOWN):
        return weakest.band
    return "enough_for_early" if weakest.band == BANDS[0].code else "enough"


def _score(finding: Reliability, score: Score) -> Fact:
    name = dimension(finding.basis.instrument, score.dimension)
    return say("reliability.score", part=word("part", score.part), dimension=name)
