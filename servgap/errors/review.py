"""What can be wrong with what a review of standards is given besides the survey, and with what is asked of it."""

from __future__ import annotations

from collections.abc import Sequence

from servgap.errors import ServgapError, first_places


def not_a_catalogue(found: object) -> ServgapError:
    return ServgapError(
        f"catalogue= takes what read_catalogue gives, or a Catalogue; found {type(found).__name__}. "
        "Read it first: sg.read_catalogue(...)."
    )


def not_delivered(found: object) -> ServgapError:
    return ServgapError(
        f"operations= takes what read_operations or track_operations gives; found {type(found).__name__}. "
        "Read them first: sg.read_operations(...)."
    )


def not_previous(found: object) -> ServgapError:
    return ServgapError(
        "previous= takes earlier answers to the same questions, a Survey or a Tally, joined to the standards that were "
        f"in force then (catalogue.on(tally)); found {type(found).__name__}. Load the tally of last quarter: "
        "sg.Tally.load(...)."
    )


def previous_on_other_scale(before: object, now: object) -> ServgapError:
    return ServgapError(
        f"previous= must have been answered on the same scale, so that gaps can be compared; found {before} before and "
        f"{now} now. Leave previous out."
    )


def previous_asks_other(before: str, now: str) -> ServgapError:
    return ServgapError(
        f"previous= must measure what this survey does; found {before!r} before, {now!r} now. Leave previous out, or "
        "join the catalogue to both: catalogue.on(...)."
    )


def nothing_to_raise(found: object) -> ServgapError:
    return ServgapError(
        "what_if takes standards and where those below are to be brought, such as {'res2': 'target'} or {'res2': 6}; "
        f"found {found!r:.80}. Name at least one standard."
    )


def not_standards(found: Sequence[str], known: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"what_if raises standards of the questionnaire; found {first_places(map(repr, found))}, and it has "
        f"{first_places(known, 8)}. Fix the keys."
    )


def no_target(standard: str) -> ServgapError:
    return ServgapError(
        f"what_if({{{standard!r}: 'target'}}) takes the standard's target, a level on the scale of the answers, and "
        f"{standard!r} has none. Give it one in the catalogue, or name the level: what_if({{{standard!r}: 6}})."
    )


def level_off_scale(standard: str, found: object, low: float, high: float) -> ServgapError:
    return ServgapError(
        f"what_if brings {standard!r} to 'target' or to a level on the scale, {low:g} to {high:g}; found "
        f"{found!r:.60}. Fix the level."
    )


def no_answers(verb: str) -> ServgapError:
    return ServgapError(
        f"{verb} raises answers, and this review holds neither these nor their counts. Make it anew: "
        "sg.review_standards(survey, ...)."
    )


def no_targets(instrument: str, part: str) -> ServgapError:
    return ServgapError(
        f"review_standards holds what customers say against what they expect or against targets; {instrument!r} asks "
        f"{part!r} alone, and no standard has a target on the scale of the answers. Give them targets in the "
        "catalogue: Standard(..., target=6)."
    )
