"""How large the overall gap is, where it is largest, and how many standards are short."""

from __future__ import annotations

from servgap.analysis.gaps.verb import Gaps
from servgap.analysis.verdicts import NEGLIGIBLE, SHORT
from servgap.language import Fact, count, joined, listed, number, say, sentence, word
from servgap.language.numbers import known
from servgap.language.numbers import size as written
from servgap.report.chosen import count_judged, dimensions_alike, dimensions_known, judged_at_once
from servgap.report.names import dimension, group, groups, where
from servgap.report.phrases import absent, first_reason, held_against, how_many, interval, limit, points

NOUGHT = written(0.0)


def headline(finding: Gaps) -> Fact:
    """Give the headline."""
    weighted = finding.facts.weighted
    return sentence(
        _overall(finding),
        joined([_worst_dimension(finding), _standards_short(finding)], "and"),
        say("gaps.weighted", gap=number(weighted)) if known(weighted) else None,
    )


def _overall(finding: Gaps) -> Fact:
    overall, smallest = finding.facts.overall, finding.basis.smallest
    if not known(overall.value):
        return absent(say("gaps.overall_gap", where=where(finding.facts.group)), finding, "overall")
    within = overall.verdict == NEGLIGIBLE and known(smallest)
    case = "within" if within else "met" if _is_nought(overall.value) else "exceeded" if overall.value > 0 else "short"
    held = interval(finding, overall.ci_low, overall.ci_high) if known(overall.ci_low) else _why_no_interval(finding)
    by_chance = known(overall.ci_low) and overall.ci_low <= 0 <= overall.ci_high
    return say(
        "gaps.overall",
        case=case,
        opening=_opening(finding),
        against=held_against(finding.basis.pair[0]),
        limit=limit(smallest) if within else None,
        gap=number(overall.value),
        points=points(overall.value),
        held=held,
        beside=say("gaps.beside", held=held) if held is not None else None,
        chance=say("gaps.by_chance") if by_chance else None,
    )


def _is_nought(gap: float) -> bool:
    """Tell whether a gap is nought as it is written."""
    return written(gap) == NOUGHT


def _why_no_interval(finding: Gaps) -> Fact:
    n = finding.facts.overall.n
    if n > 1:
        return say("gaps.all_the_same", n=count(n))
    reason = first_reason(finding, "overall")
    return say("gaps.no_interval", reason=reason) if reason is not None else None


def _opening(finding: Gaps) -> Fact:
    """Name the group that the sentence is about, as the one, or one of those, furthest short of all."""
    facts = finding.facts
    if not facts.group:
        return None
    by = listed(facts.group)
    place = say(
        "gaps.place",
        groups=groups(facts.group.values()),
        each=joined((say("gaps.of_group", by=name, group=group(of)) for name, of in facts.group.items()), "groups"),
    )
    return say(
        "gaps.opening", case=_which(finding), place=place, by=by, n=count(facts.tied), more=count(facts.tied - 1)
    )


def _which(finding: Gaps) -> str:
    """Choose what a group is named as: the only one, one of several that are alike, or the worst."""
    facts = finding.facts
    if facts.groups == 1:
        return "only"
    if facts.tied == facts.groups:
        return "alike"
    does = "short" if known(facts.overall.value) and facts.overall.value < 0 else "least_well"
    return f"tied_{does}" if facts.tied > 1 else does


def _worst_dimension(finding: Gaps) -> Fact:
    worst, instrument = finding.facts.worst, finding.basis.instrument
    if not known(worst.value) or len(instrument.dimensions) < 2:
        return None
    alike = dimensions_alike(finding)
    if dimensions_known(finding) == 1:
        case = "only"
    elif alike:
        case = "alike"
    elif dimensions_alike(finding, shown=True):
        return None
    else:
        case = "short" if worst.value < 0 and not _is_nought(worst.value) else "least_well"
    return say(
        "gaps.worst_dimension", case=case, dimension=dimension(instrument, worst.dimension), gap=number(worst.value)
    )


def _standards_short(finding: Gaps) -> Fact:
    facts, smallest, judged = finding.facts, finding.basis.smallest, count_judged(finding)
    if not judged or not known(smallest):
        return None
    how = "single" if judged == 1 else "at_once" if judged_at_once(finding) else "each"
    return say(
        "gaps.standards_short",
        case=how_many(facts.short, judged),
        n=count(facts.short),
        total=count(judged),
        which=None if judged == facts.standards else say("gaps.with_interval"),
        short=word("verdict", SHORT),
        how=say(
            "gaps.judged",
            case=how,
            limit=limit(smallest),
            against=held_against(finding.basis.pair[0]),
        ),
    )
