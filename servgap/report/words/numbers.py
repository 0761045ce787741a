"""How numbers are written for readers. Nothing here changes a number; it only chooses how many digits are shown."""

from __future__ import annotations

import math
from typing import Any

MINUS = "\N{MINUS SIGN}"
SMALLEST_P, LARGEST_P = 0.001, 0.999
HALFWAY = 1e-9
"""How near to halfway a number is halfway: no number is said to be surer than that."""


def known(value: Any) -> bool:
    """Tell whether there is a number to write."""
    try:
        return value is not None and math.isfinite(float(value))
    except (TypeError, ValueError):
        return False


def number(value: Any, places: int = 2) -> str:
    """Write a number with a real minus sign; nothing for none.

    What lies halfway between two numbers of so many digits, up to rounding, is written as the one further from zero, as
    a spreadsheet does; its last bit, which may differ between processors, decides nothing.

    Examples
    --------
    >>> number(-0.613), number(-0.001), number(float("nan"))
    ('−0.61', '0.00', '')
    >>> number(0.125), number(-61 / 200), number(0.3 - 0.175)
    ('0.13', '−0.31', '0.13')
    """
    if not known(value):
        return ""
    exact = float(value)
    written = f"{exact + math.copysign(HALFWAY * max(1.0, abs(exact)), exact):,.{places}f}"
    if float(written.replace(",", "")) == 0:
        return written.lstrip("-")
    return written.replace("-", MINUS)


def signed(value: Any, places: int = 2) -> str:
    """Write a number with its sign, as a change is written.

    Examples
    --------
    >>> signed(0.14), signed(-0.14), signed(0.0)
    ('+0.14', '−0.14', '0.00')
    """
    written = number(value, places)
    return f"+{written}" if known(value) and float(value) > 0 and written.strip("0.") else written


def size(value: Any, places: int = 2) -> str:
    """Write a number without its sign."""
    return number(abs(float(value)), places) if known(value) else ""


def count(value: Any) -> str:
    """Write a whole number.

    Examples
    --------
    >>> count(1468), count(12.0)
    ('1,468', '12')
    """
    return number(value, 0)


def coefficient(value: Any, places: int = 2) -> str:
    """Write a number that cannot exceed one, without the needless nought.

    Examples
    --------
    >>> coefficient(0.861), coefficient(-0.04), coefficient(1.0)
    ('.86', '−.04', '1.00')
    """
    written = number(value, places)
    bare = written.lstrip(MINUS)
    if not bare.startswith("0."):
        return written
    return (MINUS if written.startswith(MINUS) else "") + bare[1:]


SHORT_ENOUGH = 1e-9


def threshold(value: Any) -> str:
    """Write a limit: as it was set when that is short, else with two decimals.

    Examples
    --------
    >>> threshold(0.25), threshold(0.125), threshold(1 / 3)
    ('0.25', '0.125', '0.33')
    """
    limit = float(value)
    return f"{limit:g}" if abs(limit - round(limit, 3)) < SHORT_ENOUGH else f"{limit:.2f}"


def p_value(value: Any) -> str:
    """Write a p-value; one too small to be told from nought is written as less than .001.

    Examples
    --------
    >>> p_value(1e-12), p_value(0.0134), p_value(1.0)
    ('< .001', '.013', '> .999')
    """
    if not known(value):
        return ""
    if float(value) < SMALLEST_P:
        return "< .001"
    return "> .999" if float(value) > LARGEST_P else coefficient(value, 3)


def p_phrase(value: Any) -> str:
    """Write a p-value with its letter.

    Examples
    --------
    >>> p_phrase(1e-12), p_phrase(0.0134)
    ('p < .001', 'p = .013')
    """
    written = p_value(value)
    return f"p {written}" if written[:1] in "<>" else f"p = {written}"


def percent(share: Any) -> str:
    """Write a share as a percentage.

    Examples
    --------
    >>> percent(0.95), percent(0.999)
    ('95%', '99.9%')
    """
    return f"{100 * float(share):.4g}%"


def interval(low: Any, high: Any, places: int = 2) -> str:
    """Write the ends of an interval for a table.

    Examples
    --------
    >>> interval(-0.7, -0.52)
    '[−0.70, −0.52]'
    """
    return f"[{number(low, places)}, {number(high, places)}]" if known(low) and known(high) else ""


def coefficient_interval(low: Any, high: Any) -> str:
    """Write the ends of a coefficient's interval for a table."""
    return f"[{coefficient(low)}, {coefficient(high)}]" if known(low) and known(high) else ""


def ranks(low: Any, high: Any) -> str:
    """Write a set of neighbouring ranks.

    Examples
    --------
    >>> ranks(1, 3), ranks(2, 2)
    ('1–3', '2')
    """
    if not (known(low) and known(high)):
        return ""
    return count(low) if int(low) == int(high) else f"{count(low)}–{count(high)}"


def degrees(first: Any, second: Any) -> str:
    """Write two degrees of freedom.

    Examples
    --------
    >>> degrees(5.0, 1474.0)
    '5, 1,474'
    """
    return f"{count(first)}, {count(second)}" if known(first) and known(second) else count(first)


MOST_EVIDENCE = 1000.0


def evidence(bayes_factor: Any) -> str:
    """Write a Bayes factor; beyond a thousand to one either way it is written as more than that.

    Examples
    --------
    >>> evidence(0.0596), evidence(float("inf")), evidence(1e-9)
    ('0.06', '> 1,000', '< 0.001')
    """
    if bayes_factor is None or math.isnan(float(bayes_factor)):
        return ""
    if float(bayes_factor) > MOST_EVIDENCE:
        return f"> {count(MOST_EVIDENCE)}"
    return f"< {1 / MOST_EVIDENCE:g}" if float(bayes_factor) < 1 / MOST_EVIDENCE else number(bayes_factor)
