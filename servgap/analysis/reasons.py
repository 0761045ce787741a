"""Why a number is not there: the codes that stand in the column `reason`."""

from __future__ import annotations

NONE = ""
TOO_FEW = "too_few"
TOO_SMALL = "too_small"
NO_VARIATION = "no_variation"
CONSTANT_ITEM = "constant_item"
CONSTANT_GROUP = "constant_group"
SINGLE_ITEM = "single_item"
TWO_ITEMS = "two_items"
NOT_IDENTIFIED = "not_identified"
NOT_CONVERGED = "not_converged"
SINGULAR = "singular"
IMPROPER = "improper"
POOLED_ONLY = "pooled_only"
NO_POINTS = "no_points"

REASONS = {
    TOO_FEW: "fewer than two respondents",
    TOO_SMALL: "too few respondents to be tested or ranked",
    NO_VARIATION: "nothing varies between respondents",
    CONSTANT_ITEM: "everybody gave one item the same answer",
    CONSTANT_GROUP: "everybody in one group has the same score",
    SINGLE_ITEM: "the dimension has one item",
    TWO_ITEMS: "the dimension has two items, so that without this one a single item is left",
    NOT_IDENTIFIED: "a factor model of fewer than three items cannot be told from others",
    NOT_CONVERGED: "the factor model has no solution, as where some items vary against others",
    SINGULAR: "items repeat each other, are constant, or are more than the respondents",
    IMPROPER: "the factor model fits best with a negative error variance, which cannot be",
    POOLED_ONLY: "the tally keeps the products of all items for all groups together only",
    NO_POINTS: "nobody gave importance points",
}
