"""A seeded survey of any size: 22 items asked twice, six branches, four quarters, importance points, 2 % missing."""

from __future__ import annotations

import numpy as np
import pandas as pd

import servgap as sg

INSTRUMENT = sg.Instrument.load("servqual")
DIMENSIONS = INSTRUMENT.dimension_keys
ITEMS = {
    dimension.key: list(range(span.start + 1, span.stop + 1))
    for dimension, span in zip(INSTRUMENT.dimensions, INSTRUMENT.spans, strict=True)
}
BRANCHES = ("Airport", "Centre", "East", "Harbour", "North", "West")
QUARTERS = ("2026Q1", "2026Q2", "2026Q3", "2026Q4")
MEANS = {"E": 6.1, "P": 5.3}
COLUMNS = {
    "expectation": "E{n}",
    "perception": "P{n}",
    "points": {dimension: f"W_{dimension}" for dimension in DIMENSIONS},
}


def make_frame(n: int, *, missing: float = 0.02, seed: int = 2026) -> pd.DataFrame:
    """Draw respondents who agree with themselves: a mood, one factor a dimension and part, and chance."""
    rng = np.random.default_rng(seed)
    branch, quarter = rng.integers(0, len(BRANCHES), n), rng.integers(0, len(QUARTERS), n)
    mood = rng.normal(size=n)
    columns = {}
    for part, mean in MEANS.items():
        for place, items in enumerate(ITEMS.values()):
            factor = rng.normal(size=n)
            for item in items:
                level = mean + 0.05 * (item % 5) - 0.15 * place * (part == "P") + 0.08 * branch * (part == "P")
                answer = np.clip(np.rint(level + 0.5 * mood + 0.6 * factor + 0.8 * rng.normal(size=n)), 1, 7)
                answer[rng.random(n) < missing] = np.nan
                columns[f"{part}{item}"] = answer
    points = rng.multinomial(100, (0.11, 0.32, 0.22, 0.19, 0.16), size=n).astype(float)
    columns.update({f"W_{dimension}": points[:, place] for place, dimension in enumerate(DIMENSIONS)})
    labels = {"branch": np.array(BRANCHES)[branch], "quarter": np.array(QUARTERS)[quarter]}
    return pd.DataFrame({**columns, **labels})
