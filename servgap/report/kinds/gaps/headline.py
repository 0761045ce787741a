"""How large the measure is overall, where it is worst, and how many standards are short of their yardstick."""

from __future__ import annotations

from servgap.analysis.gaps.verb import Gaps
from servgap.analysis.verdicts import NEGLIGIBLE, SHORT
from servgap.language import Fact, count, joined, say, sentence, word
from servgap.language.numbers import known
from servgap.language.numbers import size as written
from servgap.report.chosen import count_judged, dimensions_alike, dimensions_known, judged_at_once
from servgap.report.measures import (
    against,
    amount,
    interval,
    is_of_service,
    level,
    limit,
    measure_in,
    noun,
    subject,
    title,
    value,
)
from servgap.report.names import attribute, attributes, dimension, group, groups_of, where
from servgap.report.phrases import absent, first_reason, how_many
from servgap.report.segments import Units, none_told, segments_clause
from servgap.survey.measures.measure import EXPECTED

NOUGHT = written(0.0)


def headline(finding: Gaps) -> Fact:
    """Give the headline; of groups, that none is told from the average of all comes first."""
    weighted, measure = finding.facts.weighted, measure_in(finding.basis)
    case = "gap" if measure.is_gap else "other"
    segments = segments_clause(finding, finding.facts.segments, Units(finding))
    doubt = none_told(finding.facts.segments)
    told = known(weighted) and segments is None  # beside groups it stands in the table
    return sentence(
        segments if doubt else None,
        _overall(finding),
        joined([_dimensions(finding), _standards_short(finding)], "and"),
        _reached(finding),
        say("gaps.weighted", case=case, gap=value(measure, weighted)) if told else None,
        None if doubt else segments,
    )


def titled(finding: Gaps) -> Fact:
    """Head the section; that of gaps has the kind's own title."""
    measure = measure_in(finding.basis)
    return None if measure.is_gap and measure.against == EXPECTED else title(measure)


def _overall(finding: Gaps) -> Fact:
    overall, measure = finding.facts.overall, measure_in(finding.basis)
    if not known(overall.value):
        case, place = "gap" if measure.is_gap else "other", where(finding.basis.names, finding.facts.group)
        return absent(say("gaps.overall_gap", case=case, where=place, noun=noun(measure)), finding, "overall")
    held = interval(finding, overall.ci_low, overall.ci_high) if known(overall.ci_low) else _why_no_interval(finding)
    beside = say("gaps.beside", held=held) if held is not None else None
    if is_of_service(measure, finding):
        return _of_service(finding, held, beside)
    return say("gaps.level", opening=_opening(finding), told=level(measure, overall.value), beside=beside)


def _of_service(finding: Gaps, held: Fact, beside: Fact) -> Fact:
    """Tell how the service does against its yardstick."""
    overall, smallest, measure = finding.facts.overall, finding.basis.smallest, measure_in(finding.basis)
    within = overall.verdict == NEGLIGIBLE and known(smallest)
    above, below = ("better", "worse") if measure.is_direct else ("exceeded", "short")
    case = "within" if within else "met" if is_nought(overall.value) else above if overall.value > 0 else below
    by_chance = known(overall.ci_low) and overall.ci_low <= 0 <= overall.ci_high
    return say(
        "gaps.overall",
        case=case,
        opening=_opening(finding),
        against=against(measure),
        limit=limit(measure, smallest) if within else None,
        brief=say("gaps.brief", case=measure.family),
        gap=value(measure, overall.value),
        points=amount(measure, overall.value),
        held=held,
        beside=beside,
        chance=say("gaps.by_chance") if by_chance else None,
    )


def is_nought(gap: float) -> bool:
    """Tell whether a gap is zero as it is written."""
    return written(gap) == NOUGHT


def _why_no_interval(finding: Gaps) -> Fact:
    n = finding.facts.overall.n
    if n > 1:
        return say("gaps.all_the_same", n=count(n))
    reason = first_reason(finding, "overall")
    return say("gaps.no_interval", reason=reason) if reason is not None else None


def _opening(finding: Gaps) -> Fact:
    """Name the group that the sentence is about, as the one, or one of those, that do worst of all."""
    facts, names = finding.facts, finding.basis.names
    if not facts.group:
        return None
    each = (
        say("gaps.of_group", by=attribute(names, by), group=group(names, by, label))
        for by, label in facts.group.items()
    )
    return say(
        "gaps.opening",
        case=_which(finding),
        place=say("gaps.place", groups=groups_of(names, facts.group), each=joined(each, "groups")),
        by=attributes(names, facts.group),
        n=count(facts.tied),
        more=count(facts.tied - 1),
    )


def _which(finding: Gaps) -> str:
    """Choose what a group is named as: the only one, one of several that are alike, or the worst."""
    facts, measure = finding.facts, measure_in(finding.basis)
    if facts.groups == 1:
        return "only"
    if facts.tied == facts.groups:
        return "alike"
    if not is_of_service(measure, finding):
        does = "lowest" if measure.worse < 0 else "highest"
    else:
        does = "short" if known(facts.overall.value) and facts.overall.value < 0 else "least_well"
    return f"tied_{does}" if facts.tied > 1 else does


def _dimensions(finding: Gaps) -> Fact:
    worst, instrument = finding.facts.worst, finding.basis.instrument
    if not known(worst.value) or len(instrument.dimensions) < 2:
        return None
    if not is_of_service(measure_in(finding.basis), finding):
        return _extremes(finding)
    if dimensions_known(finding) == 1:
        case = "only"
    elif dimensions_alike(finding):
        case = "alike"
    elif dimensions_alike(finding, shown=True):
        return None
    else:
        case = "short" if worst.value < 0 and not is_nought(worst.value) else "least_well"
    gap = value(measure_in(finding.basis), worst.value)
    return say("gaps.worst_dimension", case=case, dimension=dimension(instrument, worst.dimension), gap=gap)


def _extremes(finding: Gaps) -> Fact:
    """Name the dimensions with the worst and the best value."""
    worst, best, measure = finding.facts.worst, finding.facts.best, measure_in(finding.basis)
    if dimensions_known(finding) == 1:
        case = "only"
    elif dimensions_alike(finding):
        case = "alike"
    elif dimensions_alike(finding, shown=True):
        return None
    else:
        case = "downwards" if measure.worse < 0 else "upwards"
    instrument = finding.basis.instrument
    return say(
        "gaps.extremes",
        case=case,
        subject=subject(measure),
        worst=dimension(instrument, worst.dimension),
        best=dimension(instrument, best.dimension),
        low=value(measure, worst.value),
        high=value(measure, best.value),
    )


def _reached(finding: Gaps) -> Fact:
    """Say how many standards reach targets of their own."""
    facts = finding.facts
    if not facts.targeted:
        return None
    case = how_many(facts.reached, facts.targeted)
    return say("gaps.reached", case=case, n=count(facts.reached), total=count(facts.targeted))


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
            limit=limit(measure_in(finding.basis), smallest),
            against=against(measure_in(finding.basis)),
        ),
    )
