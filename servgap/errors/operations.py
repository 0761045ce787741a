"""What can be wrong with data of operations: their columns, times and counts, and the limits they are held against."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from servgap.errors import ServgapError, first_places


def no_role(name: str, role: str, headers: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"Expected a column {role!r} in {name}; found {first_places(map(repr, headers), 8)}. "
        f"Say which it is: columns={{{role!r}: header}}."
    )


def role_twice(name: str, role: str, headers: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"Several columns of {name} may be the {role}: {first_places(map(repr, headers))}. "
        f"Say which it is: columns={{{role!r}: {headers[0]!r}}}."
    )


def unknown_role(role: object, roles: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"columns= maps what a column is to its header; found {role!r:.60}, which is none of {', '.join(roles)}, and "
        "not among keys=. Fix it."
    )


def no_such_header(name: str, role: str, header: object, headers: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"columns= says that the {role} stands in {header!r:.60}; {name} has {first_places(map(repr, headers), 8)}. "
        "Write a header as it stands there."
    )


def keys_unusable(keys: object) -> ServgapError:
    return ServgapError(
        f'keys= are names of columns, each once and "standard" among them, such as ["branch", "quarter", "standard"]; '
        f"found {keys!r:.80}. Fix them."
    )


def nothing_measured(name: str, headers: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"Expected cases (start and end, or a duration), counts (within and total), rates (complaints and users) or "
        f"visits (met and visits) in {name}; found {first_places(map(repr, headers), 8)}. Say which columns they are: "
        'columns={"start": header, "end": header}.'
    )


def half_measured(name: str, role: str, lacks: str) -> ServgapError:
    return ServgapError(
        f"A column for the {role} stands in {name} and none for the {lacks}, without which it says nothing. "
        f"Say which it is: columns={{{lacks!r}: header}}, or columns={{{role!r}: None}} if it is no such column."
    )


def two_times(name: str, places: Iterable[object]) -> ServgapError:
    return ServgapError(
        f"In {name} start and duration stand in the same rows: {first_places(places)}. Which of them is meant cannot "
        'be told. Pass columns={"duration": None} or columns={"start": None, "end": None}.'
    )


def case_and_count(name: str, places: Iterable[object]) -> ServgapError:
    return ServgapError(
        f"A row is a case, with its times, or a count of cases; in {name} these are both: {first_places(places)}. "
        "Put cases and counts in rows of their own."
    )


def not_moments(name: str, header: str, places: Iterable[object]) -> ServgapError:
    return ServgapError(
        f"Expected dates with times, year first, as in 2026-03-01 09:30, in {header!r} of {name}; found "
        f"{first_places(places)}. Write them so; where day or month stands first, nobody can tell which."
    )


def offsets_mixed(name: str, places: Iterable[object]) -> ServgapError:
    return ServgapError(
        f"Some times in {name} say how far they are from UTC and others do not: {first_places(places)}. "
        "Write all of them with it, or none."
    )


def as_of_offset(as_of: object, *, told: bool) -> ServgapError:
    has, mend = ("a distance from UTC", "Leave it out of as_of too.") if told else ("none", "Add it to as_of.")
    others = "none" if told else "one"
    return ServgapError(
        f"as_of={str(as_of)!r} says {has}, and the times of the source say {others}, so that the two cannot be "
        f"compared. {mend}"
    )


def as_of_missing(name: str, n: int, places: Iterable[object]) -> ServgapError:
    cases = "1 case is" if n == 1 else f"{n:,} cases are"
    return ServgapError(
        f"{cases} still open in {name} ({first_places(places)}); how long they have lasted follows from the day of the "
        'extract, which was not given. Pass it: as_of="2026-04-01".'
    )


def as_of_unusable(found: object) -> ServgapError:
    return ServgapError(
        f'as_of= is the moment at which the extract was taken, such as "2026-04-01" (its first minute) or '
        f'"2026-03-31 18:00"; found {found!r:.60}. Write it year first.'
    )


def beyond_as_of(name: str, what: str, as_of: str, places: Iterable[object]) -> ServgapError:
    return ServgapError(
        f"The extract was taken at {as_of}, and a {what} is later in {name}: {first_places(places)}. "
        "Fix as_of= or the times."
    )


def end_before_start(name: str, places: Iterable[object]) -> ServgapError:
    return ServgapError(
        f"A case ends after it starts; in {name} it ends before: {first_places(places)}. Fix the times, or exchange "
        "the columns."
    )


def no_start(name: str, places: Iterable[object]) -> ServgapError:
    return ServgapError(f"A case has a start; in {name} these have an end alone: {first_places(places)}. Add it.")


def open_contradicted(name: str, places: Iterable[object]) -> ServgapError:
    return ServgapError(
        f"An open case has no end, and a closed one has; in {name} it is otherwise: {first_places(places)}. "
        "Fix the end or whether it is open."
    )


def flag_unread(name: str, header: str, places: Iterable[object]) -> ServgapError:
    return ServgapError(
        f"Expected whether a case is open (1 or 0, yes or no, open or closed) in {header!r} of {name}; found "
        f"{first_places(places)}. Write one of these."
    )


def durations_bare(name: str, header: str) -> ServgapError:
    return ServgapError(
        f"The durations in {header!r} of {name} have no unit. Name it in the header, as in 'duration (min)', in a "
        "column 'unit', or in the cells ('15 s'): s, min, h or d."
    )


def not_durations(name: str, header: str, places: Iterable[object]) -> ServgapError:
    return ServgapError(
        f"Expected durations of 0 or more in s, min, h or d in {header!r} of {name}; found {first_places(places)}. "
        "Fix them. Working hours and working days are none of these units: how long they are, only a calendar knows."
    )


def not_counts(name: str, places: Iterable[object]) -> ServgapError:
    return ServgapError(
        f"Expected whole numbers of 0 or more in {name}; found {first_places(places)}. Fix them, or leave the row "
        "empty."
    )


def more_than_total(name: str, places: Iterable[object]) -> ServgapError:
    return ServgapError(
        f"Cases within the limit and open cases are among all cases; in {name} they are more: {first_places(places)}. "
        "total counts every case that came in, the open ones too. Fix the counts."
    )


def more_than_visits(name: str, places: Iterable[object]) -> ServgapError:
    return ServgapError(
        f"Visits in which a standard was met are among all visits; in {name} they are more: {first_places(places)}. "
        "Fix the counts."
    )


def two_observers(name: str, places: Iterable[object]) -> ServgapError:
    return ServgapError(
        f"Visits are those of mystery shoppers or of auditors; in {name} a row counts both: {first_places(places)}. "
        "Put each in a row of its own."
    )


def not_shares(name: str, header: str, places: Iterable[object]) -> ServgapError:
    return ServgapError(
        f"Expected a share of visits, in per cent such as 90 % or as a fraction such as 0.9, in {header!r} of {name}; "
        f"found {first_places(places)}. Fix it."
    )


def told_twice(what: str, keys: Iterable[object]) -> ServgapError:
    return ServgapError(
        f"Every {what} stands once; in the operations that were added up these stand twice: {first_places(keys)}. "
        "Leave one of them out, or read them with a key that tells them apart."
    )


def no_users(name: str, places: Iterable[object]) -> ServgapError:
    return ServgapError(
        f"Complaints come from users; in {name} these have none: {first_places(places)}. Write how many there were."
    )


def key_twice(name: str, what: str, places: Iterable[object]) -> ServgapError:
    return ServgapError(
        f"Every {what} stands once; in {name} these stand twice: {first_places(places)}. Add the rows up, keep one, or "
        "name in keys= the column that tells them apart."
    )


def unknown_standards(name: str, places: Iterable[object], known: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"Expected standards of the catalogue ({first_places(map(repr, known))}) in {name}; found "
        f"{first_places(places)}. Fix the keys, or add the standards to the catalogue."
    )


def nothing_left(name: str) -> ServgapError:
    return ServgapError(
        f"No row of {name} names a standard and says anything of it. Name the columns with columns=, or pass another "
        "source."
    )


def not_operations(found: object) -> ServgapError:
    return ServgapError(
        f"Expected Operations, as read_operations(...) gives them; found {type(found).__name__}. Read them first."
    )


def not_a_key(by: object, keys: Sequence[str]) -> ServgapError:
    told = f"they have {first_places(map(repr, keys), 6)}. Name one of these, or None" if keys else "they have none"
    return ServgapError(
        f"by= names keys of the operations other than the standard; found {by!r:.60}, {told}."
        + ("" if keys else " Pass by=None.")
    )


def not_limits(found: object) -> ServgapError:
    return ServgapError(
        f"limits= maps a standard to a Limit, to several of different channels, or to (value, unit, share), such as "
        f'{{"answer": Limit(15, "s", share=0.85)}}, and where it has stages to one of these for each stage; found '
        f"{found!r:.80}. Fix it."
    )


def no_such_standard(keys: Sequence[str], known: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"limits= speaks of standards that the operations do not have: {first_places(map(repr, keys))}; they have "
        f"{first_places(map(repr, known), 8)}. Fix the keys."
    )


def no_such_stage(standard: str, stage: object, known: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"limits= speaks of a stage {stage!r} of {standard!r}, whose stages are {first_places(map(repr, known), 6)}. "
        "Fix the stage."
    )


def not_a_catalogue(found: object) -> ServgapError:
    return ServgapError(
        f"catalogue= is a Catalogue of standards, as read_catalogue(...) gives it; found {type(found).__name__}. Pass "
        "one."
    )
