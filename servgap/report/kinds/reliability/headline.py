"""Of what nothing can be said, what the weakest score is good enough for, and how far reliability goes."""

from __future__ import annotations

from servgap.analysis.reasons import OPPOSED_ITEM
from servgap.analysis.reliability.facts import Against, End, Judged, Score, Withheld
from servgap.analysis.reliability.intervals import ALPHA, OMEGA
from servgap.analysis.reliability.verb import Reliability
from servgap.language import Fact, coefficient, count, joined, listed, say, sentence, word
from servgap.language.numbers import coefficient as coefficient_of
from servgap.language.numbers import known
from servgap.report.names import attribute, dimension, group, where
from servgap.report.phrases import absent, level


def headline(finding: Reliability) -> Fact:
    """Give the headline."""
    return joined([*_opening(finding), _found(finding)], "sentences")


def _opening(finding: Reliability) -> list[Fact]:
    """Say what stands against some scores, and that nothing is concluded of them."""
    few, withheld = finding.facts.too_few, finding.facts.withheld
    told: list[Fact] = []
    if few is not None:
        told.append(sentence(say("reliability.too_few", n=count(few.n), items=count(few.items))))
    if withheld is None:
        return told
    warned = any(remark.code == "opposed_items" for remark in finding.basis.remarks)
    against = [each for each in withheld.why if not (warned and each.reason == OPPOSED_ITEM)]
    told += [sentence(_against(finding, each)) for each in against]
    return [*told, sentence(_nothing(finding, withheld))] if told or warned else []


def _against(finding: Reliability, found: Against) -> Fact:
    first = _named(finding, found)
    return say(
        "reliability.against",
        case=found.reason,
        scores=found.scores,
        score=say("reliability.scores", scores=found.scores, first=first),
        first=first,
        n=count(found.n),
        items=count(found.n_items),
    )


def _nothing(finding: Reliability, withheld: Withheld) -> Fact:
    case = "all" if withheld.scores == withheld.of > 1 else "some" if withheld.scores > 1 else "one"
    numbers = {"scores": count(withheld.scores), "of": count(withheld.of)}
    return say("reliability.nothing", case=case, first=_named(finding, withheld), **numbers)


def _score(finding: Reliability, score: Score) -> Fact:
    name = dimension(finding.basis.instrument, score.dimension)
    return say("reliability.score", part=word("part", score.part), dimension=name)


def _named(finding: Reliability, score: Score) -> Fact:
    """Name a score, and its group if it has one."""
    named = _score(finding, score)
    if not score.group:
        return named
    names = finding.basis.names
    each = (
        say("reliability.group", by=attribute(names, by), group=group(names, by, label))
        for by, label in score.group.items()
    )
    return say(
        "reliability.score_in_group", score=named, where=where(names, score.group), groups=joined(each, "groups")
    )


def _found(finding: Reliability) -> Fact:
    facts, place = finding.facts, where(finding.basis.names, finding.facts.group)
    least, most = facts.lowest, facts.highest
    if least is None or most is None:
        return None if facts.withheld else sentence(absent(say("reliability.itself", where=place), finding))
    use = None if facts.weakest is None else _use(finding, facts.weakest)
    if facts.rows == 1 and use is not None and place is None:
        return sentence(use)
    stand = None if facts.withheld is None else say("reliability.as_they_stand")
    if all(getattr(least, name) == getattr(most, name) for name in ("dimension", "part", "alpha")):
        return sentence(use, say("reliability.alone", stand=stand, where=place, score=_end(finding, least, "first")))
    if use is not None and place is None and _is_weakest(least, facts.weakest):
        return sentence(use, say("reliability.highest", stand=stand, high=_end(finding, most, "second")))
    over = None if place is None else say("reliability.over_groups")
    ends = {"low": _end(finding, least, "first"), "high": _end(finding, most, "second")}
    return sentence(use, say("reliability.range", stand=stand, over=over, **ends))


def _is_weakest(least: End, weakest: Judged | None) -> bool:
    """Tell whether the lowest is the weakest, which was told of, or reads like it."""
    if weakest is None:
        return False
    if (least.dimension, least.part) == (weakest.dimension, weakest.part):
        return True
    of, value, *_ = _measured(least)
    return of == weakest.coefficient and coefficient_of(value) == coefficient_of(weakest.value)


def _measured(found: End) -> tuple[str, float, float, float]:
    """Give omega and its interval, and alpha where there is none."""
    if known(found.omega):
        return OMEGA, found.omega, found.omega_low, found.omega_high
    return ALPHA, found.alpha, found.ci_low, found.ci_high


def _end(finding: Reliability, found: End, place: str) -> Fact:
    """Give a score's reliability; `place` is where it is said, since the level is not said twice."""
    of, value, low, high = _measured(found)
    score = _score(finding, found)
    if value < 0:
        return say("reliability.end", measured=say("reliability.negative", case=of), score=score, held=None)
    held = say("reliability.held", case=place, level=level(finding), low=coefficient(low), high=coefficient(high))
    measured = say("reliability.measured", case=of, value=coefficient(value))
    return say("reliability.end", measured=measured, score=score, held=held if known(low) else None)


def _use(finding: Reliability, weakest: Judged) -> Fact:
    """Say what the score of which least is sure is good enough for."""
    facts, place = finding.facts, where(finding.basis.names, weakest.group)
    case = "all" if facts.withheld is None else "others"
    return say(
        "reliability.use",
        opening=None if place is None else say("reliability.opening", where=place),
        score=_score(finding, weakest),
        which=None if facts.rows == 1 else say("reliability.weakest", case=case),
        enough=say("reliability.enough", case=weakest.band),
        measured=say("reliability.measured", case=weakest.coefficient, value=coefficient(weakest.value)),
        level=level(finding),
        low=coefficient(weakest.ci_low),
        high=coefficient(weakest.ci_high),
        means=_means(finding, weakest),
    )


def _means(finding: Reliability, weakest: Judged) -> Fact:
    """Say how large groups must be for their means, where there are groups to tell it by."""
    names, separately = finding.basis.names, finding.basis.separately
    if not separately:
        return None
    case = "reached" if known(weakest.n_per_group) else "unreachable"
    by = listed(say("reliability.attribute", name=attribute(names, name)) for name in separately)
    return say("reliability.means", case=case, by=by, n=count(weakest.n_per_group))
