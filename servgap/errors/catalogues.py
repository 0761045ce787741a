"""What can be wrong with standards, their limits, and the catalogue that holds them."""

from __future__ import annotations

from collections.abc import Sequence

from servgap.errors import ServgapError


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
