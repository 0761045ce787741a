"""Every number in a headline is one of its frames': over all kinds and degenerate surveys, in both languages."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

import servgap as sg
from servgap.analysis.finding import Finding
from servgap.analysis.significance.gap_tests import TESTS
from servgap.errors import ServgapError
from servgap.language import languages
from servgap.language.numbers import coefficient, count, number, p_value, percent, signed, size, threshold
from tests import real_findings
from tests.degenerate import SURVEYS

KINDS: dict[str, tuple[str, str] | Callable[[Any], Finding]] = {
    "gaps": ("gaps", ""),
    "gaps by": ("gaps", "by branch"),
    "gaps at once": ("gaps", "at once"),
    "significance": ("significance", ""),
    "significance by": ("significance", "by branch"),
    "signed ranks": lambda survey: sg.check_significance(survey, test=["signed_rank", "sign"]),
    "ranking": ("ranking", ""),
    "ranking by": lambda survey: sg.rank_standards(survey, by="branch", worst=1),
    "ranking by effect": lambda survey: sg.rank_standards(survey, criterion="effect"),
    "groups": ("groups", ""),
    "waves": ("waves", ""),
    "screening": ("screening", ""),
    "reliability": ("reliability", ""),
    "reliability by": ("reliability", "by branch"),
    "reliability of the gap": ("reliability", "of the gap"),
    "validity": ("validity", ""),
    "pairing": ("pairing", ""),
    "plan": lambda survey: sg.plan_sample(survey, gap=0.4),
}
"""Calls of verbs: those that other tests make of the same surveys too, by kind and name, and this one's own."""


@cache
def found(kind: str, name: str) -> Finding:
    call = KINDS[kind]
    try:
        return real_findings.finding(*call, f"degenerate: {name}") if isinstance(call, tuple) else call(SURVEYS[name])
    except ServgapError:
        pytest.skip("this survey has no such finding")


def numbers_in(value: Any) -> Iterator[float]:
    """Walk through facts: their numbers, and how many there are of what is listed."""
    if dataclasses.is_dataclass(value):
        value = vars(value)
    if isinstance(value, Mapping):
        for each in value.values():
            yield from numbers_in(each)
    elif isinstance(value, list | tuple):
        yield len(value)
        for each in value:
            yield from numbers_in(each)
    elif isinstance(value, int | float | np.number) and not isinstance(value, bool):
        yield float(value)


def texts_in(value: Any) -> Iterator[str]:
    if dataclasses.is_dataclass(value):
        value = vars(value)
    if isinstance(value, Mapping):
        for each in value.values():
            yield from texts_in(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts_in(each)
    elif isinstance(value, str):
        yield value


def written(value: float) -> set[str]:
    """Write a number in every way in which a reader may meet it."""
    if not np.isfinite(value):
        return set()
    forms = {number(value, places) for places in range(4)} | {size(value, places) for places in range(4)}
    forms |= {coefficient(value, places) for places in (2, 3)} | {signed(value), p_value(value), percent(value)}
    forms |= {count(value), percent(round(value, 3)), threshold(value)}
    return {form.lstrip("<> ") for form in forms}


NUMBER = re.compile(r"[−+]?(?:\d[\d,]*(?:\.\d+)?|\.\d+)%?")
LEVELS = (95, 90, 1, 2)
"""The level of intervals, that of RMSEA's, and the numbers that words are."""


def told(finding: Finding, language: str) -> str:
    """Give the headline without names: those of groups, waves, dimensions and standards have numbers of their own."""
    text = finding.headline_in(language)
    text = re.sub(r"“[^”]*”", "", text)
    names = {*texts_in(finding.facts), *finding.basis.instrument.dimension_keys}
    for name in sorted((name for name in names if re.search(r"\d", name)), key=len, reverse=True):
        text = text.replace(name, "")
    return re.sub(r"HTMT2|d_z|RMSEA|ω²|ε²", "", text)


@pytest.mark.parametrize("name", SURVEYS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_headline_has_no_number_but_those_of_its_facts(kind, name):
    finding = found(kind, name)
    basis = finding.basis
    known = [*numbers_in(finding.facts), basis.rows_used, basis.rows_read, len(basis.instrument.dimensions)]
    known += [len(basis.instrument.standards), len(basis.instrument.items), basis.confidence, basis.smallest or 0.0]
    known += [each for remark in basis.remarks for each in numbers_in(dict(remark.particulars))]
    frame = finding.frames["frame"]
    if {"test", "p_value"} <= set(frame):  # of how many a share is said
        known += [float(rows["p_value"].notna().sum()) for _, rows in frame.groupby(["level", "test"])]
        known += [float(rows["p_value"].notna().sum()) for _, rows in frame.groupby("test")]
    if "verdict" in frame:
        known += [float((rows["verdict"] != "").sum()) for _, rows in frame.groupby("level")]
    if finding.kind == "screening":
        known.append(round(finding.facts.flagged / finding.facts.respondents, 3))
    if "rank" in frame:
        known.append(float(frame["rank"].notna().sum()))
    if finding.kind == "validity":
        known += [-1.0, 1.0]  # beyond which no standardised loading lies
    allowed = set().union(*(written(value) for value in known)) | {percent(level / 100) for level in LEVELS}
    allowed |= {count(level) for level in LEVELS}
    for language in languages():
        for one in NUMBER.findall(told(finding, language)):
            assert one.rstrip(",.") in allowed, f"{one!r} in {finding.headline_in(language)!r}"


def of_group(frame: pd.DataFrame, group: Mapping[str, str]) -> pd.DataFrame:
    for name, label in group.items():
        frame = frame[frame[name] == label]
    return frame


def same(fact: Any, cell: Any) -> None:
    np.testing.assert_allclose(float("nan" if fact is None else fact), float(cell), rtol=1e-12, equal_nan=True)


@pytest.mark.parametrize("name", SURVEYS)
@pytest.mark.parametrize("kind", ["gaps", "gaps by", "gaps at once"])
def test_facts_of_gaps(kind, name):
    finding = found(kind, name)
    facts, frame = finding.facts, finding.frame
    overall = frame[(frame["level"] == "overall") & (frame["method"] == "mean_of_dimensions")]
    large = overall[overall["n"] >= 5]
    worst = (large if large["gap"].notna().any() else overall)["gap"].min()
    rows = of_group(frame, facts.group)
    mine = rows[(rows["level"] == "overall") & (rows["method"] == "mean_of_dimensions")].iloc[0]
    np.testing.assert_allclose(mine["gap"], worst, rtol=1e-9, equal_nan=True)
    for column in ("value", "ci_low", "ci_high", "n"):
        same(getattr(facts.overall, column), mine[column])
    dimensions = rows[rows["level"] == "dimension"]
    if dimensions["gap"].notna().any():
        np.testing.assert_allclose(facts.worst.value, dimensions["gap"].min(), rtol=1e-9)
        same(facts.worst.value, dimensions.set_index("dimension").loc[facts.worst.dimension, "gap"])
    standards = rows[rows["level"] == "standard"]
    assert facts.standards == len(standards)
    for verdict in ("short", "above", "negligible", "undecided"):
        assert getattr(facts, verdict) == (standards["verdict"] == verdict).sum()
    weighted = rows[rows["method"] == "weighted_mean"]
    same(facts.weighted, weighted["gap"].iloc[0] if len(weighted) else np.nan)


@pytest.mark.parametrize("name", SURVEYS)
@pytest.mark.parametrize("kind", ["significance", "significance by", "signed ranks"])
def test_facts_of_significance(kind, name):
    finding = found(kind, name)
    facts, rows = finding.facts, of_group(finding.frame, finding.facts.group)
    lead = facts.tests[0]
    overall = rows[(rows["level"] == "overall") & (rows["test"] == lead)].iloc[0]
    for column in ("gap", "p_adjusted", "effect", "effect_low", "effect_high"):
        same(getattr(facts.overall, column), overall[column])
    standards = rows[rows["level"].isin(["standard", "item"])]
    for test in facts.tests:
        here = standards[(standards["test"] == test) & (standards["p_adjusted"] < 0.05)]
        centre = TESTS[test].centre
        below = here["effect"].fillna(centre + here["gap"]) < centre
        assert facts.short[test] == below.sum()
    here = standards[standards["test"] == lead]
    away = (here["effect"] - TESTS[lead].centre).abs()
    if away.notna().any():
        np.testing.assert_allclose(abs(facts.largest.effect - TESTS[lead].centre), away.max(), rtol=1e-9)
    assert facts.disagreeing == here["disagrees"].sum()


@pytest.mark.parametrize("name", SURVEYS)
@pytest.mark.parametrize("kind", ["ranking", "ranking by", "ranking by effect"])
def test_facts_of_rankings(kind, name):
    finding = found(kind, name)
    facts, frame = finding.facts, finding.frame
    ranked = frame[frame["rank"].notna()]
    if ranked.empty:
        assert facts.worst is None
        return
    rows = of_group(ranked, facts.group)
    np.testing.assert_allclose(facts.worst.value, ranked["value"].min(), rtol=1e-9)
    first = rows[rows["standard"] == facts.worst.standard].iloc[0]
    assert first["rank"] == 1
    for column in ("gap", "value", "rank_low", "rank_high"):
        same(getattr(facts.worst, column), first[column])
    assert list(facts.shared) == rows.loc[rows["rank"] == 1, "standard"].tolist()
    assert facts.tied == (rows["rank_low"] == 1).sum()
    assert list(facts.candidates) == rows.loc[rows["may_be_worst"].astype(bool), "standard"].tolist()


@pytest.mark.parametrize("name", SURVEYS)
@pytest.mark.parametrize("kind", ["groups"])
def test_facts_of_groups(kind, name):
    finding = found(kind, name)
    facts, groups = finding.facts, finding.groups
    whole = groups[(groups["level"] == "overall") & ~groups["reason"].isin(["too_small", "too_few"])]
    whole = whole[whole["gap"].notna()].set_index("branch")
    assert facts.compared == len(whole)
    for end, gap in (("lowest", whole["gap"].min()), ("highest", whole["gap"].max())) if len(whole) else ():
        told = getattr(facts, end)
        np.testing.assert_allclose(told.value, gap, rtol=1e-9)
        for column in ("value", "ci_low", "ci_high", "n"):
            same(getattr(told, column), whole.loc[told.group, column])
    lead = finding.frame[finding.frame["test"] == finding.frame["test"].iloc[0]]
    overall = lead[lead["level"] == "overall"].iloc[0]
    for column in ("p_adjusted", "effect"):
        same(getattr(facts.overall, column), overall[column])
    assert facts.tested == overall["groups"]
    dimensions = lead[lead["level"] == "dimension"]
    assert list(facts.differing) == dimensions.loc[dimensions["differs"], "dimension"].tolist()
    pairs = finding.pairs
    assert facts.pairs_differing == (pairs["differs"] & (pairs["level"] == "overall")).sum()
    ranked = groups[(groups["level"] == "overall") & groups["rank"].notna()]
    if facts.worst:
        assert facts.worst.ranked == len(ranked)
        assert list(facts.worst.candidates) == ranked.loc[ranked["may_be_worst"].astype(bool), "branch"].tolist()
        assert facts.lowest.group in facts.worst.candidates


@pytest.mark.parametrize("name", SURVEYS)
def test_facts_of_waves(name):
    finding = found("waves", name)
    facts, frame = finding.facts, finding.frame
    last = frame[frame["wave_to"] == facts.last_to]
    overall = last[last["level"] == "overall"].iloc[0]
    for column in ("difference", "ci_low", "ci_high", "value_from", "value_to"):
        same(getattr(facts.overall, column), overall[column])
    for way in ("improved", "worsened"):
        here = last[last["verdict"] == way]
        assert list(getattr(facts.changed, way)) == here.loc[here["level"] == "dimension", "dimension"].tolist()
        assert getattr(facts.standards_changed, way) == here["level"].isin(["standard", "item"]).sum()


@pytest.mark.parametrize("name", SURVEYS)
def test_facts_of_screening(name):
    finding = found("screening", name)
    facts, rows = finding.facts, finding.frames["with_without"]
    overall = rows[rows["level"] == "overall"].iloc[0]
    for column in ("mean", "mean_without", "ci_low_without", "ci_high_without"):
        same(getattr(facts.overall, column), overall[column])
    assert facts.flagged == finding.frame["flagged"].sum()
