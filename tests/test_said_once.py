"""What disqualifies is said once and first, too few respondents are called that, and ties are not broken by words."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

import servgap as sg
from servgap.survey.scale import Scale
from tests.surveys import NAN, instrument_of, pair_survey, survey_of

BOTH: tuple[str, ...] = ("en", "zh")


def answered(n: int, sizes: tuple[int, ...], seed: int = 0, level: float = 5.0) -> np.ndarray:
    """Answers on 1–7 of which those of a dimension go together."""
    rng = np.random.default_rng(seed)
    trait = np.repeat(rng.normal(size=(n, len(sizes))), sizes, axis=1)
    return np.clip(np.rint(level + 1.2 * trait + 0.8 * rng.normal(size=(n, sum(sizes)))), 1, 7)


def ordinary(n: int, sizes: tuple[int, ...], seed: int = 0) -> sg.Survey:
    """A survey of which nothing is odd but how few answered."""
    labels = {"branch": np.resize(["North", "South"], n), "quarter": np.resize(["2026Q1", "2026Q1", "2026Q2"], n)}
    return pair_survey(sizes, answered(n, sizes, seed), answered(n, sizes, seed + 1, 4), **labels)


def turned(survey_part: str, n: int = 150) -> sg.Survey:
    """A survey in which item A, 3 is worded the other way in one part only."""
    both = {"expectation": answered(n, (5, 4), 2), "perception": answered(n, (5, 4), 3, 4)}
    both[survey_part][:, 2] = 8 - both[survey_part][:, 2]
    labels = {"branch": np.resize(["North", "South"], n), "quarter": np.repeat(["2026Q1", "2026Q2"], n // 2)}
    return pair_survey((5, 4), both["expectation"], both["perception"], **labels)


def branches(alike: dict[str, float], n: int = 30) -> sg.Survey:
    """North, whose answers vary, beside branches in which everybody's gap is the same."""
    expectation, perception, labels = [answered(n, (3, 2), 5)], [answered(n, (3, 2), 6, 4)], ["North"] * n
    for name, gap in alike.items():
        expectation.append(np.clip(answered(12, (3, 2), 7), 4, 6))
        perception.append(expectation[-1] + gap)
        labels += [name] * 12
    return pair_survey((3, 2), np.vstack(expectation), np.vstack(perception), branch=labels)


@pytest.mark.parametrize("sizes", [(5,), (5, 5), (5, 5, 5, 5), (4, 5, 4, 4, 5)])
@pytest.mark.parametrize("n", [2, 3, 5, 10])
def test_few_respondents_are_called_that_once_and_nothing_is_concluded(n: int, sizes: tuple[int, ...]) -> None:
    survey = ordinary(n, sizes)
    reliability = sg.check_reliability(survey)
    assert (reliability.uses["band"] == "").all()
    validity = [sg.check_validity(survey, part=part) for part in ("expectation", "perception", "gap")]
    assert all((each.fit["fit"] == "").all() for each in validity)
    for finding in (reliability, *validity):
        told = finding.headline
        assert len(re.findall("too few|only", told)) == 1, told
        assert "过少" in finding.headline_in("zh")
        assert "仅有" not in re.sub("第一项仅有", "", finding.headline_in("zh"))
        assert not re.search("hold|reliable enough|repeat|unreliable|runs from|negative", told)


@pytest.mark.parametrize("sizes", [(5,), (5, 5, 5, 5)])
@pytest.mark.parametrize("n", [15, 19])
def test_a_structure_is_not_judged_by_fewer_than_two_respondents_a_parameter(n: int, sizes: tuple[int, ...]) -> None:
    for estimator in ("mlr", "robust_fiml", "dwls"):
        found = sg.check_validity(ordinary(n, sizes), estimator=estimator)
        assert f"{n} respondents are too few for {sum(sizes)} items" in found.headline
        assert set(found.fit["reason"]) == {"too_few_for_items"}
    enough = sg.check_validity(ordinary(21 if sizes == (5,) else 93, sizes))
    assert "too few" not in enough.headline


def test_groups_of_too_few_decide_nothing_about_the_steps_and_that_is_said() -> None:
    found = sg.check_validity(ordinary(60, (4, 4)), by="branch")
    assert (found.invariance["reason"] == "too_few_for_items").all()
    assert found.invariance["holds"].isna().all()
    assert found.invariance["chi_square"].notna().any()
    assert "could not be computed: too few respondents for so many items" in found.headline
    steps = found.table("markdown").split("measured alike")[1].split("\n\n")[1]
    assert "equal loadings" in steps
    assert not re.search(r"\| (no|yes) +\|", steps)


@pytest.mark.parametrize("part", ["expectation", "perception"])
def test_an_item_turned_in_one_part_speaks_against_the_structure_of_the_gaps(part: str) -> None:
    found = sg.check_validity(turned(part), part="gap")
    assert found.headline.startswith("The item “A, 3” runs against the other items of A (r = −.")
    assert "not reversed? Until that is settled, the structure in the gaps" in found.headline
    assert found.headline.count("A, 3") == found.headline_in("zh").count("A, 3") == 1
    other = {"expectation": "perception", "perception": "expectation"}[part]
    assert sg.check_validity(turned(part), part=other).facts.opposed == ()


def test_why_groups_are_not_compared_is_not_said_twice() -> None:
    found = sg.check_validity(turned("perception"), by="branch")
    assert found.headline.endswith("is not judged; nor is it judged whether groups of branch may be compared.")
    assert found.headline_in("zh").endswith("不作判断；能否按 branch 跨组比较也不作判断。")
    assert found.headline.count("runs against") == 1


@pytest.mark.parametrize("language", BOTH)
def test_a_report_on_a_quarter_warns_of_an_item_once(language: str, tmp_path: Path) -> None:
    sg.Report(turned("perception"), language=language, minimum=1).to_html(tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text("utf-8")
    front = page[: page.index("</header>")]
    assert len(re.findall("worded the other way round|疑似反向", front)) == 1
    # Nor is the weakest score told there, of which nothing is concluded.
    assert not re.search("weakest|信度都够", front)


@pytest.mark.parametrize("language", BOTH)
def test_what_is_left_out_for_a_small_group_is_no_part_of_the_summary(language: str, tmp_path: Path) -> None:
    survey = ordinary(66, (3, 2))
    labels = np.array(["North"] * 58 + ["Kiosk"] * 8)
    perception = survey.perceptions.to_numpy().copy()
    perception[58:] = 1
    few = pair_survey((3, 2), survey.expectations.to_numpy(), perception, branch=labels)
    sg.Report(few, language=language, branch="branch").to_html(tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text("utf-8")
    silence = {"en": "respondents is not shown, nor", "zh": "未予显示"}[language]
    assert silence not in page[: page.index("</header>")]
    assert silence in page[page.index("</header>") :]


def test_groups_that_share_the_worst_gap_are_all_named() -> None:
    tied = branches({"Kiosk": -3, "Van": -3})
    groups, gaps = sg.compare_groups(tied, by="branch"), sg.measure_gaps(tied, by="branch")
    assert groups.facts.lowest_groups == ("Kiosk", "Van")
    assert groups.headline.startswith("By branch, Kiosk and Van are furthest short overall alike (gap −3.00) and North")
    assert "总体表现最差的是“Kiosk”和“Van”，并列（差距 −3.00）" in groups.headline_in("zh")
    assert gaps.headline.startswith("In Kiosk, furthest short by branch together with 1 more, ")
    assert "并列最差的 2 组之一是 branch“Kiosk”" in gaps.headline_in("zh")
    single = branches({"Kiosk": -3, "Van": -1})
    assert sg.measure_gaps(single, by="branch").headline.startswith("In Kiosk, furthest short by branch, ")


def test_where_all_groups_are_equal_none_is_called_the_worst() -> None:
    expectation = np.tile([[5.0], [6.0], [4.0]], (12, 3))
    same = pair_survey((2, 1), expectation, expectation - 1, branch=np.repeat(["a", "b", "c"], 12))
    told = sg.measure_gaps(same, by="branch")
    assert told.headline.startswith("In a, as in every other group by branch, service falls 1.00 point short")
    assert told.headline_in("zh").startswith("分组来看，各组总体差距相同，例如 branch“a”")


def test_a_gap_that_is_shown_as_nought_is_not_called_furthest_short() -> None:
    answers = answered(90, (4, 3), 9)
    perception = answers.copy()
    perception[0, 0] += 1 if perception[0, 0] < 7 else -1
    told = sg.measure_gaps(pair_survey((4, 3), answers, perception))
    assert "furthest" not in told.headline
    assert "短板" not in told.headline_in("zh")


def test_tests_of_next_to_nobody_are_not_reported() -> None:
    for n in (1, 2, 4):
        told = sg.check_significance(ordinary(n, (3, 2)))
        assert told.headline.endswith("points; from so few respondents tests tell nothing.")
        assert told.headline_in("zh").endswith("人数如此之少，检验说明不了问题。")
        assert "d_z" not in told.headline
    survey = ordinary(40, (3, 2))
    perception = survey.perceptions.to_numpy().copy()
    perception[39] = 1
    lone = pair_survey((3, 2), survey.expectations.to_numpy(), perception, branch=["North"] * 39 + ["Alone"])
    assert sg.check_significance(lone, by="branch").facts.group == {"branch": "North"}


def test_an_item_that_all_answer_alike_is_told_where_nothing_is_concluded_for_it() -> None:
    both = [answered(90, (4, 3), 10), answered(90, (4, 3), 11, 4)]
    both[1][:, 1] = 3
    told = sg.check_reliability(pair_survey((4, 3), *both), part="perception")
    assert told.headline.startswith(
        "Everybody gave the same answer to an item of the perception of A. So nothing is concluded of"
    )
    assert told.headline_in("zh").startswith("所有人对“A”的感知中某一题项的答案相同。因此不对“A”的感知得分下结论。")


def test_a_reliability_below_nought_is_called_that() -> None:
    both = [answered(150, (2, 3), 12), answered(150, (2, 3), 13, 4)]
    for part in both:
        part[:, 1] = 8 - part[:, 1]
    found = sg.check_reliability(pair_survey((2, 3), *both))
    assert found.facts.lowest.alpha < -1
    assert "reliability runs from α below 0 for the " in found.headline
    assert "（α 低于 0）" in found.headline_in("zh")


def test_a_deviation_of_nought_plans_nothing() -> None:
    both = [answered(90, (4, 3), 14), answered(90, (4, 3), 15, 4)]
    both[0][:, :4], both[1][:, :4] = 6, 4
    with pytest.raises(sg.ServgapError, match="gaps of only 3 of 7 items vary"):
        sg.plan_sample(pair_survey((4, 3), *both), gap=0.3)


def test_one_standard_is_not_tested_together_and_two_are_both() -> None:
    one, two = (sg.plan_sample(ordinary(90, sizes), gap=0.3) for sizes in ((1,), (1, 1)))
    assert "together" not in one.headline
    assert "一并" not in one.headline_in("zh")
    assert "if both standards are tested together" in two.headline
    assert (
        "both standards are judged"
        in sg.measure_gaps(pair_survey((1, 1), [[6, 6]] * 9, [[2, 2], [3, 3], [1, 2]] * 3)).headline
    )


def test_a_dimension_that_nobody_answered_leaves_no_overall_and_the_reason_fits() -> None:
    expectation = answered(60, (3, 2), 16)
    expectation[:, :3] = NAN
    told = sg.measure_gaps(pair_survey((3, 2), expectation, answered(60, (3, 2), 17, 4)))
    assert "could not be computed: fewer than two respondents have a score on every dimension" in told.headline
    assert "各维度均有得分的受访者不足两人" in told.headline_in("zh")


def test_too_few_pairs_name_the_dimension_and_the_group() -> None:
    both = [answered(90, (4, 4), 18), answered(90, (4, 4), 19, 4)]
    both[1][20:, 0] = NAN
    survey = pair_survey((4, 4), *both, branch=["North"] * 90)
    found = sg.check_pairing(survey)
    assert found.headline.startswith("20 respondents are too few for the 4 items of A, each asked twice; ")
    assert found.headline_in("zh").startswith("20 名受访者过少，不足以分析各问两次的 A 维度的 4 个题项；")


def test_a_turned_item_of_a_survey_of_perceptions_on_another_scale_is_named() -> None:
    answers = answered(150, (2, 3), 20) + 2
    answers[:, 4] = 10 - answers[:, 4]
    alone = survey_of(instrument_of((2, 3), Scale(0, 10), ("perception",)), {"perception": answers})
    for found in (sg.check_reliability(alone), sg.check_validity(alone)):
        assert found.headline.startswith("The item “B, 3” runs against the other items of B")
        assert found.headline.count("B, 3") == 1
