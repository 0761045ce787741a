"""Whether the questionnaire's structure holds, and groups may be compared: the claims of validity."""

from __future__ import annotations

from servgap.analysis.validity.bands import INDISTINCT, POOR
from servgap.analysis.validity.facts import DimensionPair
from servgap.analysis.validity.verb import Validity
from servgap.language import Fact, count, is_worded, say, sentence, word
from servgap.report.kinds.claim import NOTED, SURE, Claim
from servgap.report.names import attributes, dimension
from servgap.survey.covariances import GAP

MEANS_COMPARED = ("scalar", "strict")


def claims(finding: Validity) -> list[Claim]:
    """Give the claims: what disqualifies the structure, else that it holds; then whether groups may be compared."""
    doubt, groups = _doubt(finding), _groups(finding)
    structure = Claim(SURE, sentence(_holds(finding) if doubt is None else doubt), 0 if doubt is None else NOTED)
    return [structure] if groups is None else [structure, groups]


def _told(finding: Validity, what: str, case: str = "", **facts: Fact) -> Fact:
    return say(f"validity.claims.{what}", case=case, part=_part(finding), k=finding.facts.dimensions, **facts)


def _part(finding: Validity) -> Fact:
    part = finding.facts.part
    own = part != GAP and not is_worded("part", part)
    return say("validity.part", case="gaps" if part == GAP else "own" if own else "known", part=word("part", part))


def _doubt(finding: Validity) -> Fact:
    """Say what speaks first against the structure; nothing where nothing does."""
    facts = finding.facts
    if facts.too_few is not None:
        case = "complete" if facts.too_few.n < facts.of else "all"
        return _told(finding, "too_few", case, n=facts.too_few.n)
    doubts = {
        "against": bool(facts.opposed or facts.loads_against),
        "improper": facts.improper is not None,
        "poor": facts.own.fit == POOR,
        "better": facts.better is not None,
    }
    first = next((what for what, is_so in doubts.items() if is_so), None)
    if first is not None:
        return _told(finding, first)
    if facts.not_distinct:
        worst = [each for each in facts.not_distinct if each.separation == INDISTINCT]
        return _pairs(finding, "indistinct" if worst else "unclear", worst or list(facts.not_distinct))
    return None if facts.own.fit else _told(finding, "unknown")


def _pairs(finding: Validity, how: str, pairs: list[DimensionPair]) -> Fact:
    one, other = (dimension(finding.basis.instrument, key) for key in pairs[0].dimensions)
    return _told(finding, how, "one" if len(pairs) == 1 else "several", first=one, second=other, n=count(len(pairs)))


def _holds(finding: Validity) -> Fact:
    case = "close" if finding.facts.close else "apart"
    return _told(finding, "holds", case)


def _groups(finding: Validity) -> Claim | None:
    """Say whether means may be compared between groups; nothing where it is not known."""
    compared = finding.facts.invariance
    if compared is None or compared.open or (compared.reason and not compared.reached):
        return None
    case = "compared" if compared.reached in MEANS_COMPARED else "not_compared"
    told = say(
        "validity.claims.groups", case=case, part=_part(finding), by=attributes(finding.basis.names, compared.by)
    )
    return Claim(SURE, sentence(told), 0 if case == "compared" else NOTED)
