"""Small files on which sentences said once what is not so, from the folder named by SERVGAP_CASES (../shared/cases)."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import servgap as sg
from servgap.analysis.finding import Finding
from servgap.survey.scale import Scale
from tests.surveys import instrument_of

CASES = Path(__file__).parents[1] / os.environ.get("SERVGAP_CASES", "../shared/cases")
COLUMNS = {"expectation": "E{n}", "perception": "P{n}"}


def case(name: str, sizes: tuple[int, ...], scale: Scale, **more: str) -> sg.Survey:
    if not (CASES / name).exists():
        pytest.skip("the cases are not there (SERVGAP_CASES)")
    return sg.read_survey(CASES / name, instrument_of(sizes, scale), columns={**COLUMNS, **more}, attributes=["branch"])


def test_a_branch_in_which_all_have_the_same_gap_is_the_worst() -> None:
    survey = case("A4_branch.csv", (3,), Scale(1, 7))
    for given in (survey, survey.where(branch=["North", "Kiosk"])):
        found = sg.compare_groups(given, by="branch")
        assert found.headline.startswith("By branch, Kiosk is furthest short overall (gap −3.00, the same for all 12")
        assert "总体表现最差的是“Kiosk”（差距 −3.00，12 名受访者完全相同）" in found.headline_in("zh")
        whole = found.groups[found.groups["level"] == "overall"].set_index("branch")
        assert whole.loc["Kiosk", "rank"] == 1
        assert "only" not in found.headline
    assert sg.compare_groups(survey, by="branch").headline.endswith("since all respondents there have the same gap.")


def test_weights_that_are_not_used_are_said_first_by_every_verb() -> None:
    survey = case("A6_weights.csv", (2,), Scale(1, 5), weight="w")
    verbs: list[Callable[..., Finding]] = [sg.measure_gaps, sg.check_significance, sg.rank_standards]
    verbs += [sg.check_reliability, sg.check_validity, sg.check_pairing]
    found: list[Finding] = [verb(given) for verb in verbs for given in (survey, survey.tally())]
    found += [sg.compare_groups(survey, by="branch"), sg.screen_responses(survey), sg.plan_sample(survey, gap=0.3)]
    for each in found:
        assert each.headline.startswith("The data carry sampling weights, which are not used here. ")
        assert each.headline_in("zh").startswith("数据带有抽样权重，此处未使用。")
    items = sg.measure_gaps(survey).frame.query("level == 'standard'")
    np.testing.assert_allclose(items["gap"], [-0.95, -1.45])
