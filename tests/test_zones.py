"""Zones of tolerance: held against what follows from respondents' rows, from other verbs, and from print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle_families.folder import FOLDER
from pandas.testing import assert_frame_equal
from scipy import stats

import servgap as sg
from servgap.errors import ServgapError
from servgap.survey.scale import Scale
from servgap.survey.survey import Survey
from servgap.survey.tally import Tally
from servgap.survey.tally_checks import contradiction
from tests.surveys import NAN, SCALES, instrument_of, survey_of

PARTS = ("desired", "adequate", "perception")
APART = ("superiority", "adequacy", "zone_width")
SIDES = ("share_below", "share_inside", "share_above")
LEHIGH = FOLDER.parent / "data" / "published" / "lehigh_ulg_libqual_2002_2003.csv"


def drawn(
    seed: int, n: int, sizes=(3, 1, 4), scale: Scale = SCALES[0], missing: float = 0.15, instrument=None
) -> Survey:
    """Draw answers of three levels, some of which contradict themselves."""
    rng = np.random.default_rng(seed)
    asked = instrument_of(sizes, scale, PARTS) if instrument is None else instrument
    items, top = len(asked.items), asked.scale.levels - 1
    middle = 0.5 * top + 0.12 * top * rng.normal(size=(n, 1))
    answers = {}
    for part, shift in zip(PARTS, (0.25, 0.0, 0.1), strict=True):
        steps = np.clip(np.rint(middle + top * (shift + 0.2 * rng.normal(size=(n, items)))), 0, top)
        values = asked.scale.low + asked.scale.step * steps
        values[rng.random(values.shape) < missing] = NAN
        answers[part] = values
    return survey_of(asked, answers, branch=list(rng.choice(["North", "South", "West"], n)))


def triples(survey: Survey) -> dict[str, np.ndarray]:
    """Give the consistent triples' levels, respondents × items; NaN for all others."""
    levels = {part: survey.part(part).to_numpy() for part in PARTS}
    sound = levels["adequate"] <= levels["desired"]  # which is false where one is not there
    sound &= ~np.isnan(levels["perception"])
    return {part: np.where(sound, values, np.nan) for part, values in levels.items()}


def quantities(levels: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    high, low, got = (levels[part] for part in PARTS)
    known = ~np.isnan(high)

    def side(holds: np.ndarray) -> np.ndarray:
        return np.where(known, holds.astype(float), np.nan)

    return {
        "superiority": got - high, "adequacy": got - low, "zone_width": high - low, "share_below": side(got < low),
        "share_inside": side((got >= low) & (got <= high)), "share_above": side(got > high), **levels,
    }  # fmt: skip


def rows_of(frame: pd.DataFrame, level: str) -> pd.DataFrame:
    return frame[frame["level"] == level].reset_index(drop=True)


@pytest.mark.parametrize("scale", SCALES, ids=str)
def test_items_are_means_of_consistent_triples(scale: Scale) -> None:
    survey = drawn(1, 80, scale=scale)
    rows, of = rows_of(sg.measure_zones(survey).frame, "standard"), quantities(triples(survey))
    for name in (*APART, *SIDES, *PARTS):
        np.testing.assert_allclose(rows[name], np.nanmean(of[name], axis=0), atol=1e-12, err_msg=name)
    n = (~np.isnan(of["adequacy"])).sum(axis=0)
    assert list(rows["n"]) == list(n)
    both = {part: survey.part(part).to_numpy() for part in PARTS}
    against = (both["adequate"] > both["desired"]) & ~np.isnan(both["perception"])
    assert list(rows["n_inconsistent"]) == list(against.sum(axis=0))
    for name in APART:
        se = np.nanstd(of[name], axis=0, ddof=1) / np.sqrt(n)
        np.testing.assert_allclose(rows[f"{name}_se"], se, rtol=1e-9)
        reach = stats.t.ppf(0.975, n - 1) * se
        np.testing.assert_allclose(rows[f"{name}_high"] - rows[name], reach, rtol=1e-9)


@pytest.mark.parametrize("policy", ["half", "complete", "pairs"])
def test_dimensions_are_means_of_respondents_scores_and_overall_the_mean_of_these(policy: str) -> None:
    survey = drawn(2, 120)
    frame, of = sg.measure_zones(survey, policy=policy).frame, quantities(triples(survey))
    dimensions, overall = rows_of(frame, "dimension"), rows_of(frame, "overall").iloc[0]
    scores: dict[str, list[np.ndarray]] = {name: [] for name in of}
    for place, span in enumerate(survey.instrument.spans):
        answered = (~np.isnan(of["adequacy"][:, span])).sum(axis=1)
        size = span.stop - span.start
        least = {"half": (size + 1) // 2, "complete": size, "pairs": 1}[policy]
        kept = answered >= least
        assert dimensions["n"][place] == kept.sum()
        for name, values in of.items():
            score = np.full(survey.n, np.nan)
            score[kept] = np.nanmean(values[kept][:, span], axis=1)
            scores[name].append(score)
            assert dimensions[name][place] == pytest.approx(np.nanmean(score), abs=1e-12), name
        for name in APART:
            assert dimensions[f"{name}_se"][place] == pytest.approx(
                np.nanstd(scores[name][-1], ddof=1) / np.sqrt(kept.sum()), rel=1e-9
            )
        if size > 1:
            below = scores["share_below"][-1]
            reach = stats.t.ppf(1 - 0.05 / 6, kept.sum() - 1) * np.nanstd(below, ddof=1) / np.sqrt(kept.sum())
            assert dimensions["share_below_high"][place] == pytest.approx(min(np.nanmean(below) + reach, 1))
    for name in (*APART, *SIDES, *PARTS):
        assert overall[name] == pytest.approx(dimensions[name].mean(), abs=1e-12)
    for name in APART:
        assert overall[f"{name}_se"] == pytest.approx(error_of_mean(np.array(scores[name]).T), rel=1e-9)


def error_of_mean(scores: np.ndarray) -> float:
    """Give the standard error of the mean of column means with missing entries, by definition."""
    there, n = ~np.isnan(scores), len(scores)
    influence = np.where(there, scores - np.nanmean(scores, axis=0), 0.0) / there.sum(axis=0)
    covariance = n / (n - 1) * influence.T @ influence
    return float(np.sqrt(covariance.sum()) / scores.shape[1])


def of_shared_standards() -> sg.Instrument:
    wait, staff = sg.Standard("wait", "Waiting times are short."), sg.Standard("staff", "Staff are polite.")
    items = [sg.Item("w1", wait), sg.Item("s1", staff), sg.Item("w2", wait)]
    return sg.Instrument("shared", Scale(1, 9), [sg.Dimension("a", items)], PARTS)


def test_a_standard_of_several_items_is_the_mean_of_theirs() -> None:
    survey = drawn(3, 90, instrument=of_shared_standards())
    frame, of = sg.measure_zones(survey).frame, quantities(triples(survey))
    rows, items = rows_of(frame, "standard").set_index("standard"), rows_of(frame, "item").set_index("item")
    for name in (*APART, *SIDES, *PARTS):
        assert rows.loc["wait", name] == pytest.approx(items.loc[["w1", "w2"], name].mean(), abs=1e-12)
        assert rows.loc["staff", name] == items.loc["s1", name]
    assert rows.loc["wait", "n_inconsistent"] == items.loc[["w1", "w2"], "n_inconsistent"].sum()
    for name in APART:
        assert rows.loc["wait", f"{name}_se"] == pytest.approx(error_of_mean(of[name][:, [0, 2]]), rel=1e-9)
    assert set(frame["reason"]) == {""}


def test_single_items_have_goodmans_intervals_and_so_has_a_dimension_of_one() -> None:
    survey = drawn(4, 60)
    frame = sg.measure_zones(survey, confidence=0.9).frame
    dimension, item = (rows_of(frame, level).query("dimension == 'B'").iloc[0] for level in ("dimension", "standard"))
    share, n = item["share_below"], item["n"]
    roots = np.roots([1 + (z2 := stats.chi2.ppf(1 - 0.1 / 3, 1)) / n, -2 * share - z2 / n, share**2])
    assert sorted(roots) == pytest.approx([item["share_below_low"], item["share_below_high"]])
    for name in SIDES:
        assert dimension[f"{name}_low"] == pytest.approx(item[f"{name}_low"], abs=1e-12)


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    n=st.integers(1, 60),
    sizes=st.lists(st.integers(1, 5), min_size=1, max_size=3),
    scale=st.sampled_from(SCALES),
    missing=st.sampled_from([0.0, 0.2, 0.6]),
    policy=st.sampled_from(["half", "complete", "pairs"]),
)
def test_width_is_adequacy_less_superiority_and_shares_add_to_one(seed, n, sizes, scale, missing, policy) -> None:
    survey = drawn(seed, n, sizes, scale, missing)
    frame = sg.measure_zones(survey, policy=policy).frame
    known = frame["n"] > 0
    np.testing.assert_allclose(frame["zone_width"], frame["adequacy"] - frame["superiority"], atol=1e-12)
    np.testing.assert_allclose(frame["desired"] - frame["adequate"], frame["zone_width"], atol=1e-12)
    np.testing.assert_allclose(frame.loc[known, list(SIDES)].sum(axis=1), 1.0, atol=1e-12)
    for name in SIDES:
        held = frame[frame[f"{name}_low"].notna()]
        assert (held[f"{name}_low"] <= held[name] + 1e-12).all()
        assert (held[f"{name}_high"] >= held[name] - 1e-12).all()
    bare = frame.drop(columns=["reason", "verdict"]).isna().any(axis=1)
    assert (frame.loc[bare, "reason"] != "").all()
    assert (frame.loc[~bare, "reason"] == "").all()


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6), n=st.integers(4, 70), cut=st.integers(1, 3), scale=st.sampled_from(SCALES))
def test_a_survey_its_tally_and_halves_added_agree(seed, n, cut, scale) -> None:
    survey = drawn(seed, n, (2, 1, 3), scale)
    rows = np.arange(n)
    halves = [
        survey.drop(list(rows[part]), reason="other half").tally(zones=True)
        for part in (rows < cut * n // 4, rows >= cut * n // 4)
        if 0 < part.sum() < n
    ]
    whole = sg.measure_zones(survey).frame
    assert_frame_equal(whole, sg.measure_zones(survey.tally("branch", zones=True)).frame)
    if len(halves) == 2:
        assert_frame_equal(whole, sg.measure_zones(sum(halves)).frame)


def test_zones_of_a_group_are_those_of_its_respondents() -> None:
    survey = drawn(5, 150)
    by_branch = sg.measure_zones(survey, by="branch").frame
    south = by_branch[by_branch["branch"] == "South"].drop(columns="branch").reset_index(drop=True)
    assert_frame_equal(south, sg.measure_zones(survey.where(branch="South")).frame)


def test_with_many_groups_the_errors_of_standards_of_several_items_are_not_known() -> None:
    survey = drawn(6, 300, instrument=of_shared_standards())
    labels = [f"b{row % 70:02d}" for row in range(300)]
    survey = survey_of(survey.instrument, {part: survey.part(part).to_numpy() for part in PARTS}, branch=labels)
    frame = sg.measure_zones(survey, by="branch").frame
    pooled = frame[frame["standard"].eq("wait") & frame["level"].eq("standard")]
    pooled = pooled[pooled["n"] >= 2]
    assert set(pooled["reason"]) == {"pooled_only"}
    assert pooled["adequacy"].notna().all()
    assert pooled["adequacy_low"].isna().all()


def test_a_tally_with_zones_is_stored_and_read_back(tmp_path: Path) -> None:
    tally = drawn(7, 60, instrument=of_shared_standards()).tally("branch", zones=True, measures="met")
    tally.save(tmp_path / "zones.npz")
    back = Tally.load(tmp_path / "zones.npz")
    assert_frame_equal(sg.measure_zones(tally, by="branch").frame, sg.measure_zones(back, by="branch").frame)
    assert back.zones is not None
    assert contradiction(back) is None


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("more triples", "triples contradict the answers' counts in group 1"),
        ("another side", "sums of zones cannot be in group 1"),
        ("one fewer", "sums of zones of single items contradict"),
        ("more scores", "numbers of zones"),
        ("asymmetric", "not symmetric"),
        ("shape", "zones.scores has the shape"),
        ("shared items", "zones.items contradict"),
    ],
)
def test_counts_of_zones_that_contradict_others_are_told(what: str, said: str) -> None:
    tally = drawn(11, 80, (1, 3)).tally(zones=True)
    if what == "shared items":
        tally = drawn(11, 80, instrument=of_shared_standards()).tally(zones=True)
    zones = tally.zones
    assert zones is not None
    assert contradiction(tally) is None
    scores, items, joint = [each.copy() for each in zones.scores], zones.items.copy(), zones.joint
    half, dimensions = scores[0][0], len(tally.instrument.dimensions)
    if what == "one fewer":
        half[0, -dimensions] -= 1
        half[-dimensions, 0] -= 1
    elif what == "more triples":
        joint = replace(joint, count=joint.count + (np.arange(len(joint.count)) == 5))
    elif what == "another side":
        half[3 * dimensions, -dimensions] += 1
        half[-dimensions, 3 * dimensions] += 1
    elif what == "more scores":
        half[-1, -1] = tally.n + 1
    elif what == "asymmetric":
        half[0, 1] += 1
    elif what == "shape":
        scores[0] = scores[0][:, :-1]
    else:
        items[0, -1, -1] += 1
    changed = replace(tally, zones=replace(zones, joint=joint, scores=tuple(scores), items=items))
    assert said in str(contradiction(changed))


def test_zones_are_counted_once_and_coarser_groups_come_from_finer(monkeypatch: pytest.MonkeyPatch) -> None:
    from servgap.survey import counted_once

    times, count = [], counted_once.count_zones

    def counting(*of):
        times.append(of[1].by)
        return count(*of)

    monkeypatch.setattr(counted_once, "count_zones", counting)
    survey = drawn(8, 400)
    by_branch = sg.measure_zones(survey, by="branch")
    whole = sg.measure_zones(survey)
    assert sg.measure_zones(survey).frame.equals(whole.frame)
    assert times == [("branch",)]
    assert by_branch.frame["n"].sum() > 0
    assert_frame_equal(whole.frame, sg.measure_zones(survey.where(branch=["North", "South", "West"])).frame)


def test_what_a_tally_lacks_or_a_questionnaire_does_not_ask_is_said() -> None:
    survey = drawn(9, 30)
    with pytest.raises(ServgapError, match=r"survey\.tally\(by=\.\.\., zones=True\)"):
        sg.measure_zones(survey.tally())
    with pytest.raises(ServgapError, match="counted without"):
        sg.measure_zones(survey.tally(zones=True) + survey.tally())
    hotline = sg.read_survey("data/samples/hotline_2026.csv")
    with pytest.raises(ServgapError, match="'servqual' asks expectation, perception"):
        sg.measure_zones(hotline)
    with pytest.raises(ServgapError, match="'servqual' asks expectation, perception"):
        hotline.tally(zones=True)
    with pytest.raises(ServgapError):
        sg.measure_zones("answers.csv")  # type: ignore[arg-type]


def of_one_item(desired, adequate, perception) -> Survey:
    answers = {
        part: np.array(values, dtype=float)[:, None]
        for part, values in zip(PARTS, (desired, adequate, perception), strict=True)
    }
    return survey_of(instrument_of((1,), Scale(1, 9), PARTS), answers)


def test_a_mean_inside_the_zone_does_not_hide_half_of_the_customers() -> None:
    survey = of_one_item([7] * 200, [4] * 200, [2, 9] * 100)
    found = sg.measure_zones(survey)
    row = found.frame.iloc[0]
    assert row["verdict"] == "inside_zone"
    assert (row["share_below"], row["share_inside"], row["share_above"]) == (0.5, 0.0, 0.5)
    assert found.headline.startswith("Service is below the adequate level for 50.0% of customers")
    assert "which does not show those who are outside theirs" in found.headline


@pytest.mark.parametrize(
    ("perceived", "verdict"),
    [([1, 2, 1, 3] * 5, "below_zone"), ([8, 9, 9, 8] * 5, "above_zone"), ([5, 6, 5, 5] * 5, "inside_zone"),
     ([3, 5, 4, 4] * 5, "undecided"), ([5] * 20, "")],
)  # fmt: skip
def test_the_verdict_is_where_both_intervals_lie(perceived: list[int], verdict: str) -> None:
    found = sg.measure_zones(of_one_item([7] * 20, [4] * 20, perceived))
    assert set(found.frame["verdict"]) == {verdict}
    assert set(found.frame["reason"]) == {"no_variation" if not verdict else "sides_alike"}  # the width is constant
    for language in ("en", "zh"):
        assert found.headline_in(language)


def test_a_side_on_which_nobody_is_has_an_interval() -> None:
    survey = drawn(10, 50, (3, 2), Scale(1, 9), missing=0.0)
    levels = {part: survey.part(part).to_numpy() for part in PARTS}
    levels["perception"] = np.minimum(levels["perception"], levels["desired"])
    frame = rows_of(sg.measure_zones(survey_of(survey.instrument, levels)).frame, "dimension")
    assert (frame["share_above"] == 0).all()
    z2 = stats.chi2.ppf(1 - 0.05 / 3, 1)
    np.testing.assert_allclose(frame["share_above_high"], z2 / (frame["n"] + z2))


def test_a_report_has_a_section_of_zones_where_they_are_asked_and_none_elsewhere() -> None:
    survey = sg.read_survey("data/samples/counter_zones.csv", instrument="servqual-zones", attributes=["branch"])
    kinds = [finding.kind for finding in sg.Report(survey).findings]
    assert kinds[:3] == ["ranking", "gaps", "zones"]
    hotline = sg.read_survey("data/samples/hotline_2026.csv", attributes=["branch"])
    assert "zones" not in [finding.kind for finding in sg.Report(hotline.where(branch="North")).findings]


def test_the_sample_says_how_many_triples_contradict_themselves() -> None:
    survey = sg.read_survey("data/samples/counter_zones.csv", instrument="servqual-zones")
    found = sg.measure_zones(survey)
    overall = found.frame.iloc[0]
    assert f"{overall['n_inconsistent']} of 3,312 triples of answers have an adequate level above" in found.note


def whose_mean_is(printed: float, n: int = 100) -> np.ndarray:
    """Give whole answers of which so many are the higher of two neighbours that their mean is a printed one."""
    low = int(printed)
    return low + (np.arange(n) < round(n * (printed - low)))


@pytest.mark.skipif(not LEHIGH.is_file(), reason="the printed table is not beside the repository")
def test_printed_adequacy_and_superiority_of_libraries_follow_from_their_three_columns() -> None:
    table, columns = pd.read_csv(LEHIGH), {"adequate": "min", "desired": "desired", "perception": "perceived"}
    for _, rows in table.groupby("item"):
        answers = {
            part: np.concatenate([whose_mean_is(mean) for mean in rows[name]])[:, None]
            for part, name in columns.items()
        }
        libraries = list(np.repeat(rows["institution"], 100))
        survey = survey_of(instrument_of((1,), Scale(1, 9), PARTS), answers, institution=libraries)
        found = rows_of(sg.measure_zones(survey, by="institution").frame, "standard").set_index("institution")
        printed = rows.set_index("institution").loc[found.index]
        assert set(found["n_inconsistent"]) == {0}
        for part, name in columns.items():
            np.testing.assert_allclose(found[part], printed[name], atol=1e-12)
        # Three numbers of a row were each rounded to two decimals before they were printed.
        for name in ("adequacy", "superiority"):
            np.testing.assert_allclose(found[name], printed[name], atol=0.015 + 1e-9)
