"""Respondents of several waves: told by the user's own names, kept as numbers, and correlated between waves."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracle_families.folder import FOLDER
from scipy import stats

import servgap as sg
from servgap._stats.waves.overlap import overlapping_t
from servgap.analysis.overlap import overlap_of
from servgap.errors import ServgapError
from tests.every_output import every_output, verbs_of
from tests.surveys import pair_survey

ASKED = sg.Instrument("short", sg.Scale(1, 7), [sg.Dimension("speed", [sg.Item("wait", "Waits are short.")])])
COLUMNS = {"expectation": ["E1"], "perception": ["P1"], "respondent": "customer_no"}
DATA = FOLDER / "data" / "overlap_waves.csv"


def frame(names: list[object], waves: str, seed: int = 3) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    answers = {name: rng.integers(2, 8, len(names)) for name in ("E1", "P1")}
    return pd.DataFrame({**answers, "customer_no": names, "wave": list(waves)})


def panel() -> sg.Survey:
    names = ["C-17", "C-18", "", "C-19", "C-17", "C-19", "C-19", None]
    return sg.read_survey(frame(names, "11112222"), ASKED, columns=COLUMNS, attributes=["wave"])


def test_rows_of_one_person_have_one_number():
    survey = panel()
    assert survey.persons.tolist() == [0, 1, -1, 2, 0, 2, 2, -1]
    assert survey.n == 8
    assert survey.where(wave=2).persons.tolist() == [0, 2, 2, -1]
    assert survey.drop([0], reason="test").persons.tolist() == [1, -1, 2, 0, 2, 2, -1]
    once = sg.read_survey(frame(["a", "b"], "12"), ASKED, columns=COLUMNS)
    assert once.persons is None
    assert once.row_names.tolist() == ["a", "b"]


def test_numbers_of_any_kind_are_names():
    names = [1001, 1002, None, 1001]
    survey = sg.read_survey(frame(names, "1122"), ASKED, columns=COLUMNS, attributes=["wave"])
    assert survey.persons.tolist() == [0, 1, -1, 0]
    two = [frame([7, 9], "11"), frame([9, 8], "22")]
    assert sg.read_survey(two, ASKED, columns=COLUMNS).persons.tolist() == [0, 1, 1, 2]
    counted = [frame([1, 2], "11"), frame([1, 2], "22", 4)]
    assert sg.read_survey(counted, ASKED, columns=COLUMNS).persons is None


@pytest.mark.parametrize("names", [["a"] * 4, ["", None, "", ""], [f"branch {row % 2}" for row in range(82)]])
def test_a_column_that_names_nobody_is_refused(names):
    with pytest.raises(ServgapError, match="Each respondent has a name of his own in 'customer_no'"):
        sg.read_survey(frame(names, "1" * len(names)), ASKED, columns=COLUMNS)


def test_the_card_counts_persons_and_names_none():
    survey = panel()
    card = " ".join(repr(survey).split())
    assert "3, 2 of them in more than one row; 1 row repeats one with the same attributes; 2 rows name nobody" in card
    assert "3 人，其中 2 人出现在多行" in repr(survey.in_language("zh"))


@pytest.mark.parametrize("form", ["csv", "parquet", "pickle"])
def test_numbers_are_kept_and_names_are_not(form: str, tmp_path: Path) -> None:
    survey, path = panel(), tmp_path / f"stored.{form}"
    if form == "pickle":
        path.write_bytes(pickle.dumps(survey))
        again = pickle.loads(path.read_bytes())  # noqa: S301 - own pickle
    else:
        (survey.to_csv if form == "csv" else survey.to_parquet)(path)
        again = sg.read_survey(path)
    assert again.persons.tolist() == survey.persons.tolist()
    assert again.persons.dtype == np.int64
    assert b"C-17" not in path.read_bytes()
    assert again.row_names is None
    if form == "csv":
        text = path.read_text(encoding="utf-8-sig")
        head, _, last = text.rstrip().rpartition(",")
        path.write_text(f"{head},{float(last) + 1}\n", encoding="utf-8-sig")
        with pytest.raises(ServgapError, match="which rows are of one person"):
            sg.read_survey(path)


def test_no_name_of_a_person_stands_in_anything(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    names = [f"lovelace{rng.integers(0, 30)}@example.org" for _ in range(60)]
    table = frame(names, "12" * 30).assign(branch=["North", "South", "South"] * 20)
    survey = sg.read_survey(table, ASKED, columns=COLUMNS, attributes=["branch", "wave"])
    verbs = {name: verb for name, verb in verbs_of("branch", "wave").items() if name == "measure_gaps"}
    for name, text in every_output(survey, tmp_path, "branch", "wave", verbs):
        assert "lovelace" not in text, name


def test_the_name_of_the_stored_column_is_taken():
    table = frame(["a", "b"], "12").rename(columns={"wave": "person_number"})
    with pytest.raises(ServgapError, match="person_number"):
        sg.read_survey(table, ASKED, columns=COLUMNS, attributes=["person_number"])


def of_values(persons, waves, values):
    """A survey of which only persons and waves matter, and values beside it."""
    n = len(waves)
    columns = {"expectation": ["E1"], "perception": ["P1"], "respondent": "customer_no"}
    table = pd.DataFrame({"E1": [5] * n, "P1": [4] * n, "customer_no": persons, "wave": waves})
    survey = sg.read_survey(table, ASKED, columns=columns, attributes=["wave"])
    return overlap_of(survey, "wave", np.asarray(values, dtype=float).reshape(n, -1), "a", "b")


def test_by_hand():
    found = of_values(["x", "y", "z", "u", "x", "y", "z", "z", ""], list("aaaabbbbb"), [1, 2, 3, 9, 2, 4, 5, 7, 8])
    # x, y, z: (1, 2, 3) with (2, 4, 6), a straight line; z stands twice in b
    assert (found.n_from[0], found.n_to[0], found.n_both[0], found.repeated) == (4, 5, 3, 1)
    assert found.correlation[0] == pytest.approx(1)
    assert (found.mean_from[0], found.mean_to[0]) == (3.75, 5.2)
    assert found.sd_to[0] == pytest.approx(np.std([2, 4, 5, 7, 8], ddof=1))


@given(st.integers(0, 1000), st.floats(0, 0.5), st.integers(2, 40))
def test_against_scipy_on_the_persons(seed, missing, n):
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 5, (2 * n, 2)).astype(float)
    values[rng.random(values.shape) < missing] = np.nan
    persons = [f"p{number}" for number in [*rng.permutation(n), *rng.permutation(n + 3)[:n]]]
    found = of_values(persons, ["a"] * n + ["b"] * n, values)
    for column in range(2):
        first, second = (
            pd.Series(values[part, column], index=persons[part]).dropna() for part in (slice(n), slice(n, None))
        )
        both = first.index.intersection(second.index)
        assert (found.n_from[column], found.n_to[column], found.n_both[column]) == (len(first), len(second), len(both))
        if len(both) > 1 and np.ptp(first[both]) > 0 and np.ptp(second[both]) > 0:
            expected = stats.pearsonr(first[both], second[both]).statistic
            assert found.correlation[column] == pytest.approx(expected, abs=1e-12)
        else:
            assert np.isnan(found.correlation[column])
    assert found.repeated == 0


def test_without_names_all_are_different():
    survey = pair_survey([1], [[5]] * 4, [[4], [3], [4], [2]], wave=list("aabb"))
    found = overlap_of(survey, "wave", survey.perceptions.to_numpy(), "a", "b")
    assert (found.n_both[0], found.repeated) == (0, 0)
    assert np.isnan(found.correlation[0])
    with pytest.raises(ServgapError, match="'quarter'"):
        overlap_of(survey, "quarter", survey.perceptions.to_numpy(), "a", "b")


@pytest.mark.skipif(not DATA.exists(), reason=f"no reference cases in {FOLDER}")
def test_the_numbers_of_r():
    table = pd.read_csv(DATA).melt("id", ["w1", "w2"]).dropna()
    waves = table["variable"].map({"w1": "a", "w2": "b"}).tolist()
    found = of_values(table["id"].tolist(), waves, table["value"])
    assert (found.n_from[0], found.n_to[0], found.n_both[0]) == (100, 115, 60)
    assert found.correlation[0] == pytest.approx(0.540856969940585, abs=1e-10)
    samples = [found.n_from, found.mean_from, found.sd_from**2, found.n_to, found.mean_to, found.sd_to**2]
    tested = overlapping_t(*samples, found.n_both, found.correlation)
    assert tested.statistic[0] == pytest.approx(3.45886200100192, abs=1e-10)
    assert tested.p_value[0] == pytest.approx(0.000739012809444868, abs=1e-10)
