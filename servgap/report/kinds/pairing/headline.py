"""What disqualifies the check first, then where gaps may be read, and how."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from servgap.analysis.pairing.facts import PairingFacts, Withheld
from servgap.analysis.pairing.verb import Pairing
from servgap.analysis.reasons import IMPROPER, NOT_CONVERGED, TOO_FEW_FOR_ITEMS
from servgap.language import Fact, count, number, say, sentence, word
from servgap.report.names import dimension, dimensions, in_groups, where
from servgap.report.opposed import opposed
from servgap.report.phrases import absent

MOST_NAMED, BOTH = 2, 2
NAMED_REASONS = (IMPROPER, NOT_CONVERGED, TOO_FEW_FOR_ITEMS)
"""Why a dimension is not judged, as far as the headline says so; an item against the others is named by itself."""


def headline(finding: Pairing) -> Fact:
    """Give the headline."""
    facts = finding.facts
    opening = opposed(finding.basis.instrument, facts.opposed)
    left = [clause for clause in (_unjudged(finding, reason) for reason in NAMED_REASONS) if clause is not None]
    if not facts.judged:
        return sentence(*_nothing_judged(finding, opening, left))
    found = _found(finding)
    if facts.group:
        found[0] = say("pairing.least", groups=in_groups(finding.basis.names, facts.group), found=found[0])
    return sentence(opening, *left, *found)


def _nothing_judged(finding: Pairing, opening: Fact, left: Sequence[Fact]) -> list[Fact]:
    facts = finding.facts
    whether = say("pairing.whether", both=_both(finding), where=where(finding.basis.names, facts.group))
    asked = any(each["sure"] for each in facts.opposed)
    if {each.reason for each in facts.withheld} == {TOO_FEW_FOR_ITEMS}:
        told = say("pairing.not_judged", case="too_few", few=left[0], whether=whether)
        return [told, opening if asked else None]
    if opening is None and not left:
        return [absent(whether, finding)]
    return [opening, *left, say("pairing.not_judged", case="unsettled" if asked else "plain", whether=whether)]


def _found(finding: Pairing) -> list[Fact]:
    """Say what follows, the worst first; how many dimensions there are is said once."""
    facts, told = finding.facts, list[Fact]()
    if facts.do_not_average:
        some = _some(finding, facts.do_not_average, first=True, of_all="any")
        told.append(say("pairing.items_only", both=_both(finding), some=some))
    if facts.depends_on_items:
        told.append(_depends(finding, first=not told))
    if facts.not_shown:
        told.append(say("pairing.of_not_shown", some=_some(finding, facts.not_shown, first=not told)))
    if facts.subtract:
        case, some = _one_or_several(facts.subtract), _some(finding, facts.subtract, first=not told)
        told.append(say("pairing.subtracted", case=case, both=_both(finding), some=some))
    return told


def _one_or_several(dimensions: Sequence[str]) -> str:
    return "one" if len(dimensions) == 1 else "several"


def _both(finding: Pairing) -> Fact:
    first, second = (word("part", part) for part in finding.basis.pair)
    return say("pairing.both", first=first, second=second)


def _named(finding: Pairing, keys: Iterable[str]) -> Fact:
    return dimensions(finding.basis.instrument, keys)


def _some(finding: Pairing, keys: Sequence[str], *, first: bool, of_all: str = "all") -> Fact:
    """Say in which of the dimensions judged something is so."""
    facts = finding.facts
    return say(
        "pairing.some",
        case=_how_many(facts, keys, first=first, of_all=of_all),
        which=None if facts.judged == facts.dimensions else say("pairing.that_could_be_checked"),
        k=count(len(keys)),
        n=count(facts.judged),
        names=_named(finding, keys),
    )


def _how_many(facts: PairingFacts, keys: Sequence[str], *, first: bool, of_all: str) -> str:
    if len(keys) == facts.judged == 1:
        return "the_one" if facts.judged == facts.dimensions else "the_one_checked"
    if len(keys) == facts.judged:
        return "both" if facts.judged == BOTH else of_all
    if len(keys) <= MOST_NAMED:
        return "named" if first else "more_named"
    return "some" if first else "more"


def _unjudged(finding: Pairing, reason: str) -> Fact:
    """Name the dimensions that are not judged for a reason that disqualifies."""
    found = [each for each in finding.facts.withheld if each.reason == reason]
    if not found:
        return None
    return say(
        "pairing.unjudged",
        case=_whose(finding.facts, found) if reason == TOO_FEW_FOR_ITEMS else reason,
        names=_named(finding, (each.dimension for each in found)),
        n=count(max(each.n for each in found)),
        items=count(sum(each.items for each in found)),
        groups=in_groups(finding.basis.names, finding.facts.group),
    )


def _whose(facts: PairingFacts, found: Sequence[Withheld]) -> str:
    if len(found) == facts.dimensions:
        return "all"
    return "some_grouped" if facts.group else "some"


def _depends(finding: Pairing, *, first: bool) -> Fact:
    """Say where a dimension's mean gap depends on its items, and where these lie furthest apart."""
    facts, found = finding.facts, finding.facts.depends_on_items
    alone, everywhere = len(found) == facts.judged == 1, len(found) == facts.judged
    of = "the_one" if alone else "several"
    return say(
        "pairing.depends",
        loadings=say("pairing.loadings", case="shown" if set(found) <= set(facts.loadings_shown) else "known"),
        some=_some(finding, found, first=first),
        intercepts=say("pairing.intercepts", case="one" if len(found) == 1 else "all" if everywhere else "several"),
        mean=say("pairing.mean", case=of),
        furthest=_furthest(finding, of),
    )


def _furthest(finding: Pairing, of: str) -> Fact:
    widest = finding.facts.widest
    if widest is None:
        return None
    name = dimension(finding.basis.instrument, widest.dimension)
    ends = {"low": number(widest.lowest_gap), "high": number(widest.highest_gap)}
    return say("pairing.furthest", case=of, dimension=name, **ends)
