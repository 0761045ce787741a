"""What messages propose, taken out of them as a user would paste it."""

from __future__ import annotations

import ast
import re
from typing import Any

_OPENS, _CLOSES = "{[(", "}])"


def proposed(refusal: object, option: str = "columns") -> list[Any]:
    """Give every value that a message proposes for an option, in the order in which they stand there."""
    message = str(refusal)
    return [_typed(_balanced(message, found.end())) for found in re.finditer(rf"\b{option}=(?=[{{\[('\"\d])", message)]


def _balanced(message: str, start: int) -> str:
    """Cut out an expression: to the bracket that closes its first one, or to the end of a quoted text or a number."""
    if message[start] not in _OPENS:
        found = re.compile(r"'[^']*'|\"[^\"]*\"|[\w.]+").match(message, start)
        return found[0].rstrip(".") if found else ""
    depth, quote, at = 0, "", start
    while True:
        letter = message[at]
        if quote:
            at += letter == "\\"
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        else:
            depth += (letter in _OPENS) - (letter in _CLOSES)
        at += 1
        if not depth and not quote:
            return message[start:at]


def _typed(expression: str) -> Any:
    """Evaluate what was pasted: literals, and lists of numbered headers."""
    try:
        return ast.literal_eval(expression)
    except ValueError:
        return eval(expression, {"range": range})  # noqa: S307 - as it stands in the message
