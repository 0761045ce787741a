"""Whether subtracting loses something, overall and in which dimensions, and what predicts better."""

from __future__ import annotations

from servgap.analysis.surface.rules import LITTLE, LOSES
from servgap.analysis.surface.verb import Surface
from servgap.analysis.verdicts import UNDECIDED
from servgap.language import Fact, joined, percent, percentage, say, sentence, signed
from servgap.report.kinds.surface.words import both_parts, outcome
from servgap.report.names import dimensions
from servgap.report.phrases import absent


def headline(finding: Surface) -> Fact:
    """Give the headline."""
    return sentence(_lead(finding), _how(finding), _dimensions(finding), _better(finding))


def _lead(finding: Surface) -> Fact:
    facts = finding.facts
    if not facts.verdict:
        return absent(say("surface.lead_absent"), finding, "overall")
    low, high = percentage(facts.loss_low), percentage(facts.loss_high)
    return say(
        "surface.lead",
        case=facts.verdict,
        **both_parts(finding),
        outcome=outcome(finding),
        difference=percentage(facts.difference_r2),
        loss=percentage(facts.loss),
        held=say("shared.interval", level=percent(finding.basis.confidence), low=low, high=high),
    )


def _how(finding: Surface) -> Fact:
    """Say in which way the difference falls short, as far as that is shown."""
    facts = finding.facts
    if not (facts.weights_differ or facts.curved):
        return None
    case = "both" if facts.weights_differ and facts.curved else "weights" if facts.weights_differ else "curved"
    return say(
        "surface.how",
        case=case,
        **both_parts(finding),
        of_first=signed(facts.weight_expectation),
        of_second=signed(facts.weight_perception),
    )


def _dimensions(finding: Surface) -> Fact:
    """Say in which dimensions it loses."""
    facts, instrument = finding.facts, finding.basis.instrument
    if len(instrument.dimensions) < 2 or not (facts.verdict or facts.loses or facts.little_lost or facts.undecided):
        return None
    of = {LOSES: facts.loses, LITTLE: facts.little_lost, UNDECIDED: facts.undecided, "untold": facts.untold}
    for verdict, keys in of.items():
        if len(keys) == len(instrument.dimensions):
            return say(f"surface.dimensions.all_{verdict}")
    told = (
        say(f"surface.dimensions.{verdict}", names=dimensions(instrument, keys)) for verdict, keys in of.items() if keys
    )
    return joined(told, "phrases")


def _better(finding: Surface) -> Fact:
    if not finding.facts.better:
        return None
    return say("surface.better", case=finding.facts.better, **both_parts(finding))
