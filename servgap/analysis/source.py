"""What a finding was made from, so that a report can make it anew without the groups that it must not show."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from numpy.random import Generator

from servgap.survey.frozen import Frozen
from servgap.survey.groups import group_labels
from servgap.survey.survey import Survey
from servgap.survey.tally import Tally

if TYPE_CHECKING:
    from servgap.analysis.finding import Finding


@dataclass(frozen=True, eq=False)
class Source(Frozen):
    """A verb's call.

    Parameters
    ----------
    verb
        The verb.
    subject
        What it was given.
    by
        The attributes by which it was asked, for each of whose values it works, or whose values it compares.
    asked
        Its other keywords.
    tables
        Whether the verb counts tables of pairs of items too.
    zones
        Whether it counts zones of tolerance.
    of_counts
        Whether it takes counts; else it takes the answers of each respondent.
    also
        Other attributes by which it counts, beside those by which it was asked.
    anew
        Keywords as they are where it is called again without some groups, on which the others may have rested.
    """

    verb: Callable[..., Finding]
    subject: Survey | Tally
    by: tuple[str, ...]
    asked: Mapping[str, Any]
    tables: bool = False
    zones: bool = False
    of_counts: bool = True
    also: tuple[str, ...] = ()
    anew: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        verb: Callable[..., Finding],
        given: Mapping[str, Any],
        *,
        tables: bool = False,
        zones: bool = False,
        of_counts: bool = True,
        also: tuple[str, ...] = (),
        anew: Mapping[str, Any] | None = None,
    ) -> Source | None:
        """Keep a call, from the arguments as they were given; nothing of what the verb will refuse."""
        subject, by = given["subject"], given.get("by")
        if not isinstance(subject, Survey | Tally) or not isinstance(by, str | list | tuple | None):
            return None
        names = (by,) if isinstance(by, str) else tuple(by or ())
        asked = {name: value for name, value in given.items() if name not in ("subject", "by")}
        return cls(verb, subject, names, _as_it_stands(asked), tables, zones, of_counts, also, anew or {})

    def tally(self, by: tuple[str, ...]) -> Tally:
        """Count the subject by some attributes; respondents without a value of one are a group too."""
        if isinstance(self.subject, Survey):
            measure = self.asked.get("measure")
            measures = () if measure is None else (measure,)
            return self.subject.tally(by=by, pairs=self.tables, measures=measures, zones=self.zones)
        return self.subject.groups(by)

    def on(self, subject: Survey | Tally, **other: Any) -> Finding:
        """Call the verb with the same keywords, but for some, on other answers, or counts by the same attributes."""
        asked = {**_as_it_stands(self.asked), **other}
        if not self.by:
            return self.verb(subject, **asked)
        return self.verb(subject, by=self.by[0] if len(self.by) == 1 else self.by, **asked)

    @property
    def _needed(self) -> tuple[str, ...]:
        """By what it must count to be called again: what other keywords ask for goes with them."""
        return self.by if self.anew else (*self.by, *self.also)

    def without(self, groups: Container[tuple[str, ...]], reason: str) -> Finding:
        """Call the verb on all but some groups, which the ledger enters as left out."""
        if self.of_counts or isinstance(self.subject, Tally):
            tally, many = self.tally(self._needed), len(self.by)
            return self.on(tally.only([cell[:many] not in groups for cell in tally.cells], reason), **self.anew)
        cells = zip(*(group_labels(self.subject.respondents[name]) for name in self.by), strict=True)
        rows = zip(self.subject.respondents.index, cells, strict=True)
        kept = self.subject.drop([row for row, cell in rows if cell in groups], reason=reason)
        return self.on(kept, **self.anew)

    def together(self, groups: Container[tuple[str, ...]], label: str) -> Finding:
        """Call the verb with some groups of the one attribute by which it was asked put together under one label."""
        (name,) = self.by
        if self.of_counts or isinstance(self.subject, Tally):
            tally = self.tally(self._needed)
            return self.on(tally.renamed(name, {cell[0]: label for cell in tally.cells if cell[:1] in groups}))
        respondents = self.subject.respondents
        labels = [label if (own,) in groups else own for own in group_labels(respondents[name])]
        return self.on(replace(self.subject, respondents=respondents.assign(**{name: labels})))

    def __reduce__(self) -> tuple[Any, ...]:
        # A finding that is stored or sent takes the counts along, never the answers of single respondents.
        counted = self.subject if isinstance(self.subject, Tally) else self.tally((*self.by, *self.also))
        kept = (dict(self.asked), self.tables, self.zones, self.of_counts, self.also, dict(self.anew))
        return (Source, (self.verb, counted, self.by, *kept))


def _as_it_stands(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Copy a generator among keywords: it goes on while a verb draws from it, and the same call must give the same."""
    return {name: deepcopy(each) if isinstance(each, Generator) else each for name, each in asked.items()}
