"""Who was invited: told for groups, refused where it cannot be, kept, added up, and set against who answered."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import servgap as sg
from servgap._stats.groups.rank_correlation import rank_correlation
from servgap.analysis.response_rates import rate_against, response_rates
from servgap.errors import ServgapError
from servgap.survey.invitations import Invitations
from servgap.survey.tally import Tally
from servgap.survey.wave_cuts import waves_cut
from tests.surveys import pair_survey

BRANCHES = ["North"] * 4 + ["South"] * 3 + ["West"] * 2
QUARTERS = ["2026Q1", "2026Q1", "2026Q2", "2026Q2", "2026Q1", "2026Q1", "2026Q2", "2026Q1", "2026Q1"]
SENT = pd.DataFrame(
    {
        "quarter": ["2026Q1", "2026Q2"] * 3,
        "Branch": ["North", "North", "South", "South", "West", "West"],
        "Invited": [10, 20, 5, 4, 6, 8],
    }
)


def survey_of_nine(**more):
    perception = [[row % 5 + 2] for row in range(9)]
    return pair_survey([1], [[5]] * 9, perception, branch=BRANCHES, quarter=QUARTERS, **more)


def test_rates_by_hand():
    survey = survey_of_nine().invited(SENT)
    assert survey.invitations.by == ("branch", "quarter")
    by_branch = response_rates(survey, "branch")
    assert by_branch["branch"].tolist() == ["North", "South", "West"]
    assert by_branch["n"].tolist() == [4, 3, 2]
    assert by_branch["n_invited"].tolist() == [30, 9, 14]
    assert by_branch["response_rate"].tolist() == pytest.approx([4 / 30, 3 / 9, 2 / 14])
    z = stats.norm.ppf(0.975)
    centre, reach = (4 + z**2 / 2) / (30 + z**2), z * np.sqrt(4 * 26 / 30 + z**2 / 4) / (30 + z**2)
    assert by_branch.loc[0, ["response_low", "response_high"]].tolist() == pytest.approx(
        [centre - reach, centre + reach]
    )
    both = response_rates(survey, ["quarter", "branch"]).set_index(["quarter", "branch"])
    assert both.loc[("2026Q2", "West"), ["n", "n_invited", "response_rate", "response_low"]].tolist() == [0, 8, 0, 0]
    assert response_rates(survey).iloc[0]["n_invited"] == 53
    assert response_rates(survey_of_nine(), "branch") is None
    with pytest.raises(ServgapError, match="'city'"):
        response_rates(survey, "city")


def test_a_mapping_a_file_and_a_frame_say_the_same(tmp_path: Path) -> None:
    survey = survey_of_nine()
    by_branch = {"North": 30, "South": 9, "West": 14}
    table = pd.DataFrame({"branch": list(by_branch), "发放份数": list(by_branch.values()), "note": "x"})
    table.to_csv(tmp_path / "sent.csv", index=False)
    asked = [by_branch, table, tmp_path / "sent.csv", {"branch": list(by_branch), "sent": list(by_branch.values())}]
    assert len({survey.invited(each).invitations for each in asked}) == 1
    cells = {(branch, quarter): n for quarter, branch, n in SENT.itertuples(index=False)}
    assert survey.invited(cells).invitations == survey.invited(SENT).invitations


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        (SENT.assign(Branch="Nroth"), r"these values of 'branch': row 0 \(Nroth\), row 1 \(Nroth\)"),
        (SENT.assign(Branch=""), r"'branch': row 0 \(empty\)"),
        (SENT.iloc[:5], None),
        (SENT.iloc[[0, 2, 3, 4, 5]], "it lacks North, 2026Q2. Add"),
        (SENT.assign(Invited=[10, 20, 5, 4, -6, 8]), r"in 'Invited' found row 4 \(-6\)"),
        (SENT.assign(Invited=[10, 20, 5, None, 6, 8]), r"in 'Invited' found row 3 \(empty\)"),
        (SENT.assign(Invited=[10, 20, 5, 4.5, 6, 8]), r"found row 3 \(4.5\)"),
        (SENT.assign(Invited=["10", "20", "five", "4", "6", "8"]), r"found row 2 \(five\)"),
        (SENT.assign(Invited=[10, 20, 1, 4, 6, 8]), "South, 2026Q1: 1 invited, 2 answered"),
        (pd.concat([SENT, SENT.iloc[:1]]), r"row 0 \(North, 2026Q1\), row 6 \(North, 2026Q1\)"),
        (SENT.rename(columns={"Invited": "n"}), "no column is called like invitations"),
        (SENT.assign(sent=1), "'Invited' and 'sent' both may be"),
        (SENT.rename(columns={"Branch": "b", "quarter": "q"}), "no column is called like an attribute"),
        ({"North": 30, "Tromsø": 9}, "The labels North, Tromsø are not those of one attribute"),
        ({}, "columns with names"),
    ],
)
def test_what_cannot_be_is_refused(table, complaint):
    if complaint is None:  # a group in which nobody answered need not be told
        assert survey_of_nine().invited(table).invitations.total == 45
        return
    with pytest.raises(ServgapError, match=complaint):
        survey_of_nine().invited(table)


def test_who_has_no_group_was_invited_too():
    survey = replace(survey_of_nine(), respondents=survey_of_nine().respondents.assign(branch=[None, *BRANCHES[1:]]))
    few = SENT.assign(Invited=[1, 2, 2, 1, 2, 0])
    with pytest.raises(ServgapError, match="2026Q1: 5 invited, 6 answered"):
        survey.invited(few)
    assert response_rates(survey.invited(SENT), "quarter")["n"].tolist() == [6, 3]


def test_selections_keep_what_is_known_of_them():
    survey = survey_of_nine(age=["old", "young", "old"] * 3).invited(SENT)
    assert survey.where(branch=["North", "West"]).invitations.total == 44
    assert survey.where(branch="North", quarter="2026Q2").invitations.told == {("North", "2026Q2"): 20}
    assert survey.where(age=["old", "young"]).invitations.total == 53
    assert survey.where(age="old").invitations is None
    dropped = survey.drop([0], reason="careless")
    assert response_rates(dropped, "branch")["n"].tolist() == [3, 3, 2]
    assert dropped.invitations.total == 53
    assert "9 of 53" in repr(survey)
    assert "已回答 9 / 53" in repr(survey.in_language("zh"))


@pytest.mark.parametrize("form", ["csv", "parquet", "pickle"])
def test_files_keep_them(form: str, tmp_path: Path) -> None:
    survey, path = survey_of_nine().invited(SENT), tmp_path / f"stored.{form}"
    if form == "pickle":
        again = pickle.loads(pickle.dumps(survey))  # noqa: S301 - own pickle
    else:
        (survey.to_csv if form == "csv" else survey.to_parquet)(path)
        again = sg.read_survey(path)
        assert sg.read_survey(path, attributes="branch").invitations == survey.invitations.groups(["branch"])
    assert again.invitations == survey.invitations
    tally = survey.tally(["branch", "quarter"])
    tally.save(tmp_path / "t")
    assert Tally.load(tmp_path / "t").invitations == survey.invitations
    pd.testing.assert_frame_equal(
        response_rates(Tally.load(tmp_path / "t"), "quarter"), response_rates(survey, "quarter")
    )


def test_a_tally_of_fewer_invitations_than_answers_is_not_loaded(tmp_path: Path) -> None:
    tally = survey_of_nine().invited(SENT).tally("branch")
    wrong = replace(tally, invitations=Invitations.of(("branch",), {("North",): 1, ("South",): 9, ("West",): 9}))
    wrong.save(tmp_path / "t")
    with pytest.raises(ServgapError, match="fewer were invited than answered"):
        Tally.load(tmp_path / "t")


def test_tallies_add_them_up():
    survey = survey_of_nine().invited(SENT)
    whole = survey.tally(["branch", "quarter"])
    halves = [survey.where(quarter=each).tally(["branch", "quarter"]) for each in ("2026Q1", "2026Q2")]
    assert sum(halves).invitations == whole.invitations
    assert whole.groups("quarter").invitations.told == {("2026Q1",): 21, ("2026Q2",): 32}
    assert whole.groups(()).invitations.total == 53
    assert (whole + survey_of_nine().tally(["branch", "quarter"])).invitations is None
    assert survey.tally("branch").invitations == whole.groups("branch").invitations
    by_quarter = replace(whole, invitations=whole.invitations.groups(["quarter"]))
    assert (whole + by_quarter).invitations.told == {("2026Q1",): 42, ("2026Q2",): 64}


def test_what_is_left_out_takes_its_invitations_along():
    tally = survey_of_nine(age=["old", "young", "old"] * 3).invited(SENT).tally(["branch", "quarter"])
    kept = tally.only([cell[0] != "South" for cell in tally.cells], "small_groups")
    assert kept.invitations.told == {cell: n for cell, n in tally.invitations.told.items() if cell[0] != "South"}
    late = tally.only([cell[1] == "2026Q2" for cell in tally.cells], "outside_selection")
    assert late.invitations.told == {("North", "2026Q2"): 20, ("South", "2026Q2"): 4}
    finer = survey_of_nine(age=["old", "young", "old"] * 3).invited(SENT).tally(["branch", "age"])
    assert finer.only([cell[1] == "old" for cell in finer.cells], "outside_selection").invitations is None


def test_dates_are_cut_with_their_invitations():
    days = pd.to_datetime(["2026-02-01", "2026-03-31", "2026-04-01"] * 3) + pd.Timedelta("9h")
    survey = pair_survey([1], [[5]] * 9, [[4]] * 9, day=days)
    sent = {str(day): 10 for day in days.unique()}
    for subject in (survey.invited(sent), survey.invited(sent).tally("day")):
        cut, _ = waves_cut(subject, "day", "quarter")
        assert cut.invitations.told == {("2026Q1",): 20, ("2026Q2",): 10}
        assert response_rates(cut, "day")["n"].tolist() == [6, 3]


cells = st.dictionaries(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), st.integers(0, 99), min_size=1)


@given(cells, cells)
def test_sums_of_groups_are_groups_of_sums(first, second):
    one, two = (Invitations.of(("p", "q"), each) for each in (first, second))
    assert (one + two).total == one.total + two.total
    assert (one + two).groups(["q"]) == one.groups(["q"]) + two.groups(["q"])
    assert one + two == two + one
    assert one.groups(["q", "p"]).groups(["p", "q"]) == one
    assert one.renamed("p", {"b": "a"}).total == one.total


def test_rates_against_scores():
    branches = list("abcdef")
    survey = pair_survey([1], [[5]] * 12, [[4]] * 12, branch=branches * 2)
    sent = {branch: 2 * place + 4 for place, branch in enumerate(branches)}
    rates = response_rates(survey.invited(sent), "branch")
    scores = np.column_stack([np.arange(len(branches)), np.full(len(branches), 1.0)])
    found = rate_against(rates, [(branch,) for branch in branches], scores)
    assert [each.n for each in found] == [len(branches)] * 2
    assert np.isnan(found[1].correlation)
    assert found[0].correlation == -1
    more = pd.DataFrame({"branch": list("abcdef"), "response_rate": [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]})
    (one,) = rate_against(more, [(label,) for label in "fedcbaz"], np.arange(7.0)[:, None])
    assert (one.n, one.correlation, one.p_value) == (6, -1, pytest.approx(2 / 720))


@pytest.mark.parametrize("counted", [False, True])
def test_comparisons_of_groups_show_rates_and_set_them_against_values(counted):
    labels, n = list("abcdef"), 8
    perceptions = [[3 + place % 6 // 2 + at % 2] for at in range(n) for place in range(6)]
    survey = pair_survey([1], [[5]] * 6 * n, perceptions, branch=labels * n).invited(
        {branch: n * (place + 1) for place, branch in enumerate(labels)}
    )
    found = sg.compare_groups(survey.tally(by="branch") if counted else survey, by="branch")
    overall = found.groups[found.groups["level"] == "overall"]
    assert overall["n_invited"].tolist() == [n * (place + 1) for place in range(6)]
    assert overall["response_rate"].tolist() == pytest.approx([1 / (place + 1) for place in range(6)])
    assert (overall["response_low"] < overall["response_rate"]).all()
    assert "have lower values (ρ = −.96 over 6 groups" in found.note
    assert "应答率较高的组数值较低（6 个组" in found.note_in("zh")
    assert "Response" in found.table("text")
    unknown = sg.compare_groups(survey_of_nine(), by="branch")
    assert unknown.groups["response_rate"].isna().all()
    assert "invited" not in unknown.note
    assert "Response" not in unknown.table("text")


@given(st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3)), min_size=5, max_size=30))
def test_rank_correlation_is_scipy_s(pairs):
    x, y = (np.array(each, dtype=float) for each in zip(*pairs, strict=True))
    found = rank_correlation(x, y)
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        assert np.isnan(found.correlation)
        return
    expected = stats.spearmanr(x, y)
    assert found.correlation == pytest.approx(expected.statistic, abs=1e-12)
    if len(pairs) > 9:
        assert found.p_value == pytest.approx(expected.pvalue, abs=1e-10)
    assert rank_correlation(-x, y).correlation == -found.correlation
    assert rank_correlation(y, x).p_value == pytest.approx(found.p_value)
    assert rank_correlation([*x, np.nan], [*y, 3]) == found or np.isnan(found.ci_low)


@pytest.mark.parametrize("ties", [False, True])
def test_exact_p_goes_through_all_orders(ties):
    rng = np.random.default_rng(2)
    x, y = rng.normal(size=6), rng.integers(0, 3, 6) if ties else rng.normal(size=6)
    exact = stats.permutation_test(
        (x,), lambda each: stats.spearmanr(each, y).statistic, permutation_type="pairings", n_resamples=np.inf
    )
    assert rank_correlation(x, y).p_value == pytest.approx(exact.pvalue)
