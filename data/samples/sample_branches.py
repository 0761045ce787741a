"""Three years of fourteen branches: what is planted in branches_3years.csv and branches_invited.csv.

README.md tells it in words; make_samples.py turns opinions into answers and writes the files.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Row = tuple[str, str, str]
"""Branch, quarter and age band of a respondent."""

QUARTERS = tuple(f"{year}Q{quarter}" for year in (2024, 2025, 2026) for quarter in (1, 2, 3, 4))
# Respondents a quarter, and the share of those invited that answers.
SIZES = {
    "Market": (62, 0.31),
    "Station": (48, 0.24),
    "Castle": (40, 0.36),
    "Harbour": (34, 0.33),
    "Campus": (28, 0.19),
    "Park": (24, 0.42),
    "Mill": (20, 0.35),
    "Bridge": (16, 0.30),
    "Abbey": (14, 0.38),
    "Quay": (10, 0.29),
    "Hill": (8, 0.40),
    "Orchard": (7, 0.34),
    "Ferry": (3, 0.33),
    "Lodge": (2, 0.30),
}
DIMENSION_OF_ITEM = (0, 0, 1, 1, 2, 2, 3, 3, 4, 4)
EXPECTATION = (5.6, 5.7, 6.4, 6.3, 6.2, 6.3, 6.4, 6.3, 6.0, 6.1)
GAP = (-0.10, -0.20, -1.00, -0.90, -0.80, -1.20, -0.40, -0.50, -0.70, -0.80)
# What is added to the mean perception of every item.
BRANCH_SHIFTS = {"Station": -0.45, "Park": 0.40}
QUARTER_SHIFTS = dict(
    zip(QUARTERS, (0.04, -0.05, 0.06, -0.02, -0.06, 0.03, 0.05, -0.04, 0.02, 0.05, -0.03, -0.45), strict=True)
)
AGES = ("18-34", "35-59", "60+")
AGE_SHIFTS = dict(zip(AGES, (-0.50, 0.0, 0.30), strict=True))
AGE_SHARES = (0.30, 0.45, 0.25)
CAMPUS_AGE_SHARES = (0.80, 0.16, 0.04)
# The training, in reliability and responsiveness.
TRAINED = ("Castle", "Harbour", "Mill", "Abbey")
TRAINED_FROM = "2025Q4"
TRAINED_SHIFT = 0.50
TRAINED_ITEMS = (2, 3, 4, 5)

SPREADS = (1.00, 1.25)
"""Of the opinions behind expectations and perceptions."""
LOADING = 0.75
CORRELATION = 0.35
"""Of what a respondent expects and perceives in general."""
MISSING = 0.015


def attendance(rng: np.random.Generator) -> list[Row]:
    """Branch, quarter and age band of every respondent, quarter by quarter, branches mixed."""
    rows = []
    for quarter in QUARTERS:
        present = [branch for branch, (size, _) in SIZES.items() for _ in range(size)]
        for place in rng.permutation(len(present)):
            branch = present[place]
            shares = CAMPUS_AGE_SHARES if branch == "Campus" else AGE_SHARES
            rows.append((branch, quarter, AGES[int(rng.choice(len(AGES), p=shares))]))
    return rows


def mean_perception(branch: str, quarter: str, age: str) -> list[float]:
    """Planted mean perception of the ten items, of one age band in one branch and quarter."""
    everywhere = BRANCH_SHIFTS.get(branch, 0.0) + QUARTER_SHIFTS[quarter] + AGE_SHIFTS[age]
    trained = branch in TRAINED and quarter >= TRAINED_FROM
    return [
        round(e + g + everywhere + (TRAINED_SHIFT if trained and item in TRAINED_ITEMS else 0.0), 6)
        for item, (e, g) in enumerate(zip(EXPECTATION, GAP, strict=True))
    ]


def draw_opinions(rng: np.random.Generator, n: int) -> tuple[Floats, Floats]:
    """Standard normal opinions behind expectations and perceptions, with a general factor each that go together."""
    general = rng.standard_normal((n, 1))
    seen = CORRELATION * general + math.sqrt(1.0 - CORRELATION**2) * rng.standard_normal((n, 1))
    noise = rng.standard_normal((2, n, len(EXPECTATION)))
    expected, perceived = (
        LOADING * factor + math.sqrt(1.0 - LOADING**2) * own for factor, own in zip((general, seen), noise, strict=True)
    )
    return expected, perceived


def make_invited() -> list[list[str]]:
    """Make the list of how many were invited, of which nothing is drawn: the share that answers falls by the year."""
    table = [["branch", "quarter", "invited"]]
    for branch, (size, share) in SIZES.items():
        for quarter in QUARTERS:
            falling = 1.0 - 0.08 * (int(quarter[:4]) - 2024)
            table.append([branch, quarter, str(math.ceil(size / (share * falling)))])
    return table
