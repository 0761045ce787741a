"""What is planted in the sample surveys: means, spreads, who differs, and what is spoilt.

Everything here can be found again in the files that make_samples.py writes, up to chance; README.md tells it in words.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

SIZES = {"tangibles": 4, "reliability": 5, "responsiveness": 4, "assurance": 4, "empathy": 5}
DIMENSIONS = tuple(SIZES)
DIMENSION_OF_ITEM = tuple(d for d, size in enumerate(SIZES.values()) for _ in range(size))
N_ITEMS = len(DIMENSION_OF_ITEM)
QUARTERS = ("2026Q1", "2026Q2", "2026Q3", "2026Q4")


@dataclass(frozen=True)
class Plan:
    """What is planted in a survey: means on the answer scale, spreads and who differs.

    ``shifts`` are added to the mean perception: per branch and dimension, and per quarter on every item.
    """

    high: int
    branches: dict[str, int]
    expectation: tuple[float, ...]
    gap: tuple[float, ...]
    branch_shifts: dict[str, dict[str, float]]
    quarter_shifts: dict[str, float]
    expectation_spread: float
    perception_spread: float


HOTLINE = Plan(
    high=7,
    branches={"North": 340, "South": 272, "East": 248, "West": 220, "Central": 280, "Airport": 140},
    expectation=(
        *(5.6, 5.4, 5.7, 5.8),
        *(6.4, 6.3, 6.5, 6.3, 6.5),
        *(6.2, 6.4, 6.3, 6.1),
        *(6.2, 6.5, 6.3, 6.4),
        *(5.9, 6.0, 6.0, 6.2, 6.1),
    ),
    gap=(
        *(0.10, -0.05, 0.05, -0.30),
        *(-1.15, -1.00, -1.30, -0.90, -0.55),
        *(-0.80, -1.40, -0.60, -1.05),
        *(-0.45, -0.25, -0.15, -0.70),
        *(-0.85, -0.35, -0.65, -0.95, -0.75),
    ),
    branch_shifts={"Airport": {"reliability": -0.7, "responsiveness": -0.9}},
    quarter_shifts={"2026Q3": -0.45},
    expectation_spread=1.05,
    perception_spread=1.30,
)
HOTEL = Plan(
    high=5,
    branches={"滨江店": 72, "湖畔店": 64, "古城店": 56, "机场店": 48},
    expectation=(
        *(4.0, 4.3, 4.2, 3.9),
        *(4.4, 4.4, 4.3, 4.2, 4.5),
        *(4.1, 4.4, 4.3, 4.2),
        *(4.3, 4.5, 4.4, 4.2),
        *(4.1, 4.0, 4.0, 4.1, 4.0),
    ),
    gap=(
        *(-0.80, -0.35, 0.05, -0.25),
        *(-0.50, -0.65, -0.45, -0.35, -0.20),
        *(-0.50, -0.80, -0.35, -0.60),
        *(-0.25, -0.15, -0.10, -0.40),
        *(-0.60, -0.35, -0.45, -0.40, -0.75),
    ),
    branch_shifts={"机场店": {"responsiveness": -0.6}},
    quarter_shifts={"2026Q4": 0.3},
    expectation_spread=0.80,
    perception_spread=0.90,
)

LAST_QUARTER = "2025Q4"
# Mean expectation and gap of res2, rel2 and emp2, by place, before their standards were changed: what is promised of
# waiting made customers expect more, what is promised of complaints and the line at night made them perceive more.
BEFORE = {10: (6.1, -1.10), 5: (6.3, -1.60), 18: (6.0, -1.10)}
HOTLINE_BEFORE = replace(
    HOTLINE,
    expectation=tuple(BEFORE[i][0] if i in BEFORE else mean for i, mean in enumerate(HOTLINE.expectation)),
    gap=tuple(BEFORE[i][1] if i in BEFORE else gap for i, gap in enumerate(HOTLINE.gap)),
    quarter_shifts={},
)

# A respondent's answer is loading * (general + dimension factor) + noise; the factors of the two parts are correlated.
LOADINGS = (
    *(0.80, 0.74, 0.78, 0.84),
    *(0.82, 0.86, 0.80, 0.76, 0.74),
    *(0.80, 0.84, 0.86, 0.78),
    *(0.84, 0.76, 0.80, 0.82),
    *(0.80, 0.74, 0.86, 0.80, 0.84),
)
GENERAL_SHARE = 0.60
GENERAL_CORRELATION = 0.35
DIMENSION_CORRELATION = 0.20

# Shares by item (0 to 21). A hotline's callers see no rooms, hardly any staff and little of the equipment.
HOTLINE_NOT_APPLICABLE = {0: 0.05, 1: 0.14, 2: 0.10, 3: 0.03, 18: 0.01}
HOTEL_NOT_APPLICABLE = {3: 0.05, 5: 0.06, 20: 0.03}
EXPECTATION_TOO = 0.7
HOTLINE_MISSING = 0.02
HOTEL_MISSING = 0.015
CARELESS_ANSWERS = (7, 7, 7, 7, 6, 6, 5, 5, 4, 4, 1, 1)
N_BLANK = 3
N_EXPECTATION_ONLY = 8
POINTS = (12.0, 32.0, 24.0, 18.0, 14.0)
WRONG_BY = (-10, -10, -5, -5, -5, 5, 5, 5, 10, 10, 15, 20)
N_NO_POINTS = 45
SATISFACTION_WEIGHTS = (0.05, 0.35, 0.25, 0.15, 0.20)
CHANNELS = ("phone", "chat", "callback")
CHANNEL_SHARES = (0.70, 0.20, 0.10)
LABELS = ("非常不同意", "不同意", "一般", "同意", "非常同意")

# The counter that asks for zones, by dimension: the desired level, how far what was received lies from it, the width.
N_ZONES = 160
ZONES_DESIRED = (6.8, 7.9, 7.6, 7.7, 7.2)
ZONES_SUPERIORITY = (-0.4, -2.2, -1.6, -0.8, -1.2)
ZONES_WIDTH = (2.2, 1.2, 1.6, 1.6, 1.9)
ZONES_SOUTH = -0.5
ZONES_SWAPPED = 0.01


# The hotel that asks how guests feel if something is there, and if it is not.
N_KANO = 240
KANO_MISSING = 0.005
FEELINGS = (
    "I like it that way",
    "It must be that way",
    "I am neutral",
    "I can live with it that way",
    "I dislike it that way",
)


@dataclass(frozen=True)
class Asked:
    """A feature, and the mix of categories among business and among leisure guests."""

    key: str
    mixes: tuple[str, str]


# Shares of the categories M, O, A, I, R, Q.
KANO_MIXES = {
    "must_be": (0.68, 0.14, 0.05, 0.12, 0.0, 0.01),
    "one_dimensional": (0.2, 0.5, 0.17, 0.11, 0.0, 0.02),
    "attractive": (0.04, 0.12, 0.6, 0.23, 0.0, 0.01),
    "indifferent": (0.06, 0.04, 0.14, 0.72, 0.03, 0.01),
    "reverse": (0.02, 0.02, 0.08, 0.3, 0.56, 0.02),
    "divided": (0.24, 0.22, 0.26, 0.26, 0.01, 0.01),
    "misunderstood": (0.1, 0.08, 0.1, 0.52, 0.06, 0.14),
}
KANO = (
    Asked("wifi", ("must_be", "must_be")),
    Asked("checkout", ("attractive", "attractive")),
    Asked("airport", ("one_dimensional", "one_dimensional")),
    Asked("quiet", ("must_be", "must_be")),
    Asked("breakfast", ("divided", "divided")),
    Asked("upgrade", ("attractive", "attractive")),
    Asked("app", ("indifferent", "indifferent")),
    Asked("desk", ("must_be", "attractive")),
    Asked("music", ("reverse", "reverse")),
    Asked("cleaning", ("misunderstood", "misunderstood")),
)
# Of each category the pairs of answers, as places in FEELINGS, that are drawn, each with the share up to which it is.
KANO_PAIRS = (
    ((0.5, (1, 4)), (0.92, (2, 4)), (1.0, (3, 4))),
    ((1.0, (0, 4)),),
    ((0.1, (0, 1)), (0.7, (0, 2)), (1.0, (0, 3))),
    ((0.5, (2, 2)), (0.7, (2, 3)), (0.85, (1, 3)), (0.95, (3, 2)), (1.0, (1, 1))),
    ((0.45, (4, 0)), (0.75, (3, 0)), (0.9, (4, 2)), (1.0, (4, 1))),
    ((0.8, (0, 0)), (1.0, (4, 4))),
)


def kano_answers(category: int, at: float) -> tuple[int, int]:
    """Give the pair of answers of a category that a draw between 0 and 1 picks."""
    pairs = KANO_PAIRS[min(category, len(KANO_PAIRS) - 1)]
    return next(pair for up_to, pair in pairs if at <= up_to)
