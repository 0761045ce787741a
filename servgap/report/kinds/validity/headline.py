"""Whether the structure holds, and groups may be compared: the weakest check first, then what holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from servgap._stats.factor_models.fit_indices import RMSEA_CONFIDENCE
from servgap.analysis.reasons import OPPOSED_ITEM
from servgap.analysis.validity.bands import INDISTINCT, POOR, UNCLEAR
from servgap.analysis.validity.competing_models import MODELS
from servgap.analysis.validity.facts import DimensionPair, ImpossibleCorrelation, ImpossibleLoading, TooFew
from servgap.analysis.validity.verb import Validity
from servgap.language import Fact, coefficient, count, is_worded, listed, number, percent, quoted, say, sentence, word
from servgap.language.numbers import coefficient as written
from servgap.language.numbers import known
from servgap.report.names import attributes, dimension, item
from servgap.report.opposed import opposed
from servgap.report.phrases import absent
from servgap.survey.covariances import GAP

MOST_NAMED = 3


def headline(finding: Validity) -> Fact:
    """Say what disqualifies the structure, else that it holds; and whether groups may be compared."""
    facts, part, groups = finding.facts, _part(finding), _groups(finding)
    sure = any(each["sure"] for each in facts.opposed)
    opening = opposed(finding.basis.instrument, facts.opposed) or _against(finding)
    if facts.too_few is not None:
        first = _too_few(finding, facts.too_few)
        return sentence(say("validity.opening", part=part, people=None, first=first), opening if sure else None, groups)
    if opening is not None:
        left = _left_open(finding, opening, asked=sure)
        return sentence(*left, _improper(finding), _rival(finding), *_not_distinct(finding), groups)
    first, *others = _disqualified(finding) or [_structure(finding), _separation(finding)]
    return sentence(say("validity.opening", part=part, people=_people(finding), first=first), *others, groups)


def _part(finding: Validity) -> Fact:
    part = finding.facts.part
    own = part != GAP and not is_worded("part", part)
    return say("validity.part", case="gaps" if part == GAP else "own" if own else "known", part=word("part", part))


def _people(finding: Validity) -> Fact:
    """Say on how many of how many respondents the structure rests."""
    n, of, complete = finding.facts.own.n, finding.facts.of, finding.facts.complete
    if not known(n):
        return None
    case = "fewer" if n < of else "some" if known(complete) and complete < n else "all"
    return say("validity.people", case=case, n=count(n), of=count(of), complete=count(complete))


def _against(finding: Validity) -> Fact:
    """Name the item whose loading has the other sign than those of the rest of its dimension."""
    found, instrument = finding.facts.loads_against, finding.basis.instrument
    if not found:
        return None
    case = "one" if len(found) == 1 else "few" if len(found) <= MOST_NAMED else "many"
    return say(
        "validity.loads_against",
        case=case,
        names=listed(quoted(item(instrument, each.item)) for each in found[:MOST_NAMED]),
        n=count(len(found)),
        dimension=dimension(instrument, found[0].dimension),
        loading=coefficient(found[0].loading),
    )


def _left_open(finding: Validity, opening: Fact, *, asked: bool) -> list[Fact]:
    """Name the items first, and say that the structure is not judged."""
    told = {"part": _part(finding), "people": _people(finding)}
    if asked:
        return [opening, say("validity.not_judged.until", **told)]
    return [say("validity.not_judged.so", opening=opening, **told)]


def _too_few(finding: Validity, few: TooFew) -> Fact:
    case = "complete" if few.n < finding.facts.of else "all"
    return say("validity.too_few", case=case, n=few.n, items=count(few.items))


def _disqualified(finding: Validity) -> list[Fact]:
    """Give what comes first where the structure cannot be said to hold; nothing where it can."""
    poor = _structure(finding) if finding.facts.own.fit == POOR else None
    clauses = (_improper(finding), poor, _rival(finding), *_not_distinct(finding))
    found: list[Fact] = [clause for clause in clauses if clause is not None]
    return [*found, _fit_alone(finding)] if found and poor is None and finding.facts.improper is None else found


def _improper(finding: Validity) -> Fact:
    found, instrument = finding.facts.improper, finding.basis.instrument
    if found is None:
        return None
    why: Fact = say("validity.impossible.together")
    if isinstance(found, ImpossibleLoading):
        why = say("validity.impossible.loading", item=item(instrument, found.item), value=_beyond(found.loading))
    elif isinstance(found, ImpossibleCorrelation):
        pair = _pair(finding, found.dimensions)
        why = say("validity.impossible.correlation", pair=pair, value=_beyond(found.correlation))
    return say("validity.improper", dimensions=finding.facts.dimensions, why=why)


def _beyond(value: float) -> Fact:
    case = "at_end" if written(value).endswith("1.00") else "beyond"
    return say("validity.beyond", case=case, value=coefficient(value), end=number(-1 if value < 0 else 1, 0))


def _fit(finding: Validity) -> Fact:
    own = finding.facts.own
    ends = {
        "low": coefficient(own.rmsea_low, 3),
        "high": coefficient(own.rmsea_high, 3),
        "level": percent(RMSEA_CONFIDENCE),
    }
    case = "with_interval" if known(own.rmsea_low) else "alone"
    return say("validity.fit", case=case, cfi=coefficient(own.cfi, 3), rmsea=coefficient(own.rmsea, 3), **ends)


def _fit_alone(finding: Validity) -> Fact:
    """Give the fit without a word on what it is worth."""
    if not known(finding.facts.own.cfi):
        return None
    return say("validity.fit_alone", dimensions=finding.facts.dimensions, fit=_fit(finding))


def _structure(finding: Validity) -> Fact:
    judged = finding.facts.own.fit
    if not judged:
        return absent(say("validity.structure"), finding)
    return say(f"validity.holds.{judged}", dimensions=finding.facts.dimensions, fit=_fit(finding))


def _rival(finding: Validity) -> Fact:
    better = finding.facts.better
    if better is None:
        return None
    known_model = better.model in MODELS
    name: Fact = word("model", better.model) if known_model else better.model
    return say(
        "validity.better",
        model=say("validity.rival", case="known" if known_model else "own", model=name),
        dimensions=finding.facts.dimensions,
        less=number(better.bic_difference, 1),
    )


def _pair(finding: Validity, keys: tuple[str, str]) -> Fact:
    one, other = (dimension(finding.basis.instrument, key) for key in keys)
    return say("validity.pair", one=one, other=other)


def _ratio(pair: DimensionPair, *, resampled: bool = True) -> Fact:
    case = "with_limit" if known(pair.htmt_high) else "alone" if resampled else "without_interval"
    return say("validity.ratio", case=case, htmt=coefficient(pair.htmt), high=coefficient(pair.htmt_high))


def _pairs(finding: Validity, how: str, pairs: Sequence[DimensionPair]) -> Fact:
    """Say of pairs of dimensions how well they can be told apart; nothing where there are none."""
    if not pairs:
        return None
    if len(pairs) > MOST_NAMED:
        largest = coefficient(max(pair.htmt for pair in pairs))
        return say(f"validity.pairs.{how}", case="many", n=count(len(pairs)), largest=largest, pairs=None)
    each = [say("validity.pair_with_ratio", pair=_pair(finding, one.dimensions), ratio=_ratio(one)) for one in pairs]
    places = dict(zip(("first", "second", "third"), [*each, None, None], strict=False))
    named: Any = say("validity.named_pairs", case=str(len(pairs)), **places)
    return say(f"validity.pairs.{how}", case="few", n=count(len(pairs)), largest=None, pairs=named)


def _not_distinct(finding: Validity) -> list[Fact]:
    """Name the dimensions that cannot be told apart, and those that were not shown to be different."""
    found = finding.facts.not_distinct
    return [_pairs(finding, how, [each for each in found if each.separation == how]) for how in (INDISTINCT, UNCLEAR)]


def _separation(finding: Validity) -> Fact:
    """Say that dimensions can be told apart, or barely."""
    facts, closest = finding.facts, finding.facts.closest
    if facts.close:
        return _pairs(finding, "close", facts.close)
    if closest is None:
        return None
    case, pair = "two" if facts.dimensions == 2 else "several", _pair(finding, closest.dimensions)
    return say("validity.apart", case=case, ratio=_ratio(closest, resampled=facts.resampled), pair=pair)


def _groups(finding: Validity) -> Fact:
    """Say whether groups may be compared."""
    facts, compared = finding.facts, finding.facts.invariance
    if compared is None:
        return None
    n, why = compared.n, word("reason", compared.reason)
    some = known(n) and n < facts.of and n != facts.own.n
    of = attributes(finding.basis.names, compared.by)
    by = say("validity.by", case="all", by=of, n=None)
    named = say("validity.by", case="complete", by=of, n=count(n)) if some else by
    if compared.reason and not compared.reached:
        case = "disqualified" if _comparison_disqualified(finding) else "unknown"
        return say("validity.groups_not_judged", case=case, by=by, why=why)
    if compared.open in ("metric", "scalar"):
        return say("validity.groups_open", case=compared.open, by=named, why=why)
    return say("validity.groups_reached", case=compared.reached or "nothing", by=named)


def _comparison_disqualified(finding: Validity) -> bool:
    """Whether what keeps groups from being compared is what the headline opened with."""
    facts = finding.facts
    reason = facts.invariance.reason if facts.invariance is not None else ""
    opposed_named = reason == OPPOSED_ITEM and bool(facts.opposed or facts.loads_against)
    return facts.too_few is not None or opposed_named or reason == facts.own.reason
