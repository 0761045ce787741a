"""What can be wrong with a measure."""

from __future__ import annotations

from collections.abc import Sequence

from servgap.errors import ServgapError, first_places


def _listed(names: Sequence[str]) -> str:
    return ", ".join(map(repr, names))


def _numbers(answers: Sequence[float]) -> str:
    return ", ".join(f"{each:g}" for each in answers)


def no_measure(found: object, names: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"measure is a Measure or one of the names {_listed(names)}; found {found!r}. "
        'For anything else write one, such as Measure(part="perception", against=5.5).'
    )


def of_feelings(name: str) -> ServgapError:
    return ServgapError(
        f"{name!r} asks how somebody feels if something is there and if it is not. Such answers name categories, and "
        "no level of service that a gap, a mean or a share could be taken of. Use classify_kano."
    )


def part_unusable(part: object) -> ServgapError:
    return ServgapError(f'A measure\'s part is the name of a part, such as "perception"; found {part!r}.')


def unknown_share(share: object, shares: Sequence[str]) -> ServgapError:
    return ServgapError(f"share is one of {_listed(shares)}, or None for a mean; found {share!r}.")


def index_of_share(share: object) -> ServgapError:
    return ServgapError(
        f"An index writes a mean from 0 to 100, and share={share!r} asks for a share of customers. "
        "Leave one of them out."
    )


def yardstick_unusable(against: object) -> ServgapError:
    return ServgapError(f'against is the name of a part, "target", a point on the scale, or None; found {against!r}.')


def share_of_nothing(share: str) -> ServgapError:
    return ServgapError(
        f"share={share!r} is of customers for whom a yardstick was reached, and there is none to hold the part "
        'against. Say which: against="expectation", against="target" or a point on the scale.'
    )


def answers_unusable(name: str, given: object) -> ServgapError:
    first = "the lowest of the highest answers" if name == "top" else "the highest of the lowest answers"
    return ServgapError(f"{name} is {first}, or a list of them, as numbers on the scale; found {given!r}.")


def answers_off_scale(name: str, edge: float, scale: object) -> ServgapError:
    return ServgapError(f"{name}={edge:g} is no answer on the scale {scale}. Name one that is.")


def answers_not_at_end(name: str, found: Sequence[float], wanted: Sequence[float], scale: object) -> ServgapError:
    edge, end = (min(found), "highest") if name == "top" else (max(found), "lowest")
    return ServgapError(
        f"A list of answers in {name} holds all of them from one to the {end} of the scale {scale}: from {edge:g} "
        f"these are {_numbers(wanted)}, and found {_numbers(found)}. Name all of these, or {name}={edge:g}."
    )


def answers_overlap(bottom: float, top: float) -> ServgapError:
    return ServgapError(
        f"A net share takes the highest answers less the lowest, which must not overlap; found bottom={bottom:g} and "
        f"top={top:g}. Name a bottom below the top."
    )


def measures_unusable(found: object) -> ServgapError:
    return ServgapError(
        f'measures is a measure or a list of them, by name or as a Measure, such as ["met", "perception"]; '
        f"found {found!r}."
    )


def point_off_scale(point: object, scale: object) -> ServgapError:
    return ServgapError(f"against={point!r} is no point of the scale {scale}. Name one from its lowest to its highest.")


def no_gap(instrument: str, parts: Sequence[str], names: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"A gap holds what was received against what was expected, and the instrument {instrument!r} asks only "
        f"{', '.join(parts)}. Measures that it allows are {_listed(names)}, and Measure(against=...) with a point on "
        "the scale."
    )


def part_not_asked(part: str, instrument: str, parts: Sequence[str], names: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"The measure takes the part {part!r}, and the instrument {instrument!r} asks {', '.join(parts)}. "
        f"Measures that it allows are {_listed(names)}."
    )


def no_targets(instrument: str) -> ServgapError:
    return ServgapError(
        f"The measure holds standards against their targets, and no standard of the instrument {instrument!r} has one "
        "on the scale of the answers. Give them, such as Standard(..., target=6), or name a point for all: "
        "Measure(against=6)."
    )


def nothing_to_meet(share: str, instrument: str, parts: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"measure={share!r} is the share of customers for whom a yardstick was reached, and the instrument "
        f"{instrument!r} asks only {', '.join(parts)} and sets no targets. Name a point on the scale, such as "
        f'Measure(against=6, share={share!r}), or take "top", the share of the highest answers.'
    )


def target_too_fine(standard: str, target: float, parts: int) -> ServgapError:
    return ServgapError(
        f"Targets are told apart to one part in {parts:,} of a step of the scale, and the target {target!r} of the "
        f"standard {standard!r} lies between two of these. Round it, to a tenth for instance."
    )


def targets_too_fine(targets: Sequence[float]) -> ServgapError:
    return ServgapError(
        f"Distances from targets are counted on one common grid, and these targets have none that is coarse enough: "
        f"{first_places(targets)}. Round them alike, to a tenth for instance."
    )


def not_counted(measure: str) -> ServgapError:
    return ServgapError(
        f"The tally was counted without what the measure {measure} takes. Count it from the survey: "
        f"survey.tally(by=..., measures=[{measure}]), or pass the Survey."
    )


def no_zones(instrument: str, parts: Sequence[str]) -> ServgapError:
    return ServgapError(
        "A zone of tolerance lies between an adequate and a desired level, and what was received is held against both: "
        f"the parts 'desired', 'adequate' and a last one. The instrument {instrument!r} asks {', '.join(parts)}. "
        "For what it asks see measure_gaps."
    )


def zones_not_counted() -> ServgapError:
    return ServgapError(
        "The tally was counted without the triples of answers that zones take. Count them from the survey: "
        "survey.tally(by=..., zones=True), or pass the Survey."
    )
