"""Dimensions answer to their keys, their names, and the other names that the trade has for them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import servgap as sg
from servgap.errors import ServgapError
from servgap.survey.questionnaire import dimension_names
from servgap.survey.reading.folding import fold_case
from servgap.survey.reading.layout.dimension_names import names_of

SERVQUAL = sg.Instrument.load("servqual")
TRADE = {"有形": 20, "可靠": 30, "反应": 10, "放心": 25, "同理": 15}
GIVEN = list(TRADE.values())


def source(**points) -> pd.DataFrame:
    rng = np.random.default_rng(1)
    columns = {f"{part}{n}": rng.integers(1, 8, 6) for part in "EP" for n in range(1, 23)}
    return pd.DataFrame({**columns, **{name: [value] * 6 for name, value in points.items()}})


@pytest.mark.parametrize("form", ["points_{}", "{}权重", "权重_{}"])
def test_points_are_recognised_by_the_trades_names(form):
    survey = sg.read_survey(source(**{form.format(name): value for name, value in TRADE.items()}))
    assert survey.points[:, 0].tolist() == GIVEN


def test_points_are_told_by_any_name():
    columns = {"expectation": "E{n}", "perception": "P{n}"}
    for names in (TRADE, ("TANGIBLES", "可靠性", "響應", "Assurance", "移情性")):
        told = dict(zip(names, "abcde", strict=True))
        survey = sg.read_survey(source(**dict(zip("abcde", GIVEN, strict=True))), columns={**columns, "points": told})
        assert survey.points[:, 0].tolist() == GIVEN
    twice = {**dict(zip(TRADE, "abcde", strict=True)), "响应": "c"}
    with pytest.raises(ServgapError, match="'响应' and another name in it both mean the dimension 'responsiveness'"):
        sg.read_survey(source(**dict(zip("abcde", GIVEN, strict=True))), columns={**columns, "points": twice})
    moon = dict(zip(("moon", *list(TRADE)[1:]), "abcde", strict=True))
    with pytest.raises(ServgapError, match="tangibles has none; 'moon' is no dimension"):
        sg.read_survey(source(**dict(zip("abcde", GIVEN, strict=True))), columns={**columns, "points": moon})


def test_a_dimensions_own_name_goes_before_another_dimensions_other_name():
    item = [sg.Item("x", "X")], [sg.Item("y", "Y")]
    both = sg.Instrument("x", sg.Scale(1, 5), [sg.Dimension("响应", item[0]), sg.Dimension("反应", item[1])])
    names = names_of(both, fold_case)
    assert (names["响应"], names["反应"]) == (0, 1)
    assert "回应" not in names  # which of the two is meant is not known
    one = sg.Instrument("x", sg.Scale(1, 5), [sg.Dimension("d1", item[0], "反应性"), sg.Dimension("care", item[1])])
    assert names_of(one, fold_case)["responsiveness"] == 0
    assert "responsiveness" not in names_of(one, fold_case, trade=False)


def test_every_name_stands_in_one_list_and_every_customary_dimension_has_one():
    names = [fold_case(name) for alike in dimension_names().values() for name in alike]
    assert len(set(names)) == len(names)
    assert set(dimension_names()) == set(SERVQUAL.dimension_keys)
    for dimension in SERVQUAL.dimensions:
        alike = dimension_names()[dimension.key]
        assert {dimension.key, dimension.name.to("zh")} <= set(alike)
