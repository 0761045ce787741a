"""Reliability of the small surveys of the folder named by SERVGAP_CASES (default ../shared/cases)."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest

import servgap as sg
from servgap.survey.scale import Scale
from tests.surveys import PAIR, instrument_of

CASES = Path(__file__).parents[1] / os.environ.get("SERVGAP_CASES", "../shared/cases")
COLUMNS = {"expectation": "E{n}", "perception": "P{n}"}


def survey(name: str, sizes: tuple[int, ...], scale: Scale, parts: tuple[str, ...] = PAIR) -> sg.Survey:
    if not (CASES / name).exists():
        pytest.skip("the cases are not there (SERVGAP_CASES)")
    columns = {part: COLUMNS[part] for part in parts}
    return sg.read_survey(pd.read_csv(CASES / name), instrument_of(sizes, scale, parts), columns=columns)


def nothing_judged(found: sg.analysis.reliability.Reliability) -> None:
    assert (found.uses["band"] == "").all()
    assert found.uses["n_per_group"].isna().all()
    for words in ("good enough", "reliable enough", "unreliable", "足以", "过低"):
        assert words not in found.headline + found.headline_in("zh")


def test_an_item_that_was_not_declared_reversed():
    found = sg.check_reliability(survey("A3_reversed_item.csv", (5,), Scale(1, 7)))
    assert found.headline.startswith("The item “A, 3” runs against the other items of A (r = −.")
    assert ": is it worded the other way and not reversed? " in found.headline
    assert found.headline_in("zh").startswith("题项“A, 3”与“A”维度的其他题项方向相反（r = −.")
    assert "是否为反向表述而未反向计分？" in found.headline_in("zh")
    assert set(found.uses["reason"]) == {"opposed_item"}
    nothing_judged(found)


def test_a_loading_of_more_than_three():
    found = sg.check_reliability(survey("A5_heywood.csv", (5,), Scale(1, 5), PAIR[1:]))
    (row,) = found.frame.to_dict("records")
    assert row["reason"] == "improper"
    assert row["omega"] != row["omega"]
    assert found.items["loading"].isna().all()
    assert "The factor model of the perception of A fits best with a negative error variance" in found.headline
    assert "“A”的感知的因子模型以负的误差方差为最优解" in found.headline_in("zh")
    nothing_judged(found)


def test_fifteen_respondents():
    found = sg.check_reliability(survey("B1_fifteen.csv", (5, 5, 5, 5), Scale(1, 7)), coefficients="all")
    assert "15 respondents are too few for 20 items." in found.headline
    assert "15 名受访者对 20 个题项而言过少。" in found.headline_in("zh")
    assert "repeat" not in found.headline
    for frame in found.frames.values():
        assert "singular" not in set(frame["reason"])
    hierarchical = found.total["coefficient"] == "omega_hierarchical"
    assert set(found.total.loc[hierarchical, "reason"]) == {"too_few_for_items"}
