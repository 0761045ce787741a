"""Events as a report may show them: resting on no branch that is too small, or hidden elsewhere in the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from servgap.analysis.source import Source
from servgap.analysis.waves.verb import Waves
from servgap.survey.disclosure import Grouping, hidden_groups
from servgap.survey.event import Event


def without_small_branches(
    finding: Waves, hidden: Mapping[Grouping, frozenset[Grouping] | None], minimum: int
) -> Waves:
    """Make waves anew with events that rest on no branch from whose figures those of a small group could be worked out.

    Left out of an event are branches that the report hides anywhere, and those that it would have to hide in a table of
    branches by waves. Of the others no mean of fewer than the minimum is taken. An event that is left without a branch
    on one of its sides is not told of.

    Parameters
    ----------
    finding
        Waves, with events or without.
    hidden
        What the report hides, by the attributes that make the groups; None where every group is hidden.
    minimum
        The least number of respondents that is shown of a group.
    """
    source = finding.source
    if not finding.facts.events or source is None:
        return finding
    events: Sequence[Event] = source.asked["events"]
    kept = [each for event in events if (each := _kept(source, event, hidden, minimum)) is not None]
    found = source.on(source.subject, events=kept)
    return found if isinstance(found, Waves) else finding


def _kept(
    source: Source, event: Event, hidden: Mapping[Grouping, frozenset[Grouping] | None], minimum: int
) -> Event | None:
    """Give what is left of an event; nothing where a side is empty."""
    attribute = event.attribute
    counts = source.tally((*source.by, attribute))
    out = {cell[-1] for cell in hidden_groups(counts, [counts.by], minimum)[counts.by]}
    for grouping, groups in hidden.items():
        if attribute in grouping and groups is None:
            return None
        if attribute in grouping and groups is not None:
            out |= {group[grouping.index(attribute)] for group in groups}
    branches = {cell[-1] for cell in counts.cells} - out
    beside = branches if event.beside is None else branches & set(event.beside[attribute])
    having = [branch for branch in event.branches if branch in branches]
    others = sorted(beside - set(event.branches))
    if not having or not others:
        return None
    return Event(event.name, {attribute: having}, event.wave, {attribute: others}, max(event.least, minimum))
