"""The Tally: a survey as its counts.

Likert answers are small integers, so everything that the gap statistics need of a survey is a set of counts and sums
of products. They are exact, they do not grow with the number of respondents, and two of them add up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from os import PathLike
from typing import Any

import numpy as np
from numpy.typing import NDArray

from servgap.errors import reports as report_errors
from servgap.errors import surveys as errors
from servgap.language import joined, language_of, named, say, written
from servgap.survey.additive import regrouped, selected
from servgap.survey.asked_alike import difference, of_targets, reworded, same_targets
from servgap.survey.attribute_names import NO_NAMES, AttributeNames
from servgap.survey.counts import Integers
from servgap.survey.frozen import Frozen
from servgap.survey.instrument import Instrument
from servgap.survey.invitations import Invitations
from servgap.survey.ledger import Ledger
from servgap.survey.measures.measure import Measure
from servgap.survey.measures.measure_counts import MeasureCounts
from servgap.survey.outcomes.outcome_counts import Explained, OutcomeCounts
from servgap.survey.pair_counts import PairCounts
from servgap.survey.survey import Absence
from servgap.survey.zones.zone_counts import ZoneCounts

Floats = NDArray[np.float64]
POLICIES = ("half", "complete", "pairs")
MOST_EXACT = 1 << 20
ROUNDING = 1e9
"""Where dimension scores cannot share a denominator, their sums are told apart to nine decimals."""


@dataclass(frozen=True, eq=False, repr=False)
class Tally(Frozen):
    """Counts and moments of a survey for each group of respondents.

    Made by ``survey.tally(by=...)``. Tallies of one instrument add up (``first + second``, ``sum(tallies)``), so that
    last quarter's can be kept in a file and added to. Every verb that can works from a Tally alone. What the catalogue
    says of standards may differ: the sum has it, and the wording, from the tally that stands last; its ledger names
    items that were worded otherwise, and counts that are held against other targets are not in it.

    Parameters
    ----------
    instrument
        The questionnaire.
    by
        The attributes that make the groups.
    cells
        The groups: one label an attribute; the empty label for respondents without a value.
    respondents
        The number of respondents in each group.
    absences
        Groups × parts × items × 4: answers missing, not answered, not applicable, and not asked for.
    pairs
        The counts of each pair of parts, in the order of ``instrument.pairs``.
    ledger
        Rows read = rows used + rows left out.
    points_from
        Where importance points come from: ``"respondents"``, ``"instrument"`` or nowhere.
    weighted
        Whether the survey carries sampling weights, which counts leave aside.
    measures
        The counts of each measure that was asked for; a part that is asked alone has its own always.
    zones
        The counts of zones of tolerance, where they were asked for.
    outcomes
        The products of each outcome and of what is to explain it, where they were asked for.
    orders
        The labels of attributes that were ordered categoricals, first to last; some may not occur.
    invitations
        How many were invited, by those of the attributes for which it is known; a sum has them if both tallies do.
    language
        The language in which it, and what verbs find of it, shows itself; no part of its file.
    names
        What readers are shown in the place of attributes and of their values; where two tallies call something
        otherwise, their sum calls it as the one that stands last.

    Examples
    --------
    >>> import servgap as sg
    >>> survey = sg.read_survey("data/samples/hotline_2026.csv", attributes=["branch", "quarter"])
    >>> tally = survey.tally(by=["branch", "quarter"])
    >>> tally
    <Tally of 'servqual': 1489 respondents in 24 groups by branch, quarter>
    >>> survey.where(branch="North").tally() + survey.where(branch="South").tally()
    <Tally of 'servqual': 609 respondents>
    """

    instrument: Instrument
    by: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    respondents: Integers
    absences: Integers
    pairs: tuple[PairCounts, ...]
    ledger: Ledger
    points_from: str | None = None
    weighted: bool = False
    measures: Mapping[Measure, MeasureCounts] = field(default_factory=dict)
    zones: ZoneCounts | None = None
    outcomes: Mapping[Explained, OutcomeCounts] = field(default_factory=dict)
    orders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    invitations: Invitations | None = None
    language: str = "en"
    names: AttributeNames = NO_NAMES

    def in_language(self, language: str) -> Tally:
        """Give the same, showing itself in a language, ``"en"`` or ``"zh"``; what verbs find of it speaks it too.

        Raises
        ------
        ServgapError
            If it does not speak that language.
        """
        code = language_of(language).code
        return self if code == self.language else replace(self, language=code)

    @property
    def n(self) -> int:
        """The number of respondents."""
        return int(self.respondents.sum())

    @property
    def matrix_sampled(self) -> bool:
        """Whether some items were put to some respondents only, so that these have no scores of their own."""
        return bool(self.absences[..., Absence.NOT_ASKED].any())

    def groups(self, by: str | Sequence[str]) -> Tally:
        """Join cells so that the groups are those of `by`, a selection of the attributes tallied by.

        Parameters
        ----------
        by
            One attribute or several, in the order wanted.

        Raises
        ------
        ServgapError
            If the tally is not by one of them.
        """
        wanted = (by,) if isinstance(by, str) else tuple(by)
        cells, labels = self.joined(wanted)
        return self._place(wanted, cells, labels)

    def renamed(self, name: str, labels: Mapping[str, str]) -> Tally:
        """Call groups otherwise, such as days by their quarters, and join those that are then called the same.

        Parameters
        ----------
        name
            One of the attributes tallied by.
        labels
            The new label of each; one that is not named keeps its own.
        """
        place = self.by.index(name)
        called = [(*cell[:place], labels.get(cell[place], cell[place]), *cell[place + 1 :]) for cell in self.cells]
        orders = {each: order for each, order in self.orders.items() if each != name}
        invitations = self.invitations and self.invitations.renamed(name, labels)
        placed = self._place(self.by, tuple(sorted(set(called))), called)
        return _told_apart(replace(placed, orders=orders, invitations=invitations))

    def with_names(self, names: Mapping[str, Any]) -> Tally:
        """Say what readers are shown in the place of attributes and of their values, as `Survey.with_names` does.

        Parameters
        ----------
        names
            For each attribute to be named, its name, or one by language, and under ``"values"`` those of its values.

        Raises
        ------
        ServgapError
            If an attribute or a language is not known, a value is likely to be misspelt, a name is empty, or in some
            language two attributes, or two values of one, would be called the same.
        """
        from servgap.survey.reading.given_names import names_given

        return replace(self, names=names_given(self, names))

    def joined(self, by: tuple[str, ...]) -> tuple[tuple[tuple[str, ...], ...], list[tuple[str, ...]]]:
        """Give the groups by some of the attributes tallied by, in order, and that of each group now.

        Raises
        ------
        ServgapError
            If the tally is not by one of them.
        """
        for name in by:
            if name not in self.by:
                raise errors.not_tallied_by(name, self.by)
        places = [self.by.index(name) for name in by]
        labels = [tuple(cell[place] for place in places) for cell in self.cells]
        return tuple(sorted(set(labels))), labels

    def only(self, kept: Sequence[bool], reason: str) -> Tally:
        """Leave groups out, and enter their respondents in the ledger.

        Products that are pooled over the groups cannot be taken apart, so they go too.
        """
        mask = np.array(kept, dtype=bool)
        if mask.all():
            return self
        cells = tuple(cell for cell, keep in zip(self.cells, mask, strict=True) if keep)
        return replace(
            self,
            cells=cells,
            respondents=self.respondents[mask],
            absences=self.absences[mask],
            pairs=tuple(selected(pair if self.per_group else pair.without_wide(), mask) for pair in self.pairs),
            measures=self._of_measures(lambda each: selected(each if self.per_group else each.without_wide(), mask)),
            outcomes=self._of_outcomes(lambda each: selected(each if self.per_group else each.without_wide(), mask)),
            zones=selected(self.zones if self.per_group else self.zones and self.zones.without_wide(), mask),
            ledger=self.ledger.left_out(reason, int(self.respondents[~mask].sum())),
            invitations=self.invitations and self.invitations.only(self.by, self.cells, kept),
        )

    def suppress(self, minimum: int = 10, *, profile: str = "complementary", language: str | None = None) -> Tally:
        """Leave out the groups of fewer respondents, and others from which their figures could be worked out.

        Parameters
        ----------
        minimum
            The least number of respondents that is kept of a group.
        profile
            ``"complementary"`` as said. ``"primary"`` leaves out these groups alone, which totals that are known from
            elsewhere then give away. ``"merged"`` keeps the respondents of all groups left out, as one group.
        language
            In which that one group is named; default: its own.

        Returns
        -------
        Tally
            Of the groups that may be shown, even beside figures of everybody; the ledger enters the others'
            respondents. Respondents without a value belong to no group and are left out too.

        Raises
        ------
        ServgapError
            If `minimum` is no whole number of 1 or more, the profile is not one of these, no group may be shown, or
            groups by several attributes are to be merged.

        Notes
        -----
        A total beside its parts gives away a part that is missing. So those left out are always at least two groups of
        together `minimum` respondents, and their answers leave the mean of each small one open by more than one scale
        point, for every item and score, to whoever knows all these answers but not whose they are: own convention.

        Examples
        --------
        >>> import servgap as sg
        >>> survey = sg.read_survey("data/samples/hotline_2026.csv", attributes=["branch", "quarter"])
        >>> tally = survey.where(quarter="2026Q3").tally(by="branch")
        >>> [(cell[0], int(n)) for cell, n in zip(tally.cells, tally.respondents)]
        [('Airport', 34), ('Central', 70), ('East', 62), ('North', 85), ('South', 68), ('West', 55)]
        >>> [cell[0] for cell in tally.suppress(40).cells]
        ['Central', 'North', 'South']
        >>> merged = tally.suppress(40, profile="merged")
        >>> [(cell[0], int(n)) for cell, n in zip(merged.cells, merged.respondents)]
        [('Central', 70), ('North', 85), ('Others (3 groups)', 151), ('South', 68)]
        """
        from servgap.survey.disclosure import suppressed
        from servgap.survey.disclosure_profile import profile_of

        if isinstance(minimum, bool) or not isinstance(minimum, int) or minimum < 1:
            raise report_errors.minimum_unusable(minimum)
        return suppressed(self, minimum, profile_of(profile), language_of(language or self.language))

    @property
    def has_item_tables(self) -> bool:
        """Whether tables of pairs of items were counted (``tally(pairs=True)``); a sum has them if all its parts do."""
        return self.pairs[0].item_tables is not None

    @property
    def per_group(self) -> bool:
        """Whether the products of all items with all items are kept for each group, or pooled over them."""
        return len(self.pairs[0].complete_second) == len(self.cells)

    def _place(
        self, by: tuple[str, ...], cells: tuple[tuple[str, ...], ...], labels: Sequence[tuple[str, ...]]
    ) -> Tally:
        if cells == self.cells and by == self.by and list(labels) == list(cells):
            return self
        place = {cell: number for number, cell in enumerate(cells)}
        cell_of = np.array([place[label] for label in labels], dtype=np.int64)
        return replace(
            self,
            by=by,
            cells=cells,
            respondents=np.bincount(cell_of, weights=self.respondents, minlength=len(cells)).astype(np.int64),
            absences=regrouped(self.absences, cell_of, len(cells)),
            pairs=tuple(pair.regroup(cell_of, len(cells)) for pair in self.pairs),
            measures=self._of_measures(lambda each: each.regroup(cell_of, len(cells))),
            zones=self.zones and self.zones.regroup(cell_of, len(cells)),
            outcomes=self._of_outcomes(lambda each: each.regroup(cell_of, len(cells))),
            orders={name: order for name, order in self.orders.items() if name in by},
            invitations=self.invitations and self.invitations.groups(by),
        )

    def _of_measures(self, change: Callable[[MeasureCounts], MeasureCounts]) -> dict[Measure, MeasureCounts]:
        return {measure: change(counts) for measure, counts in self.measures.items()}

    def _of_outcomes(self, change: Callable[[OutcomeCounts], OutcomeCounts]) -> dict[Explained, OutcomeCounts]:
        return {explained: change(counts) for explained, counts in self.outcomes.items()}

    def __add__(self, other: Tally) -> Tally:
        if not isinstance(other, Tally):
            return NotImplemented
        self._addable(other)
        cells = tuple(sorted({*self.cells, *other.cells}))
        one = self._place(self.by, cells, self.cells)
        two = other._place(other.by, cells, other.cells)
        one, two = _pool_alike(*_held_alike(one, two))
        added = replace(
            one,
            instrument=two.instrument,
            respondents=one.respondents + two.respondents,
            absences=one.absences + two.absences,
            pairs=tuple(a + b for a, b in zip(one.pairs, two.pairs, strict=True)),
            measures={
                each: counts + two.measures[each] for each, counts in one.measures.items() if each in two.measures
            },
            zones=one.zones + two.zones if one.zones and two.zones else None,
            outcomes={
                each: counts + two.outcomes[each] for each, counts in one.outcomes.items() if each in two.outcomes
            },
            ledger=one.ledger + two.ledger,
            weighted=one.weighted or two.weighted,
            orders=_orders_of_both(one.orders, two.orders),
            invitations=one.invitations + two.invitations if one.invitations and two.invitations else None,
            names=one.names | two.names,
        )
        return _told_apart(added)

    def __radd__(self, other: object) -> Tally:
        if other == 0:  # where sum() starts
            return self
        return NotImplemented

    def _addable(self, other: Tally) -> None:
        differs = difference(self.instrument, other.instrument)
        if differs is not None:
            raise errors.other_instrument(self.instrument.name, other.instrument.name, differs)
        if self.by != other.by:
            raise errors.other_groups(self.by, other.by)
        if self.points_from != other.points_from:
            told = [f"points from {each.points_from or 'nobody'}" for each in (self, other)]
            raise errors.other_instrument(self.instrument.name, other.instrument.name, " and ".join(told))

    def save(self, path: str | PathLike[str]) -> None:
        """Write the tally to a file that `load` reads back equal; no pickle is in it.

        Parameters
        ----------
        path
            Where to write it; an existing file is replaced only once the new one is complete.
        """
        from servgap.survey.tally_file import save

        save(self, path)

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Tally:
        """Read a tally from a file that `save` wrote.

        Raises
        ------
        ServgapError
            If the file is not a tally, is damaged, or was written by a later version.
        """
        from servgap.survey.tally_file import load

        return load(path)

    def __repr__(self) -> str:
        n, by = written(str, self.n), joined((named(self.names.attribute(name)) for name in self.by), "series")
        case = "grouped" if self.by else "whole"
        told = say("card.tally", case=case, name=self.instrument.name, n=n, groups=len(self.cells), by=by)
        return language_of(self.language).tell(told)


def _told_apart(tally: Tally) -> Tally:
    """Refuse groups that are new under a name that another has."""
    if tally.names:
        from servgap.survey.reading.given_names import check_apart, labels_of

        named = [name for name in tally.by if name in tally.names.values]
        check_apart(tally.names, {name: labels_of(tally, name) for name in named}, tally.by)
    return tally


def _orders_of_both(one: Mapping[str, tuple[str, ...]], two: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """Give the orders in which both tallies have their labels: the longer one, where the other is a part of it."""
    both = {}
    for name in [name for name in one if name in two]:
        longer, shorter = sorted((one[name], two[name]), key=len, reverse=True)
        if tuple(label for label in longer if label in set(shorter)) == shorter:
            both[name] = longer
    return both


def _held_alike(one: Tally, two: Tally) -> tuple[Tally, Tally]:
    """Enter what the catalogues of two tallies say otherwise, and leave out what is held against other targets."""
    if one.instrument == two.instrument:
        return one, two
    ledger = two.ledger
    if items := reworded(one.instrument, two.instrument):
        ledger += Ledger(0).understood("reworded", 0, {"items": items})
    if not same_targets(one.instrument, two.instrument):
        held = [*one.measures, *two.measures, *(each.measure for each in (*one.outcomes, *two.outcomes))]
        if of_targets(held):
            ledger += Ledger(0).understood("other_targets")
        one, two = _without_targets(one), _without_targets(two)
    return one, replace(two, ledger=ledger)


def _without_targets(tally: Tally) -> Tally:
    return replace(
        tally,
        measures={each: counts for each, counts in tally.measures.items() if not of_targets([each])},
        outcomes={each: counts for each, counts in tally.outcomes.items() if not of_targets([each.measure])},
    )


def _pool_alike(one: Tally, two: Tally) -> tuple[Tally, Tally]:
    """Pool the wide products of both where only one of two tallies has them for each group."""
    if one.per_group == two.per_group:
        return one, two
    return _pooled(one), _pooled(two)


def _pooled(tally: Tally) -> Tally:
    measures = {measure: counts.pooled() for measure, counts in tally.measures.items()}
    return replace(
        tally,
        pairs=tuple(pair.pooled() for pair in tally.pairs),
        measures=measures,
        zones=tally.zones and tally.zones.pooled(),
        outcomes={explained: counts.pooled() for explained, counts in tally.outcomes.items()},
    )


def score_unit(instrument: Instrument, levels: int | None = None) -> int | None:
    """Give the common denominator of all dimension scores, or None where exact integers would grow too large.

    Parameters
    ----------
    instrument
        The questionnaire.
    levels
        The levels of what is scored; those of the answers unless told.
    """
    levels = instrument.scale.levels if levels is None else levels
    largest = max(len(dimension.items) for dimension in instrument.dimensions)
    unit = reduce(np.lcm, range(1, largest + 1), 1)
    return int(unit) if unit * (levels - 1) * len(instrument.dimensions) <= MOST_EXACT else None
