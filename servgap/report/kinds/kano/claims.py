"""What must be there, and what pleases: the claims of Kano's categories."""

from __future__ import annotations

from servgap.analysis.kano.verb import KanoClasses
from servgap.language import Fact, count, say, sentence, word
from servgap.report.chosen import rows_of
from servgap.report.kinds.claim import MATTERS, NOTED, SERIOUS, SURE, Claim
from servgap.report.names import item

FOREMOST = ("must_be", "one_dimensional", "attractive", "indifferent", "reverse")
"""Which category is told of: what displeases where it is missing comes first."""


def claims(finding: KanoClasses) -> list[Claim]:
    """Give the claims; what speaks against the answers comes first."""
    facts = finding.facts
    told = []
    if facts.reversed:
        told.append(Claim(SURE, sentence(say("kano.claims.reversed")), SERIOUS))
    if facts.questionable:
        doubtful = say("kano.claims.questionable", n=len(facts.questionable), total=count(facts.items))
        told.append(Claim(SURE, sentence(doubtful), NOTED))
    return [*told, Claim(MATTERS, sentence(_category(finding)))]


def _category(finding: KanoClasses) -> Fact:
    """Name the items of the category that matters most, of those whose category leads by more than chance."""
    facts = finding.facts
    total = facts.items
    if facts.unjudged == total:
        return say("kano.claims.unjudged", n=total)
    rows = rows_of(finding, "item")
    rows = rows[rows["p_value"] < 1 - finding.basis.confidence]
    code = next((each for each in FOREMOST if (rows["kano_category"] == each).any()), None)
    if code is None:
        return say("kano.claims.undecided", n=total)
    keys = [str(key) for key in rows.loc[rows["kano_category"] == code, "item"]]
    n = len(keys)
    case = "the_only" if total == 1 else "all" if n == total else "one" if n == 1 else "some"
    return say(
        "kano.claims.category",
        case=case,
        name=item(finding.basis.instrument, keys[0]),
        others=count(n - 1),
        total=count(total),
        category=word("kano_category", code),
    )
