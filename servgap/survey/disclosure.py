"""Which groups a report must not show, so that no figure of a small one can be worked out from what it shows.

A total beside its parts gives away a part that is left out. So the groups that are left out are always at least two,
have together the least number of respondents, and their answers are so far apart that even somebody who knew them all,
but not whose they are, could not tell a small group's mean to within one scale point. Whatever a report prints of the
others and of everybody, with however many digits, tells no more than these answers.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from servgap.errors import reports as report_errors
from servgap.errors import surveys as errors
from servgap.language import Language, say
from servgap.survey.counts import Integers
from servgap.survey.disclosure_profile import COMPLEMENTARY, Profile
from servgap.survey.measures.measured_answers import lattice_of
from servgap.survey.tally import Tally

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Grouping = tuple[str, ...]

WITHIN = 1.0
"""Scale points to which the mean of a small group must not be known."""
MOST_EQUATIONS = 600
"""Groups shown under several attributes up to which it is worked out what they tell together."""
SURE = 1e-9


@dataclass(frozen=True)
class _Answers:
    """The distribution of one quantity (an item's part, gap or other measure, a score) in each group.

    Parameters
    ----------
    cell, value, count
        An entry for each group and value that occurs in it.
    low, high
        The least and the greatest value that there may be.
    within
        To what a small group's mean must not be known.
    """

    cell: Integers
    value: Floats
    count: Integers
    low: float
    high: float
    within: float = WITHIN

    def of(self, cells: Mask) -> tuple[Floats, Integers]:
        """Give the values in some groups together, ascending, and how often each occurs."""
        inside = cells[self.cell]
        order = np.argsort(self.value[inside], kind="stable")
        return self.value[inside][order], self.count[inside][order]


def hidden_groups(
    tally: Tally,
    groupings: Sequence[Grouping],
    minimum: int,
    *,
    total: bool = True,
    profile: Profile = COMPLEMENTARY,
) -> Mapping[Grouping, frozenset[Grouping]]:
    """Find the groups of each grouping that must not be shown.

    Parameters
    ----------
    tally
        The counts by all attributes that occur in the groupings.
    groupings
        For each table of groups the attributes that make them; all of these tables are shown.
    minimum
        The least number of respondents that is shown of a group.
    total
        Whether figures of everybody are shown too.
    profile
        Whether others are hidden with the small ones, and whether those that are hidden are shown together.

    Returns
    -------
    mapping
        For each grouping the labels of the groups that are not to be shown; those without a value are never shown.

    Notes
    -----
    Groups of fewer than `minimum` are hidden, and with them the next smallest, until in every sum of which they are
    part the hidden ones are two and `minimum` respondents, and no small one's mean is told to within one scale point by
    all their answers. Under several attributes, groups are hidden on until no small one is a linear combination of what
    is shown. A group that was hidden for the sake of others is large enough to be shown, and may be guessed.

    Where the hidden groups are shown together, all of this holds of them alone, without those who have no value.

    Respondents without a value of an attribute are nobody's group: no figure of theirs is protected, but as they are
    not shown they make it harder to work out those of others.
    """
    asked = [grouping for grouping in dict.fromkeys(groupings) if grouping]
    counted = {grouping: tally.groups(grouping) for grouping in asked}
    summed = profile.complements and (total or profile.pooled or len(asked) > 1)
    hidden = {
        grouping: _hidden_of_one(each, minimum, summed=summed, pooled=profile.pooled)
        for grouping, each in counted.items()
    }
    if len(asked) > 1 and profile.complements:
        _hide_what_follows(tally, counted, hidden, minimum, pooled=profile.pooled)
    return {
        grouping: frozenset(cell for cell, out in zip(each.cells, hidden[grouping], strict=True) if out)
        for grouping, each in counted.items()
    }


def suppressed(tally: Tally, minimum: int, profile: Profile, language: Language) -> Tally:
    """Leave out the groups of a tally that must not be shown, or put them together as one.

    Parameters
    ----------
    tally
        The counts by the attributes whose groups are to be shown.
    minimum
        The least number of respondents that is shown of a group.
    profile
        What is done about the others.
    language
        In which groups are named that are put together.

    Raises
    ------
    ServgapError
        If none may be shown, or the profile is not for tallies.
    """
    if profile.rounds:
        raise report_errors.tally_not_rounded(profile.name)
    if profile.pooled and len(tally.by) > 1:
        raise report_errors.tally_not_merged(tally.by)
    hidden = hidden_groups(tally, [tally.by], minimum, profile=profile).get(tally.by, frozenset())
    if hidden >= set(tally.cells):
        raise errors.nothing_to_show(minimum, len(tally.cells))
    pooled = [cell for cell in tally.cells if cell in hidden and all(cell)] if profile.pooled else []
    kept = tally.only([cell not in hidden or cell in pooled for cell in tally.cells], "small_groups")
    if not pooled:
        return kept
    label = others_named(len(pooled), {cell[0] for cell in tally.cells}, language, tally.names.shown(tally.by[0]))
    return kept.renamed(tally.by[0], {cell[0]: label for cell in pooled})


def others_named(n: int, known: Container[str], language: Language, shown: Container[str] = frozenset()) -> str:
    """Name so many groups that are shown as one, otherwise than any group is labelled or shown."""
    label = language.tell(say("report.together", n=n))
    while label in known or label in shown:
        label += "*"
    return label


def _named(tally: Tally) -> Mask:
    return np.array([all(cell) for cell in tally.cells], dtype=bool)


def _small(tally: Tally, minimum: int) -> Mask:
    small: Mask = (tally.respondents > 0) & (tally.respondents < minimum) & _named(tally)
    return small


def _hidden_of_one(tally: Tally, minimum: int, *, summed: bool, pooled: bool) -> Mask:
    """Hide groups of one grouping: the small ones, and in every sum with one of them enough others."""
    n, small = tally.respondents, _small(tally, minimum)
    hidden: Mask = small | ~_named(tally)
    among = _named(tally) if pooled else np.ones_like(small)
    if not (small.any() and summed):
        return hidden
    answers = list(_quantities(tally))
    lines = [line for line in _lines(tally.cells) if (small & line).any()]
    changed = True
    while changed:
        changed = False
        for line in lines:
            while not _safe(answers, n, hidden & line & among, small & line, line, minimum):
                shown = np.flatnonzero(line & ~hidden)
                if not len(shown):
                    break
                hidden[shown[np.argmin(n[shown])]] = changed = True  # of equal ones the first: the labels ascend
    return hidden


def _lines(cells: Sequence[Grouping]) -> list[Mask]:
    """List the sums that are shown beside the groups: for each attribute, groups that differ in nothing else."""
    lines = []
    for at in range(len(cells[0])):
        rests = [(*cell[:at], *cell[at + 1 :]) for cell in cells]
        place = {rest: number for number, rest in enumerate(dict.fromkeys(rests))}
        line_of = np.array([place[rest] for rest in rests])
        lines += [line_of == number for number in range(len(place))]
    return lines


def _safe(answers: Sequence[_Answers], n: Integers, hidden: Mask, small: Mask, line: Mask, minimum: int) -> bool:
    if n[hidden].sum() < minimum:  # so that they are two at least: a small one has fewer
        return False
    return all(_untold(each, hidden, small, line) for each in answers)


def _untold(answers: _Answers, hidden: Mask, small: Mask, line: Mask) -> bool:
    """Tell whether all answers of the hidden groups leave every small one's mean open by more than a scale point.

    Where the mean and the spread of all groups do not either, hiding more would not help: the total itself tells it.
    """
    sizes = np.bincount(answers.cell, weights=answers.count, minlength=len(small))[small]
    together, everybody, within = answers.of(hidden), answers.of(line), answers.within + SURE
    return all(
        _room(*together, int(size)) > within or _width(answers, *everybody, int(size)) <= within
        for size in np.unique(sizes[sizes > 0])
    )


def _room(value: Floats, count: Integers, size: int) -> float:
    """Give the difference of means between the highest and the lowest so many answers."""
    return _mean_of_first(value[::-1], count[::-1], size) - _mean_of_first(value, count, size)


def _width(answers: _Answers, value: Floats, count: Integers, size: int) -> float:
    """Give the width of the means that so many of some answers may have, given the mean and the spread of all."""
    n = int(count.sum())
    mean = float(value @ count) / n
    reach = float(np.sqrt(np.square(value - mean) @ count / n * (n - size) / size))
    others = (n - size) / size
    highest = min(answers.high, mean + reach, mean + others * (mean - answers.low))
    lowest = max(answers.low, mean - reach, mean - others * (answers.high - mean))
    return highest - lowest


def _mean_of_first(value: Floats, count: Integers, size: int) -> float:
    taken = np.clip(size - (np.cumsum(count) - count), 0, count)
    return float(value @ taken) / size


def _quantities(tally: Tally) -> Iterator[_Answers]:
    """Give the answers to every item, in each part and as gaps, and the scores of dimensions, of every group."""
    scale = tally.instrument.scale
    step, far = scale.step, (scale.levels - 1) * scale.step
    for pair in tally.pairs:
        cell, item, first, second = pair.joint.axes()
        both = (first > 0) & (second > 0)
        for values, there, low in (
            (first - 1, first > 0, 0),
            (second - 1, second > 0, 0),
            (second - first, both, -far),
        ):
            for one in np.unique(item[there]):
                taken = there & (item == one)
                yield _Answers(cell[taken], values[taken] * step, pair.joint.count[taken], low, far)
        cell, dimension, first, second, pairs = pair.sums.axes()
        for sums, low in ((first, 0), (second, 0), (second - first, -far)):
            for one in np.unique(dimension[pairs > 0]):
                taken = (pairs > 0) & (dimension == one)
                yield _Answers(cell[taken], sums[taken] / pairs[taken] * step, pair.sums.count[taken], low, far)
    yield from _measured(tally)


def _measured(tally: Tally) -> Iterator[_Answers]:
    """Give the values of items and the scores of dimensions that a tally holds of measures, a part alone among them.

    What a scale point is to the scale, the same share of its own width is to a measure, such as a share of customers.
    """
    for measure, counts in tally.measures.items():
        lattice = lattice_of(tally.instrument, measure)
        step, width = lattice.step, (lattice.levels - 1) * lattice.step
        held = measure.is_share or measure.index
        within = WITHIN * width / tally.instrument.scale.width if held else WITHIN
        cell, item, code = counts.values.axes()
        for one in np.unique(item[code > 0]):
            taken = (code > 0) & (item == one)
            yield _Answers(cell[taken], (code[taken] - 1) * step, counts.values.count[taken], 0.0, width, within)
        cell, dimension, sums, n = counts.sums.axes()
        for one in np.unique(dimension[n > 0]):
            taken = (n > 0) & (dimension == one)
            yield _Answers(cell[taken], sums[taken] / n[taken] * step, counts.sums.count[taken], 0.0, width, within)


def _hide_what_follows(
    tally: Tally, counted: Mapping[Grouping, Tally], hidden: dict[Grouping, Mask], minimum: int, *, pooled: bool
) -> None:
    """Hide groups until no small one follows from what is shown under all groupings together."""
    members = {grouping: _members(tally, grouping, each.cells) for grouping, each in counted.items()}
    small = {grouping: _small(each, minimum) for grouping, each in counted.items()}
    named = {grouping: _named(each) for grouping, each in counted.items() if pooled}
    if sum(map(len, members.values())) > MOST_EQUATIONS:
        first = next((grouping for grouping in counted if small[grouping].any()), None)
        for grouping in hidden:  # too many to see what they tell: one grouping is shown, and no other
            hidden[grouping] |= first is not None and grouping != first
        return
    while (told := _first_told(members, hidden, small, named)) is not None:
        shown = [
            (int(each.respondents[place]), grouping != told, number, place)
            for number, (grouping, each) in enumerate(counted.items())
            for place in map(int, np.flatnonzero(~hidden[grouping]))
        ]
        if not shown:
            return
        _, _, number, place = min(shown)
        hidden[list(counted)[number]][place] = True


def _members(tally: Tally, grouping: Grouping, cells: Sequence[Grouping]) -> NDArray[np.float64]:
    """Say of each group which of the finest cells belong to it."""
    places = [tally.by.index(name) for name in grouping]
    number = {cell: row for row, cell in enumerate(cells)}
    found = np.zeros((len(cells), len(tally.cells)))
    for column, cell in enumerate(tally.cells):
        found[number[tuple(cell[place] for place in places)], column] = 1.0
    return found


def _first_told(
    members: Mapping[Grouping, Floats],
    hidden: Mapping[Grouping, Mask],
    small: Mapping[Grouping, Mask],
    pooled: Mapping[Grouping, Mask],
) -> Grouping | None:
    """Give a grouping of which a small group is a combination of the groups shown, those pooled and everybody."""
    wanted = [grouping for grouping in members if small[grouping].any()]
    if not wanted:
        return None
    rows = [members[grouping][~hidden[grouping]] for grouping in members]
    rows += [
        members[grouping][hidden[grouping] & named].sum(axis=0, keepdims=True) for grouping, named in pooled.items()
    ]
    everybody = np.ones((1, rows[0].shape[1]))
    _, singular, basis = np.linalg.svd(np.vstack([*rows, everybody]), full_matrices=False)
    basis = basis[singular > SURE * singular[0]]
    for grouping in wanted:
        target = members[grouping][small[grouping]]
        left = target - (target @ basis.T) @ basis
        if (np.square(left).sum(axis=1) <= SURE * np.square(target).sum(axis=1)).any():
            return grouping
    return None
