"""What can go wrong when the number of invitations is told."""

from __future__ import annotations

from collections.abc import Sequence

from servgap.errors import ServgapError, first_places


def columns_unclear(headers: Sequence[str], attributes: Sequence[str], what: str) -> ServgapError:
    return ServgapError(
        "A table of invitations has columns called like attributes of the survey "
        f"({first_places(map(repr, attributes)) if attributes else 'which has none'}) and one called 'invited', "
        f"'sent', '邀请' or '发放'; {what} among {first_places(map(repr, headers))}. Rename its columns, or pass a "
        "mapping from labels to numbers."
    )


def labels_of_no_attribute(labels: Sequence[str], attributes: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"The labels {first_places(labels)} are not those of one attribute alone; it may be one of "
        f"{first_places(map(repr, attributes)) or 'none'}. Pass a frame with a column for each attribute, such as "
        'pd.DataFrame({"branch": [...], "invited": [...]}).'
    )


def groups_unknown(name: str, places: Sequence[str], known: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"Nobody who answered has these values of {name!r}: {first_places(places)}. Write them as the survey does "
        f"({first_places(map(repr, known))}), and leave out totals and groups of which nobody answered at all."
    )


def groups_twice(places: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"Each group of a table of invitations stands in one row; these stand in several: {first_places(places)}. "
        "Add them up, or add the attribute by which they differ to the survey."
    )


def no_numbers(header: str, places: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"Invitations are whole numbers from 0 on; in {header!r} found {first_places(places)}. Fix these rows."
    )


def groups_missing(by: Sequence[str], groups: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"The table of invitations has a row for each group by {', '.join(map(repr, by))} that answered; it lacks "
        f"{first_places(groups)}. Add these rows, or select the others with survey.where(...)."
    )


def fewer_than_answered(groups: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"No more can answer than were invited; found {first_places(groups)}. Fix the table, or drop answers that "
        "were given twice."
    )
