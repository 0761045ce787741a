"""What can be wrong with answers in memory: a Survey, a selection from it, or a Tally."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from numbers import Integral

from servgap.errors import ServgapError, first_places


def unknown_part(part: str, parts: Sequence[str], instrument: str) -> ServgapError:
    return ServgapError(
        f"The instrument {instrument!r} asks {', '.join(parts)}; there is no part {part!r}. Name one of these."
    )


def unknown_attribute(name: str, known: Sequence[str]) -> ServgapError:
    near = get_close_matches(name, known, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    have = f"has {', '.join(map(repr, known))}" if known else "has none"
    return ServgapError(
        f"Respondents are selected and grouped by their attributes; {name!r} is not among them (the survey {have})."
        f"{hint} Read the survey with attributes=[..., {name!r}]."
    )


def nobody_selected(chosen: Sequence[tuple[str, Sequence[str]]], values: Sequence[str]) -> ServgapError:
    wanted = ", ".join(f"{name} = {' or '.join(those)}" for name, those in chosen)
    return ServgapError(
        f"No respondent has {wanted}. Values that occur: {first_places(filter(None, values), 12)}. Select one of these."
    )


def no_respondents(rows: int) -> ServgapError:
    return ServgapError(
        f"A survey needs at least one respondent with answers; of {rows} rows none would be left. Leave out fewer."
    )


def nobody_answered(rows: int, unanswered: int, without_pair: int) -> ServgapError:
    return ServgapError(
        f"A survey needs at least one respondent with answers; of {rows} rows none can be used: {unanswered} without "
        f"any answer, {without_pair} without one item answered in all the parts compared. "
        "Look at the columns that were read, and at missing= and labels=, if these were passed."
    )


#: What finds the rows of names.
_BY_NAME = "survey.row_names[survey.row_names.isin([...])].index"


def unknown_rows(rows: Sequence[object], *, named: bool) -> ServgapError:
    # Where rows have names, what is no number may be one.
    shown = not named or all(isinstance(row, Integral) for row in rows)
    which = first_places(rows) if shown else f"{len(rows):,} that are no rows"
    names = f" Names are looked up first: {_BY_NAME}." if named else ""
    return ServgapError(
        f"Rows to be dropped are those of survey.respondents.index; these are not there: {which}. "
        f"Pass rows of that index.{names}"
    )


def names_for_rows() -> ServgapError:
    return ServgapError(
        "Rows to be dropped are those of survey.respondents.index; found an index or a column of a frame that holds "
        f"the source's own names for some rows. Pass {_BY_NAME}, or rows as a list."
    )


def reserved_attribute(names: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"An attribute stands in tables under its own name; {first_places(map(repr, names))} is the name of a column "
        f"that servgap's own tables have. {_rename(names)}"
    )


def stored_attribute(names: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"A stored survey holds attributes under their own names; {first_places(map(repr, names))} is the name of its "
        f"column of answers, points, weights or outcomes. {_rename(names)}"
    )


def _rename(names: Sequence[str]) -> str:
    renamed = {name: f"{name}_asked" for name in names[:3]}
    return f"Rename it in the source before reading, as frame.rename(columns={renamed!r}) does, or leave it out."


def other_instrument(first: str, second: str, difference: str) -> ServgapError:
    return ServgapError(
        f"Only tallies of one and the same instrument can be added; {first!r} and {second!r} differ: {difference}. "
        "Analyse them one by one, or read both surveys with the same instrument."
    )


def other_groups(first: Sequence[str], second: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"Only tallies by the same attributes can be added; one is by {list(first)}, the other by {list(second)}. "
        "Tally both by the same attributes."
    )


def not_tallied_by(name: str, by: Sequence[str]) -> ServgapError:
    kept = f"is by {', '.join(map(repr, by))}" if by else "is of all respondents together"
    return ServgapError(
        f"This needs groups by {name!r}, and the tally {kept}. "
        f"Make it with survey.tally(by=[{name!r}, ...]), or pass the Survey."
    )


def no_item_tables(part: str) -> ServgapError:
    return ServgapError(
        f"This needs a table for every two items of the part {part!r}, and the tally holds none. "
        "Make it with survey.tally(..., pairs=True), or pass the Survey; a sum of tallies has them if all its parts do."
    )


def item_tables_too_large(needed: int, most: int, groups: int, levels: int) -> ServgapError:
    return ServgapError(
        f"Tables for every two items in {groups} groups on a scale of {levels} levels take {needed >> 20} MiB, "
        f"more than the {most >> 20} MiB allowed. Tally by fewer groups, or without pairs=True."
    )


def not_a_tally(path: object, why: str) -> ServgapError:
    return ServgapError(
        f"The file {str(path)!r} is not a tally that this version can load: {why}. "
        "Load a file written by Tally.save, or make the tally anew from the survey."
    )


def not_a_survey(found: object) -> ServgapError:
    return ServgapError(
        f"Expected a Survey or a Tally; found {type(found).__name__}. "
        "Read the answers with read_survey(...) first; it takes data frames too."
    )


def rows_not_listed(rows: object) -> ServgapError:
    what = "a text" if isinstance(rows, str) else repr(rows)
    return ServgapError(
        f"Rows to be dropped come as a list of rows of survey.respondents.index; found {what}. Write [...] around it."
    )


def no_reason() -> ServgapError:
    return ServgapError(
        "Rows are left out with a reason, since the ledger and every note give it; found none. "
        'Say why in a word or two, such as reason="careless".'
    )


def parquet_not_written(path: object) -> ServgapError:
    return ServgapError(
        f'Writing {str(path)!r} needs pyarrow, which is not installed: pip install "servgap[parquet]". '
        "Or write it as CSV, with survey.to_csv(path)."
    )


def attribute_not_written(path: object, name: str, why: str) -> ServgapError:
    return ServgapError(
        f"Attributes are stored as numbers, truths, times or texts; {name!r} holds others ({why}), so {str(path)!r} "
        "was not written. Turn the attribute into text before reading the survey, or leave it out."
    )


def stored_in_a_workbook() -> ServgapError:
    return ServgapError(
        "A stored survey is read back from CSV or Parquet; this one was saved again as a workbook. Save it as CSV, or "
        "delete the rows that begin with # and read the rest as a plain table."
    )


def stored_needs_nothing(path: object, options: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"{str(path)!r} is a stored survey, which says itself how it is read; {', '.join(options)} "
        "would say it again. Leave these options out, or read the export from which the survey was made."
    )


def stored_of_other_instrument(path: object, name: str) -> ServgapError:
    return ServgapError(
        f"{str(path)!r} is a stored survey of the instrument {name!r}, as it was when the survey was stored; another "
        "one was passed. Leave instrument= out, or read the export from which the survey was made."
    )


def not_a_stored_survey(path: object, why: str) -> ServgapError:
    return ServgapError(
        f"{str(path)!r} begins like a survey stored by to_csv or to_parquet, but is none that can be read: {why}. "
        "Store the survey again; or delete the rows that begin with # and read the rest as a plain table."
    )


def stored_rows_differ(path: object, expected: int, found: int) -> ServgapError:
    return ServgapError(
        f"The ledger stored in {str(path)!r} says that {expected:,} rows are used; the file holds {found:,}. "
        "Rows are left out with survey.drop(rows, reason=...), which the ledger enters; store the survey again."
    )


def stored_columns_differ(path: object, expected: Sequence[str], found: Sequence[str]) -> ServgapError:
    gone = [name for name in expected if name not in found]
    new = [name for name in found if name not in expected]
    said = [f"{what} {first_places(map(repr, names))}" for what, names in (("gone:", gone), ("new:", new)) if names]
    return ServgapError(
        f"The columns of the survey stored in {str(path)!r} were changed ({'; '.join(said) or 'their order differs'}). "
        "Store the survey again; or delete the rows that begin with # and read the rest as a plain table."
    )


def stored_answers_changed(path: object, changed: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"The survey stored in {str(path)!r} was changed since: {first_places(changed)} "
        f"{'is' if len(changed) == 1 else 'are'} not what was stored. Store the survey again from its source; or, if "
        "the change is meant, read the table alone: without the rows that begin with #, or as a data frame."
    )


def nothing_to_show(minimum: int, groups: int) -> ServgapError:
    return ServgapError(
        f"None of the {groups} groups may be shown: each has fewer than {minimum} respondents, or would give away one "
        "that has. Group by something coarser, or lower minimum=."
    )
