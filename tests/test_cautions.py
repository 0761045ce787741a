"""What qualifies everything that is said comes first: few respondents, weights left aside, an item worded otherwise."""

from __future__ import annotations

import numpy as np
import pytest

import servgap as sg
from servgap.errors import ServgapError
from tests.surveys import instrument_of, pair_survey, survey_of

VERBS = {
    "gaps": sg.measure_gaps,
    "significance": sg.check_significance,
    "ranking": sg.rank_standards,
    "groups": lambda survey: sg.compare_groups(survey, by="branch"),
    "waves": lambda survey: sg.track_waves(survey, by="quarter"),
    "reliability": sg.check_reliability,
}
COLLECTIVE = {kind: verb for kind, verb in VERBS.items() if kind != "reliability"}


def survey(*, reversed_item: int | None = None, n: int = 120, weight=None):
    """Make answers of which each dimension's go together, but for an item that is worded the other way."""
    rng = np.random.default_rng(5)
    expectation, perception = (
        np.clip(np.rint(level + rng.normal(0, 1.2, (n, 1)) + rng.normal(0, 0.8, (n, 5))), 1, 7) for level in (5, 4)
    )
    if reversed_item is not None:
        for part in (expectation, perception):
            part[:, reversed_item] = 8 - part[:, reversed_item]
    labels = rng.integers(0, 2, n)
    return pair_survey(
        (5,),
        expectation,
        perception,
        weight=weight,
        branch=np.array(["North", "South"])[labels],
        quarter=np.array(["2026Q1", "2026Q2"])[labels],
    )


@pytest.mark.parametrize("kind", COLLECTIVE)
@pytest.mark.parametrize("item", [0, 2, 4])
def test_an_item_against_the_others_opens_every_headline_that_rests_on_it(kind, item):
    found = VERBS[kind](survey(reversed_item=item))
    english, chinese = found.headline, found.headline_in("zh")
    assert english.startswith(f"The item “A, {item + 1}” runs against the other items of A (r = −.")
    assert "is it worded the other way and not reversed? " in english
    assert chinese.startswith(f"题项“A, {item + 1}”与“A”维度的其他题项方向相反（r = −.")
    assert f"The item “A, {item + 1}” runs against" in found.note
    declared = VERBS[kind](survey())
    assert "runs against" not in declared.headline + declared.note


@pytest.mark.parametrize("kind", VERBS)
def test_weights_that_are_not_used_are_said_first(kind):
    found = VERBS[kind](survey(weight=np.linspace(0.5, 2, 120)))
    assert found.headline.startswith("The data carry sampling weights, which are not used here. ")
    assert found.headline_in("zh").startswith("数据带有抽样权重，此处未使用。")
    assert "weights" not in VERBS[kind](survey()).headline


@pytest.mark.parametrize("n", [1, 2, 4])
def test_next_to_nobody_is_said_first(n):
    few = pair_survey((2,), np.full((n, 2), 6), np.arange(2 * n).reshape(n, 2) % 3 + 3)
    told = sg.measure_gaps(few)
    who = "is only one respondent" if n == 1 else f"are only {n} respondents"
    assert told.headline.startswith(f"There {who}. ")
    assert told.headline_in("zh").startswith(f"仅有 {n} 名受访者。")
    assert "only" not in sg.measure_gaps(pair_survey((1,), [[6]] * 5, [[4], [5], [4], [5], [6]])).headline


def test_a_report_says_it_once_on_top(tmp_path):
    path = tmp_path / "page.html"
    sg.Report(survey(reversed_item=1, weight=np.ones(120)), period="all").to_html(path)
    page = path.read_text(encoding="utf-8")
    front = page[: page.index("</header>")]
    assert front.count("Sampling weights are not used.") == front.count("worded the other way round") == 1
    assert front.index("Sampling weights") < front.index("Service falls")


PERCEPTION_ONLY = {
    "check_reliability": sg.check_reliability,
    "check_validity": sg.check_validity,
    "screen_responses": sg.screen_responses,
    "measure_gaps": sg.measure_gaps,
    "check_significance": lambda survey: sg.check_significance(survey, measure=sg.Measure(against=4)),
    "rank_standards": sg.rank_standards,
    "compare_groups": lambda survey: sg.compare_groups(survey, by="branch"),
    "track_waves": lambda survey: sg.track_waves(survey, by="quarter"),
    "plan_sample": lambda survey: sg.plan_sample(survey, gap=0.3),
}


def test_the_refusal_of_one_part_says_what_works_with_it():
    rng = np.random.default_rng(6)
    answers = np.clip(np.rint(4 + rng.normal(0, 1, (90, 1)) + rng.normal(0, 1, (90, 4))), 1, 7)
    alone = survey_of(
        instrument_of((4,), parts=("perception",)),
        {"perception": answers},
        branch=["a", "b"] * 45,
        quarter=["2026Q1", "2026Q2"] * 45,
    )
    for verb in PERCEPTION_ONLY.values():
        assert verb(alone).headline
    with pytest.raises(ServgapError, match=r"check_pairing asks whether two parts .* all other verbs work with it"):
        sg.check_pairing(alone)
    with pytest.raises(
        ServgapError, match=r"is a distance from nothing.* such as measure=Measure\('perception', against=\d"
    ):
        sg.check_significance(alone)
