"""Labels turned into levels: the whole set that was found, in one order, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise

from servgap.errors import reading as errors
from servgap.errors.reading import Places
from servgap.survey.reading.answers.label_sets import LabelSet, Sets, label_sets
from servgap.survey.reading.answers.label_sets.kano import FAMILY as KANO
from servgap.survey.reading.answers.tokens import ANSWER_CODE
from servgap.survey.reading.folding import fold_label
from servgap.survey.scale import Scale

#: Shorter labels are near to many words.
SHORTEST = 3
#: The share of all cells that slips have at most.
RARE = 0.1
Where = Callable[[Collection[str]], Places]


@dataclass(frozen=True)
class Fit:
    """A set that holds all labels found, and the level (0 the lowest) that it gives each."""

    family: str
    levels: int
    place: Mapping[str, int]

    @property
    def complete(self) -> bool:
        """Whether every level of the set was found."""
        return len(set(self.place.values())) == self.levels


def fits(found: Collection[str], levels: int | None = None, *, sets: Sets | None = None) -> list[Fit]:
    """Find the sets that hold all labels, each on a level of its own; orders that agree on these labels once only."""
    distinct: dict[tuple[object, ...], Fit] = {}
    for candidate in label_sets() if sets is None else sets:
        if levels is not None and len(candidate.levels) != levels:
            continue
        fit = _fit(candidate, found)
        if fit is not None:
            order = tuple(sorted(fit.place.items()))
            distinct.setdefault((len(candidate.levels), order, candidate.family), fit)
    return list(distinct.values())


def is_known(label: str, scale: Scale | None = None, *, sets: Sets | None = None) -> bool:
    """Whether a label stands in any known set, or is the name of one of the scale's ends."""
    known = label_sets() if sets is None else sets
    return (scale is not None and label in end_labels(scale)) or any(label in each.place for each in known)


def _fit(candidate: LabelSet, found: Collection[str]) -> Fit | None:
    place = candidate.place
    if not found or not all(label in place for label in found):
        return None
    if candidate.needs and candidate.needs.isdisjoint(found):
        return None
    taken = {label: place[label] for label in found}
    apart = candidate.unmistakable or len(set(taken.values())) == len(taken)
    return Fit(candidate.family, len(candidate.levels), taken) if apart else None


def resolve(found: Mapping[str, str], scale: Scale, where: Where, sets: Sets) -> Fit:
    """Give every label its level on the scale.

    Parameters
    ----------
    found
        All distinct labels of all answer columns, folded, and how each is written in the source.
    scale
        The instrument's scale; the set must have as many levels.
    where
        Says in which places some labels stand, for the message.
    sets
        The sets that the labels may be of.

    Raises
    ------
    ServgapError
        If no known set holds all of them, or several do with different orders, or the set has another number of levels.
    """
    written = sorted(found.values())
    candidates = fits(found, scale.levels, sets=sets)
    others = [fit for fit in fits(found, sets=sets) if fit.levels != scale.levels]
    complete = [fit for fit in others if fit.complete]
    orders = {tuple(sorted(fit.place.items())): fit for fit in candidates}
    if complete or (others and not candidates):
        own = values_of(candidates[0], scale) if len(orders) == 1 else None
        raise errors.label_size(written, (complete or others)[0].levels, scale.levels, str(scale), own)
    if len(orders) > 1:
        raise errors.label_orders(written, [values_of(fit, scale) for fit in orders.values()])
    if candidates:
        return candidates[0]
    ends = end_labels(scale)
    if all(label in ends for label in found):
        return Fit("scale", scale.levels, {label: ends[label] for label in found})
    raise _not_understood(found, scale, where, found, sets)


def values_of(fit: Fit, scale: Scale) -> dict[str, float]:
    """Give each label that was found its value on the scale, lowest first."""
    return {label: float(scale.values[level]) for label, level in sorted(fit.place.items(), key=lambda pair: pair[1])}


def _not_understood(
    labels: Mapping[str, str], scale: Scale, where: Where, every: Mapping[str, str], sets: Sets
) -> Exception:
    """Say which labels are not known, and write the mapping to fill in, or the one that a misspelling means."""
    best = max(sets, key=lambda known: (sum(label in known.place for label in labels), len(known.levels)))
    known_words = {word for known in sets for word in known.place}
    covered = any(label in best.place for label in labels)
    unknown = sorted(label for label in labels if label not in known_words)
    words = sorted(best.place) if covered else sorted(known_words)
    near = {label: word for label in unknown if len(label) > SHORTEST for word in get_close_matches(label, words, n=1)}
    meant = _meant(labels, near, scale, sets)
    strays = list(near) if meant else _strays(labels, scale, where, sets)
    if strays is None and not unknown:
        return errors.labels_of_no_set(sorted(labels.values()), where(labels))
    proposed: dict[str, float | None]
    if strays is None:
        proposed = dict.fromkeys(sorted({**every, **labels}.values()))
    elif meant and not _settled([label for label in labels if label not in near], scale, sets):
        proposed = {labels[label]: value for label, value in meant.items()}
    else:
        proposed = {labels[label]: meant.get(label) for label in strays}
    named = sorted(unknown if strays is None else strays)
    return errors.unknown_labels(
        *([labels[label] for label in named], list(dict.fromkeys(near.values())), where(named), str(scale)), proposed
    )


def _strays(labels: Mapping[str, str], scale: Scale, where: Where, sets: Sets) -> list[str] | None:
    """Find the few labels without which the others are one whole set; None if there are none such.

    They must be the rarest by far: of two sets that are mixed, neither is a slip.
    """
    often = {label: where([label]).count for label in labels}
    rarest = sorted(labels, key=lambda label: (often[label], label))
    for count in range(1, len(labels)):
        few, rest = rarest[:count], rarest[count:]
        if sum(often[label] for label in few) > RARE * sum(often.values()):
            return None
        if _settled(rest, scale, sets):
            return few
    return None


def _settled(labels: Collection[str], scale: Scale, sets: Sets) -> bool:
    """Tell whether labels are one known set of as many levels as the scale has, in one order."""
    orders = {tuple(sorted(fit.place.items())) for fit in fits(labels, scale.levels, sets=sets)}
    others = (fit for fit in fits(labels, sets=sets) if fit.levels != scale.levels)
    return len(orders) == 1 and not any(fit.complete for fit in others)


def _meant(labels: Collection[str], near: Mapping[str, str], scale: Scale, sets: Sets) -> dict[str, float]:
    """Say which values labels would have, if those misspelt were the words that they are near to; none if in doubt."""
    mended = {label: near.get(label, label) for label in labels}
    known = fits(mended.values(), scale.levels, sets=sets) if near else []
    orders = {tuple(sorted(fit.place.items())): fit for fit in known}
    if len(orders) != 1:
        return {}
    (fit,) = orders.values()
    values = {label: float(scale.values[fit.place[word]]) for label, word in mended.items()}
    return dict(sorted(values.items(), key=lambda pair: pair[1]))


def end_labels(scale: Scale) -> dict[str, int]:
    """Map the names of the scale's own ends, in every language, to their level."""
    ends = ((scale.low_label, 0), (scale.high_label, scale.levels - 1))
    return {fold_label(word): level for text, level in ends if text is not None for word in text.all}


def levels_of_codes(found: Collection[str], scale: Scale) -> dict[str, int]:
    """Give levels to codes that number the choices, such as A1 to A7; none unless all labels are such codes."""
    read = {label: ANSWER_CODE.fullmatch(label) for label in found}
    codes = {label: code for label, code in read.items() if code is not None}
    levels = {label: int(code[2]) - 1 for label, code in codes.items()}
    numbered_alike = len(codes) == len(found) and len({code[1] for code in codes.values()}) == 1
    if not numbered_alike or scale.low != 1 or scale.step != 1:
        return {}
    return levels if set(levels.values()) <= set(range(scale.levels)) else {}


def level_of_ends(
    found: Mapping[str, str], scale: Scale, where: Where, part: str, every: Mapping[str, str], sets: Sets
) -> dict[str, int]:
    """Give levels to labels that stand beside numbers: only the ends of the scale are unmistakable there."""
    ends = end_labels(scale)
    if all(label in ends for label in found):
        return {label: ends[label] for label in found}
    orders = {tuple(sorted(fit.place.items())) for fit in fits(found, scale.levels, sets=sets)}
    if len(orders) == 1:
        place = dict(next(iter(orders)))
        if set(place.values()) <= {0, scale.levels - 1}:
            return place
    known_words = {word for known in sets for word in known.place}
    if all(label in known_words for label in found):
        raise errors.labels_and_numbers(part, sorted(found.values()), where(found))
    raise _not_understood(found, scale, where, every, sets)


def check_families(labels: Mapping[str, Collection[str]], sets: Sets) -> None:
    """Refuse parts whose labels speak of different things, such as importance and agreement."""
    families = {part: {fit.family for fit in fits(found, sets=sets)} for part, found in labels.items() if found}
    known = {part: names for part, names in families.items() if names}
    if len(known) > 1 and not set.intersection(*known.values()):
        raise errors.label_families({part: " or ".join(sorted(names)) for part, names in known.items()})


def check_sizes(worded: Mapping[str, Mapping[str, str]], scale: Scale, sets: Sets) -> None:
    """Refuse a part whose labels are all those of a shorter or longer set, though with another part's they fit."""
    for found in worded.values():
        complete = [fit for fit in fits(found, sets=sets) if fit.levels != scale.levels and fit.complete]
        if complete and len(found) > 2:
            candidates = {tuple(sorted(fit.place.items())): fit for fit in fits(found, scale.levels, sets=sets)}
            own = values_of(next(iter(candidates.values())), scale) if len(candidates) == 1 else None
            raise errors.label_size(sorted(found.values()), complete[0].levels, scale.levels, str(scale), own)


def check_direction(numbers: Mapping[str, float], sets: Sets) -> None:
    """Refuse numbers that run against the order of the labels written beside them."""
    known = fits(numbers, sets=sets)
    if len(numbers) < 2 or not known or any(_rising(fit, numbers) for fit in known):
        return
    ordered = sorted(known[0].place, key=lambda label: known[0].place[label])
    low, high = (f"{numbers[label]:g} = {label}" for label in (ordered[0], ordered[-1]))
    if known[0].family == KANO:
        raise errors.feelings_upside_down(low, high, {label: known[0].place[label] + 1.0 for label in ordered})
    raise errors.labels_upside_down(low, high)


def _rising(fit: Fit, numbers: Mapping[str, float]) -> bool:
    ordered = sorted(fit.place, key=lambda label: fit.place[label])
    return all(numbers[low] < numbers[high] for low, high in pairwise(ordered))
