"""What readers call drivers, the outcome, and ways of treating what does not apply."""

from __future__ import annotations

from collections.abc import Iterable

from servgap.analysis.drivers.verb import Drivers
from servgap.language import Fact, listed, quoted, say, verbatim
from servgap.language.shown import one_line, shown
from servgap.report.names import dimension, item


def outcome(finding: Drivers) -> Fact:
    """Name the outcome by what it was called when it was read, or the share of its answers."""
    return say("drivers.outcome", case=finding.facts.outcome_share or "mean", outcome=outcome_itself(finding))


def outcome_itself(finding: Drivers) -> Fact:
    """Name the outcome, whatever of it is explained."""
    return verbatim(shown(one_line(finding.facts.outcome)))


def named_driver(finding: Drivers, of_dimension: str, of_item: str) -> Fact:
    """Name a dimension, or an item where these are in order."""
    instrument = finding.basis.instrument
    return item(instrument, of_item) if of_item else dimension(instrument, of_dimension)


def dimensions_named(finding: Drivers, keys: Iterable[str]) -> Fact:
    """List dimensions inside a sentence."""
    return listed(say("shared.inside", name=dimension(finding.basis.instrument, key)) for key in keys)


def items_named(finding: Drivers, keys: Iterable[str]) -> Fact:
    """List items by their texts."""
    return listed(quoted(item(finding.basis.instrument, key)) for key in keys)
