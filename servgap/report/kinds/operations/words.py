"""How the subject of a row, a time with its unit and a share are written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servgap.analysis.operations.facts import Held, Longer, Seen
from servgap.analysis.operations.verb import OperationsTrack
from servgap.language import Fact, joined, number, percentage, quoted, say, threshold, word
from servgap.language.numbers import known
from servgap.report.names import group as group_named
from servgap.report.names import standard
from servgap.survey.operations.operations import CHANNEL

FINE = 0.1
"""Time in its unit below which two decimals are written."""


def subject(finding: OperationsTrack, record: Mapping[str, Any]) -> Fact:
    """Name what a row is about: its standard, its stage and its channel."""
    told = [standard(finding.basis.instrument, str(record["standard"])), narrower(finding, record)]
    return joined([each for each in told if each is not None], "names")


def narrower(finding: OperationsTrack, record: Mapping[str, Any]) -> Fact:
    """Name a row's stage and channel; nothing where it has none."""
    stage, channel = record["case_stage"], record["case_channel"]
    told = [
        word("case_stage", str(stage)) if stage else None,
        group_named(finding.basis.names, CHANNEL, channel) if tells(finding, channel) else None,
    ]
    known = [each for each in told if each is not None]
    return joined(known, "names") if known else None


def what(finding: OperationsTrack, held: Held | Longer | Seen, *, unsaid: bool = True) -> Fact:
    """Name what a sentence is about: the standard in quotes, its stage, its channel, and its group where `unsaid`."""
    every = {**dict(finding.facts.group), **dict(held.group)}
    stage = "" if isinstance(held, Seen) else held.case_stage
    groups = every if unsaid else {name: label for name, label in every.items() if name not in finding.facts.group}
    return say(
        "operations.what",
        standard=quoted(standard(finding.basis.instrument, held.standard)),
        stage=say("operations.stage", stage=word("case_stage", stage)) if stage else None,
        channel=say("operations.channel", channel=held.case_channel) if tells(finding, held.case_channel) else None,
        where=where(finding, groups),
    )


def where(finding: OperationsTrack, groups: Mapping[str, str]) -> Fact:
    """Name the groups that a sentence is about."""
    if not groups:
        return None
    each = (group_named(finding.basis.names, by, label) for by, label in groups.items())
    return say("operations.where", groups=joined(each, "names"))


def time(value: Any, unit: str) -> Fact:
    """Write a time in its unit."""
    if not known(value):
        return None
    return say("operations.time", case=unit, value=number(value, 2 if abs(float(value)) < FINE else 1))


def limit(value: Any, unit: str) -> Fact:
    """Write a limit as it was set."""
    return say("operations.time", case=unit, value=threshold(value)) if known(value) else None


def share(found: Mapping[str, Any]) -> Fact:
    """Write the share within the limit; its bounds where it is not known."""
    if known(found["within"]):
        return percentage(found["within"])
    if not known(found["may_low"]):
        return None
    return say("operations.between", low=percentage(found["may_low"]), high=percentage(found["may_high"]))


def tells(finding: OperationsTrack, channel: str) -> bool:
    """Whether a row's channel tells something that its group does not."""
    return bool(channel) and CHANNEL not in finding.basis.separately
