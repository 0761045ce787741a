"""Surveys that ask everybody some of the items: what was not asked, told or found, and dimensions without scores."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

import servgap as sg
from servgap.analysis.reasons import NOT_ASKED_ALL
from servgap.errors import ServgapError
from servgap.survey.instrument import Instrument
from servgap.survey.reading.answers.not_asked import FEWEST
from servgap.survey.survey import Absence, Answers, Survey
from tests.exports.shape import Rows
from tests.exports.writing import as_csv, as_xlsx
from tests.surveys import NAN, assert_same, instrument_of, pair_survey, surveys

PARTS = ("expectation", "perception")
SPANS = ((0, 4), (4, 9), (9, 13), (13, 17), (17, 22))
LINKS = (0, 4, 9)


def drawn(n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw answers of everybody to all 22 items, and who was asked what: three linking items and five others each."""
    level = np.repeat([-0.1, -1.0, -1.1, -0.4, -0.7], [4, 5, 4, 4, 5])
    level[list(LINKS)] += 0.9
    expected = np.clip(np.rint(rng.normal(6, 0.8, (n, 22))), 1, 7)
    gap = level + rng.normal(0, 0.8, (n, 1)) + rng.normal(0, 1, (n, 22))
    perceived = np.clip(np.rint(expected + gap), 1, 7)
    asked = np.zeros((n, 22), dtype=bool)
    asked[:, LINKS] = True
    others = [item for item in range(22) if item not in LINKS]
    for row in asked:
        row[rng.choice(others, 5, replace=False)] = True
    return expected, perceived, asked


def frame(n: int = 300, seed: int = 8) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    expected, perceived, asked = drawn(n, rng)
    cells = np.hstack([np.where(asked, expected, NAN), np.where(asked, perceived, NAN)])
    made = pd.DataFrame(cells, columns=[f"{letter}{n}" for letter in "EP" for n in range(1, 23)])
    return made.assign(branch=rng.choice(["North", "South"], n), quarter=rng.choice(["2026Q1", "2026Q2"], n))


SAMPLED = sg.read_survey(frame(), attributes=["branch", "quarter"])


def as_asked(survey: Survey, not_asked: np.ndarray) -> Survey:
    """Mark what has no answer in a survey as not asked, where told (items × respondents)."""
    answers = {
        part: Answers(
            np.where(not_asked, 0, each.codes).astype(np.uint8),
            np.where(not_asked, Absence.NOT_ASKED, 0).astype(np.uint8),
        )
        for part, each in survey.answers.items()
    }
    return replace(survey, answers=answers)


def kinds(survey: Survey) -> dict[str, int]:
    counted = survey.tally().absences.sum(axis=(0, 1, 2))
    return {kind.name: int(counted[kind]) for kind in Absence}


# Reading


def export(sign: object):
    """Make a table of LibQUAL Lite's kind: what was not asked is left empty, or has a sign."""

    def table(_: object, rows: list[int]) -> Rows:
        given = frame().drop(columns=["quarter"])
        lines: Rows = [list(given.columns)]
        for row in rows:
            cells = given.iloc[row]
            lines.append([sign if pd.isna(cell) else cell if isinstance(cell, str) else int(cell) for cell in cells])
        return lines

    return table


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_what_was_not_asked_is_told_by_a_sign(write, tmp_path: Path) -> None:
    path = tmp_path / ("lite.csv" if write is as_csv else "lite.xlsx")
    write(export("."))(None, list(range(300)), path)
    survey = sg.read_survey(path, absent={"not_asked": ["."]}, attributes="branch")
    assert survey.ledger.recodings == {"not_asked": 300 * 14 * 2}
    assert kinds(survey) == {"MISSING": 0, "NOT_ANSWERED": 0, "DOES_NOT_APPLY": 0, "NOT_ASKED": 300 * 14 * 2}
    assert "matrix_sampling" not in [line.reason for line in survey.ledger.lines]
    assert "4,200 not asked" in repr(survey)
    assert "4,200 个未提问" in repr(survey.in_language("zh"))
    described = sg.describe_source(path, absent={"not_asked": ["."]})
    assert described.frame["not_asked"].sum() == 300 * 14 * 2
    assert "4,200 not asked" in repr(described)


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_what_was_not_asked_is_found_by_the_number_and_shown(write, tmp_path: Path) -> None:
    path = tmp_path / ("lite.csv" if write is as_csv else "lite.xlsx")
    write(export(""))(None, list(range(300)), path)
    survey = sg.read_survey(path, attributes="branch")
    assert kinds(survey)["NOT_ASKED"] == 300 * 14 * 2
    (line,) = [line for line in survey.ledger.lines if line.reason == "matrix_sampling"]
    assert (line.kind, line.count, dict(line.facts)) == ("understood", 8400, {"asked": 8, "items": 22})
    card = " ".join(repr(survey).split())
    assert "of the 22 items everybody has answers to 8, and these are not the same for all" in card
    assert "共 22 个题项，每名受访者都恰好回答了 8 个" in repr(survey.in_language("zh"))
    described = " ".join(repr(sg.describe_source(path)).split())
    assert "of the 22 items everybody has answers to 8" in described


def test_empty_cells_may_be_told_to_be_not_asked() -> None:
    texts = sg.read_survey(frame(10).astype(str).replace("nan", ""), absent={"not_asked": ""})
    assert kinds(texts)["NOT_ASKED"] == 10 * 14 * 2
    assert texts.ledger.recodings == {"not_asked": 10 * 14 * 2}
    typed = sg.read_survey(frame(10), absent={"not_asked": "", "does_not_apply": 1})
    assert kinds(typed)["NOT_ASKED"] == 10 * 14 * 2
    assert typed.ledger.recodings["not_asked"] == 10 * 14 * 2


def test_a_word_for_it_is_known() -> None:
    words = frame(10).astype(object)
    told = sg.read_survey(words.where(words.notna(), "未提问").astype(str))
    assert kinds(told)["NOT_ASKED"] == 10 * 14 * 2


def _found(given: pd.DataFrame) -> bool:
    return sg.read_survey(given).matrix_sampled


def test_no_plan_is_seen_where_there_is_none() -> None:
    few = frame(FEWEST)
    assert _found(few)
    assert not _found(few.iloc[1:])
    once_less = few.copy()
    once_less.loc[3, ["E1", "P1"]] = NAN
    assert not _found(once_less)
    same = few.copy()
    same.loc[:, [column for column in same if column not in ("E1", "P1", "branch")]] = NAN
    assert not _found(same)
    whole = few.fillna(4)
    assert not _found(whole)


def test_a_part_left_out_of_an_item_that_was_asked_is_missing() -> None:
    given = frame(40)
    given.loc[:4, "E1"] = NAN
    survey = sg.read_survey(given)
    assert kinds(survey) == {"MISSING": 5, "NOT_ANSWERED": 0, "DOES_NOT_APPLY": 0, "NOT_ASKED": 40 * 14 * 2}


def test_not_answered_is_asked() -> None:
    given = frame(40).astype(object)
    given = given.where(given.notna(), "").astype(str)
    given.loc[0, ["E1", "P1"]] = "skipped"
    survey = sg.read_survey(given)
    assert kinds(survey) == {"MISSING": 0, "NOT_ANSWERED": 2, "DOES_NOT_APPLY": 0, "NOT_ASKED": 40 * 14 * 2}


# Keeping


def test_surveys_and_tallies_come_back(tmp_path: Path) -> None:
    for name in ("s.csv", "s.parquet"):
        path = tmp_path / name
        (SAMPLED.to_csv if name.endswith("csv") else SAMPLED.to_parquet)(path)
        back = sg.read_survey(path)
        assert kinds(back) == kinds(SAMPLED)
        assert back.ledger == SAMPLED.ledger
    tally = SAMPLED.tally(by="branch")
    tally.save(tmp_path / "t")
    assert_same(sg.Tally.load(tmp_path / "t"), tally)
    assert sg.Tally.load(tmp_path / "t").matrix_sampled
    halves = [SAMPLED.where(branch=branch).tally() for branch in ("North", "South")]
    np.testing.assert_array_equal(sum(halves).absences, SAMPLED.tally().absences)
    pd.testing.assert_frame_equal(sg.measure_gaps(sum(halves)).frame, sg.measure_gaps(SAMPLED).frame)


def test_where_all_was_asked_files_are_as_earlier_versions_read_them(tmp_path: Path) -> None:
    survey = pair_survey([2], [[5, 4], [6, 6]], [[4, 4], [5, 6]])
    survey.tally().save(tmp_path / "t")
    with np.load(tmp_path / "t") as stored:
        assert stored["absences"].shape[-1] == 3
    assert sg.Tally.load(tmp_path / "t").absences.shape[-1] == len(Absence)


# What is computed


def test_the_covariance_by_hand() -> None:
    """Two items, three of five respondents asked each, one both: S_jk = n/(n−1) Σ m m' (g − ḡ)(g' − ḡ')/(n_j n_k)."""
    gaps = np.array([[-1, NAN], [-2, NAN], [-3, -1], [NAN, 0], [NAN, 1]])
    survey = pair_survey([2], np.where(np.isnan(gaps), NAN, 5), 5 + gaps)
    sampled = as_asked(survey, np.isnan(gaps).T)
    assert sampled.matrix_sampled
    row = sg.measure_gaps(sampled).frame.query("level == 'dimension'").iloc[0]
    first, second = np.array([1, 0, -1, 0, 0]), np.array([0, 0, -1, 0, 1])
    covariance = 5 / 4 * np.array([[first @ first, first @ second], [first @ second, second @ second]]) / 9
    assert covariance.tolist() == [[2.5 / 9, 1.25 / 9], [1.25 / 9, 2.5 / 9]]
    assert (row["gap"], row["method"], row["n"]) == (-1.0, "mean_of_item_gaps", 3)
    assert row["se"] == pytest.approx(np.sqrt(covariance.sum() / 4))
    overall = sg.measure_gaps(sampled).frame.iloc[0]
    assert (overall["gap"], overall["se"]) == (row["gap"], pytest.approx(row["se"]))


def test_linking_items_weigh_no_more_than_others_as_they_do_in_persons_means() -> None:
    rng = np.random.default_rng(2)
    expected, perceived, asked = drawn(6000, rng)
    gaps = perceived - expected
    truth = np.array([gaps[:, start:stop].mean() for start, stop in SPANS])
    cells = np.hstack([np.where(asked, each, NAN) for each in (expected, perceived)])
    survey = sg.read_survey(pd.DataFrame(cells, columns=[f"{letter}{n}" for letter in "EP" for n in range(1, 23)]))
    rows = sg.measure_gaps(survey).frame.query("level == 'dimension'")
    assert (rows["ci_low"] - 0.02 < truth).all()
    assert (truth < rows["ci_high"] + 0.02).all()
    own = np.ma.masked_array(gaps, ~asked)
    persons = np.array([own[:, start:stop].mean(axis=1).mean() for start, stop in SPANS])
    linked = [0, 1, 2]  # the dimensions that have a linking item
    assert (np.abs(persons - truth)[linked] > 0.2).all()
    assert (np.abs(rows["gap"].to_numpy() - truth) < 0.06).all()


def test_dimensions_are_means_of_the_items_shown_and_overall_of_the_dimensions() -> None:
    for measure in (None, "perception", "met", "top", "net", sg.Measure(against=5)):
        found = sg.measure_gaps(SAMPLED, measure=measure).frame
        items = found[found.level == "standard"]
        dimensions = found[found.level == "dimension"]
        for key, mine in items.groupby("dimension"):
            row = dimensions[dimensions.dimension == key].iloc[0]
            assert row["value"] == pytest.approx(mine["value"].mean())
            assert row["n"] == mine["n"].min()
        assert found["value"].iloc[0] == pytest.approx(dimensions["value"].mean())
        assert found["se"].iloc[:8].drop(index=2, errors="ignore").notna().all()


def test_the_overall_is_one_number_in_all_verbs() -> None:
    gaps = sg.measure_gaps(SAMPLED, by="branch").frame.query("method == 'mean_of_dimensions'")
    groups = sg.compare_groups(SAMPLED, by="branch").groups.query("level == 'overall'")
    np.testing.assert_allclose(gaps["gap"], groups["gap"])
    np.testing.assert_allclose(gaps["se"], groups["se"])
    waves = sg.track_waves(SAMPLED, by="quarter").waves.query("level == 'overall'")
    quarters = sg.measure_gaps(SAMPLED, by="quarter").frame.query("method == 'mean_of_dimensions'")
    np.testing.assert_allclose(waves["gap"], quarters["gap"])
    tests = sg.check_significance(SAMPLED, test="t").frame
    whole = sg.measure_gaps(SAMPLED).frame
    np.testing.assert_allclose(tests[tests.level == "dimension"]["gap"], whole[whole.level == "dimension"]["gap"])
    ranked = sg.rank_standards(SAMPLED).dimensions.set_index("dimension")["gap"]
    np.testing.assert_allclose(
        ranked[whole[whole.level == "dimension"]["dimension"]], tests.query("level == 'dimension'")["gap"]
    )


def test_what_needs_scores_of_persons_is_not_there_and_says_why() -> None:
    tests = sg.check_significance(SAMPLED)
    scored = tests.frame[tests.frame.level.isin(["overall", "dimension"])]
    assert (scored["reason"] == NOT_ASKED_ALL).all()
    assert scored["effect"].isna().all()
    assert scored.loc[scored.test == "t", "p_value"].notna().all()
    assert scored.loc[scored.test != "t", "p_value"].isna().all()
    assert (tests.effects.query("level == 'dimension'")["reason"] == NOT_ASKED_ALL).all()
    gaps = sg.measure_gaps(SAMPLED)
    assert (gaps.bootstrap.query("level == 'dimension'")["reason"] == NOT_ASKED_ALL).all()
    groups = sg.compare_groups(SAMPLED, by="branch").frame
    assert groups.loc[groups.test == "welch", "p_value"].notna().all()
    assert groups.loc[groups.test != "welch", "p_value"].isna().all()
    assert (groups["reason"] == NOT_ASKED_ALL).all()
    waves = sg.track_waves(SAMPLED, by="quarter").frame.query("level == 'dimension'")
    assert waves["p_value"].notna().all()
    assert (waves["reason"] == NOT_ASKED_ALL).all()
    few = sg.read_survey(frame(60), attributes=["branch", "quarter"])  # of whom what is likeliest is soon looked for
    for found in (sg.check_reliability(SAMPLED), sg.check_validity(few), sg.check_pairing(SAMPLED)):
        assert set(found.frame["reason"]) == {NOT_ASKED_ALL}
        assert "ot everybody was asked all items" in found.headline + found.note
        assert "并非每名受访者都被问到全部题项" in found.headline_in("zh") + found.in_language("zh").note
    assert set(sg.screen_responses(SAMPLED).frame["reason"]) <= {NOT_ASKED_ALL, "too_few_answers", "same_answers"}


def test_the_note_says_how_dimensions_are_computed() -> None:
    for finding in (sg.measure_gaps(SAMPLED), sg.rank_standards(SAMPLED), sg.screen_responses(SAMPLED)):
        assert "a dimension is the mean of its items' means" in finding.note
        assert "A score on a dimension" not in finding.note
        assert "维度值为其各题项均值的平均" in finding.in_language("zh").note
    table = sg.measure_gaps(SAMPLED).frame
    assert set(table.query("level == 'dimension'")["method"]) == {"mean_of_item_gaps"}
    assert "Not everybody was asked" not in sg.measure_gaps(sg.read_survey("data/samples/hotline_2026.csv")).note


def test_notes_say_nothing_of_scores_that_nobody_has() -> None:
    findings = (
        sg.measure_gaps(SAMPLED, measure="met"),
        sg.compare_groups(SAMPLED, by="branch"),
        sg.track_waves(SAMPLED, by="quarter", measure="met"),
    )
    for finding in findings:
        assert "respondents' own shares" not in finding.note
        assert "respondents with a score" not in finding.note
        assert "其 n 为人数最少的题项的 n" in finding.in_language("zh").note
    assert "(p =" in findings[1].headline or "(p <" in findings[1].headline


def test_zones_have_the_means_of_items_and_intervals_of_items_alone() -> None:
    survey = sg.read_survey("data/samples/counter_zones.csv", instrument="servqual-zones")
    rng = np.random.default_rng(0)
    hidden = np.ones((22, survey.n), dtype=bool)
    for person in range(survey.n):
        hidden[rng.choice(22, 10, replace=False), person] = False
    zones = sg.measure_zones(as_asked(survey, hidden))
    rows = zones.frame
    items = rows[rows.level == "standard"].groupby("dimension", sort=False)
    dimensions = rows[rows.level == "dimension"].set_index("dimension")
    for name in ("adequacy", "superiority", "share_below"):
        np.testing.assert_allclose(dimensions[name], items[name].mean())
    assert dimensions["adequacy_se"].isna().all()
    assert set(rows.loc[rows.level != "standard", "reason"]) == {NOT_ASKED_ALL}
    assert rows.loc[rows.level == "standard", "adequacy_se"].notna().all()
    assert "Dimensions and overall have none" in zones.note
    assert "维度与总体不给出区间" in zones.in_language("zh").note
    assert zones.headline


def test_the_questionnaires_own_points_weigh_and_respondents_do_not() -> None:
    asked = instrument_of((2, 2), points=(70, 30))
    rng = np.random.default_rng(1)
    codes = {part: Answers(rng.integers(1, 8, (4, 60)).astype(np.uint8)) for part in PARTS}
    hidden = np.zeros((4, 60), dtype=bool)
    hidden[rng.integers(0, 4, 60), np.arange(60)] = True
    survey = Survey(asked, codes, pd.DataFrame(index=range(60)), sg.Ledger(60))
    sampled = as_asked(survey, hidden)
    rows = sg.measure_gaps(sampled).frame
    weighted = rows[rows.method == "weighted_mean"].iloc[0]
    dimensions = rows[rows.level == "dimension"]["gap"].to_numpy()
    assert weighted["gap"] == pytest.approx(0.7 * dimensions[0] + 0.3 * dimensions[1])
    assert weighted["se"] > 0
    own = replace(
        sampled, instrument=replace(asked, dimensions=instrument_of((2, 2)).dimensions), points=np.full((2, 60), 50.0)
    )
    row = sg.measure_gaps(own).frame.query("method == 'weighted_mean'").iloc[0]
    assert np.isnan(row["gap"])
    assert row["reason"] == NOT_ASKED_ALL


def test_many_groups_pool_the_items_and_say_so() -> None:
    rng = np.random.default_rng(3)
    many = SAMPLED.respondents.assign(branch=[f"b{n}" for n in rng.integers(0, 70, SAMPLED.n)])
    survey = replace(SAMPLED, respondents=many)
    rows = sg.measure_gaps(survey, by="branch").frame.query("level == 'dimension'")
    assert set(rows.loc[rows["n"] > 1, "reason"]) == {"pooled_only"}
    for verb in (sg.compare_groups, sg.rank_standards):
        with pytest.raises(ServgapError, match="64"):
            verb(survey, by="branch")


@given(surveys(most=25, least=2))
@settings(max_examples=25, deadline=None)
def test_with_nothing_that_was_not_asked_all_is_as_before(survey: Survey) -> None:
    none = {part: Answers(each.codes, np.zeros_like(each.codes)) for part, each in survey.answers.items()}
    told = replace(survey, answers=none)
    assert not told.matrix_sampled
    pd.testing.assert_frame_equal(sg.measure_gaps(told).frame, sg.measure_gaps(survey).frame)
    assert sg.measure_gaps(told).note == sg.measure_gaps(survey).note


def test_with_all_items_asked_and_answered_both_ways_agree() -> None:
    """The mean of items' gaps is that of scores where nothing is missing, and its error the same."""
    survey = sg.read_survey("data/samples/hotline_2026.csv")
    complete = (survey.answers["expectation"].codes > 0) & (survey.answers["perception"].codes > 0)
    survey = survey.drop(survey.respondents.index[~complete.all(axis=0)], reason="incomplete")
    plain = sg.measure_gaps(survey).frame.query("level in ('overall', 'dimension')")
    one_more = np.zeros((22, survey.n), dtype=bool)
    one_more[0, 0] = True  # a single item that one respondent was not asked
    sampled = sg.measure_gaps(as_asked(survey, one_more)).frame.query("level in ('overall', 'dimension')")
    for name in ("gap", "se"):
        kept = plain["method"] != "weighted_mean"
        np.testing.assert_allclose(sampled.loc[kept.to_numpy(), name], plain.loc[kept.to_numpy(), name], atol=0.01)


def test_a_questionnaire_of_one_part_may_be_sampled() -> None:
    given = frame(60)[[f"P{n}" for n in range(1, 23)]]
    survey = sg.read_survey(given, Instrument.load("servperf"))
    assert survey.matrix_sampled
    found = sg.measure_gaps(survey).frame
    assert found.query("level == 'dimension'")["method"].unique().tolist() == ["mean_of_item_gaps"]
