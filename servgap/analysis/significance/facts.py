"""The facts behind the headline of tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from servgap.analysis.facts import Facts


@dataclass(frozen=True)
class GapEffect:
    """A gap with its effect size and the p-value of its test."""

    gap: float
    n: int
    effect_kind: str
    effect: float
    effect_low: float
    effect_high: float
    p_value: float
    p_adjusted: float


@dataclass(frozen=True)
class StandardEffect(GapEffect):
    """The gap of a standard, or of one of its items."""

    standard: str
    item: str


@dataclass(frozen=True, kw_only=True)
class SignificanceFacts(Facts):
    """The facts behind the headline of tests, all of them about one group where tests were made for each.

    Parameters
    ----------
    tests
        The tests made; the first is the one that overall, the largest effect and what was tested are told of.
    tested
        How many standards have a result of the first test.
    significant
        How many standards are other than zero, by test.
    short
        How many of them are short, by test; a test that tells no direction is not there.
    overall
        The overall gap.
    largest
        The standard with the largest effect; None where there is none.
    disagreeing
        On how many standards the tests come to different conclusions.
    """

    tests: tuple[str, ...]
    tested: int
    significant: Mapping[str, int]
    short: Mapping[str, int]
    overall: GapEffect
    largest: StandardEffect | None = None
    disagreeing: int = 0
