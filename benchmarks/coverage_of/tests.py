"""Tests where no gap is there: how often one is found."""

from __future__ import annotations

import numpy as np
from populations import POPULATIONS
from scipy import stats

import servgap as sg
from coverage_of.sample import CONFIDENCE, Family, Sample, Shares
from servgap._stats.families.adjust import adjust_p

LEVEL = 1 - CONFIDENCE
ROWS = 100
"""Respondents up to whom scipy's exact test is tried: it takes the longest."""


def measure(sample: Sample) -> Shares:
    tests = sg.check_significance(sample.tally, test=["t", "signed_rank"])
    rows = tests.frame[tests.frame["level"] == "standard"]
    t, ranks = (rows.loc[rows["test"] == test, "p_value"].to_numpy() for test in ("t", "signed_rank"))
    shares = {
        f"family/t, {name}": float((adjust_p(t, adjust).p_adjusted < LEVEL).any())
        for adjust, name in (("holm", "Holm"), ("hochberg", "Hochberg"), ("bh", "BH"), ("by", "BY"))
    }
    shares["family/signed rank, Holm"] = float((adjust_p(ranks, "holm").p_adjusted < LEVEL).any())
    joint = tests.joint
    zero = joint[(joint["level"] == "standard") & (joint["method"] == "all_zero")]["p_value"]
    shares["family/Hotelling's T², 22 gaps"] = float((zero < LEVEL).any()) if zero.notna().any() else np.nan
    shares["alone/t, one standard"] = float((t < LEVEL).mean())
    shares["alone/signed rank, one standard"] = float((ranks < LEVEL).mean())
    shares["usual/22 uncorrected t tests"] = float((t < LEVEL).any())
    if sample.n <= ROWS:
        shares["usual/scipy's “exact” signed rank, one standard"] = scipy_exact(sample.survey)
    return shares


def scipy_exact(survey: sg.Survey) -> float:
    gaps = (survey.perceptions - survey.expectations).to_numpy(dtype=float).T
    p = [stats.wilcoxon(each[np.isfinite(each)], zero_method="pratt", method="exact").pvalue for each in gaps]
    return float((np.array(p) < LEVEL).mean())


FAMILY = Family(
    "tests",
    measure,
    {
        "family": "Tests where no gap is there: how often any of 22 is called one (nominal at most 5 %; T² 5 %)",
        "alone": "Tests where no gap is there, one standard at a time (nominal 5 %)",
    },
    populations=tuple(each for each in POPULATIONS if each.name.startswith("no gaps")),
)
