"""Whether answers without care move the result: the claim of a screening."""

from __future__ import annotations

from servgap.analysis.screening.verb import Screening
from servgap.analysis.smallest import usual_smallest
from servgap.language import count, say, sentence, word
from servgap.language.numbers import known
from servgap.report.kinds.claim import NOTED, SURE, Claim
from servgap.report.measures import measure_in, noun, reads_alike, value


def claims(finding: Screening) -> list[Claim]:
    """Give the claim; none where nothing could be looked at."""
    facts, overall, measure = finding.facts, finding.facts.overall, measure_in(finding.basis)
    if not facts.flags:
        return []
    if not facts.flagged:
        return [Claim(SURE, sentence(say("screening.claims.nobody", n=facts.respondents)))]
    if not (known(overall.mean) and known(overall.mean_without)):
        told = say("screening.claims.flagged", n=facts.flagged, total=count(facts.respondents))
        return [Claim(SURE, sentence(told), NOTED)]
    told = say(
        "screening.claims.stays"
        if reads_alike(measure, overall.mean_without, overall.mean)
        else "screening.claims.moves",
        n=facts.flagged,
        what=say("screening.what", case=measure.family, noun=noun(measure), part=word("part", measure.part)),
        value=value(measure, overall.mean_without),
    )
    matters = abs(overall.mean_without - overall.mean) > usual_smallest(measure, finding.basis.instrument.scale)
    return [Claim(SURE, sentence(told), NOTED if matters else 0)]
