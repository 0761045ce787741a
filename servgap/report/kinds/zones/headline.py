"""For how many customers service is below what would do, where the mean lies to the zone, and where it is worst."""

from __future__ import annotations

from servgap.analysis.subject import TESTED_FROM
from servgap.analysis.zones.rows import ABOVE, BELOW, INSIDE
from servgap.analysis.zones.verb import Zones
from servgap.language import Fact, count, joined, percent, percentage, say, sentence, signed, word
from servgap.language.numbers import known
from servgap.report.chosen import rows_of
from servgap.report.names import dimension
from servgap.report.names import where as in_group
from servgap.report.phrases import absent, how_many
from servgap.survey.instrument import Instrument

ALIKE = 1e-9


def headline(finding: Zones) -> Fact:
    """Give the headline."""
    return sentence(_shares(finding), _mean(finding), joined([_worst(finding), _standards(finding)], "and"))


def _shares(finding: Zones) -> Fact:
    facts, overall = finding.facts, finding.facts.overall
    where = in_group(finding.basis.names, facts.group)
    if not known(overall.share_below):
        return absent(say("zones.shares_below", where=where), finding, "overall")
    held = None
    if known(overall.share_below_low):
        low, high = percentage(overall.share_below_low), percentage(overall.share_below_high)
        interval = say("shared.interval", level=percent(finding.basis.confidence), low=low, high=high)
        held = say("zones.beside", held=interval)
    return say(
        "zones.shares",
        case=_averaged_over(finding.basis.instrument),
        where=where,
        which=_most(finding),
        below=percentage(overall.share_below),
        held=held,
        inside=percentage(overall.share_inside),
        above=percentage(overall.share_above),
    )


def _averaged_over(instrument: Instrument) -> str:
    if len(instrument.items) == 1:
        return "single"
    return "by_standards" if len(instrument.dimensions) == 1 else "averaged"


def _most(finding: Zones) -> Fact:
    facts = finding.facts
    if not facts.group:
        return None
    return say("zones.which", case=_which(finding), more=count(facts.tied - 1), minimum=count(TESTED_FROM))


def _which(finding: Zones) -> str:
    facts = finding.facts
    if facts.groups == 1:
        return "only"
    if facts.tied == facts.groups:
        return "alike"
    found = "tied" if facts.tied > 1 else "most"
    return f"{found}_of_larger" if facts.larger_only else found


def _mean(finding: Zones) -> Fact:
    """Say where the mean lies, and that it does not show those who are outside where it lies inside."""
    overall = finding.facts.overall
    if not overall.verdict:
        return None
    case = {BELOW: "below", ABOVE: "above", INSIDE: "inside"}.get(overall.verdict, "undecided")
    if case == "inside" and overall.share_inside < 1:
        case = "hiding"
    return say("zones.mean", case=case, adequacy=signed(overall.adequacy), superiority=signed(overall.superiority))


def _worst(finding: Zones) -> Fact:
    """Name the dimension with the largest share below."""
    worst, instrument = finding.facts.worst, finding.basis.instrument
    if not known(worst.share_below) or len(instrument.dimensions) < 2:
        return None
    shares = rows_of(finding, "dimension")["share_below"].dropna()
    if len(shares) == 1:
        case = "only"
    elif float(shares.max() - shares.min()) < ALIKE:
        case = "alike"
    elif percentage(shares.max()) == percentage(shares.min()):
        return None
    else:
        case = "most"
    named = dimension(instrument, worst.dimension)
    return say("zones.worst_dimension", case=case, dimension=named, below=percentage(worst.share_below))


def _standards(finding: Zones) -> Fact:
    facts = finding.facts
    if not facts.standards:
        return None
    return say(
        "zones.standards",
        case=how_many(facts.below, facts.standards),
        n=count(facts.below),
        total=count(facts.standards),
        below=word("verdict", BELOW),
    )
