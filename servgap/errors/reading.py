"""What can be wrong with the answers of a source: numbers off the scale, labels, points, weights, long data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from servgap.errors import ServgapError, first_places


@dataclass(frozen=True)
class Places:
    """Where something was found: how often, and the first of the places."""

    count: int
    first: tuple[str, ...]

    def __str__(self) -> str:
        """Name the first places and count the rest."""
        more = self.count - len(self.first)
        return ", ".join(self.first) + (f" and {more} more" if more > 0 else "")


LONGEST_LABEL = 60
#: More and longer texts are no labels of a scale, and no mapping of them would be typed.
MOST_LABELS, LONGEST_TYPED = 25, 200
#: So few strange texts may be words for having no answer.
FEW = 3


def _written(labels: Iterable[str]) -> list[str]:
    """Write labels as they would be typed; one that is a whole paragraph is cut short."""
    cut = (label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1] + "…" for label in labels)
    return [repr(label) for label in cut]


def _answers(count: int, one: str, many: str) -> str:
    return f"1 answer {one}" if count == 1 else f"{count:,} answers {many}"


#: So many answers off the scale are hardly slips: another scale was asked, or the numbers are other codes.
MANY_OFF = 20


def off_scale(places: Places, values: Sequence[float], scale: str, levels: Sequence[float]) -> ServgapError:
    listed = ", ".join(f"{value:g}" for value in values)
    found = f"{_answers(places.count, 'lies', 'lie')} off the {scale} scale: {places}."
    if len(values) == len(levels) > 3 and values[-1] - values[0] == levels[-1] - levels[0]:
        own = ", ".join(f"{value:g}: {level:g}" for value, level in zip(values, levels, strict=True))
        return ServgapError(
            f"{found} If they are the scale's own answers under other numbers, pass labels={{{own}}}; "
            "if another scale was asked, give the instrument that scale."
        )
    if places.count >= MANY_OFF:
        return ServgapError(
            f"{found} If another scale was asked, give the instrument that scale; if they stand for no answer, pass "
            f"missing=[{listed}]. Otherwise fix the file."
        )
    return ServgapError(f"{found} Fix the file, or pass missing=[{listed}].")


def between_steps(places: Places, scale: str, step: float) -> ServgapError:
    return ServgapError(
        f"{_answers(places.count, 'lies', 'lie')} between the steps of the {scale} scale, whose step is {step:g}: "
        f"{places}. Fix the file, or give the instrument a scale with a finer step, such as Scale(..., step=0.5)."
    )


def not_answers(header: str, held: str, row: str) -> ServgapError:
    return ServgapError(
        f"Answers are numbers or texts; the column {header!r} holds {held} (first in {row}). "
        "Name another column, or turn it into numbers before reading."
    )


def unknown_labels(
    labels: Sequence[str],
    near: Sequence[str],
    places: Places,
    scale: str,
    values: Mapping[str, float | None],
) -> ServgapError:
    hint = f" Did you mean {' or '.join(repr(word) for word in near)}?" if near else ""
    found = (
        f"Answers are numbers on the {scale} scale or labels of one known set; "
        f"found {first_places(_written(labels))}: {places}.{hint}"
    )
    if len(values) > MOST_LABELS or max(map(len, values)) > LONGEST_TYPED:
        return ServgapError(
            f"{found} {len(values):,} different texts are no labels of a scale: name other columns, or fix the file."
        )
    fill = ", with the value of each on the scale" if None in values.values() else ""
    none = f", or missing=[{', '.join(map(repr, labels))}] for no answer" if len(labels) <= FEW else ""
    return ServgapError(f"{found} Fix the file, or pass {_mapping(values, values)}{fill}{none}.")


def _value(value: float | None) -> str:
    return "..." if value is None else f"{value:g}"


def _mapping(labels: Iterable[str], values: Mapping[str, float | None] | None = None) -> str:
    """Write the mapping to start from, every label in it as it would be typed."""
    known = values or {}
    return "labels={" + ", ".join(f"{label!r}: {_value(known.get(label))}" for label in labels) + "}"


def label_size(
    labels: Sequence[str], found: int, expected: int, scale: str, own: Mapping[str, float] | None = None
) -> ServgapError:
    told = f"{_mapping(own, own)}, if other levels were offered that nobody chose" if own else _mapping(labels)
    return ServgapError(
        f"The instrument's scale {scale} has {expected} levels; the labels found are those of a set of {found}: "
        f"{first_places(_written(labels), 7)}. Give the instrument a scale of {found} levels, or pass {told}."
    )


def label_orders(labels: Sequence[str], orders: Sequence[Mapping[str, float]]) -> ServgapError:
    shown = "; or ".join(_mapping(order, order) for order in orders[:3])
    return ServgapError(
        f"Labels are read as one whole set in one order; {first_places(_written(labels), 7)} belong to several sets "
        f"whose orders differ. Pass the one that is so: {shown}."
    )


def labels_of_no_set(labels: Sequence[str], places: Places) -> ServgapError:
    return ServgapError(
        f"Labels are read as one whole set in one order; these are known, but not as one set: "
        f"{first_places(_written(labels), 9)} ({places}). Give each of them its place: {_mapping(labels)}."
    )


def label_families(families: Mapping[str, str]) -> ServgapError:
    shown = ", ".join(f"{part} by {family}" for part, family in families.items())
    return ServgapError(
        f"The parts of an item are compared only if they are answered on one scale; their labels speak of different "
        f"things: {shown}. Check the columns; if they are meant to be compared, give each label its value in labels=."
    )


def labels_and_numbers(part: str, labels: Sequence[str], places: Places) -> ServgapError:
    return ServgapError(
        f"The answers to the {part} are expected as numbers or as labels; both were found, and labels that are no "
        f"end of the scale: {first_places(_written(labels))} ({places}). "
        f"Fix the file, or pass {_mapping(labels)}, with the value of each on the scale."
    )


def numbers_among_labels(
    part: str, numbers: Sequence[float], places: Places, on_scale: Sequence[float]
) -> ServgapError:
    listed = ", ".join(f"{value:g}" for value in numbers)
    meant = f", or labels={{{', '.join(f'{v:g}: {v:g}' for v in on_scale)}}} for what they say" if on_scale else ""
    what = "1 is a number" if places.count == 1 else f"{places.count:,} are numbers"
    return ServgapError(
        f"The answers to the {part} are labels; {what}: {places}. Fix the file, or pass missing=[{listed}] for no "
        f"answer{meant}."
    )


def numbered_among_labels(part: str, places: Places, labels: Sequence[str], *, with_number: bool) -> ServgapError:
    others, these = ("without a number", "one with") if with_number else ("with a number each", "one without")
    what = f"1 is {these}" if places.count == 1 else f"{places.count:,} are {these.removeprefix('one ')}"
    return ServgapError(
        f"The answers to the {part} are labels {others}; {what}: {places}. Fix the file, or pass {_mapping(labels)}, "
        "with the value of each on the scale."
    )


def labels_alike(labels: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"Each label has one value; labels= gives several to {' and '.join(map(repr, labels))}, which are read as one "
        "label, for case, blanks and signs at the ends count for nothing. Write them differently in the file."
    )


def labels_disagree(shown: Sequence[str], places: Places) -> ServgapError:
    return ServgapError(
        f"A label that is written with a number goes with one number only, and a number with one label; found "
        f"{first_places(_written(shown), 4)}: {places}. Fix the file, or give each label its value in labels=."
    )


def labels_upside_down(low: str, high: str) -> ServgapError:
    return ServgapError(
        f"The highest number of the scale stands for the best; here {low!r} and {high!r} run the other way, "
        "which would turn every gap round. Pass labels= with the value of each label."
    )


def feelings_upside_down(low: str, high: str, values: Mapping[str, float]) -> ServgapError:
    return ServgapError(
        f"How somebody feels is counted from 1, liking it, to 5, disliking it; here {low!r} and {high!r} run the other "
        f"way. Pass the value of each label: {_mapping(values, values)}."
    )


def value_labels_contradict(header: str, labels: Sequence[str], scale: str) -> ServgapError:
    return ServgapError(
        "Where a file says what its numbers stand for, these labels give the numbers their place on the "
        f"{scale} scale; in {header!r} the two contradict each other: {first_places(labels, 7)}. "
        "Pass labels= with the value of each label, or give the instrument the scale that was used."
    )


def label_values(wrong: Mapping[str, object], scale: str) -> ServgapError:
    shown = ", ".join(f"{label!r}: {value!r}" for label, value in list(wrong.items())[:3])
    return ServgapError(f"labels= gives each label a value on the {scale} scale; found {shown}. Fix these values.")


def labels_no_mapping(found: object) -> ServgapError:
    return ServgapError(
        f"labels= maps each label to its value on the scale, such as labels={{'good': 5, 'poor': 1}}; "
        f"found {type(found).__name__}. Write a mapping."
    )


def missing_unusable(value: object) -> ServgapError:
    return ServgapError(
        f"missing= lists the numbers or texts that stand for no answer, such as missing=[99, 'x']; "
        f"found {value!r}. Fix it."
    )


def absent_unusable(found: object, kinds: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"absent= says what stands for no answer, and why there is none ({', '.join(kinds)}), such as "
        f"absent={{'does_not_apply': [6], 'not_answered': ['?']}}; found {found!r}. Fix it."
    )


def absent_kind(kind: object, kinds: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"absent= knows these reasons for having no answer: {', '.join(kinds)}; found {kind!r}. Name one of these."
    )


def absent_twice(value: object, kinds: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"What stands for no answer has one reason; {value!r} is declared as {' and as '.join(kinds)}, in missing= and "
        "absent= together. Keep one of them."
    )


def points_unreadable(header: str, places: Places) -> ServgapError:
    return ServgapError(
        f"The importance points in {header!r} are numbers out of 100; found {places}. Fix the file, or name other "
        'columns with columns={..., "points": {dimension: header}}.'
    )


def points_never_100(headers: Sequence[str], first: Iterable[float]) -> ServgapError:
    listed = " + ".join(f"{value:g}" for value in first)
    seen = f"the first are {listed}" if listed else "nobody gave them all"
    return ServgapError(
        f"Each respondent's importance points are not negative and sum to 100; those in {first_places(headers, 6)} do "
        f'so for nobody ({seen}). Name other columns, or leave "points" out.'
    )


def weight_unusable(header: str, places: Places) -> ServgapError:
    return ServgapError(
        f"The sampling weight in {header!r} is a number above 0 for every respondent; found {places}. "
        "Fix the file, or leave the weight out."
    )


def respondents_unusable(header: str, what: str, places: Places) -> ServgapError:
    return ServgapError(
        f"Each respondent has a name of his own in {header!r}; {what}: {places}. Fix the file, or leave the "
        "respondent out of columns=, so that rows are named by their number."
    )
