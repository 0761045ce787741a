"""The league of groups, consistency, and groups at the same mix of respondents: against arithmetic, truth and edges."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import servgap as sg
from servgap._stats.case_mix.by_regression import adjusted_by_regression, main_effects
from servgap._stats.case_mix.by_shares import adjusted_by_shares
from servgap._stats.league.between_groups import between_groups
from servgap._stats.league.league import league
from servgap.errors import ServgapError
from servgap.language import language_of
from servgap.report.kinds.groups.funnel import INKS, Funnel
from servgap.report.kinds.registry import kind_of
from servgap.report.suppression import shown_together
from tests.surveys import instrument_of, random_survey, survey_of

LABELS = ["level", "dimension"]


def described(survey: sg.Survey, **attributes: object) -> sg.Survey:
    return replace(survey, respondents=pd.DataFrame(attributes, index=survey.respondents.index))


def of_groups(levels: np.ndarray, sizes: np.ndarray, seed: int = 1, spread: float = 1.3) -> sg.Survey:
    """Make complete answers of groups whose service differs by given levels; expectations are the same everywhere."""
    rng = np.random.default_rng(seed)
    shape = int(sizes.sum()), 4
    service = 4.0 + np.repeat(levels, sizes)[:, None] + rng.normal(size=shape) * spread
    answers = {"expectation": np.full(shape, 5.0), "perception": np.clip(np.rint(service), 1, 7)}
    names = np.repeat([f"B{place:03d}" for place in range(len(sizes))], sizes)
    return described(survey_of(instrument_of((2, 2)), answers), branch=names)


@pytest.fixture(scope="module")
def mixed() -> sg.Survey:
    """Answers with gaps in them, of 14 branches, two of which are small, and of kinds of which some do not tell."""
    survey = random_survey(5, 700, (3, 2, 4), missing=0.08, points=False)
    rng = np.random.default_rng(2)
    share = np.array([1.0] * 12 + [0.04, 0.03])
    branch = np.array([f"B{place:02d}" for place in range(14)], dtype=object)[
        rng.choice(14, 700, p=share / share.sum())
    ]
    age = np.array(["young", "middle", "old", None], dtype=object)[rng.choice(4, 700, p=[0.4, 0.3, 0.25, 0.05])]
    return described(
        survey, branch=branch, age=age, service=rng.choice(["desk", "phone"], 700), wave=rng.choice(list("ab"), 700)
    )


@pytest.fixture(scope="module")
def compared(mixed: sg.Survey) -> sg.GroupComparison:
    return sg.compare_groups(mixed, by="branch", adjust_for=["age", "service"])


def rows(table: pd.DataFrame, dimension: str) -> pd.DataFrame:
    return table[table["dimension"] == dimension].set_index("branch").sort_index()


def test_the_league_is_that_of_the_values_in_the_table_of_groups(mixed: sg.Survey) -> None:
    found = sg.compare_groups(mixed, by="branch", smallest=0.2)
    for dimension in ("", *mixed.instrument.dimension_keys):
        mine, groups = rows(found.league, dimension), rows(found.groups, dimension)
        assert (mine["raw_value"] == groups["value"]).all()
        for part in ("expectation", "perception"):
            np.testing.assert_allclose(mine[part], groups[part], rtol=1e-12)
        placed = mine["n"] >= 5
        n, value = np.where(placed, mine["n"], 0), groups["value"]
        told = league(n, value, groups["se"] ** 2 * n, 0.2)
        pairs = {
            "value": told.means.value, "ci_low": told.means.ci_low, "ci_high": told.means.ci_high,
            "group_reliability": told.means.reliability, "expected_low": told.expected.low,
            "expected_high": told.expected.high, "outer_low": told.expected.outer_low,
            "outer_high": told.expected.outer_high, "league_se": np.sqrt(told.variance),
        }  # fmt: skip
        for name, expected in pairs.items():
            np.testing.assert_allclose(mine[name], np.where(placed, expected, np.nan), rtol=1e-9, err_msg=name)
        assert (mine.loc[placed, "league_mean"] == mine.loc[placed, "raw_value"]).all()
        assert mine.loc[~placed, "value"].isna().all()
        assert (mine.loc[~placed, "reason"] != "").all()
        for name in ("rank_low", "rank_high"):
            np.testing.assert_array_equal(mine[name], groups[name].astype(float))


def test_the_league_stands_in_the_order_of_the_shrunken_values_and_small_groups_come_last(compared) -> None:
    for _, part in compared.league.groupby(LABELS, sort=False):
        known = part["league_rank"].notna()
        assert known.iloc[: known.sum()].all()
        shown = part[known]
        assert shown["league_rank"].is_monotonic_increasing
        assert (shown["value"].diff().dropna() >= -1e-9).all()
        np.testing.assert_array_equal(shown["raw_rank"], shown["raw_value"].rank(method="min"))
        assert not part.loc[~known, "standing"].any()
    order = compared.league.drop_duplicates(LABELS)["dimension"].tolist()
    assert order == ["", *compared.basis.instrument.dimension_keys]


def test_a_tally_says_the_same_as_its_survey_pooled_waves_too(mixed: sg.Survey, compared) -> None:
    tally = mixed.where(wave="a").tally(by=["wave", "branch", "age", "service"])
    tally += mixed.where(wave="b").tally(by=["wave", "branch", "age", "service"])
    counted = sg.compare_groups(tally, by="branch", adjust_for=["age", "service"])
    for name in ("league", "consistency", "adjusted"):
        pd.testing.assert_frame_equal(getattr(compared, name), getattr(counted, name), rtol=1e-9)
    assert compared.headline == counted.headline


def test_neither_the_order_of_respondents_nor_the_names_of_groups_matter(mixed: sg.Survey, compared) -> None:
    names = {f"B{place:02d}": f"X{(5 * place) % 14:02d}" for place in range(14)}
    other = replace(mixed, respondents=mixed.respondents.assign(branch=mixed.respondents["branch"].map(names)))
    found = sg.compare_groups(other, by="branch", adjust_for=["service", "age"])
    for name in ("league", "adjusted"):
        one, two = getattr(compared, name), getattr(found, name)
        one = one.assign(branch=one["branch"].map(names)).sort_values([*LABELS, "branch"], ignore_index=True)
        kept = [column for column in one if column not in ("rank_low", "rank_high")]
        two = two.sort_values([*LABELS, "branch"], ignore_index=True)
        pd.testing.assert_frame_equal(one[kept], two[kept], rtol=1e-8, atol=1e-12)


def test_shrunken_values_are_closer_to_the_truth_and_intervals_hold_it() -> None:
    rng = np.random.default_rng(11)
    sizes = np.rint(np.exp(rng.uniform(np.log(5), np.log(500), 40))).astype(int)
    squared, held, alarms = [], [], 0
    for seed in range(3):
        truth = rng.normal(size=40) * 0.3
        found = sg.compare_groups(of_groups(truth, sizes, seed), by="branch")
        overall = rows(found.league, "")
        away = (overall[["value", "raw_value"]].sub(truth - 1.0, axis=0) ** 2).mean()
        squared.append(away)
        held.append(((overall["ci_low"] <= truth - 1.0) & (truth - 1.0 <= overall["ci_high"])).mean())
        assert found.facts.league.tau_low < 0.3 < found.facts.league.tau_high
        alarms += overall["standing"].str.contains("much").sum()
    mean = pd.DataFrame(squared).mean()
    assert mean["value"] < 0.9 * mean["raw_value"]
    assert 0.9 < np.mean(held) <= 0.99
    assert alarms <= 2, "a good group is far from what is expected twice in a thousand"


def test_who_stands_apart_is_found_and_better_is_better_whatever_the_measure() -> None:
    levels = np.linspace(-0.2, 0.2, 24)
    levels[[3, 17]] = -1.8, 1.6
    survey = of_groups(levels, np.full(24, 80))
    for measure, sign in (("gap", 1), ("met", 1), ("short", -1)):
        found = sg.compare_groups(survey, by="branch", measure=measure)
        overall = rows(found.league, "")
        assert overall.loc["B003", "standing"] in ("worse", "much_worse"), measure
        assert overall.loc["B017", "standing"] in ("better", "much_better"), measure
        assert set(overall["standing"].drop(["B003", "B017"])) == {"as_expected"}
        assert found.league["branch"].iloc[0] == "B003"
        assert overall.loc["B003", "league_rank"] == 1
        assert sign * (overall.loc["B003", "value"] - overall.loc["B017", "value"]) < 0
        told = found.facts.league
        assert (*told.worse, *told.much_worse) == ("B003",)
        assert (*told.better, *told.much_better) == ("B017",)
        assert {("B003",), ("B017",)} <= found.facts.groups_named
        assert "24 groups" in found.headline
        assert found.headline.index("B003") < found.headline.index("B017")
        assert "24 个组" in found.headline_in("zh")


def test_groups_that_cannot_be_told_apart_and_few_groups_have_no_standing() -> None:
    rng = np.random.default_rng(4)
    alike = of_groups(np.zeros(12), np.full(12, 40), 7)
    alike = described(alike, branch=[f"B{place:03d}" for place in rng.permutation(np.repeat(np.arange(12), 40))])
    found = sg.compare_groups(alike, by="branch")
    overall = found.league[found.league["level"] == "overall"]
    assert found.facts.league.tau == 0
    assert np.isnan(found.facts.league.reliable_from)
    assert set(overall["standing"]) == {""}
    assert set(overall["reason"]) == {"not_told_apart"}
    assert set(overall["league_rank"]) == {1.0}
    assert np.ptp(overall["value"]) == 0
    assert overall["p_band_wrong"].isna().all()
    assert found.headline.startswith("By branch, the 12 groups cannot be told apart")
    assert "没有显著差别" in found.headline_in("zh")
    few = sg.compare_groups(of_groups(np.linspace(-2, 2, 9), np.full(9, 30)), by="branch")
    assert set(few.league["standing"]) == {""}
    assert set(few.league["reason"]) == {"too_few_to_stand"}
    assert few.facts.league.apart == ()
    assert "expected" not in few.headline
    enough = sg.compare_groups(of_groups(np.linspace(-2, 2, 10), np.full(10, 30)), by="branch")
    assert set(enough.league["standing"]) == {"as_expected"}
    assert enough.headline.startswith("By branch, none of the 10 groups stands apart")


def test_a_group_that_answered_alike_has_a_place_and_groups_that_all_did_have_none() -> None:
    survey = of_groups(np.linspace(-0.5, 0.5, 11), np.full(11, 12))
    mine = (survey.respondents["branch"] == "B004").to_numpy()
    answers = {"expectation": survey.expectations.to_numpy(), "perception": survey.perceptions.to_numpy(copy=True)}
    answers["perception"][mine] = 4.0
    one = described(survey_of(survey.instrument, answers), branch=survey.respondents["branch"].to_numpy())
    row = rows(sg.compare_groups(one, by="branch").league, "").loc["B004"]
    assert row["league_se"] > 0
    assert np.isfinite(row["league_rank"])
    assert row["ci_low"] < -1 < row["ci_high"]
    answers["perception"] = np.repeat(np.where(np.arange(11) % 2, 3.0, 4.0), 12)[:, None] * np.ones((1, 4))
    still = described(survey_of(survey.instrument, answers), branch=survey.respondents["branch"].to_numpy())
    found = sg.compare_groups(still, by="branch")
    assert set(found.league["reason"]) == {"no_variation"}
    assert found.league["league_rank"].isna().all()
    assert set(found.consistency["reason"]) == {"no_variation"}
    with pytest.raises(ServgapError, match="no league"):
        found.plot(kind="league")


def test_consistency_is_how_far_groups_differ_on_every_row(mixed: sg.Survey) -> None:
    found = sg.compare_groups(mixed, by="branch")
    league_of, table = found.league, found.consistency
    assert len(table) == 1 + 3 + 9
    assert set(table["level"]) == {"overall", "dimension", "standard"}
    for dimension in ("", *mixed.instrument.dimension_keys):
        mine = rows(league_of, dimension)
        told = between_groups(mine["league_mean"], mine["league_se"] ** 2)
        row = table[(table["dimension"] == dimension) & (table["level"] != "standard")].iloc[0]
        assert row["tau"] == pytest.approx(np.sqrt(told.tau2))
        assert (row["tau_low"], row["tau_high"]) == pytest.approx((np.sqrt(told.ci_low), np.sqrt(told.ci_high)))
        assert row["groups"] == mine["league_mean"].notna().sum()
    gaps = (mixed.perceptions - mixed.expectations)["a1"].groupby(mixed.respondents["branch"])
    n, mean, variance = (np.where(gaps.count() >= 5, each, 0) for each in (gaps.count(), gaps.mean(), gaps.var()))
    told = league(n, mean, variance)
    row = table[table["item"] == "a1"].iloc[0]
    assert row["tau"] == pytest.approx(np.sqrt(told.between.tau2))
    assert row["n"] == n.sum()
    if told.between.tau2 > 0:
        assert row["reliable_from"] == np.ceil(told.reliable_from)
    exact = sg.compare_groups(of_groups(np.linspace(-1, 1, 12), np.full(12, 50)), by="branch")
    whole = exact.consistency.iloc[0]
    overall = exact.league[exact.league["level"] == "overall"]
    needed = whole["reliable_from"] * overall["league_se"].iloc[0] ** -2 / 50  # of means alike in size
    assert needed == pytest.approx(4 / whole["tau"] ** 2, abs=1 / (50 * overall["league_se"].iloc[0] ** 2))


def persons(survey: sg.Survey, dimension: str) -> pd.Series:
    gaps = (survey.perceptions - survey.expectations)[
        [key for key in survey.instrument.item_keys if key[0] == dimension]
    ]
    return gaps.mean(axis=1).where(gaps.notna().mean(axis=1) >= 0.5)


def test_adjusted_means_are_those_of_a_regression_on_respondents(mixed: sg.Survey, compared) -> None:
    keys = mixed.instrument.dimension_keys
    first = {key: mixed.instrument.dimensions[place].items[0].key[0] for place, key in enumerate(keys)}
    changes = []
    for key in keys:
        y = persons(mixed, first[key]).dropna()
        about = mixed.respondents.loc[y.index].fillna("?")
        dummies = [pd.get_dummies(about[name], dtype=float) for name in ("age", "service")]
        kinds = pd.concat([each.iloc[:, 1:] for each in dummies], axis=1)
        groups = pd.get_dummies(about["branch"], dtype=float)
        design = np.hstack([groups, kinds - kinds.mean()])
        beta, left, *_ = np.linalg.lstsq(design, y, rcond=None)
        error = np.sqrt(float(left[0]) / (len(y) - design.shape[1]) * np.diag(np.linalg.inv(design.T @ design)))
        mine = rows(compared.adjusted, key)
        placed = mine["adjusted_value"].notna().to_numpy()
        assert placed.sum() == 12
        assert (mine["n"][~placed] < 5).all()
        np.testing.assert_allclose(mine["adjusted_value"][placed], beta[:14][placed], rtol=1e-9)
        np.testing.assert_allclose(mine["se"][placed], error[:14][placed], rtol=1e-9)
        np.testing.assert_allclose(mine["mix_change"], mine["adjusted_value"] - mine["raw_value"], atol=1e-12)
        changes.append(mine["mix_change"])
    overall = rows(compared.adjusted, "")
    np.testing.assert_allclose(overall["mix_change"], np.mean(changes, axis=0), rtol=1e-9)
    assert (overall["raw_value"] == rows(compared.groups, "")["value"]).all()


def test_the_league_rests_on_adjusted_means_with_the_raw_ones_beside(mixed: sg.Survey, compared) -> None:
    raw = sg.compare_groups(mixed, by="branch")
    for dimension in ("", *mixed.instrument.dimension_keys):
        mine, adjusted = rows(compared.league, dimension), rows(compared.adjusted, dimension)
        np.testing.assert_array_equal(mine["league_mean"], adjusted["adjusted_value"])
        np.testing.assert_array_equal(mine["raw_value"], rows(raw.league, dimension)["raw_value"])
    assert raw.facts.league.adjusted_for == ()
    assert compared.facts.league.adjusted_for == ("age", "service")
    assert "At the same mix" in compared.headline or "at the same mix" in compared.headline
    assert "Adjusted for age and service" in compared.note
    assert "按 age 和 service 调整" in compared.note_in("zh")
    with pytest.raises(ServgapError, match="adjust_for="):
        _ = raw.adjusted


def test_adjusters_that_tell_nothing_leave_the_league_as_it_is() -> None:
    """Every group has as many of both kinds, whose answers are the same: nothing changes, but for one degree."""
    survey = of_groups(np.linspace(-0.6, 0.6, 12), np.full(12, 40))
    twice = {part: np.repeat(frame.to_numpy(), 2, axis=0) for part, frame in
             (("expectation", survey.expectations), ("perception", survey.perceptions))}  # fmt: skip
    branch = np.repeat(survey.respondents["branch"].to_numpy(), 2)
    both = described(survey_of(survey.instrument, twice), branch=branch, kind=np.tile(["a", "b"], len(branch) // 2))
    raw = sg.compare_groups(both, by="branch").league
    adjusted = sg.compare_groups(both, by="branch", adjust_for="kind")
    assert (adjusted.adjusted["mix_change"] == 0).all()
    assert (adjusted.league["league_mean"] == raw["league_mean"]).all()
    np.testing.assert_allclose(adjusted.league["league_se"], raw["league_se"], rtol=1e-3)
    np.testing.assert_allclose(adjusted.league["value"], raw["value"], atol=1e-4)


def test_a_mix_that_makes_all_of_a_difference_is_taken_out() -> None:
    """In both branches the young answer 3 and the old 5, give or take one; one branch has three times as many old."""
    young, old = [2.0, 3.0, 4.0], [4.0, 5.0, 6.0]
    first, second = young * 3 + old, young + old * 3
    perception = np.repeat(np.array(first + second)[:, None], 4, axis=1)
    age = ["young"] * 9 + ["old"] * 3 + ["young"] * 3 + ["old"] * 9
    survey = described(
        survey_of(instrument_of((2, 2)), {"expectation": np.full((24, 4), 5.0), "perception": perception}),
        branch=["A"] * 12 + ["B"] * 12,
        age=age,
    )
    found = sg.compare_groups(survey, by="branch", adjust_for="age").adjusted.set_index(["branch", "level"])
    whole = found.xs("overall", level="level")
    assert whole["raw_value"].tolist() == [-1.5, -0.5]
    np.testing.assert_allclose(whole["adjusted_value"], [-1.0, -1.0])
    np.testing.assert_allclose(whole["standardised_value"], [-1.0, -1.0])
    np.testing.assert_allclose(whole["mix_change"], [0.5, -0.5])
    np.testing.assert_allclose(whole["largest_weight"], [2.0, 2.0])
    assert not whole["weight_capped"].any()


def test_both_adjustments_are_those_of_the_arithmetic(mixed: sg.Survey, compared) -> None:
    y = persons(mixed, "a").dropna()
    about = mixed.respondents.loc[y.index].fillna("")
    kinds = sorted({*zip(about["age"], about["service"], strict=True)})
    place = [kinds.index(pair) for pair in zip(about["age"], about["service"], strict=True)]
    sums = [
        pd.DataFrame({"g": about["branch"], "c": place, "y": y**power}).pivot_table(
            index="g", columns="c", values="y", aggfunc="sum", fill_value=0.0
        )
        for power in (0, 1, 2)
    ]
    codes = [np.unique([kind[number] for kind in kinds], return_inverse=True)[1] for number in (0, 1)]
    told, shares = adjusted_by_regression(*sums, main_effects(*codes)), adjusted_by_shares(*sums)
    mine = rows(compared.adjusted, mixed.instrument.dimension_keys[0])
    placed = mine["adjusted_value"].notna().to_numpy()
    for name, expected in (
        ("adjusted_value", told.adjusted), ("mix_change_se", told.change_se), ("ci_low", told.ci_low),
        ("standardised_value", shares.adjusted), ("standardised_se", shares.se),
        ("largest_weight", shares.largest_weight),
    ):  # fmt: skip
        np.testing.assert_allclose(mine[name][placed], expected[placed], rtol=1e-9, err_msg=name)


def test_a_group_of_a_kind_that_nobody_else_has_is_not_adjusted() -> None:
    survey = of_groups(np.linspace(-0.6, 0.6, 12), np.full(12, 40))
    branch = survey.respondents["branch"].to_numpy()
    kind = np.where(branch == "B005", "only here", np.tile(["a", "b"], 240))
    found = sg.compare_groups(described(survey, branch=branch, kind=kind), by="branch", adjust_for="kind")
    row = rows(found.adjusted, "").loc["B005"]
    assert row["reason"] == "no_common_mix"
    assert np.isnan(row["adjusted_value"])
    assert np.isfinite(row["raw_value"])
    assert rows(found.league, "").loc["B005", "reason"] == "no_common_mix"
    assert found.facts.league.ranked == 11


@pytest.mark.parametrize(
    ("attribute", "values", "says"),
    [
        ("years", [str(18 + place % 60) for place in range(480)], r"60 numbers.*up to 12.*pd\.cut"),
        ("person", [f"p{place}" for place in range(480)], r"480 values.*up to 50.*join"),
        ("same", ["x"] * 480, "no kinds"),
        ("branch", None, "what the groups are made by"),
    ],
)
def test_what_is_no_kind_of_respondents_is_refused(attribute: str, values: list[str] | None, says: str) -> None:
    survey = of_groups(np.zeros(12), np.full(12, 40))
    about = {"branch": survey.respondents["branch"].to_numpy()} | ({} if values is None else {attribute: values})
    with pytest.raises(ServgapError, match=says):
        sg.compare_groups(described(survey, **about), by="branch", adjust_for=attribute)


def test_an_attribute_of_groups_is_no_mix_of_respondents() -> None:
    survey = of_groups(np.zeros(12), np.full(12, 40))
    branch = survey.respondents["branch"].to_numpy()
    region = pd.Series(branch).str[-1].map(lambda last: f"R{int(last) % 4}").to_numpy()
    with pytest.raises(ServgapError, match="tells groups apart"):
        sg.compare_groups(described(survey, branch=branch, region=region), by="branch", adjust_for="region")


def test_respondents_who_do_not_tell_are_a_kind_of_their_own(mixed: sg.Survey, compared) -> None:
    assert compared.basis.rows_used == sg.compare_groups(mixed, by="branch").basis.rows_used
    told = mixed.respondents["age"].fillna("not told")
    said = replace(mixed, respondents=mixed.respondents.assign(age=told))
    again = sg.compare_groups(said, by="branch", adjust_for=["age", "service"])
    pd.testing.assert_frame_equal(again.adjusted, compared.adjusted, rtol=1e-9)


def test_adjusted_findings_are_stored_and_shown_without_small_groups(mixed: sg.Survey, compared) -> None:
    stored = pickle.loads(pickle.dumps(compared))  # noqa: S301 - made in the line
    pd.testing.assert_frame_equal(stored.league, compared.league)
    sizes = mixed.respondents["branch"].value_counts()
    large = sorted(sizes[sizes >= 20].index)
    assert len(large) == 12
    anew = sg.compare_groups(mixed.where(branch=large), by="branch", adjust_for=["age", "service"])
    for finding in (compared, stored):
        (shown,) = shown_together([finding], 20)
        assert shown.finding is not None
        assert shown.small == 2
        for name in ("league", "adjusted", "groups"):
            table = shown.finding.frames[name]
            assert set(table["branch"]) == set(large)
            pd.testing.assert_frame_equal(table, anew.frames[name], rtol=1e-9)
        pd.testing.assert_frame_equal(shown.finding.frames["consistency"], anew.consistency, rtol=1e-9)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_pictures_name_those_that_stand_apart(language: str) -> None:
    levels = np.linspace(-0.2, 0.2, 60)
    levels[7] = -2.0
    found = sg.compare_groups(of_groups(levels, np.full(60, 30)), by="branch")
    kind, told = kind_of("groups"), language_of(language)
    funnel = kind.planned(found, told, "funnel")
    assert isinstance(funnel, Funnel)
    assert [spot.label for spot in funnel.named][:1] == ["B007"]
    assert {spot.standing for spot in funnel.named} <= set(INKS)
    assert type(kind.planned(found, told, "league")) is Funnel, "of more than forty groups"
    drawn = funnel.limits
    overall = found.league[found.league["level"] == "overall"]
    reach = drawn.reach(30.0, 0.975)
    assert drawn.centre - reach == pytest.approx(overall["expected_low"].median(), abs=0.02)
    few = sg.compare_groups(of_groups(levels[:30], np.full(30, 30)), by="branch")
    sheet = kind.planned(few, told, "league")
    assert next(row.label for row in sheet.rows) == "B007"
    assert len(sheet.rows) == 30
    assert sheet.rows[0].strong


def test_thousands_of_groups_have_a_league_and_the_funnel_names_few() -> None:
    rng = np.random.default_rng(3)
    found = sg.compare_groups(of_groups(rng.normal(size=1200) * 0.5, np.full(1200, 6)).tally(by="branch"), by="branch")
    overall = found.league[found.league["level"] == "overall"]
    assert overall["league_rank"].notna().all()
    assert overall["rank_low"].isna().all()
    assert set(overall["reason"]) == {"too_many_to_rank"}
    assert found.facts.league.tau_low < 0.5 < found.facts.league.tau_high * 1.2
    funnel = kind_of("groups").planned(found, language_of("en"), "funnel")
    assert 0 < len(funnel.named) <= 12
