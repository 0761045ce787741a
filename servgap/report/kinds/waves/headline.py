"""What changed at the last step: overall, by dimension and by standard."""

from __future__ import annotations

from collections.abc import Sequence

from servgap.analysis.verdicts import IMPROVED, UNCHANGED, WORSENED
from servgap.analysis.waves.facts import Change
from servgap.analysis.waves.verb import Waves
from servgap.language import Fact, count, joined, say, sentence
from servgap.language.numbers import known
from servgap.report.chosen import STANDARDS, count_tested
from servgap.report.kinds.waves import charted, events
from servgap.report.measures import (
    amount,
    change,
    change_told,
    difference_interval,
    in_full,
    is_of_service,
    limit,
    measure_in,
    noun,
    value,
)
from servgap.report.names import compared_group, dimensions
from servgap.report.phrases import absent, first_reason


def headline(finding: Waves) -> Fact:
    """Give the headline: the last change; whether it is a signal, or else by what it came; and what events did."""
    happened = events.told(finding)
    changes = sentence(_overall(finding), *_beside(finding, alone=happened is None))
    return changes if happened is None else joined([changes, sentence(happened)], "sentences")


def _beside(finding: Waves, *, alone: bool) -> Sequence[Fact]:
    """Say whether the last wave is a signal, where waves are enough to tell, and else which rows changed."""
    if charted.gives_signals(finding):
        return charted.on_chart(finding), charted.turned(finding) if alone else None
    return (_dimensions(finding), _standards(finding)) if alone else ()


def _overall(finding: Waves) -> Fact:
    overall, measure = finding.facts.overall, measure_in(finding.basis)
    ends = {"earlier": finding.facts.last_from, "later": finding.facts.last_to}
    step: dict[str, Fact] = {name: compared_group(finding.basis, wave) for name, wave in ends.items()}
    if not known(overall.difference):
        return absent(say("waves.overall_change", **step), finding, "overall")
    told: dict[str, Fact] = {
        **step,
        "noun": noun(measure),
        "value_from": value(measure, overall.value_from),
        "value_to": value(measure, overall.value_to),
    }
    service = is_of_service(measure, finding)
    told |= {"change": change(measure, overall.difference)} if service else _of_values(finding)
    if not known(overall.ci_low):
        why = first_reason(finding, "overall")
        case = "why" if why else "bare"
        return say(f"waves.untested.{'service' if service else 'value'}", case=case, **told, why=why)
    return say(
        "waves.overall" if service else "waves.moved",
        case=_way(overall) if service else _moved(overall),
        **told,
        points=amount(measure, overall.difference),
        held=difference_interval(finding, overall.ci_low, overall.ci_high),
        limit=limit(measure, finding.basis.smallest),
    )


def _of_values(finding: Waves) -> dict[str, Fact]:
    """Name the measure, and write its change with the unit."""
    measure = measure_in(finding.basis)
    return {"measure": in_full(measure), "change": change_told(measure, finding.facts.overall.difference)}


def _way(overall: Change) -> str:
    """Say whether the service changed as much as matters, or at all."""
    if overall.verdict in (IMPROVED, WORSENED, UNCHANGED):
        return overall.verdict
    if overall.ci_low <= 0 <= overall.ci_high:
        return "undecided"
    return "better" if overall.difference > 0 else "worse"


def _moved(overall: Change) -> str:
    """Say whether a value rose or fell by as much as matters, or at all."""
    if overall.verdict == UNCHANGED:
        return UNCHANGED
    if overall.verdict not in (IMPROVED, WORSENED):
        if overall.ci_low <= 0 <= overall.ci_high:
            return "undecided"
        return "rising" if overall.difference > 0 else "falling"
    return "rose" if overall.difference > 0 else "fell"


def _ways(finding: Waves) -> dict[str, str]:
    """Say what it is called that something got worse or better: so of the service, else that it fell or rose."""
    measure = measure_in(finding.basis)
    if is_of_service(measure, finding):
        return {WORSENED: WORSENED, IMPROVED: IMPROVED}
    return {WORSENED: "fell", IMPROVED: "rose"} if measure.worse < 0 else {WORSENED: "rose", IMPROVED: "fell"}


def _dimensions(finding: Waves) -> Fact:
    total = len(finding.basis.instrument.dimensions)
    if total < 2 or not count_tested(finding, "dimension"):
        return None
    ways, service = _ways(finding), is_of_service(measure_in(finding.basis), finding)
    changed = {WORSENED: finding.facts.changed.worsened, IMPROVED: finding.facts.changed.improved}
    told = [
        say(
            f"waves.dimensions.{ways[way]}",
            case="all" if len(keys) == total else "some",
            n=count(len(keys)),
            names=dimensions(finding.basis.instrument, keys),
        )
        for way, keys in changed.items()
        if keys
    ]
    return joined(told, "phrases") if told else say("waves.dimensions.neither", case="service" if service else "value")


def _standards(finding: Waves) -> Fact:
    if not count_tested(finding, *STANDARDS):
        return None
    changed, ways = finding.facts.standards_changed, _ways(finding)
    kind = "service" if is_of_service(measure_in(finding.basis), finding) else "value"
    if changed.worsened or changed.improved:
        worse, better = (say("waves.standards.how_many", n=n) for n in (changed.worsened, changed.improved))
        return say(
            "waves.standards.some", case=kind if kind == "service" else ways[WORSENED], worse=worse, better=better
        )
    dimensions_too = _dimensions(finding) is not None and not any(_changed(finding))
    return say(f"waves.standards.neither.{kind}", case="after_none" if dimensions_too else "alone")


def _changed(finding: Waves) -> tuple[str, ...]:
    return (*finding.facts.changed.worsened, *finding.facts.changed.improved)
