"""What the note of a pairing says besides what all notes do: the models, the rule by which a step is given up."""

from __future__ import annotations

from servgap.analysis.pairing.rules import (
    CLOSE_RMSEA,
    FAIR_RMSEA,
    HOLM,
    LEAST_CFI,
    MEANS,
    MOST_FALL,
    MOST_RISE,
    SHOWN,
    Limit,
)
from servgap.analysis.pairing.verb import Pairing
from servgap.language import Fact, coefficient, percent, say, word, written
from servgap.language.numbers import error
from servgap.report.citations import cited
from servgap.report.kinds.noted import Noted


def note(finding: Pairing) -> list[Noted]:
    """Give the note's own sentences."""
    basis = finding.basis
    first, second = (word("part", part) for part in basis.pair)
    alpha = written(error, basis.confidence)
    return [
        Noted("intervals", say("pairing.note.level", level=percent(basis.confidence), alpha=alpha)),
        Noted("model", say("pairing.note.model", first=first, second=second)),
        Noted(
            "verdicts",
            say(
                "pairing.note.rule",
                **_limit("cfi", LEAST_CFI),
                **_limit("rmsea", CLOSE_RMSEA),
                **_limit("fall", MOST_FALL),
                tests=say("pairing.note.tests", n=basis.family),
                correction_source=cited(HOLM),
            ),
        ),
        Noted(
            "verdicts",
            say(
                "pairing.note.shown",
                source=cited(SHOWN),
                rmsea=coefficient(FAIR_RMSEA.value),
                fall=coefficient(MOST_FALL.value),
            ),
        ),
        Noted(
            "verdicts",
            say("pairing.note.asterisk", rise=coefficient(MOST_RISE.value, 3), source=cited(MOST_RISE.source)),
        ),
        Noted("limits", say("pairing.note.following", source=cited(MEANS))),
        Noted("tests", say("pairing.note.spread")),
        Noted("coefficients", say("pairing.note.latent", first=first)),
    ]


def _limit(name: str, limit: Limit) -> dict[str, Fact]:
    return {name: coefficient(limit.value), f"{name}_source": cited(limit.source)}
