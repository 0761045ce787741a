"""What readers call drivers, the outcome, and ways of treating what does not apply."""

from __future__ import annotations

from collections.abc import Iterable

from servgap.analysis.drivers.facts import First
from servgap.analysis.drivers.verb import Drivers
from servgap.language import Fact, listed, quoted, say, verbatim
from servgap.language.shown import one_line, shown
from servgap.report.cells import cell
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


def named_first(finding: Drivers, first: First) -> Fact:
    """Name what accounts for most."""
    return named_mark(finding, first.mark) if first.mark else named_driver(finding, first.dimension, first.item)


def named_mark(finding: Drivers, key: str) -> Fact:
    """Name what standards are filed under, inside a sentence; and those that are filed nowhere."""
    level = finding.predictors
    if not key:
        return say("drivers.not_filed")
    if level == "process":
        return say(f"drivers.mark.{key}")
    return say("shared.inside", name=cell(level, key, finding.basis.instrument))


def marks_named(finding: Drivers, keys: Iterable[str]) -> Fact:
    """List what standards are filed under."""
    return listed(named_mark(finding, key) for key in keys)


def dimensions_named(finding: Drivers, keys: Iterable[str]) -> Fact:
    """List dimensions inside a sentence."""
    return listed(say("shared.inside", name=dimension(finding.basis.instrument, key)) for key in keys)


def items_named(finding: Drivers, keys: Iterable[str]) -> Fact:
    """List items by their texts."""
    return listed(quoted(item(finding.basis.instrument, key)) for key in keys)
