"""Waves as people name them: understood in any order, refused with advice, cut from dates, told by a list."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import servgap as sg
from servgap.errors import ServgapError
from servgap.report.period import period_of
from servgap.survey.groups import _label
from servgap.survey.tally import Tally
from servgap.survey.wave_names import times_of
from servgap.survey.waves import calendar_order, cut_to, decided_by_rule, named_by
from tests.surveys import pair_survey, random_survey

IN_ORDER = {
    "quarters alone": ["Q1", "q2", "Q3", "4Q"],
    "quarters alone in Chinese": ["一季度", "第二季度", "第3季度", "4季"],
    "quarters with years of two digits": ["4Q99", "1Q25", "Q2 25", "25Q3", "Q4'25", "Q1-26", "Q2/26"],
    "fiscal quarters": ["FY25 Q1", "FY2025Q2", "Q3 FY25", "Q4 FY2025", "1QFY26", "2026财年第二季度"],
    "quarters in every way": [
        "Q1/2025",
        "2025-Q2",
        "2025年第三季度",
        "２０２５Ｑ４",
        "2026年1季度",
        "二〇二六年二季度",
    ],
    "months": ["Nov 2025", "Dec-25", "January 2026", "2026-02", "03/2026", "2026年四月", "202605", "Jun. 2026"],
    "months alone": ["Jan", "February", "三月", "4月份", "May", "Sept", "十月", "十一月", "12月"],
    "halves": ["2H24", "H1 2025", "2025下半年", "2026年上半年", "2026H2"],
    "halves alone": ["上半年", "H2"],
    "before and after": ["before", "中", "after"],
    "before and after something": ["培训前", "培训中", "培训后"],
    "before and after in English": ["pre-training", "after training"],
    "tests": ["pre-test", "posttest"],
    "numbers": ["0", "wave 1", "Wave 2", "W3", "第4期", "第五轮", "第十二次", "20"],
    "fiscal years": ["FY25", "FY2026", "2027财年"],
    "days": ["2026-01-31", "1.2.2026", "3 Mar 2026", "Mar 4, 2026", "20260305", "2026年3月6日"],
    "days with slashes": ["03/04/2026", "13/04/2026", "01/05/2026"],
    "days with slashes, American": ["03/04/2026", "03/13/2026", "04/01/2026"],
}


@given(st.sampled_from(sorted(IN_ORDER)), st.randoms(use_true_random=False))
def test_any_permutation_gives_the_same_order(kind, random):
    labels = list(IN_ORDER[kind])
    random.shuffle(labels)
    assert [labels[place] for place in calendar_order("wave", labels)] == IN_ORDER[kind]


@given(st.lists(st.text(max_size=6), min_size=1, max_size=6, unique=True), st.randoms(use_true_random=False))
def test_a_told_order_rules_whatever_the_names_are(names, random):
    names = list(dict.fromkeys(stripped for name in names if (stripped := _label(name))))
    labels = list(names)
    random.shuffle(labels)
    if labels:
        assert [labels[place] for place in calendar_order("wave", labels, order=names)] == names


@given(
    st.integers(1900, 2099), st.integers(1, 12), st.sampled_from(["{y}-{m:02d}", "{m}/{y}", "{y}年{m}月", "{y}{m:02d}"])
)
def test_a_month_is_read_however_it_is_written(year, month, form):
    (time,) = times_of([form.format(y=year, m=month)])
    assert (time.kind.length, time.year, time.part, time.by_rule) == ("month", year, month, False)


@given(st.text(max_size=12))
def test_any_text_is_read_or_not_and_never_fails(text):
    (time,) = times_of([text])
    assert time is None or time.name


@pytest.mark.parametrize(
    ("labels", "complaint"),
    [
        (["Q1", "2026Q2"], "some have a year and some not: 'Q1', '2026Q2'"),
        (["FY25 Q1", "2025Q2"], "not of one kind"),
        (["培训前", "整改后"], "not of one kind"),
        (["Jan", "Q1"], "not of one kind"),
        (["03/04/2026", "05/06/2026"], r"'03/04/2026', '05/06/2026'\. Write"),
        (["13/04/2026", "04/13/2026"], r"'13/04/2026', '04/13/2026'\. Write"),
        (["North", "South"], r"order=\['spring', 'autumn', \.\.\.\]"),
        (["premium", "basic"], "'premium', 'basic'"),
        (["25-Jan", "25-Feb"], "'25-Jan', '25-Feb'"),
        (["2026-03-31 14:02", "2026-04-01 09:00"], "order='year' or order='half' or order='quarter'"),
    ],
)
def test_what_is_refused_says_what_to_do(labels, complaint):
    with pytest.raises(ServgapError, match=complaint):
        calendar_order("wave", labels)


@pytest.mark.parametrize(
    ("order", "complaint"),
    [
        (["spring"], r"it lacks 'autumn'.*The waves found are 'autumn', 'spring'"),
        (["spring", "spring", "autumn"], "'spring' stands in it twice"),
        ([], "it lacks 'autumn', 'spring'"),
        (["spring", None, "autumn"], "found something else"),
        (3, "it lacks"),
    ],
)
def test_a_told_order_names_every_wave_once(order, complaint):
    with pytest.raises(ServgapError, match=complaint):
        calendar_order("season", ["autumn", "spring"], order=order)


def test_years_of_two_digits_turn_at_69():
    assert decided_by_rule(["Jan-68", "Jan-69", "Jan 2025"]) == (("Jan-68", "2068-01"), ("Jan-69", "1969-01"))


def test_periods_are_named_in_any_way():
    assert named_by("第四季度", ["Q1", "Q4"]) == [1]
    assert named_by("上半年", ["Q1", "Q2", "Q3"]) == [0, 1]
    assert named_by("FY26", ["FY25 Q4", "FY26 Q1", "FY26 Q2"]) == [1, 2]
    assert named_by("2026", ["FY26 Q1", "Q1"]) == []
    assert named_by("Q1", ["2025Q1", "2026Q1"]) == []
    assert named_by("2026", ["Jan-26", "Feb-26", "Jan-25"]) == [0, 1]


def test_days_and_moments_are_cut():
    days = ["2025-12-31 23:59:59", "2026-01-01", "2026/3/31", "2026-04-01T00:00:00"]
    expected = {
        "quarter": ["2025Q4", "2026Q1", "2026Q1", "2026Q2"],
        "month": ["2025-12", "2026-01", "2026-03", "2026-04"],
        "half": ["2025H2", "2026H1", "2026H1", "2026H1"],
        "year": ["2025", "2026", "2026", "2026"],
        "day": ["2025-12-31", "2026-01-01", "2026-03-31", "2026-04-01"],
    }
    for length, waves in expected.items():
        assert list(cut_to("date", days, length).values()) == waves
    assert cut_to("month", ["Dec-25", "2026-04"], "quarter") == {"Dec-25": "2025Q4", "2026-04": "2026Q2"}
    for labels, length in ((["2026Q1"], "month"), (["Jan"], "quarter"), (["Q1"], "year"), (["spring"], "year")):
        with pytest.raises(ServgapError, match=f"order='{length}' cuts dates with a year"):
            cut_to("date", labels, length)
    with pytest.raises(ServgapError, match="found 'quartr'"):
        cut_to("date", days, "quartr")


@given(st.dates(pd.Timestamp(1990, 1, 1).date(), pd.Timestamp(2068, 12, 31).date()))
def test_quarters_are_those_of_pandas(day):
    (cut,) = cut_to("day", [day.isoformat()], "quarter").values()
    assert cut == str(pd.Period(day, "Q"))


def dated(as_text=False):
    """A survey whose quarter is known by the moment of each answer alone."""
    survey = random_survey(51, 150)
    start = pd.PeriodIndex(survey.respondents["quarter"], freq="Q").start_time
    moments = pd.Series(start + pd.to_timedelta(np.arange(survey.n) % 89, "D") + pd.Timedelta("9h"))
    texts = moments.dt.strftime("%Y/%m/%d %H:%M:%S")
    return replace(survey, respondents=survey.respondents.assign(date=(texts if as_text else moments).to_numpy()))


@pytest.mark.parametrize("as_text", [False, True])
@pytest.mark.parametrize("take", [lambda survey: survey, lambda survey: survey.tally(by=["date", "branch"])])
def test_moments_cut_to_quarters_are_those_quarters(as_text, take):
    survey = dated(as_text)
    cut = sg.track_waves(take(survey), by="date", order="quarter")
    named = sg.track_waves(survey, by="quarter")
    for name, frame in named.frames.items():
        pd.testing.assert_frame_equal(cut.frames[name], frame)
    assert cut.facts.waves == named.facts.waves
    with pytest.raises(ServgapError, match=r"values of 'date' are days or moments.*order='quarter'"):
        sg.track_waves(take(survey), by="date")


def test_few_days_are_waves_and_many_are_not():
    days = pd.to_datetime("2026-01-01") + pd.to_timedelta(np.arange(82) // 2, "D")
    survey = pair_survey([1], [[5]] * 82, [[4], [5]] * 41, day=days)
    with pytest.raises(ServgapError, match="The 41 values of 'day' are days or moments, such as '2026-01-01'"):
        sg.track_waves(survey, by="day")
    assert len(sg.track_waves(survey, by="day", order="day").facts.waves) == 41
    assert sg.track_waves(survey, by="day", order="month").facts.waves == ("2026-01", "2026-02")


def seasons(kind="pandas"):
    rng = np.random.default_rng(3)
    labels = np.array(["winter", "spring", "summer"])[np.arange(60) % 3]
    frame = pd.DataFrame({"E1": rng.integers(4, 8, 60), "P1": rng.integers(2, 7, 60), "season": labels})
    order = ["winter", "spring", "summer", "autumn"]
    if kind == "pandas":
        frame["season"] = pd.Categorical(frame["season"], order, ordered=True)
    elif kind == "arrow":
        import pyarrow as pa

        frame["season"] = pd.Categorical(frame["season"], order, ordered=True)
        frame = pa.Table.from_pandas(frame)
    elif kind == "polars":
        pl = pytest.importorskip("polars")
        frame = pl.DataFrame(frame.to_dict("list"), schema_overrides={"season": pl.Enum(order)})
    asked = sg.Instrument("short", sg.Scale(1, 7), [sg.Dimension("speed", [sg.Item("wait", "Waits are short.")])])
    return sg.read_survey(frame, asked, attributes=["season"])


SEASONS = ("winter", "spring", "summer")


@pytest.mark.parametrize("kind", ["pandas", "arrow", "polars"])
def test_an_ordered_categorical_has_its_order_to_the_end(kind, tmp_path):
    survey = seasons(kind)
    assert sg.track_waves(survey, by="season").facts.waves == SEASONS
    assert sg.track_waves(survey.where(season=["winter", "spring"]), by="season").facts.waves == ("winter", "spring")
    survey.to_csv(tmp_path / "s.csv")
    survey.to_parquet(tmp_path / "s.parquet")
    tally = survey.tally("season")
    tally.save(tmp_path / "t")
    back = Tally.load(tmp_path / "t")
    halves = survey.where(season="spring").tally("season") + survey.where(season=["summer", "winter"]).tally("season")
    for again in (
        sg.read_survey(tmp_path / "s.csv"),
        sg.read_survey(tmp_path / "s.parquet"),
        pickle.loads(pickle.dumps(survey)),  # noqa: S301 - own pickle
        tally,
        back,
        halves,
        pickle.loads(pickle.dumps(back)),  # noqa: S301 - own pickle
    ):
        assert sg.track_waves(again, by="season").facts.waves == SEASONS
    assert back.orders == {"season": ("winter", "spring", "summer", "autumn")}
    assert back.groups(()).orders == {}
    assert sg.track_waves(survey, by="season", order=["summer", "winter", "spring"]).facts.waves[0] == "summer"


def test_orders_that_contradict_each_other_are_given_up():
    tally = seasons().tally("season")
    turned = replace(tally, orders={"season": tally.orders["season"][::-1]})
    assert (tally + turned).orders == {}
    assert (tally + replace(tally, orders={"season": ("winter", "summer")})).orders == tally.orders
    with pytest.raises(ServgapError, match=r"order=\['spring'"):
        sg.track_waves(tally + turned, by="season")


def test_categories_without_an_order_have_none():
    with pytest.raises(ServgapError, match="cannot be put in calendar order"):
        sg.track_waves(seasons("none"), by="season")
    assert sg.track_waves(seasons("none"), by="season", order=["winter", "spring", "summer"]).facts.waves[0] == "winter"


def test_a_report_is_about_the_latest_wave_by_any_name():
    assert period_of(None, "season", {"winter": 9, "spring": 9}, 5, ("spring", "winter")).chosen == ("winter",)
    assert period_of(None, "quarter", {"4Q25": 9, "1Q26": 9}, 5).chosen == ("1Q26",)
    assert period_of("2025年四季度", "quarter", {"4Q25": 9, "1Q26": 9}, 5).chosen == ("4Q25",)


def test_what_a_rule_decided_is_said():
    quarters = random_survey(51, 150)
    short = quarters.respondents["quarter"].str[2:]
    survey = replace(quarters, respondents=quarters.respondents.assign(quarter=short))
    found = sg.track_waves(survey, by="quarter")
    assert "26Q1, for one, is taken as 2026Q1" in found.note
    assert "例如“26Q1”视为 2026Q1" in found.note_in("zh")


def test_waves_report_again_without_small_waves_of_an_order():
    survey = seasons("none")
    few = survey.drop(survey.respondents.index[survey.respondents["season"] == "summer"][:-2], reason="few")
    found = sg.track_waves(few, by="season", order=["winter", "spring", "summer"])
    assert sg.Report([found], minimum=5).period == ""
