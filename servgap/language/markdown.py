"""Texts written so that Markdown shows them as they are."""

from __future__ import annotations

import re

from servgap.language.shown import one_line

MARKUP = re.compile(r"([\\`*_|~$]|\](?=[(\[:]))")
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def marked_down(text: str) -> str:
    r"""Write a text so that Markdown shows it as it is.

    Examples
    --------
    >>> print(marked_down("a | b `c` <i>"))
    a \| b \`c\` &lt;i&gt;
    """
    plain = "".join(ENTITIES.get(character, character) for character in one_line(text))
    return MARKUP.sub(r"\\\1", plain)
