"""What can go wrong when a picture is drawn."""

from __future__ import annotations

from collections.abc import Sequence

from servgap.errors import ServgapError


def no_axes(found: object) -> ServgapError:
    hint = " Pass one of its axes, such as figure.gca()." if type(found).__name__ == "Figure" else ""
    return ServgapError(
        f"A picture is drawn on matplotlib axes; found {type(found).__name__}.{hint} "
        "Pass ax=plt.subplots()[1], or leave ax= out for a new figure of a fitting size."
    )


def no_chinese_font(families: Sequence[str]) -> ServgapError:
    return ServgapError(
        "A picture with Chinese words needs a Chinese font, and this machine has none. "
        f"Install one of {', '.join(families)} "
        '(on Debian or Ubuntu: apt install fonts-noto-cjk), or draw it with language="en". '
        "The HTML report needs no font: the reader's browser sets its pictures."
    )
