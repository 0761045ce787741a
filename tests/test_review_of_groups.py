"""What a second look at groups and waves found: nothing to compare, an interval beside its estimate, sentences."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import servgap as sg
from servgap._stats.league.between_groups import between_groups
from tests.surveys import pair_survey


def of_branches(sizes, alike=(), seed=4):
    """Make a survey of one dimension with branches of these sizes, in some of which all answer alike."""
    rng = np.random.default_rng(seed)
    branches = [name for name, size in sizes.items() for _ in range(size)]
    gaps = [[0, 0] if name in alike else list(rng.integers(-3, 2, 2)) for name in branches]
    return pair_survey((2,), np.full((len(gaps), 2), 5), 5 + np.array(gaps), branch=branches)


@pytest.mark.parametrize("sizes", [{"A": 3, "B": 2}, {"A": 3, "B": 20}])
def test_where_no_pair_can_be_compared_there_is_no_warning_and_no_count(sizes):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = sg.compare_groups(of_branches(sizes), by="branch", reference="A")
        against = found.against
    assert against["p_dunnett"].isna().all()
    assert set(against["reason"]) == {"too_small"}
    assert "Pairs: Games–Howell" in found.note
    assert "no pair differs" not in found.note
    assert "各对均无显著差异" not in found.note_in("zh")


def test_that_no_pair_differs_is_said_where_pairs_were_compared():
    same = of_branches({"A": 20, "B": 20}, seed=1)
    assert "overall no pair differs" in sg.compare_groups(same, by="branch").note


def test_others_are_all_but_those_that_are_alike():
    found = sg.compare_groups(of_branches({"A": 30, "B": 30, "Same": 12}, alike=["Same"]), by="branch")
    assert "the other 2 groups" in found.headline
    found = sg.compare_groups(of_branches({"A": 30, "B": 30, "Few": 3, "Same": 12}, alike=["Same"]), by="branch")
    assert "the 2 groups tested" in found.headline  # Few is another than Same, and is not tested either


def test_an_interval_of_the_spread_between_groups_reaches_to_its_estimate():
    """Where errors differ much, the estimate and the interval by Q rest on different groups, and may lie apart."""
    found = between_groups([0.0] * 5 + [-2.0], [0.01] * 5 + [0.2])
    assert found.tau2 == 0
    assert found.ci_low > 0.05
    assert found.held == (0.0, found.ci_high)
    gaps = [1, -1] * 250 + [-3, -1, -2, -3, -1]
    branches = [*np.repeat(list("ABCDE"), 100), *["Few"] * 5]
    told = sg.compare_groups(pair_survey((1,), [[4]] * 505, [[4 + gap] for gap in gaps], branch=branches), by="branch")
    assert (told.consistency[["tau", "tau_low"]] == 0).all(axis=None)
    assert (told.facts.league.tau, told.facts.league.tau_low) == (0, 0)
    assert set(told.consistency["reason"]) == {"not_told_apart"}


@pytest.mark.parametrize(("at", "told"), [(["New"], "in New"), (["New", "A"], "in A")])
def test_events_of_branches_that_cannot_be_followed_are_named(at, told):
    """A branch that opened in the second wave had the event, but takes no part: it is not said that it had it not."""
    rng = np.random.default_rng(2)
    cells = [(branch, wave) for branch in ("A", "B", "C") for wave in ("2026Q1", "2026Q2")] + [("New", "2026Q2")]
    branches, waves = (np.repeat([cell[place] for cell in cells], 12) for place in (0, 1))
    survey = pair_survey((1,), [[5]] * 84, rng.integers(2, 7, (84, 1)), branch=branches, quarter=waves)
    event = sg.Event("opening", at={"branch": at}, wave="2026Q2")
    found = sg.track_waves(survey, by="quarter", events=[event])
    assert f"“opening” {told} did cannot be judged" in found.headline
    assert "only one branch had" not in found.headline
    assert ("only one branch with the event took part" in found.headline) == ("A" in at)
    assert "0 个网点" not in found.headline_in("zh")


def test_dimensions_are_told_where_there_is_no_overall_comparison():
    """A dimension that nobody answered takes the overall away, and nothing from what others say by themselves."""
    rng = np.random.default_rng(5)
    perceptions = rng.integers(3, 7, (60, 2)).astype(float)
    perceptions[:30, 1] -= 2
    perceptions = np.column_stack([np.full(60, np.nan), perceptions])
    survey = pair_survey([1, 1, 1], np.full((60, 3), 6.0), perceptions, branch=["North"] * 30 + ["South"] * 30)
    found = sg.compare_groups(survey, by="branch")
    assert found.headline.startswith(
        "The overall comparison by branch could not be computed: fewer than two respondents have a score on every dim"
    )
    assert "of the 2 dimensions that could be compared, groups differ in " in found.headline
    assert "可比较的 2 个维度中，" in found.headline_in("zh")
    names = found.frame.loc[found.frame["differs"] & (found.frame["test"] == "welch"), "dimension"]
    assert len(names) == 1


def test_a_part_is_named_only_where_it_is_told_apart_among_all_rows():
    """Each part's own p is corrected over the rows of its level, as that of both together is."""
    survey = sg.read_survey("data/samples/branches_3years.csv", "data/samples/branches.toml", attributes=["branch"])
    found = sg.compare_groups(survey, by="branch").moved
    dimensions = found[found["level"] == "dimension"]
    assert 0.01 < dimensions["p_expectation"].min() < 0.05
    assert set(dimensions["moved"]) == {"perception"}
    uncorrected = sg.compare_groups(survey, by="branch", adjust="none").moved
    assert "both" in set(uncorrected.loc[uncorrected["level"] == "dimension", "moved"])
