"""What speaks against the answers, which categories the items fall into, and what pleases and displeases most."""

from __future__ import annotations

from servgap.analysis.kano.facts import Coefficient
from servgap.analysis.kano.rows import NAMES
from servgap.analysis.kano.verb import KanoClasses
from servgap.analysis.verdicts import UNDECIDED
from servgap.language import (
    Fact,
    count,
    joined,
    listed,
    number,
    percent,
    percentage,
    quoted,
    say,
    sentence,
    size,
    word,
    written,
)
from servgap.language.numbers import error
from servgap.report.names import item
from servgap.report.names import where as in_group

MOST_NAMED = 3


def headline(finding: KanoClasses) -> Fact:
    """Give the headline; what disqualifies the answers comes first."""
    strongest = joined([_coefficient(finding, "worst"), _coefficient(finding, "best")], "and")
    doubts = (_reversed(finding), _questionable(finding))
    return sentence(*doubts, _categories(finding), _narrow(finding), strongest, _differing(finding))


def _reversed(finding: KanoClasses) -> Fact:
    where = in_group(finding.basis.names, finding.facts.group)
    return say("kano.reversed.all", where=where) if finding.facts.reversed else None


def _questionable(finding: KanoClasses) -> Fact:
    facts = finding.facts
    doubtful = facts.questionable
    if not doubtful:
        return None
    case = "many" if len(doubtful) > MOST_NAMED else "few" if len(doubtful) > 1 else "one"
    return say(
        "kano.questionable",
        case=case,
        names=listed(quoted(item(finding.basis.instrument, key)) for key in doubtful[:MOST_NAMED]),
        n=count(len(doubtful)),
        total=count(facts.items),
        share=percentage(facts.questionable_share),
    )


def _categories(finding: KanoClasses) -> Fact:
    """Count the items of each category, then those that are undecided, and those that are not judged."""
    facts = finding.facts
    where = in_group(finding.basis.names, facts.group)
    if facts.unjudged == facts.items:
        return say("kano.unjudged.every", where=where, n=facts.items)
    if facts.items == 1:
        return say("kano.of.the_only", where=where, which=_which(finding), categories=_only(finding))
    found = [(code, facts.categories[code]) for code in (*NAMES, UNDECIDED) if code in facts.categories]
    told = [_counted(code, n, first=not place) for place, (code, n) in enumerate(found)]
    if facts.unjudged:
        told.append(say("kano.unjudged", case="one" if facts.unjudged == 1 else "other", n=count(facts.unjudged)))
    return say("kano.of.other", where=where, which=_which(finding), total=count(facts.items), categories=listed(told))


def _narrow(finding: KanoClasses) -> Fact:
    """Say of how many items the category is ahead of the next by no more than chance."""
    facts = finding.facts
    if not facts.narrow:
        return None
    case = "the_only" if facts.items == 1 else "one" if facts.narrow == 1 else "other"
    return say("kano.narrow", case=case, n=count(facts.narrow), alpha=written(error, finding.basis.confidence))


def _counted(code: str, n: int, *, first: bool) -> Fact:
    case = "further" if not first else "one" if n == 1 else "other"
    if code == UNDECIDED:
        return say("kano.undecided", case=case, n=count(n))
    return say("kano.category", case=case, n=count(n), category=word("kano_category", code))


def _only(finding: KanoClasses) -> Fact:
    code = next(iter(finding.facts.categories))
    if code == UNDECIDED:
        return say("kano.undecided", case="the_only", n=count(1))
    return say("kano.category", case="the_only", n=count(1), category=word("kano_category", code))


def _which(finding: KanoClasses) -> Fact:
    """Say why it is this group that the headline is about, where there are several."""
    facts = finding.facts
    if not facts.group:
        return None
    return say("kano.which", case="only" if facts.groups == 1 else "alike" if facts.alike else "most")


def _coefficient(finding: KanoClasses, name: str) -> Fact:
    found: Coefficient | None = getattr(finding.facts, name)
    if found is None:
        return None
    if finding.facts.items == 1:
        low, high = sorted((abs(found.low), abs(found.high)))
        held = say(
            "shared.interval", level=percent(finding.basis.confidence), low=percentage(low), high=percentage(high)
        )
        return say(f"kano.{name}.alone", share=percentage(abs(found.value)), held=held)
    return say(
        f"kano.{name}",
        case="one" if found.tied == 1 else "tied",
        item=item(finding.basis.instrument, found.item),
        n=count(found.tied - 1),
        value=number(found.value) if name == "worst" else size(found.value),
    )


def _differing(finding: KanoClasses) -> Fact:
    differing = finding.facts.differing
    return say("kano.differing", n=differing) if differing else None
