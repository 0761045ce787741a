"""What can be wrong with a text of the user's own, wherever it comes in."""

from __future__ import annotations

from servgap.errors import ServgapError


def half_a_character(what: str, text: str) -> ServgapError:
    return ServgapError(
        f"A text is made of whole characters; {what} holds half of one, a lone surrogate ({text[:40]!a}), which "
        "no file can hold. It was decoded wrongly: read the source again in its right encoding, or write the text anew."
    )
