"""What changed at the last step: overall, by dimension and by standard."""

from __future__ import annotations

from servgap.analysis.verdicts import IMPROVED, UNCHANGED, WORSENED
from servgap.analysis.waves.facts import Change
from servgap.analysis.waves.verb import Waves
from servgap.language import Fact, count, joined, number, say, sentence, signed
from servgap.language.numbers import known
from servgap.report.chosen import STANDARDS, count_tested
from servgap.report.names import dimensions, group
from servgap.report.phrases import absent, first_reason, interval, limit, points


def headline(finding: Waves) -> Fact:
    """Give the headline."""
    return sentence(_overall(finding), _dimensions(finding), _standards(finding))


def _overall(finding: Waves) -> Fact:
    overall, smallest = finding.facts.overall, finding.basis.smallest
    step: dict[str, Fact] = {"earlier": group(finding.facts.last_from), "later": group(finding.facts.last_to)}
    if not known(overall.difference):
        return absent(say("waves.overall_change", **step), finding, "overall")
    told: dict[str, Fact] = {
        **step,
        "change": signed(overall.difference),
        "gap_from": number(overall.value_from),
        "gap_to": number(overall.value_to),
    }
    if not known(overall.ci_low):
        why = first_reason(finding, "overall")
        return say("waves.untested", case="why" if why else "bare", **told, why=why)
    return say(
        "waves.overall",
        case=_way(overall),
        **told,
        points=points(overall.difference),
        held=interval(finding, overall.ci_low, overall.ci_high),
        limit=limit(smallest),
    )


def _way(overall: Change) -> str:
    """Say whether the service changed as much as matters, or at all."""
    if overall.verdict in (IMPROVED, WORSENED, UNCHANGED):
        return overall.verdict
    if overall.ci_low <= 0 <= overall.ci_high:
        return "undecided"
    return "better" if overall.difference > 0 else "worse"


def _dimensions(finding: Waves) -> Fact:
    total = len(finding.basis.instrument.dimensions)
    if total < 2 or not count_tested(finding, "dimension"):
        return None
    ways = {WORSENED: finding.facts.changed.worsened, IMPROVED: finding.facts.changed.improved}
    told = [
        say(
            f"waves.dimensions.{way}",
            case="all" if len(keys) == total else "some",
            n=count(len(keys)),
            names=dimensions(finding.basis.instrument, keys),
        )
        for way, keys in ways.items()
        if keys
    ]
    return joined(told, "phrases") if told else say("waves.dimensions.neither")


def _standards(finding: Waves) -> Fact:
    if not count_tested(finding, *STANDARDS):
        return None
    changed = finding.facts.standards_changed
    if changed.worsened or changed.improved:
        worse, better = (say("waves.standards.how_many", n=n) for n in (changed.worsened, changed.improved))
        return say("waves.standards.some", worse=worse, better=better)
    dimensions_too = _dimensions(finding) is not None and not any(_changed(finding))
    return say("waves.standards.neither", case="after_none" if dimensions_too else "alone")


def _changed(finding: Waves) -> tuple[str, ...]:
    return (*finding.facts.changed.worsened, *finding.facts.changed.improved)
