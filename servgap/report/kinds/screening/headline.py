"""How many respondents are flagged, for what, and by how much the overall gap moves without them."""

from __future__ import annotations

from servgap.analysis.screening.verb import Screening
from servgap.language import Fact, count, joined, listed, say, sentence, word
from servgap.language.numbers import known
from servgap.report.kinds.screening.tables import share_of_all
from servgap.report.measures import interval, measure_in, noun, reads_alike, value


def headline(finding: Screening) -> Fact:
    """Give the headline."""
    return sentence(_flagged(finding), _moved(finding))


def _flagged(finding: Screening) -> Fact:
    facts = finding.facts
    if not facts.flags:
        return say("screening.nothing_asked")
    if not facts.flagged:
        return say("screening.nobody", n=facts.respondents)
    raised = [say("screening.of_flag", flag=word("flag", flag), n=count(n)) for flag, n in facts.flags.items() if n]
    return say(
        "screening.flagged",
        n=facts.flagged,
        respondents=say("shared.respondents", n=facts.respondents),
        share=share_of_all(facts.flagged / facts.respondents),
        found=say("screening.found", listed=listed(raised), row=joined(raised, "phrases")),
    )


def _moved(finding: Screening) -> Fact:
    facts, overall = finding.facts, finding.facts.overall
    if not facts.flagged:
        return None
    measure = measure_in(finding.basis)
    what = say("screening.what", case=measure.family, noun=noun(measure), part=word("part", measure.part))
    if not (known(overall.mean) and known(overall.mean_without)):
        return say("screening.unknown", what=what, reason=word("reason", overall.reason))
    new, old = overall.mean_without, overall.mean
    return say(
        "screening.stays" if reads_alike(measure, new, old) else "screening.moves",
        case="held" if known(overall.ci_low_without) else "bare",
        what=what,
        new=value(measure, new),
        old=value(measure, old),
        interval=interval(finding, overall.ci_low_without, overall.ci_high_without),
    )
