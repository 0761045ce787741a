"""What scores are good enough for, or nothing is said of: an item the other way, an improper model, few people."""

from __future__ import annotations

import numpy as np
import pytest

import servgap as sg
from servgap.analysis.reliability.bands import BANDS, MOST_PER_GROUP, bands_of, least_group
from tests.surveys import instrument_of, pair_survey, random_survey, survey_of

VERDICTS = ("reliable enough", "too unreliable", "not shown to be", "足以", "过低")


def agreeing(seed: int, n: int, sizes: tuple[int, ...], spread: float = 1.0, **others: object) -> sg.Survey:
    """Make answers on 1–7 of which each dimension's items go together."""
    rng = np.random.default_rng(seed)
    parts = []
    for level in (5.0, 4.2):
        moods = [np.repeat(rng.normal(0, 1.2, (n, 1)), size, axis=1) for size in sizes]
        noise = rng.normal(0, spread, (n, sum(sizes)))
        parts.append(np.clip(np.rint(level + np.concatenate(moods, axis=1) + noise), 1, 7))
    return pair_survey(sizes, *parts, **others)


def test_a_score_is_judged_by_the_lower_limit():
    found = sg.check_reliability(agreeing(1, 400, (4, 2, 5), spread=1.1))
    frame, uses = found.frame, found.uses
    model = frame["omega"].notna()
    low = frame["omega_low"].where(model, frame["ci_low"])
    difference = frame["difference_low"] < low
    np.testing.assert_array_equal(uses["ci_low"], np.fmin(low, frame["difference_low"]))
    assert (uses["coefficient"] == "difference").tolist() == difference.tolist()
    assert (uses.loc[~difference, "coefficient"] == np.where(model, "omega_total", "alpha")[~difference]).all()
    assert uses["band"].tolist() == bands_of(uses["ci_low"], uses["ci_high"]).tolist()
    assert (uses["value"].between(uses["ci_low"], uses["ci_high"])).all()
    weakest = uses.loc[uses["ci_low"].idxmin()]
    for name in ("dimension", "part", "value", "ci_low", "band"):
        assert getattr(found.facts.weakest, name) == weakest[name]
    assert set(uses["band"]) <= {"not_shown", *(band.code for band in BANDS)}


def test_a_value_above_a_limit_whose_interval_reaches_below_it_does_not_reach_it():
    found = sg.check_reliability(agreeing(3, 60, (4,), spread=0.9), part="perception")
    (row,) = found.uses.to_dict("records")
    assert row["value"] > 0.80 > row["ci_low"] > 0.70
    assert row["band"] == "early_research"
    assert "is reliable enough for early research, and not shown to be for more (ω = ." in found.headline
    assert "足以用于初步研究，但尚不能证明足以用于更多用途" in found.headline_in("zh")


def test_a_gap_that_measures_nothing():
    survey = random_survey(21, 600, (3, 2, 4))  # both parts move alike: their difference is noise
    found = sg.check_reliability(survey)
    weakest = found.facts.weakest
    assert (weakest.part, weakest.band) == ("gap", "insufficient")
    assert "is too unreliable to compare persons, even in early research" in found.headline
    assert "不能用于个人之间的比较" in found.headline_in("zh")
    assert "respondents each" not in found.headline


def test_bands():
    assert [band.least for band in BANDS] == sorted(band.least for band in BANDS)
    assert all("3rd ed." in band.source for band in BANDS)
    least = [band.least for band in BANDS]
    assert bands_of(least, np.ones(4)).tolist() == [band.code for band in BANDS]
    below = np.array(least) - 1e-6
    assert bands_of(below, np.ones(4)).tolist() == ["not_shown", *(band.code for band in BANDS[:-1])]
    assert bands_of([0.2, 0.2], [0.69, 0.7]).tolist() == ["insufficient", "not_shown"]
    # ICC = f²ρ/(1 + f²ρ) with f = 1/4, and .80/.20 · (1 - ICC)/ICC = 4 · 16/ρ.
    np.testing.assert_array_equal(least_group([1.0, 0.5, 0.29]), [64, 128, 221])
    np.testing.assert_array_equal(
        least_group([64 / MOST_PER_GROUP, 0.0063, 1e-40, -1]), [MOST_PER_GROUP] + [np.nan] * 3
    )


def test_no_absurd_number_of_respondents():
    found = sg.check_reliability(pair_survey([2], *noise(2, 5000, 2)))
    uses = found.uses
    assert (uses["value"].abs() < 0.06).all()
    assert uses["n_per_group"].isna().all()
    assert set(uses["reason"]) == {"not_reliable"}
    told = found.headline + found.note
    assert not [part for part in told.replace(",", "").split() if part.isdigit() and int(part) > MOST_PER_GROUP]


def noise(seed: int, n: int, items: int) -> list[np.ndarray]:
    return [np.random.default_rng(seed + part).integers(1, 8, (n, items)).astype(float) for part in range(2)]


def in_branches(seed: int, apart: float) -> sg.Survey:
    rng = np.random.default_rng(seed)
    branch = np.repeat(np.arange(12), 40)
    where = apart * rng.normal(0, 1, (12, 1))[branch]
    parts = [
        np.clip(np.rint(4 + where * part + rng.normal(0, 1, (480, 1)) + rng.normal(0, 0.8, (480, 4))), 1, 7)
        for part in (0, 1)
    ]
    return pair_survey([4], *parts, branch=[f"b{number:02d}" for number in branch])


def test_with_groups_the_number_of_respondents_follows_from_them():
    found = sg.check_reliability(in_branches(1, 0.6), by="branch")
    agreement = found.agreement.set_index(["dimension", "part"])
    uses = found.uses
    for part in ("perception", "gap"):
        rows = uses[(uses["part"] == part) & (uses["band"] != "")]
        icc = agreement.loc[("A", part), "icc1"]
        assert set(rows["n_per_group"]) == {np.ceil(4 * (1 - icc) / icc)}
    weakest = found.facts.weakest
    if np.isfinite(weakest.n_per_group):
        assert f"its means by branch are reliable from {weakest.n_per_group:.0f} respondents each" in found.headline
    assert "with the ICC(1) of the groups here" in found.note
    assert "64" not in found.note


def test_groups_that_do_not_differ_have_no_such_number():
    found = sg.check_reliability(in_branches(2, 0.0), by="branch", part="expectation")
    assert found.agreement["n_per_group"].isna().all()
    assert found.agreement["reason"].tolist() == ["not_reliable"]
    assert found.uses["n_per_group"].isna().all()
    assert "no realistic number of respondents makes its means by branch reliable" in found.headline
    assert "按“branch”计算的均值无论实际能调查多少人都不可靠" in found.headline_in("zh")


def test_without_groups_the_convention_is_in_the_note_and_not_in_the_headline():
    found = sg.check_reliability(agreeing(1, 400, (4, 5)))
    assert "means" not in found.headline
    assert "n = 64/ρ" in found.note
    assert "n = 64/ρ" in found.note_in("zh")
    for told, convention in ((found.note, "convention of this library"), (found.note_in("zh"), "本库的约定")):
        assert convention in told
        assert "Cohen" not in told
    assert ".25 of the true standard deviation within groups" in found.note
    assert "组内真实标准差的 .25 倍" in found.note_in("zh")
    assert "uncorrelated errors" in found.note
    assert "误差互不相关" in found.note_in("zh")


def reversed_in(item: int, part: int | None = None) -> sg.Survey:
    """Turn an item of a well-measured dimension, in one part or in both; a second dimension is sound."""
    survey = agreeing(4, 300, (5, 4), spread=0.9)
    answers = {name: survey.part(name).to_numpy().copy() for name in survey.instrument.parts}
    for number, values in enumerate(answers.values()):
        if part in {None, number}:
            values[:, item] = 8 - values[:, item]
    return survey_of(survey.instrument, answers)


@pytest.mark.parametrize("item", [0, 2, 4])
@pytest.mark.parametrize("part", [None, 0, 1])
def test_an_item_the_other_way_comes_first_and_nothing_is_concluded_of_its_dimension(item, part):
    found = sg.check_reliability(reversed_in(item, part))
    assert found.headline.startswith(f"The item “A, {item + 1}” runs against the other items of A")
    assert found.headline_in("zh").startswith(f"题项“A, {item + 1}”与“A”维度的其他题项方向相反")
    uses = found.uses.set_index(["dimension", "part"])
    turned = {None: ["expectation", "perception", "gap"], 0: ["expectation", "gap"], 1: ["perception", "gap"]}[part]
    for name in ("expectation", "perception", "gap"):
        assert (uses.loc[("A", name), "reason"] == "opposed_item") == (name in turned)
        assert (uses.loc[("A", name), "band"] == "") == (name in turned)
        assert uses.loc[("B", name), "band"] != ""
    assert uses.loc[("A", turned[0]), "n_per_group"] is not None
    assert np.isnan(uses.loc[("A", turned[0]), "n_per_group"])
    assert f"So nothing is concluded of {len(turned)} of the 6 scores." in found.headline
    assert found.facts.weakest.dimension == "B" or found.facts.weakest.part not in turned
    assert "the weakest of the other scores" in found.headline
    assert f"因此不对 6 项得分中的 {len(turned)} 项下结论" in found.headline_in("zh")


def test_where_nothing_else_is_judged_no_verdict_is_in_the_headline():
    survey = reversed_in(2)
    alone = survey_of(
        instrument_of([5]), {part: survey.part(part).to_numpy()[:, :5] for part in survey.instrument.parts}
    )
    found = sg.check_reliability(alone)
    assert found.facts.weakest is None
    for language in ("en", "zh"):
        assert not [verdict for verdict in VERDICTS if verdict in found.headline_in(language)]
    assert "So nothing is concluded of any of the 3 scores. As the items stand, reliability runs from" in found.headline
    assert "因此对全部 3 项得分都不下结论" in found.headline_in("zh")


def test_an_item_the_other_way_in_one_group_alone():
    survey = agreeing(5, 400, (5,), spread=0.9, branch=["one"] * 80 + ["two"] * 320)
    answers = {part: survey.part(part).to_numpy().copy() for part in survey.instrument.parts}
    for values in answers.values():
        values[:80, 1] = 8 - values[:80, 1]
    turned = survey_of(survey.instrument, answers, branch=survey.respondents["branch"])
    found = sg.check_reliability(turned, by="branch")
    uses = found.uses
    assert (uses.loc[uses["branch"] == "one", "reason"] == "opposed_item").all()
    assert (uses.loc[uses["branch"] == "two", "band"] != "").all()
    assert found.headline.startswith(
        "An item runs against the others of 3 scores (the first: the expectation of A in one (branch)). "
        "So nothing is concluded of 3 of the 6 scores."
    )
    assert found.headline_in("zh").startswith("“A”的期望（branch“one”）等 3 项得分中有题项与其他题项方向相反。")


def heywood(n: int = 400) -> np.ndarray:
    """Answers of three items of which the first goes with both others more closely than these allow one another."""
    rng = np.random.default_rng(3)
    one, two = rng.integers(-2, 3, (2, n, 1))
    noise = rng.integers(-1, 2, (2, n, 1))
    return np.hstack([4 + one + two, 4 + one + noise[0], 4 + two + noise[1]]).clip(1, 7)


def test_an_improper_model_comes_first_and_nothing_is_concluded():
    sound = agreeing(6, 400, (4,)).perceptions.to_numpy()
    instrument = instrument_of([3, 4], parts=("perception",))
    found = sg.check_reliability(survey_of(instrument, {"perception": np.hstack([heywood(), sound])}))
    frame = found.frame.set_index("dimension")
    assert frame.loc["A", "reason"] == "improper"
    assert frame.loc["A", ["omega", "omega_low", "omega_high"]].isna().all()
    assert frame.loc["A", "alpha"] > 0.5
    uses = found.uses.set_index("dimension")
    assert (uses.loc["A", "band"], uses.loc["A", "reason"]) == ("", "improper")
    assert uses.loc["B", "band"] != ""
    assert found.headline.startswith(
        "The factor model of the perception of A fits best with a negative error variance, which cannot be. "
        "So nothing is concluded of the perception of A. The perception of B, the weakest of the other scores, is "
    )
    assert found.headline_in("zh").startswith(
        "“A”的感知的因子模型以负的误差方差为最优解，这不可能成立。因此不对“A”的感知得分下结论。"
    )
    items = found.items
    assert (items.loc[items["dimension"] == "A", "reason"] == "improper").all()


def test_too_few_respondents_are_called_that():
    found = sg.check_reliability(agreeing(7, 6, (7,)), coefficients="all")
    assert set(found.frame["reason"]) == {"too_few_for_items"}
    assert (found.uses["band"] == "").all()
    assert found.headline == (
        f"6 respondents are too few for 7 items. So nothing is concluded of any of the {len(found.frame)} scores."
    )
    assert found.headline_in("zh") == f"6 名受访者对 7 个题项而言过少。因此对全部 {len(found.frame)} 项得分都不下结论。"
    assert "repeat" not in found.headline
    lambda6 = found.coefficients[found.coefficients["coefficient"] == "lambda6"]
    assert set(lambda6["reason"]) == {"too_few_for_items"}
    assert set(found.items["reason"]) == {"too_few_for_items"}
    more = sg.check_reliability(agreeing(7, 15, (5, 5, 5, 5)))
    assert more.headline.startswith("15 respondents are too few for 20 items. ")
    assert set(more.total.loc[more.total["method"] == "schmid_leiman", "reason"]) == {"too_few_for_items"}


def test_items_that_repeat_one_another_are_called_that():
    survey = agreeing(8, 100, (3,))
    answers = {part: survey.part(part).to_numpy()[:, [0, 0, 1]] for part in survey.instrument.parts}
    found = sg.check_reliability(survey_of(survey.instrument, answers))
    assert set(found.uses["reason"]) == {"singular"}
    assert found.headline.startswith(
        "Items of 3 scores (the first: the expectation of A) repeat one another exactly. So "
    )
