"""How numbers are written for readers. Nothing here changes a number; it only chooses how many digits are shown."""

from __future__ import annotations

import math
from typing import Any

MINUS = "\N{MINUS SIGN}"
SMALLEST_P, LARGEST_P = 0.001, 0.999
HALFWAY = 1e-9
"""How near to halfway a number is halfway: no number is said to be surer than that."""
LARGEST, LARGEST_COEFFICIENT = 999_999, 10
"""Size beyond which a number with decimals, or a coefficient, is written as more than that: its digits say nothing."""


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
    >>> number(-7378582153.13), number(1e36)
    ('< −999,999', '> 999,999')
    """
    if not known(value):
        return ""
    exact = float(value)
    if places and abs(exact) > LARGEST:
        return _beyond(exact, LARGEST)
    written = f"{exact + math.copysign(HALFWAY * max(1.0, abs(exact)), exact):,.{places}f}"
    if float(written.replace(",", "")) == 0:
        return written.lstrip("-")
    return written.replace("-", MINUS)


def _beyond(value: float, most: int) -> str:
    """Write that a number lies further from zero than can be meant."""
    return f"> {most:,}" if value > 0 else f"< {MINUS}{most:,}"


def signed(value: Any, places: int = 2) -> str:
    """Write a number with its sign, as a change is written.

    Examples
    --------
    >>> signed(0.14), signed(-0.14), signed(0.0)
    ('+0.14', '−0.14', '0.00')
    """
    written = number(value, places)
    if written.startswith((">", "<")):
        return written
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
    """Write a number that cannot exceed one, without the needless zero.

    Examples
    --------
    >>> coefficient(0.861), coefficient(-0.04), coefficient(1.0), coefficient(-155.3)
    ('.86', '−.04', '1.00', '< −10')
    """
    if known(value) and abs(float(value)) > LARGEST_COEFFICIENT:
        return _beyond(float(value), LARGEST_COEFFICIENT)
    written = number(value, places)
    bare = written.lstrip(MINUS)
    if not bare.startswith("0."):
        return written
    return (MINUS if written.startswith(MINUS) else "") + bare[1:]


SHORT_ENOUGH = 1e-9
SMALLEST_SHOWN, TINY = 1e-6, 5e-3


def threshold(value: Any) -> str:
    """Write a limit: as it was set when that is short, else with two decimals; no tiny one as nothing.

    Examples
    --------
    >>> threshold(0.25), threshold(0.125), threshold(1 / 3)
    ('0.25', '0.125', '0.33')
    >>> threshold(0.0001), threshold(1e-12), threshold(1e9)
    ('0.0001', '< 0.000001', '> 999,999')
    """
    limit = float(value)
    if abs(limit) > LARGEST:
        return _beyond(limit, LARGEST)
    if 0 < limit < SMALLEST_SHOWN:
        return f"< {SMALLEST_SHOWN:.6f}"
    if 0 < limit < TINY:
        return f"{limit:.6f}".rstrip("0")
    return f"{limit:g}" if abs(limit - round(limit, 3)) < SHORT_ENOUGH else f"{limit:.2f}"


def p_value(value: Any) -> str:
    """Write a p-value; one too small to be told from zero is written as less than .001.

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


def percentage(share: Any, places: int = 1) -> str:
    """Write a share of customers as a percentage with so many decimals.

    Examples
    --------
    >>> percentage(0.4863), percentage(-0.5), percentage(1.0)
    ('48.6%', '−50.0%', '100.0%')
    """
    return f"{number(100 * float(share), places)}%" if known(share) else ""


def signed_percentage(share: Any, places: int = 1) -> str:
    """Write a difference of shares in percentage points, with its sign.

    Examples
    --------
    >>> signed_percentage(0.042), signed_percentage(-0.5)
    ('+4.2', '−50.0')
    """
    return signed(100 * float(share), places) if known(share) else ""


ALL, SMALLEST_LEVEL = 0.9999, 9.9e-5


def percent(share: Any) -> str:
    """Write a share as a percentage.

    Examples
    --------
    >>> percent(0.95), percent(0.999), percent(1 - 1e-9), percent(1e-9)
    ('95%', '99.9%', '> 99.99%', '< 0.01%')
    """
    exact = float(share)
    if ALL < exact < 1:
        return "> 99.99%"
    return "< 0.01%" if 0 < exact < 1 - ALL else f"{100 * exact:.4g}%"


def error(confidence: float) -> str:
    """Write the level of tests that belongs to a level of confidence.

    Examples
    --------
    >>> error(0.95), error(0.999), error(1 - 1e-12)
    ('.05', '.001', '< .0001')
    """
    left = 1 - confidence
    return f"{left:.3g}".removeprefix("0") if left > SMALLEST_LEVEL else "< .0001"


def interval(low: Any, high: Any, places: int = 2) -> str:
    """Write the ends of an interval for a table.

    Examples
    --------
    >>> interval(-0.7, -0.52)
    '[−0.70, −0.52]'
    """
    return f"[{number(low, places)}, {number(high, places)}]" if known(low) and known(high) else ""


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


USUAL_PLACES = {number: 2, signed: 2, size: 2, percentage: 1, signed_percentage: 1}
"""Ways of writing values in points or shares, with their decimals where none are told."""
