"""What can go wrong when findings are shown or written."""

from __future__ import annotations

from collections.abc import Sequence

from servgap.errors import ServgapError, first_places


def unknown_language(language: object, known: Sequence[str]) -> ServgapError:
    return ServgapError(f"Findings speak {', '.join(map(repr, known))}; found {language!r}. Name one of these.")


def unknown_format(wanted: object, known: Sequence[str]) -> ServgapError:
    return ServgapError(f"Tables come as {', '.join(map(repr, known))}; found {wanted!r}. Name one of these.")


def unknown_kind(kind: str, known: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"The report room knows findings of the kinds {', '.join(known)}; found {kind!r}. Show its frame instead."
    )


def measure_of_findings(measure: object) -> ServgapError:
    return ServgapError(
        f"measure={measure!r} says what a report is to analyse of a Survey or a Tally; found findings, which have "
        "measured already. Pass the survey, or give the measure to the verbs."
    )


def name_is_no_file(name: object) -> ServgapError:
    return ServgapError(
        f"A report's name is that of a file, without folders: expected something like 'report', found {name!r}. "
        "Pass the folder first and the bare name with name=..."
    )


def not_reportable(found: object) -> ServgapError:
    return ServgapError(
        f"A report is made from a Survey, a Tally or a list of findings; found {type(found).__name__}. "
        "Read the answers with read_survey(...), or pass what the verbs returned, in a list."
    )


def different_surveys(what: str, first: str, other: str) -> ServgapError:
    return ServgapError(
        f"A report is about one survey, whose rows its ledger accounts for: expected findings of one and the same; "
        f"found {what}: {first}, and {other}. Make a report of each."
    )


def branch_is_wave(name: object) -> ServgapError:
    return ServgapError(
        f"A report needs two attributes to tell branches and waves apart; found {name!r} for both. "
        "Name another one, or leave branch= or wave= out."
    )


def nothing_to_report() -> ServgapError:
    return ServgapError(
        "A report needs at least one finding; the list is empty. Pass a Survey, or what verbs returned."
    )


def minimum_unusable(minimum: object) -> ServgapError:
    return ServgapError(
        f"The least number of respondents that a report shows of a group is a whole number of at least 1; found "
        f"{minimum!r}. The customary one is minimum=10."
    )


def unknown_profile(name: object, known: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"How small groups are protected is one of {', '.join(map(repr, known))}; found {name!r}. Name one of these."
    )


def tally_not_rounded(name: str) -> ServgapError:
    return ServgapError(
        f"A Tally holds exact counts, from which verbs compute; the profile {name!r} rounds what a report writes. "
        f"Pass disclosure={name!r} to Report, or suppress with another profile."
    )


def tally_not_merged(by: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"Small groups of one attribute are merged into one; found a tally by {', '.join(map(repr, by))}. "
        f"Pass .groups({by[0]!r}) on, or suppress with profile='complementary'."
    )


def period_not_there(period: str, by: str, waves: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"The report was asked for {period!r}, and the waves in {by!r} are {first_places(map(repr, waves), 8)}. "
        "Name one of these, a longer period that holds some, or period='all' for all together; "
        "leave it out for the latest."
    )


def period_too_small(period: str, n: int, minimum: int) -> ServgapError:
    return ServgapError(
        f"A report is about at least {minimum} respondents, the least it shows of a group; {period!r} has {n}. "
        "Name a longer period, or period='all'; lower minimum= only where nobody can be recognised."
    )


def attribute_not_there(role: str, name: str, known: Sequence[str]) -> ServgapError:
    have = f"has {first_places(map(repr, known), 8)}" if known else "has none"
    return ServgapError(
        f"The report was asked for the {role} in the attribute {name!r}, and the survey {have}. "
        f"Read it with attributes=[..., {name!r}], or leave {role}= out."
    )


def day_unusable(what: str, found: object) -> ServgapError:
    return ServgapError(
        f"The report's {what} is written as it is told: expected a text such as '2026-12-31' or a datetime.date, "
        f"found {found!r}. Leave {what}= out where there is none."
    )


def fieldwork_unusable(found: object) -> ServgapError:
    return ServgapError(
        f"fieldwork= says when answers were collected: expected a text, or the first and the last day such as "
        f"('2026-10-01', '2026-12-15'), found {found!r}."
    )


def logo_unreadable(path: object, why: str) -> ServgapError:
    return ServgapError(
        f"The logo {str(path)!r} cannot be read ({why}). Expected the path of a PNG, JPEG or SVG file; leave logo= out "
        "where there is none."
    )


def logo_too_large(path: object, size: int, most: int) -> ServgapError:
    return ServgapError(
        f"The logo {str(path)!r} has {size:,} bytes; every page carries it, so that at most {most:,} are taken. "
        "Save it smaller."
    )


def no_logo(path: object) -> ServgapError:
    return ServgapError(
        f"The logo {str(path)!r} is neither a PNG nor a JPEG nor an SVG by its content. Save it as one of these."
    )


def no_group_reported(by: str, minimum: int) -> ServgapError:
    return ServgapError(
        f"A report for each {by!r} takes groups of at least {minimum} respondents each; found none that may be shown. "
        "Take all together in one report, or a lower minimum=."
    )
