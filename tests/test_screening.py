"""Screening of respondents: planted carelessness is found, honest answers are not, and nothing is dropped."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import servgap as sg
from servgap._stats.responses.careless import answer_variability, even_odd, longest_run, psychometric_synonyms
from servgap._stats.responses.mahalanobis import mahalanobis
from servgap._stats.responses.repeats import repeated_answers
from servgap.analysis.screening.careless_flags import FLAGS
from servgap.analysis.screening.facts import Ceiling
from servgap.errors import ServgapError
from servgap.survey.instrument import Dimension
from servgap.survey.survey import Answers
from tests.surveys import instrument_of, pair_survey, random_survey, rows_of, survey_of, surveys

SIZES = (4, 5, 4, 4, 5)
ITEMS = sum(SIZES)
INDICATORS = ["answered", "longest_run", "irv", "even_odd", "mahalanobis", "share_top", "n_flags"]


def honest(n: int = 80, seed: int = 5, items: int = ITEMS) -> tuple[np.ndarray, np.ndarray]:
    """Draw respondents who have a mood, and differ within themselves."""
    rng = np.random.default_rng(seed)
    mood = rng.normal(0, 0.6, (n, 1))
    level = {"e": 5.2, "p": 4.4}
    drawn = [np.clip(np.rint(level[part] + mood + rng.normal(0, 1.3, (n, items))), 1, 7) for part in "ep"]
    return drawn[0], drawn[1]


def planted(**attributes: object) -> sg.Survey:
    """Plant straight lines (3, and 11 at a level a part), copies (20 and 31 of 7, 40 of 8), and a run (50)."""
    e, p = honest()
    e[3], p[3] = 7, 7
    e[11], p[11] = 7, 2
    e[15] = 7  # expects the best of everything, and means it
    e[20], p[20] = e[7], p[7]
    e[31], p[31] = e[7], p[7]
    p[31, 4] = 8 - p[7, 4] if p[7, 4] != 4 else 1
    e[40], p[40] = e[8], p[8]
    e[40, 0], p[40, 21] = 1 + e[8, 0] % 7, 1 + p[8, 21] % 7
    e[50, 3:15], p[50, 5:16] = 6, 5
    return pair_survey(SIZES, e, p, **attributes)


def flags_of(screening: sg.Screening) -> dict[int, str]:
    frame = screening.frame
    return dict(zip(frame.loc[frame["flagged"], "respondent"], frame.loc[frame["flagged"], "flags"], strict=True))


def test_what_was_planted_is_found_and_nothing_else():
    screening = sg.screen_responses(planted())
    assert flags_of(screening) == {
        3: "straight_line",
        11: "straight_line",
        20: "duplicate",
        31: "near_duplicate",
        40: "near_duplicate",
        50: "long_run",
    }
    assert list(screening.flagged) == [3, 11, 20, 31, 40, 50]
    rows = screening.frame.set_index("respondent")
    assert rows.loc[[7, 20, 31], "twin"].tolist() == [20, 7, 7]
    assert rows.loc[[7, 20, 31, 40, 8], "cells_apart"].tolist() == [0, 0, 1, 2, 2]
    assert rows.loc[15, "share_top"] == 1.0
    assert rows.loc[15, "n_flags"] == 0
    assert rows.loc[3, "reason"] == "same_answers"
    assert screening.parts.groupby("respondent").get_group(11)["reason"].tolist() == ["same_answers"] * 2
    counts = screening.flags.set_index("flag")
    assert counts.loc[["straight_line", "long_run", "duplicate", "near_duplicate"], "n"].tolist() == [2, 1, 1, 2]
    assert counts.loc["fast", "reason"] == "no_times"
    assert screening.facts.ceiling == Ceiling("expectation", 3)


def test_flags_only_and_the_ledger_tells_what_was_dropped():
    survey = planted()
    screening = sg.screen_responses(survey)
    assert len(screening.frame) == survey.n == 80
    left = survey.drop(screening.flagged, reason="careless")
    assert left.ledger.reasons == {"careless": 6}
    assert "6 “careless”" in sg.measure_gaps(left).note
    assert sg.screen_responses(left).facts.flagged == 0
    assert survey.drop(sg.screen_responses(left).flagged, reason="careless").n == survey.n


@pytest.mark.parametrize("policy", ["half", "complete", "pairs"])
def test_with_and_without_are_the_gaps_that_measure_gaps_gives(policy):
    survey = random_survey(3, 90, SIZES, missing=0.05)
    codes = {part: each.codes.copy() for part, each in survey.answers.items()}
    for each in codes.values():
        each[:, 4] = 3
    survey = replace(survey, answers={part: Answers(each) for part, each in codes.items()})
    screening = sg.screen_responses(survey, policy=policy, confidence=0.9)
    assert screening.flagged.tolist() == [4]
    for subject, ending in ((survey, ""), (survey.drop([4], reason="x"), "_without")):
        gaps = sg.measure_gaps(subject, policy=policy, confidence=0.9).frame
        gaps = gaps[(gaps["method"] == "mean_of_dimensions") | (gaps["level"] == "dimension")]
        for mine, its in (("n", "n"), ("mean", "gap"), ("ci_low", "ci_low"), ("ci_high", "ci_high")):
            np.testing.assert_array_equal(screening.with_without[f"{mine}{ending}"], gaps[its])
    moved = screening.with_without
    np.testing.assert_allclose(moved["difference"], moved["mean_without"] - moved["mean"])


def test_expecting_the_best_of_everything_is_no_carelessness():
    e, p = honest(40, 9)
    e[:] = 7
    screening = sg.screen_responses(pair_survey(SIZES, e, p))
    assert screening.facts.flagged == 0
    assert screening.facts.ceiling.n == 40
    assert "40 of 40 respondents gave every expectation the highest answer" in screening.note


def test_two_who_are_content_with_everything_are_no_copy():
    e, p = honest(30, 2)
    e[:2], p[:2] = 7, 7
    e[0, 3], e[1, 3], p[0, 5], p[1, 5] = 6, 6, 6, 6
    screening = sg.screen_responses(pair_survey(SIZES, e, p), criterion=["duplicate", "near_duplicate"])
    assert screening.facts.flagged == 0


def test_a_straight_line_is_what_was_ticked_not_what_was_scored():
    e, p = honest(30, 4)
    e[0], p[0] = 6, 6
    items = [sg.Item(f"i{n}", f"Item {n}", reversed=n % 3 == 0) for n in range(ITEMS)]
    instrument = sg.Instrument("turned", sg.Scale(1, 7), [Dimension("all", items)])
    turned = np.array([item.reversed for item in items])
    scored = {part: np.where(turned, 8 - each, each) for part, each in (("expectation", e), ("perception", p))}
    screening = sg.screen_responses(survey_of(instrument, scored))
    assert screening.frame.loc[0, "flags"] == "straight_line"
    assert screening.frame.loc[0, "irv"] == 0


SECONDS = ("95", "40秒", "00:01:20", "1:39", None, "", "-3", 0, 60.0)


@pytest.mark.parametrize("name", ["duration_seconds", "took"])
def test_times_in_any_shape_make_speed_a_flag(name):
    e, p = honest(9, 8)
    survey = pair_survey(SIZES, e, p, **{name: list(SECONDS)})
    screening = sg.screen_responses(survey, duration=None if name == "duration_seconds" else name)
    seconds = screening.frame["seconds_per_item"] * 44
    np.testing.assert_allclose(seconds, [95, 40, 80, 99, np.nan, np.nan, np.nan, np.nan, 60])
    assert screening.frame["flags"].tolist() == ["", "fast", "fast", "", "", "", "", "", "fast"]
    assert "no_times" not in {remark.code for remark in screening.basis.remarks}


def test_who_has_no_time_is_told_so():
    e, p = honest(60, 8)
    times = [300.0] * 59 + [None]
    reasons = sg.screen_responses(pair_survey(SIZES, e, p, duration_seconds=times)).frame["reason"]
    assert reasons.tolist() == [""] * 59 + ["no_times"]


def test_durations_and_numbers_are_times_too():
    e, p = honest(3, 8)
    for values in ([40, 400, 41], pd.to_timedelta([40, 400, 41], unit="s"), ["40.0", "400 s", "41 sec"]):
        screening = sg.screen_responses(pair_survey(SIZES, e, p, t=values), duration="t")
        assert screening.frame["flags"].tolist() == ["fast", "", "fast"]


def test_only_the_flags_asked_for_count():
    survey = planted()
    assert list(sg.screen_responses(survey, criterion="duplicate").flagged) == [20]
    screening = sg.screen_responses(survey, criterion=FLAGS[::-1])
    counted = screening.flags.set_index("flag")["counted"]
    assert counted.drop("fast").all()
    inconsistent = screening.frame["even_odd"] < 0.3
    assert (inconsistent == screening.frame["flags"].str.contains("inconsistent")).all()
    alone = screening.flags.set_index("flag").loc["inconsistent", "n_alone"]
    assert alone == (screening.frame["flags"] == "inconsistent").sum()


def test_a_part_asked_alone_has_means_in_place_of_gaps():
    _, p = honest(30, 6)
    p[2] = 5
    survey = survey_of(instrument_of(SIZES, parts=("perception",)), {"perception": p})
    screening = sg.screen_responses(survey)
    assert flags_of(screening) == {2: "straight_line"}
    overall = screening.with_without.iloc[0]
    assert overall["part"] == "perception"
    scores = np.stack([p[:, span].mean(axis=1) for span in survey.instrument.spans])
    assert overall["mean"] == pytest.approx(scores.mean())
    assert overall["mean_without"] == pytest.approx(np.delete(scores, 2, axis=1).mean())
    assert screening.facts.ceiling is None
    for language in ("en", "zh"):
        assert "nan" not in screening.headline_in(language)
        assert screening.table(language=language)
        screening.plot(language="en")
    assert "without them mean perception" in screening.headline


def test_three_parts_must_all_be_flat():
    rng = np.random.default_rng(3)
    parts = ("desired", "adequate", "perception")
    answers = {part: rng.integers(1, 8, (20, ITEMS)) for part in parts}
    answers["desired"][0] = answers["perception"][0] = 7
    for part in parts:
        answers[part][1] = 4
    screening = sg.screen_responses(survey_of(instrument_of(SIZES, parts=parts), answers))
    assert flags_of(screening) == {1: "straight_line"}
    assert len(screening.parts) == 60


def test_a_short_questionnaire_says_what_it_cannot_tell():
    screening = sg.screen_responses(pair_survey((2, 1), [[7, 7, 7]] * 4, [[7, 7, 7]] * 4))
    assert screening.facts.flagged == 0
    assert screening.facts.flags == {}
    assert "cannot be raised" not in screening.note
    assert "none of the flags asked for can be raised here" in screening.headline.lower()
    reasons = screening.flags.set_index("flag")["reason"].to_dict()
    assert set(reasons.values()) == {"too_short", "no_times"}
    assert "too short for" in screening.note


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("e", "p"),
    [
        ([[5] * ITEMS], [[4] * ITEMS]),
        ([[5] * ITEMS] * 6, [[4] * ITEMS] * 6),
        ([[np.nan] * 21 + [3]] * 3, [[np.nan] * 21 + [2]] * 3),
        ([list(range(1, 8)) * 3 + [1]] * 2, [[np.nan] + list(range(1, 8)) * 3] * 2),
    ],
)
def test_degenerate_surveys_are_told_in_words(e, p, language):
    survey = pair_survey(SIZES, e, p)
    screening = sg.screen_responses(survey)
    frame = screening.frame
    for column in ("longest_run", "irv", "even_odd", "mahalanobis"):
        assert (frame.loc[frame[column].isna(), "reason"] != "").all()
    for told in (screening.headline_in(language), screening.note_in(language), screening.table(language=language)):
        assert "nan" not in told.casefold().replace("nan(", "")
    screening.plot(language="en")


def test_everybody_flagged_leaves_no_result_without_them():
    screening = sg.screen_responses(pair_survey(SIZES, [[5] * ITEMS] * 3, [[4] * ITEMS] * 3))
    assert screening.facts.flagged == 3
    assert screening.with_without["n_without"].eq(0).all()
    assert screening.with_without["reason"].eq("too_few").all()
    assert "without them could not be computed: fewer than two respondents" in screening.headline


def test_what_makes_no_sense_is_refused():
    survey = planted(branch=["North"] * 80)
    with pytest.raises(ServgapError, match=r"looks at the answers of each respondent.*found a Tally"):
        sg.screen_responses(survey.tally())
    with pytest.raises(ServgapError, match="Expected a Survey"):
        sg.screen_responses(pd.DataFrame())
    with pytest.raises(ServgapError, match="criterion='slow' is not known"):
        sg.screen_responses(survey, criterion="slow")
    with pytest.raises(ServgapError, match="criterion names the flags that count; found none"):
        sg.screen_responses(survey, criterion=[])
    with pytest.raises(ServgapError, match="'took' is not among them"):
        sg.screen_responses(survey, duration="took")
    with pytest.raises(ServgapError, match=r"'branch' was named for completion times, and holds none: 'North'"):
        sg.screen_responses(survey, duration="branch")


def test_a_report_shows_no_single_respondents(tmp_path):
    screening = sg.screen_responses(planted())
    report = sg.Report([screening], title="x")
    report.to_html(tmp_path / "page.html")
    report.to_excel(tmp_path / "report.xlsx")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "Were the answers given with care?" in page
    assert "Flagged respondents" not in page
    sheets = pd.read_excel(tmp_path / "report.xlsx", sheet_name=None, engine="openpyxl")
    assert "Screened" not in sheets, "no report shows rows of single respondents, nor an empty sheet"
    screening.to_excel(tmp_path / "all.xlsx")
    assert len(pd.read_excel(tmp_path / "all.xlsx", sheet_name="Screened", engine="openpyxl")) == 80


@pytest.mark.parametrize(("bound", "most"), [("MOST_ROWS", 100), ("MOST_COLUMNS", 9), ("MOST_CELLS", 1500)])
def test_a_table_that_a_workbook_does_not_hold_is_not_cut_and_the_workbook_says_so(tmp_path, monkeypatch, bound, most):
    monkeypatch.setattr(f"servgap.report.writers.sheets.exact.{bound}", most)
    screening = sg.screen_responses(planted())
    screening.to_excel(tmp_path / "x.xlsx")
    sheets = pd.read_excel(tmp_path / "x.xlsx", sheet_name=None, engine="openpyxl", header=None)
    told = str(sheets["Screened by part"].iloc[0, 0])
    assert sheets["Screened by part"].size == 1
    assert f"160 rows and {len(screening.frames['parts'].columns)} columns" in told
    assert f"{most:,} {bound.split('_')[1].lower()}" in told
    assert 'frames["parts"]' in told


@given(surveys(), st.randoms())
def test_indicators_do_not_depend_on_the_order_of_respondents(survey, random):
    order = random.sample(range(survey.n), survey.n)
    one, other = sg.screen_responses(survey), sg.screen_responses(rows_of(survey, order))
    straight = ["answered", "longest_run", "irv", "even_odd", "mahalanobis", "share_top", "cells_apart"]
    np.testing.assert_allclose(other.frame[straight], one.frame.iloc[order][straight], rtol=1e-7, atol=1e-7)
    assert (other.frame["reason"].to_numpy() == one.frame["reason"].to_numpy()[order]).all()
    pd.testing.assert_series_equal(one.flags["n"], other.flags["n"])


@given(surveys())
def test_indicators_of_all_surveys_are_what_they_claim(survey):
    timed = replace(survey, respondents=survey.respondents.assign(duration_seconds=100.0))
    screening = sg.screen_responses(timed, criterion=FLAGS)
    frame, parts = screening.frame, screening.parts
    values = [survey.part(part).to_numpy() for part in survey.instrument.parts]
    with np.errstate(invalid="ignore"):
        spread = [pd.DataFrame(each).std(axis=1, ddof=1).to_numpy() for each in values]
    np.testing.assert_allclose(parts["irv"], np.concatenate(spread), atol=1e-9)
    assert (frame["answered"] == sum(np.isfinite(each).sum(axis=1) for each in values)).all()
    assert frame["even_odd"].dropna().between(-1, 1).all()
    assert frame["mahalanobis"].dropna().ge(0).all()
    assert (frame["flagged"] == (frame["flags"] != "")).all()
    assert (frame["n_flags"] == frame["flags"].str.count(r"\w+(?:,|$)")).all()
    for column in ("longest_run", "irv", "even_odd", "mahalanobis", "seconds_per_item"):
        assert (frame.loc[frame[column].isna(), "reason"] != "").all()
    for column in ("even_odd", "synonyms", "mahalanobis"):
        assert (parts.loc[parts[column].isna(), "reason"] != "").all()


codes_of = st.integers(0, 2**32 - 1).map(lambda seed: np.random.default_rng(seed).integers(1, 6, (30, 9)))


@given(codes_of, st.integers(1, 3))
def test_moving_every_answer_up_changes_nothing(codes, up):
    for compute, fields in (
        (longest_run, ("longest", "average")),
        (answer_variability, ("irv",)),
        (mahalanobis, ("squared_distance",)),
        (lambda rows: even_odd(rows, (3, 2, 4)), ("consistency", "scales")),
        (lambda rows: psychometric_synonyms(rows, 0.1), ("synonymy", "pairs")),
        (repeated_answers, ("twin", "cells_apart", "earlier_apart")),
    ):
        for field in fields:
            before, after = getattr(compute(codes), field), getattr(compute(codes + up), field)
            np.testing.assert_allclose(after, before, rtol=1e-9, atol=1e-9)


@given(st.integers(0, 2**32 - 1), st.integers(2, 12), st.integers(0, 2))
def test_repeated_answers_are_those_found_by_comparing_everybody(seed, cells, within):
    rng = np.random.default_rng(seed)
    rows = rng.integers(0, 4, (40, cells))
    rows[20:30] = rows[rng.integers(0, 20, 10)]
    apart = (rows[:, None] != rows[None]).sum(axis=2).astype(float)
    np.fill_diagonal(apart, np.inf)
    near = apart.min(axis=1) <= within
    earlier = np.where(np.tri(40, k=-1, dtype=bool), apart, np.inf).min(axis=1)
    found = repeated_answers(rows, within)
    np.testing.assert_array_equal(found.cells_apart, np.where(near, apart.min(axis=1), np.nan))
    np.testing.assert_array_equal(found.twin, np.where(near, apart.argmin(axis=1), np.nan))
    np.testing.assert_array_equal(found.earlier_apart, np.where(earlier <= within, earlier, np.nan))


@given(st.integers(0, 2**32 - 1))
def test_distances_on_the_items_answered_are_those_of_the_items_alone(seed):
    rng = np.random.default_rng(seed)
    rows = rng.integers(1, 8, (40, 5))
    whole = mahalanobis(rows).squared_distance
    np.testing.assert_allclose(whole.sum(), 5 * 39)
    lacking = np.vstack([rows, [[0, 3, 0, 5, 0]]])
    kept = rows[:, [1, 3]]
    off = np.array([3, 5]) - kept.mean(axis=0)
    expected = off @ np.linalg.solve(np.cov(kept, rowvar=False), off) * 5 / 2
    np.testing.assert_allclose(mahalanobis(lacking).squared_distance, [*whole, expected])


def test_nothing_and_next_to_nothing_to_compute():
    nothing = np.zeros((0, 4), np.uint8)
    assert len(longest_run(nothing).longest) == len(mahalanobis(nothing).answered) == 0
    assert len(repeated_answers(nothing).twin) == len(psychometric_synonyms(nothing).pairs) == 0
    one = np.array([[3]])
    assert longest_run(one).longest.tolist() == [1.0]
    assert np.isnan([answer_variability(one).irv, mahalanobis(one).squared_distance, repeated_answers(one).twin]).all()
    assert np.isnan(even_odd(one, (1,)).consistency).all()
    assert np.isnan(mahalanobis([[1, 1], [2, 2], [3, 3]]).squared_distance).all()


def test_only_indicators_that_someone_has_are_cited():
    e, p = honest(items=3)
    short = sg.screen_responses(pair_survey((3,), e, p))
    assert short.frame["even_odd"].isna().all()
    assert tuple(each.key for each in short.basis.statistics) == ("longest_run", "answer_variability", "mahalanobis")
    assert "Kuriakose" not in short.note
    assert {"even_odd", "repeated_answers"} <= {each.key for each in sg.screen_responses(planted()).basis.statistics}
