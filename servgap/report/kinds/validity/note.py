"""What the note of a validity says besides what all notes do: how it was judged, and by whose conventions."""

from __future__ import annotations

from servgap._stats.factor_models.fit_indices import RMSEA_CONFIDENCE
from servgap.analysis.validity.bands import (
    BETTER,
    BETTER_SOURCE,
    CROSS,
    CROSS_SOURCE,
    EXTRACTED,
    EXTRACTED_SOURCE,
    FALL_SOURCE,
    FIT_BANDS,
    FIT_LIMITS,
    HTMT_LIBERAL,
    HTMT_LIMIT_SOURCE,
    HTMT_SOURCE,
    HTMT_STRICT,
    ORDINAL_LIMITS,
    PER_PARAMETER,
    RISE_SOURCE,
    SMALL,
    SMALL_SAMPLE,
    FitBand,
    StepLimits,
)
from servgap.analysis.validity.factor_fits import DWLS, FIML, ML
from servgap.analysis.validity.facts import ValidityFacts
from servgap.analysis.validity.verb import Validity
from servgap.language import Fact, coefficient, count, joined, number, percent, say, word
from servgap.report.citations import cited
from servgap.report.kinds.noted import Noted
from servgap.report.phrases import level


def note(finding: Validity) -> list[Noted]:
    """Give the note's own sentences."""
    facts = finding.facts
    several, ordinal = facts.dimensions > 1, facts.estimator == DWLS
    joins = several and not ordinal
    told = (
        (True, "model", _estimated(finding)),
        (facts.estimator in (ML, FIML), "model", say("validity.note.normal")),
        (True, "intervals", say("validity.note.intervals", level=level(finding), of_rmsea=percent(RMSEA_CONFIDENCE))),
        (True, "fit", say("validity.note.bands", bands=joined(map(_band, FIT_BANDS)), source=cited(FIT_LIMITS))),
        (ordinal, "fit", say("validity.note.ordinal", source=cited(ORDINAL_LIMITS))),
        (joins, "fit", say("validity.note.better", by=number(BETTER, 0), source=cited(BETTER_SOURCE))),
        (joins, "fit", say("validity.note.joined")),
        (several, "verdicts", _apart(facts)),
        (
            True,
            "verdicts",
            say("validity.note.extracted", least=coefficient(EXTRACTED), source=cited(EXTRACTED_SOURCE)),
        ),
        (several, "verdicts", say("validity.note.cross", least=coefficient(CROSS), source=cited(CROSS_SOURCE))),
        (facts.too_few is not None, "limits", say("validity.note.few", most=count(PER_PARAMETER))),
        (_withheld(facts), "limits", say("validity.note.withheld")),
    )
    steps = None if facts.invariance is None else _steps(facts.invariance.limits)
    return [*(Noted(role, sentence) for holds, role, sentence in told if holds), Noted("groups", steps)]


def _estimated(finding: Validity) -> Fact:
    return say("validity.note.estimated", estimator=word("estimator", finding.facts.estimator))


def _withheld(facts: ValidityFacts) -> bool:
    single = (facts.too_few, facts.improper, facts.better)
    return any(each is not None for each in single) or any((facts.opposed, facts.loads_against, facts.not_distinct))


def _band(band: FitBand) -> Fact:
    limits = {name: coefficient(getattr(band, name)) for name in ("cfi", "rmsea", "srmr")}
    return say("validity.note.band", fit=word("fit", band.code), source=cited(band.source), **limits)


def _apart(facts: ValidityFacts) -> Fact:
    return say(
        "validity.note.apart",
        case="by_limit" if facts.resampled else "by_ratio",
        strict=coefficient(HTMT_STRICT),
        liberal=coefficient(HTMT_LIBERAL),
        source=cited(HTMT_SOURCE),
        limit_source=cited(HTMT_LIMIT_SOURCE),
    )


def _steps(limits: StepLimits) -> Fact:
    return say(
        "validity.note.steps",
        case="strict" if limits.cfi_fall == SMALL.cfi_fall else "usual",
        fall=coefficient(limits.cfi_fall, 3),
        rise=coefficient(limits.rmsea_rise, 3),
        fall_source=cited(FALL_SOURCE),
        rise_source=cited(RISE_SOURCE),
        n=count(SMALL_SAMPLE),
        first=say("validity.note.steps_first"),
    )
