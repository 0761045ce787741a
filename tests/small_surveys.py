"""Small instruments and tables that the tests of reading share."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from servgap.survey.instrument import Dimension, Instrument, Item
from servgap.survey.scale import Scale


def instrument(levels: int = 7, parts: tuple[str, ...] = ("expectation", "perception"), **scale: object) -> Instrument:
    """Three items in two dimensions."""
    return Instrument(
        "small",
        Scale(1, levels, **scale),
        [
            Dimension(
                "speed",
                [Item("wait", {"en": "Waits are short.", "zh": "等候时间短。"}), Item("call", "Calls are taken.")],
            ),
            Dimension("care", [Item("polite", "Staff are polite.")], name={"en": "Care", "zh": "关怀"}),
        ],
        parts,
    )


HEADERS = ("E1", "E2", "E3", "P1", "P2", "P3")


def rows(*answers: tuple[object, ...], headers: tuple[str, ...] = HEADERS) -> pd.DataFrame:
    """Make a frame of text, or of numbers, from rows of answers."""
    return pd.DataFrame(list(answers), columns=list(headers))


def csv(folder: Path, *lines: str, name: str = "survey.csv") -> Path:
    """Write a CSV file."""
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
