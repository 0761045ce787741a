"""What can be wrong with an outcome."""

from __future__ import annotations

from collections.abc import Sequence

from servgap.errors import ServgapError, first_places

TELL = 'read_survey(..., columns={"outcome": {"satisfaction": header}})'


def outcome_unusable(found: object) -> ServgapError:
    return ServgapError(f'outcome is the name of an outcome, such as "satisfaction", or an Outcome; found {found!r}.')


def unknown_share(share: object, shares: Sequence[str]) -> ServgapError:
    listed = ", ".join(map(repr, shares))
    return ServgapError(f"The share of an outcome is one of {listed}, or None for its mean; found {share!r}.")


def unknown_outcome(name: str, known: Sequence[str]) -> ServgapError:
    if not known:
        return ServgapError(f"An outcome named {name!r} was expected; none was read. Name its column: {TELL}.")
    return ServgapError(f"There is no outcome {name!r}; those read are {first_places(map(repr, known), 6)}. Name one.")


def not_tallied(
    name: str, measure: str, known: Sequence[tuple[str, str]], *, is_share: bool, alone: bool
) -> ServgapError:
    """Say what to take: shares are counted with no outcome, and all but what was received by itself on request."""
    held = "; ".join(f"{outcome} with {each}" for outcome, each in known)
    holds = f"it holds {held}" if held else "it holds no outcome"
    with_measure = "" if alone else f", measures={measure!r}"
    take = f"Take survey.tally(..., outcomes={name!r}{with_measure}), or give the survey."
    take = "No tally holds outcomes with a share of customers; give the survey." if is_share else take
    return ServgapError(
        f"The tally was not counted with the outcome {name!r} and the measure {measure!r}: {holds}. {take}"
    )


def column_wrong(name: str, found: object) -> ServgapError:
    return ServgapError(
        f"columns= gives the outcome {name!r} as a header, or a header with its scale or its labels: {{header: [1, 5]}}"
        f", {{header: {{'satisfied': 5, ...}}}}; found {found!r}. Fix it."
    )


def no_outcomes(found: object) -> ServgapError:
    return ServgapError(
        f"columns= gives outcomes as a mapping from a name to a header, such as {{'satisfaction': 'SAT'}}; "
        f"found {found!r}. Fix it."
    )


def name_unusable(name: object) -> ServgapError:
    return ServgapError(f"An outcome has a name, such as 'satisfaction'; found {name!r}. Give it one.")


def scale_not_found(name: str, header: str, why: str) -> ServgapError:
    return ServgapError(
        f"The answers to the outcome {name!r} in {header!r} lie on none of the usual scales: {why} Say its scale, "
        f"{{{name!r}: {{{header!r}: [1, 5]}}}}, or what its labels mean, {{{name!r}: {{{header!r}: {{label: 5}}}}}}."
    )


def nobody_answered(name: str, header: str) -> ServgapError:
    return ServgapError(
        f"Answers to the outcome {name!r} were expected in {header!r}; nobody gave one. "
        'Name another column, or leave it out of "outcome".'
    )
