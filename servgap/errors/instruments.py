"""What can be wrong with a questionnaire."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from servgap.errors import ServgapError, first_places


def scale_upside_down(low: float, high: float) -> ServgapError:
    return ServgapError(
        f"A scale runs from its lowest to its highest answer; this one runs from {low:g} to {high:g}. "
        f"Write low = {min(low, high):g} and high = {max(low, high):g}; for items whose high answers mean a poor "
        "service, set reversed = true instead."
    )


def scale_not_numbers(end: str, value: object) -> ServgapError:
    return ServgapError(f"The {end} of a scale is a number, such as 1 or 7; found {value!r}. Write the number.")


def not_a(what: str, expected: str, found: object) -> ServgapError:
    return ServgapError(f"{what} is {expected}; found {found!r}. Make one first, as its docstring shows.")


def not_an_item(dimension: str, found: object) -> ServgapError:
    return not_a(f"An item of the dimension {dimension!r}", "an Item", found)


def scale_step(low: float, high: float, step: float) -> ServgapError:
    return ServgapError(
        f"The ends of a scale lie a whole number of steps apart; {low:g} to {high:g} by {step:g} does not. "
        "Fix the step (1, or 0.5 for a scale by halves) or the ends."
    )


def scale_too_fine(levels: int, most: int) -> ServgapError:
    return ServgapError(
        f"A scale has at most {most} answers to choose from; this one has {levels}. "
        "Give the answers a coarser step before reading them."
    )


def no_dimensions(name: str) -> ServgapError:
    return ServgapError(f"The instrument {name!r} has no dimension. Give it at least one, with its items.")


def empty_dimension(key: str) -> ServgapError:
    return ServgapError(f"The dimension {key!r} has no item. Give it at least one item, or leave the dimension out.")


def duplicate_key(kind: str, keys: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"Every {kind} of an instrument has a key of its own; these stand more than once: {first_places(keys)}. "
        f"Rename the later ones. (Several items may share one standard only if it is described alike each time.)"
    )


def parts_unusable(parts: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"An instrument asks its items in one or more different parts; found {list(parts)!r}. "
        'Write parts = ["expectation", "perception"] for SERVQUAL, ["perception"] for SERVPERF.'
    )


def feelings_beside(parts: Sequence[str]) -> ServgapError:
    return ServgapError(
        "How somebody feels if something is there (functional) and if it is not (dysfunctional) are asked together, "
        f"and nothing else by the same instrument; found the parts {', '.join(parts)}. "
        'Give parts=("functional", "dysfunctional"), and read what else was asked by an instrument of its own.'
    )


def feelings_on_scale(scale: str, levels: int) -> ServgapError:
    return ServgapError(
        f"Functional and dysfunctional questions are answered by {levels} feelings, from 1, liking it, to {levels}, "
        f"disliking it; found the scale {scale}. Give the instrument Scale(1, {levels})."
    )


def feelings_reversed(items: Sequence[str]) -> ServgapError:
    return ServgapError(
        "A functional question asks of what is there, a dysfunctional one of what is not, and neither is mirrored; "
        f"found reversed=True for {first_places(items)}. Leave it out; where the two questions of an item stand the "
        "other way round, say so with columns=."
    )


def points_partial(without: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"Importance points are given for all dimensions or for none; {first_places(without)} has none. "
        "Add its points so that all sum to 100, or remove the others."
    )


def points_total(points: Mapping[str, float]) -> ServgapError:
    listed = ", ".join(f"{key} {value:g}" for key, value in points.items())
    return ServgapError(
        f"The importance points of the dimensions are not negative and sum to 100; these sum to "
        f"{sum(points.values()):g}: {listed}. Change them so that they sum to 100."
    )


def unknown_choice(what: str, value: object, item: str, choices: Iterable[str]) -> ServgapError:
    return ServgapError(
        f"Item {item!r} names the {what} {value!r}, which is not one of {', '.join(choices)}. "
        f"Choose one of these, or leave the {what} out."
    )


def unknown_in_catalogue(what: str, key: str, field: str, value: object, choices: Iterable[str]) -> ServgapError:
    return ServgapError(
        f"The {what} {key!r} of the instrument has the {field} {value!r}, which is not one of {', '.join(choices)}. "
        "Choose one of these."
    )


def unknown_dimension(key: str, item: str, known: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"Item {item!r} belongs to the dimension {key!r}, which the instrument does not have; it has "
        f"{', '.join(known)}. Add the dimension or fix the name."
    )


def not_an_instrument(found: object, known: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"instrument= is the name of a built-in questionnaire ({', '.join(known)}), the path of a TOML file, or an "
        f"Instrument; found {type(found).__name__}. Pass one of these."
    )


def unknown_instrument(name: object, known: Sequence[str]) -> ServgapError:
    near = get_close_matches(str(name), known, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    return ServgapError(
        f"There is no built-in instrument {name!r}.{hint} Built in are {', '.join(known)}; "
        "for a questionnaire of your own pass Instrument.from_toml(path)."
    )


def unknown_circle(name: object, known: Sequence[str]) -> ServgapError:
    near = get_close_matches(str(name), known, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    return ServgapError(
        f"There is no service circle {name!r:.60}.{hint} There are {', '.join(known)}; a circle of your own stands in "
        "the file as tables [[touchpoint]], each with key, name and phase."
    )


def file_unreadable(path: object, why: str) -> ServgapError:
    return ServgapError(f"The instrument file {str(path)!r} cannot be read: {why}. Fix the file or the path.")


def field_missing(path: object, where: str, field: str) -> ServgapError:
    return ServgapError(f"In the instrument file {str(path)!r}, {where} has no {field!r}. Add it.")


def field_unknown(path: object, where: str, field: str, known: Sequence[str]) -> ServgapError:
    near = get_close_matches(field[:60], known, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    return ServgapError(
        f"In the instrument file {str(path)!r}, {where} has a field {field!r:.60} that is not known.{hint} "
        f"Known are {', '.join(known)}."
    )


def field_wrong(path: object, where: str, field: str, value: object, expected: str) -> ServgapError:
    return ServgapError(
        f"In the instrument file {str(path)!r}, {where} has {field} = {value!r:.60}; expected {expected}. Fix it."
    )


def aspect_elsewhere(aspect: str, component: str, named: object, item: str) -> ServgapError:
    return ServgapError(
        f"Item {item!r} names the component {named!r} and the aspect {aspect!r}, which is an aspect of {component}. "
        f"Write component = {component!r}, or another aspect."
    )
