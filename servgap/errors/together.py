"""What can be wrong with several files or sheets that are read as one survey."""

from __future__ import annotations

from collections.abc import Sequence

from servgap.errors import ServgapError, first_places


def none_given(what: str) -> ServgapError:
    return ServgapError(f"A list of {what} names at least one; it is empty. Name the {what} to be read.")


def given_twice(name: str) -> ServgapError:
    return ServgapError(
        f"Each source is read once; {name!r} is given twice. Leave one of them out, or rename one file, if there are "
        "two."
    )


def copied(name: str, other: str, rows: int) -> ServgapError:
    return ServgapError(
        f"Each respondent is read once; all {rows:,} rows of {name} stand in {other} too, cell by cell. Leave one of "
        "them out."
    )


def one_unreadable(name: str, refusal: ServgapError, *, others: bool = False) -> ServgapError:
    alike = (
        " What columns= says fits other sources: rename the headers of this one as they stand there." if others else ""
    )
    return ServgapError(f"In {name}: {refusal}{alike}")


def laid_out_differently(names: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"Sources that are read below one another are laid out alike; of {first_places(names)} some have importance "
        "points, a weight or several rows a respondent and others have not. Read them one by one."
    )


def attribute_lacking(names: Sequence[str], source: str, headers: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"An attribute stands in every source; {source} has no column {first_places(map(repr, names))}. Its headers "
        f"are {first_places(map(repr, headers), 12)}. Rename the column there, or leave the attribute out."
    )


def attribute_differs(name: str, sources: Sequence[str], rows: Sequence[str]) -> ServgapError:
    respondents = "1 respondent" if len(rows) == 1 else f"{len(rows):,} respondents"
    alone = [f"{sources[0]}: {name}"]
    return ServgapError(
        f"An attribute is the same wherever it is told; {name!r} differs between {' and '.join(sources)} for "
        f"{respondents} ({first_places(rows)}). Ask for one of them, as in attributes={alone!r}, or fix the files."
    )


def names_unusable(header: str, source: str, what: str, rows: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"Sources are joined by the respondents' names in {header!r}, one a row; in {source} one {what}: row "
        f"{first_places(rows)}. Fix the file, or name another column."
    )


def nobody_named(names: Sequence[str], proposed: Sequence[str]) -> ServgapError:
    mend = (
        f"If a column that counts or names rows means the same respondent in all, pass {'; or '.join(proposed)}."
        if proposed
        else "Add a column that names the respondent to each of them, under one header."
    )
    return ServgapError(
        f"{' and '.join(names)} hold one part each, so that a respondent's answers stand in several of them; nothing "
        f"says for certain which rows are one respondent's, and their order is no evidence. {mend}"
    )
