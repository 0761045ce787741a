"""What can be wrong with importances, and with a map of them."""

from __future__ import annotations

from collections.abc import Sequence

from servgap.errors import ServgapError


def nothing_stated(instrument: str, parts: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"importance='stated' takes what customers say is important, and {instrument!r} asks "
        f"{', '.join(map(repr, parts))} and has no points. Ask a part 'importance' of every item, read 100 points with "
        "columns={..., 'points': {dimension: column}}, give the dimensions points, or pass what find_drivers found."
    )


def expectation_is_none(part: str) -> ServgapError:
    return ServgapError(
        f"importance={part!r} takes what customers expect for what matters to them, which it is not: high levels are "
        "expected of what hardly counts, too. Pass importance='stated' where customers were asked how important things "
        "are or gave points, or what find_drivers found."
    )


def no_importance(found: object) -> ServgapError:
    return ServgapError(f"importance is 'stated', or what find_drivers found; found {found!r}.")


def importance_twice(measure: object) -> ServgapError:
    return ServgapError(
        f"{measure!r} holds performance against importance, which is the other axis of the map already: what is "
        "important would be short of itself. Leave measure out, and take crosshair='diagonal' to hold one against the "
        "other."
    )


def worse_upwards(measure: str) -> ServgapError:
    return ServgapError(
        f"measure={measure!r} is higher where service is worse, and performance is better to the right. Take the "
        "share of those who are served well, such as measure='met' or measure='top'."
    )


def no_single_standards(level: str) -> ServgapError:
    return ServgapError(
        f"level={level!r} needs importances of single items, and these are of dimensions. Leave level out, ask a part "
        "'importance' of every item, or find drivers among the items."
    )


def no_common_scale(unit: str, measure: str) -> ServgapError:
    units = {"points_of_100": "points out of 100", "share": "shares of what is explained", "scale_points": "answers"}
    return ServgapError(
        f"crosshair='diagonal' holds importance against performance, which takes one scale for both; found importance "
        f"in {units.get(unit, unit)} and measure={measure!r}. Choose among 'midpoint', 'means' and 'medians'."
    )


def importance_not_asked_for(criterion: str) -> ServgapError:
    return ServgapError(
        f"importance is for criterion='priority', and found criterion={criterion!r}. Leave one of them out; "
        "criterion='weighted' takes points as they are."
    )


def other_respondents(rows: int, respondents: int) -> ServgapError:
    return ServgapError(
        f"The importances rest on {rows} rows and the survey has {respondents}: they must come from the same "
        "respondents. Find drivers of this very survey."
    )


def median_of_parts() -> ServgapError:
    return ServgapError(
        "crosshair='medians' is for importances that were stated: derived ones are shares of a whole, whose middle is "
        "the equal share. Choose 'midpoint' or 'means', which are the same for them."
    )
