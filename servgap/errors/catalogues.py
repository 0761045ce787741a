"""What can be wrong with standards, their limits, and the catalogue that holds them."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from servgap.errors import ServgapError, first_places


def _near(name: object, known: Sequence[str]) -> str:
    near = get_close_matches(str(name)[:60], known, n=1)
    return f" Did you mean {near[0]!r}?" if near else ""


def limit_value(what: str, value: object) -> ServgapError:
    return ServgapError(
        f"The {what} of a limit is a number above 0; found {value!r:.60}. Write the number, as in Limit(15, 's')."
    )


def limit_share(share: object) -> ServgapError:
    return ServgapError(
        f"The share of customers to whom a limit is promised is above 0 and at most 1; found {share!r:.60}. "
        "Write share=0.85 for 85 %, or leave it out where no share was promised."
    )


def longest_below(longest: float, value: float, unit: str) -> ServgapError:
    return ServgapError(
        f"The longest that a limit allows is not less than the limit itself, and in its unit; found the longest "
        f"{longest:g} {unit} beside {value:g} {unit}. Write both in the same unit, or exchange them."
    )


def limit_name(what: str, given: object) -> ServgapError:
    return ServgapError(
        f"The {what} of a limit is a name without a comma, a colon, a semicolon, a quotation mark, a per cent sign or "
        f"a line break; found {given!r:.60}. Write another name."
    )


def unit_unclear(unit: str, meant: Sequence[str]) -> ServgapError:
    return ServgapError(f"The unit {unit!r} of a limit may mean {' or '.join(meant)}. Write which of them it is.")


def unit_unusable(unit: object) -> ServgapError:
    return ServgapError(
        f"The unit of a limit is a word, such as s, min, h, d or rings; found {unit!r:.60}. "
        "Write the number as the value, and the unit by itself."
    )


def not_a_limit(standard: str, what: str, found: object) -> ServgapError:
    return ServgapError(
        f"The {what} of the standard {standard!r} is a Limit, or several of different channels; found {found!r:.60}. "
        "Write it as Limit(15, 's', share=0.85)."
    )


def channel_twice(standard: str, what: str, channel: str | None) -> ServgapError:
    named = "without a channel" if channel is None else f"of the channel {channel!r}"
    return ServgapError(
        f"The standard {standard!r} has one {what} a channel; found two {named}. Name the channel of each, or keep one."
    )


def not_several(what: str, kind: str, found: object) -> ServgapError:
    return ServgapError(
        f"The {what} of a catalogue are a list, each of it a {kind}; found {found!r:.60}. "
        "Make them first, or read them with read_catalogue(path)."
    )


def no_standards() -> ServgapError:
    return ServgapError("A catalogue holds at least one standard; found none. Add one, as Standard(key, text).")


def no_key(found: object) -> ServgapError:
    return ServgapError(f"Every standard of a catalogue has a key; found {found!r:.60}. Give it a short name.")


def key_twice(keys: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"Every standard of a catalogue has a key of its own; these stand more than once: {first_places(keys)}. Rename "
        "the later ones; limits of several channels stand in one standard, and an earlier version has another key, "
        "which supersedes names."
    )


def no_words(key: str) -> ServgapError:
    return ServgapError(f"Every standard says in words what the service is to be; {key!r} has none. Write its text.")


def unknown_choice(key: str, what: str, value: object, known: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"The standard {key!r} has the {what} {value!r:.60}, which is none of {', '.join(known) or 'any'}."
        f"{_near(value, known)} Choose one of these, or leave it out."
        + (" Another service circle is named by circle= of read_catalogue." if what == "touchpoint" else "")
    )


def aspect_elsewhere(key: str, aspect: str, component: str, named: object) -> ServgapError:
    return ServgapError(
        f"The standard {key!r} has the component {named!r} and the aspect {aspect!r}, which is one of {component}. "
        f"Write {component!r}, or another aspect."
    )


def target_unusable(key: str, target: object) -> ServgapError:
    return ServgapError(f"The target of a standard is a number; {key!r} has {target!r:.60}. Write the number.")


def published_unusable(key: str, published: object) -> ServgapError:
    return ServgapError(
        f"A standard is published (True) or not (False), or nobody said (None); {key!r} has {published!r:.60}. "
        "Write one of these."
    )


def day_unusable(key: str, what: str, found: object) -> ServgapError:
    or_less = ", or a month, a quarter or a year of it (2026-12, 2026Q4, 2026)" if what == "revised" else ""
    return ServgapError(
        f"The {what} of a standard is a day written as 2026-12-31{or_less}; {key!r} has {found!r:.60}. Write it so."
    )


def superseded_twice(key: str, by: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"A standard is superseded by one other; {key!r} is by {' and by '.join(map(repr, by))}. "
        "Keep it with one of them, and leave supersedes empty in the other."
    )


def supersedes_itself(key: str) -> ServgapError:
    return ServgapError(
        f"A standard takes the place of an earlier one; {key!r} supersedes itself, at once or by way of others. "
        "Change what supersedes says."
    )


def unknown_standard(key: str, known: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"The catalogue has no standard {key!r:.60}.{_near(key, known)} It has {first_places(known, 12)}. "
        "Name one of these."
    )


def item_of_two(item: str, standards: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"An item measures one standard; the catalogue has {item!r} measure {' and '.join(map(repr, standards))}. "
        "Where a standard has a limit for each channel, write one standard with several limits; else leave the item "
        "with one of them."
    )


def no_day(found: object) -> ServgapError:
    return ServgapError(
        f"on= is the day for which it is asked, never by itself today; found {found!r:.60}. "
        "Pass a date, or a text such as '2026-12-31'."
    )


def not_a_catalogue(found: object) -> ServgapError:
    return ServgapError(
        f"A catalogue is compared with an earlier catalogue; found {type(found).__name__}. "
        "Read it first, with read_catalogue(path)."
    )


def not_joinable(found: object) -> ServgapError:
    return ServgapError(
        f"A catalogue is joined to an Instrument, a Survey or a Tally; found {type(found).__name__}. Pass one of these."
    )


def unknown_items(items: Sequence[str], instrument: str, known: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"The catalogue says that items measure its standards which the instrument {instrument!r} does not have: "
        f"{first_places(items)}.{_near(items[0], known)} It has {first_places(known, 12)}. Fix the items' keys."
    )


def nothing_matches(catalogue: Sequence[str], instrument: Sequence[str]) -> ServgapError:
    return ServgapError(
        "A standard of the catalogue goes with items of the same key, of the same words, or those that it names; none "
        f"of the catalogue's ({first_places(catalogue)}) goes with any of the questionnaire's "
        f"({first_places(instrument)}). "
        "Give standards the questionnaire's keys, or name the items that measure each (a column items)."
    )


def nothing_published(standards: int) -> ServgapError:
    return ServgapError(
        f"Customers read the standards that are published; of {standards} in force none says published=True. "
        "Say so of those that customers may read (a column published)."
    )


def not_in_language(keys: Sequence[str], language: str) -> ServgapError:
    return ServgapError(
        f"A page in {language!r} has every published standard in its words; these have none: {first_places(keys)}. "
        f"Add them (a column text_{language}), or ask for the page in another language."
    )


def no_column(name: str, field: str, headers: Sequence[str]) -> ServgapError:
    what = {"key": "of keys (key, code, 编号)", "text": "with the standards' words (text, standard, 标准)"}[field]
    return ServgapError(
        f"Expected a column {what} in {name}; found {first_places(map(repr, headers), 8)}. "
        f"Say which it is: columns={{{field!r}: header}}."
    )


def column_twice(name: str, field: str, headers: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"Several columns of {name} may be the {field}: {first_places(map(repr, headers))}. "
        f"Say which it is: columns={{{field!r}: {headers[0]!r}}}, and rename the other."
    )


def columns_unusable(found: object) -> ServgapError:
    return ServgapError(
        f"columns= maps a fact of a standard to its header, as {{'owner': 'Team'}}; found {type(found).__name__}. "
        "Write a mapping."
    )


def unknown_field(field: object, known: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"columns= maps facts of a standard to headers; {field!r:.60} is none.{_near(field, known)} "
        f"There are {', '.join(known)}. Fix the name."
    )


def no_such_header(name: str, field: str, header: object, headers: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"columns= says that the {field} stands in {header!r:.60}; {name} has {first_places(map(repr, headers), 8)}."
        f"{_near(header, headers)} Write a header as it stands there."
    )


def cells_unreadable(name: str, header: str, places: Sequence[str], how: str, others: int) -> ServgapError:
    cells = f"{len(places)} cell{'s' if len(places) > 1 else ''}"
    more = f" ({others} more column{'s have' if others > 1 else ' has'} such cells.)" if others else ""
    return ServgapError(
        f"The column {header!r} of {name} holds {how}; {cells} cannot be read so: {first_places(places)}. "
        f"Fix the file.{more}"
    )


def cells_empty(name: str, field: str, places: Sequence[str]) -> ServgapError:
    what = "a key" if field == "key" else "words"
    return ServgapError(f"Every standard has {what}; in {name} there is none in {first_places(places)}. Add it there.")


def rows_of_one_key(name: str, places: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"Every standard has a key of its own; in {name} stand {first_places(places)}. Rename the later ones. (Rows "
        "may share a key only where each has a limit of another channel, and nothing else in them differs.)"
    )


def no_rows(name: str) -> ServgapError:
    return ServgapError(f"A catalogue holds at least one standard; {name} has none. Add one.")


def circle_unusable(circle: object, known: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"circle= is the name of a service circle ({', '.join(known)}), or touchpoints of your own; found "
        f"{circle!r:.60}. Pass one of these."
    )


def unknown_stations(name: str, places: Sequence[str], first: str, known: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"Standards of {name} lie on stations that their service circle does not have: {first_places(places)}."
        f"{_near(first, known)} It has {', '.join(known)}. Fix them, or name another circle with circle=."
    )


def file_unreadable(path: object, why: str) -> ServgapError:
    return ServgapError(f"The catalogue {str(path)!r} cannot be read: {why}. Fix the file or the path.")


def field_missing(path: object, where: str, field: str) -> ServgapError:
    return ServgapError(f"In the catalogue {str(path)!r}, {where} has no {field!r}. Add it.")


def field_unknown(path: object, where: str, field: str, known: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"In the catalogue {str(path)!r}, {where} has a field {field!r:.60} that is not known.{_near(field, known)} "
        f"Known are {', '.join(known)}."
    )


def field_wrong(path: object, where: str, field: str, value: object, expected: str) -> ServgapError:
    return ServgapError(
        f"In the catalogue {str(path)!r}, {where} has {field} = {value!r:.60}; expected {expected}. Fix it."
    )


def limit_wrong(path: object, where: str, field: str, why: str) -> ServgapError:
    return ServgapError(f"In the catalogue {str(path)!r}, {where} has a {field} that is none. {why}")


def toml_needs_nothing(path: object, options: Sequence[str]) -> ServgapError:
    named = first_places(f"{option}=" for option in options)
    return ServgapError(
        f"A catalogue in TOML names its facts itself; found {named} beside {str(path)!r}. Leave {named} out."
    )


def named_twice(what: str, key: str) -> ServgapError:
    return ServgapError(f"Every {what} of a catalogue has a key of its own; {key!r} stands twice. Rename one of them.")


def unknown_in_circle(what: str, key: str, field: str, value: object, known: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"The {what} {key!r} of the catalogue has the {field} {value!r:.60}, which is none of {', '.join(known)}."
        f"{_near(value, known)} Choose one of these."
    )


def no_text(key: str, what: str, found: object) -> ServgapError:
    return ServgapError(f"The {what} of a standard is a text; {key!r} has {found!r:.60}. Write it as one.")
