"""Standards, their limits and their catalogue: what is smart, what changed, what is joined, what customers read."""

from __future__ import annotations

import copy
import datetime as dt
import pickle
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import servgap as sg
from servgap.language import language_of
from servgap.survey.questionnaire import circle_of, from_text, to_text
from servgap.survey.standards.limit import Limit
from servgap.survey.standards.limit_words import limit_said
from servgap.survey.standards.smart import CRITERIA, OPEN
from servgap.survey.standards.standard import Aspect, Standard, Touchpoint
from servgap.survey.standards.units import SECONDS, in_unit
from tests.catalogues import catalogues, one_limit
from tests.surveys import survey_of

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
WAIT = Standard(
    "wait",
    {"en": "Calls are answered.", "zh": "接听来电。"},
    "software",
    touchpoint="waiting",
    process="process",
    owner="Desk",
    limit=Limit(15, "s", share=0.85),
    norm=Limit(20, "s", share=0.8),
    revised="2026-01-01",
    review_by="2027-01-31",
)


def catalogue(*standards: Standard, **options: object) -> sg.Catalogue:
    return sg.Catalogue(standards or (WAIT,), **options)


def asking(*standards: Standard, **options: object) -> sg.Instrument:
    items = [sg.Item(each.key, each) for each in standards]
    return sg.Instrument("asked", sg.Scale(1, 7), [sg.Dimension("one", items)], **options)


@pytest.fixture(scope="module")
def hotline() -> sg.Catalogue:
    return sg.read_catalogue(SAMPLES / "standards.csv")


# --- limits -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limit", "other", "stands"),
    [
        (Limit(15, "s"), Limit(20, "s"), "tighter"),
        (Limit(20, "s"), Limit(15, "s"), "looser"),
        (Limit(48, "h"), Limit(2, "d"), "same"),
        (Limit(0.1, "min"), Limit(6, "s"), "same"),  # as it is written, though 0.1 · 60 is not 6 in binary
        (Limit(15, "s", share=0.9), Limit(15, "s", share=0.85), "tighter"),
        (Limit(15, "s", share=0.1), Limit(15, "s"), "tighter"),
        (Limit(15, "s", longest=30), Limit(15, "s"), "tighter"),
        (Limit(15, "s", longest=60), Limit(15, "s", longest=30), "looser"),
        (Limit(15, "s", share=0.8), Limit(20, "s", share=0.85), "mixed"),
        (Limit(15, "s", share=0.8, longest=50), Limit(20, "s", share=0.85, longest=60), "mixed"),
        (Limit(3, "rings"), Limit(2, "rings"), "looser"),
        (Limit(3, "rings"), Limit(15, "s"), "other"),
        (Limit(15, "s", channel="a"), Limit(15, "s", channel="b"), "same"),
    ],
)
def test_how_a_limit_stands_beside_another(limit, other, stands):
    assert limit.against(other) == stands


@given(one_limit(), one_limit())
def test_what_is_tighter_one_way_is_looser_the_other(first, second):
    turned = {"tighter": "looser", "looser": "tighter"}
    stands = first.against(second)
    assert second.against(first) == turned.get(stands, stands)
    assert first.against(first) == "same"


@given(st.integers(1, 10**9), st.sampled_from([*SECONDS]), st.sampled_from([*SECONDS]))
def test_a_time_comes_back_from_another_unit(value, unit, other):
    there = in_unit(value, unit, other)
    assert in_unit(there, other, unit) == pytest.approx(value, rel=1e-12)


def test_a_limit_takes_units_as_they_are_spelt():
    assert [Limit(1, unit).unit for unit in ("Sec.", "分钟", "hours", "日", "working  days")] == [
        *("s", "min", "h", "d", "working days"),
    ]
    assert (Limit(15, "d").value_in("h"), Limit(1, "rings").value_in("s"), Limit(1, "h").longest_in("s")) == (
        *(360, None, None),
    )
    assert repr(Limit(15.0, "s", longest=30.0)) == "Limit(value=15, unit='s', share=None, longest=30, channel=None)"


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ((0, "s"), "value of a limit is a number above 0; found 0"),
        ((True, "s"), "found True"),
        ((float("nan"), "s"), "found nan"),
        ((15, ""), "unit of a limit is a name"),
        ((15, "15 s"), "unit of a limit is a word, such as s, min"),
        ((15, "m"), "'m' of a limit may mean min or month"),
        ((15, "s", 85), "share of customers .* found 85.*Write share=0.85"),
        ((15, "s", 0), "above 0 and at most 1; found 0"),
        ((15, "s", None, 10), "the longest 10 s beside 15 s"),
        ((15, "s", None, "x"), "longest of a limit is a number"),
        ((15, "s", None, None, "a: b"), "channel of a limit is a name without"),
        ((15, "s", None, None, "：b"), "channel of a limit is a name without"),
    ],
)
def test_limits_that_are_none(facts, message):
    with pytest.raises(sg.ServgapError, match=message):
        Limit(*facts)


def test_a_standard_has_limits_by_channel():
    phone, chat = Limit(15, "s", channel="phone"), Limit(40, "s", channel="chat")
    assert Standard("a", "A").limits == ()
    assert Standard("a", "A", limit=[phone]).limit == phone
    assert Standard("a", "A", limit=[phone, chat]).limits == (phone, chat)
    assert Standard("a", "A", limit=[]).limit is None
    assert Standard("a", "A", review_by=dt.date(2027, 1, 31)).review_by == "2027-01-31"
    for given_limit, message in (
        ([phone, phone], "one limit a channel; found two of the channel 'phone'"),
        ([Limit(1, "s"), Limit(2, "s")], "found two without a channel"),
        ("15 s", "is a Limit, or several"),
        ([15], "is a Limit, or several"),
    ):
        with pytest.raises(sg.ServgapError, match=message):
            Standard("a", "A", limit=given_limit)


@pytest.mark.parametrize(
    ("limit", "english", "chinese"),
    [
        (Limit(1, "min"), "within 1 minute", "1 分钟内"),
        (Limit(1.5, "h", share=0.999), "within 1.5 hours for 99.9% of customers", "1.5 小时内，达成率 99.9%"),
        (Limit(48, "h", longest=360), "within 48 hours, 15 days at the longest", "48 小时内，最长不超过 15 天"),
        (Limit(15, "s", longest=90), "within 15 seconds, 90 seconds at the longest", "15 秒内，最长不超过 90 秒"),
        (Limit(3, "rings", channel="phone"), "phone: at most 3 rings", "电话：不超过 3 rings"),
    ],
)
def test_a_limit_in_words(limit, english, chinese):
    told = limit_said(limit)
    assert (language_of("en").tell(told), language_of("zh").tell(told)) == (english, chinese)


# --- the catalogue ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: sg.Catalogue([]), "at least one standard; found none"),
        (lambda: sg.Catalogue("wait"), "a list, each of it a Standard"),
        (lambda: sg.Catalogue([WAIT, "x"]), "each of it a Standard; found 'x'"),
        (lambda: catalogue(WAIT, WAIT), "these stand more than once: wait"),
        (lambda: catalogue(Standard(" ", "A")), "Every standard of a catalogue has a key"),
        (lambda: catalogue(Standard("a", " ")), "'a' has none. Write its text"),
        (lambda: catalogue(replace(WAIT, component="soft")), "component 'soft', which is none of hardware"),
        (lambda: catalogue(replace(WAIT, process="both")), "process 'both'"),
        (lambda: catalogue(replace(WAIT, touchpoint="waitin")), "Did you mean 'waiting'.*named by circle="),
        (lambda: catalogue(replace(WAIT, target="5")), "target of a standard is a number; 'wait' has '5'"),
        (lambda: catalogue(replace(WAIT, owner=5)), "owner of a standard is a text; 'wait' has 5"),
        (lambda: catalogue(replace(WAIT, unit="\ud800")), "half"),
        (lambda: catalogue(replace(WAIT, published=1)), "published .True. or not .False."),
        (
            lambda: catalogue(replace(WAIT, review_by="2027")),
            "review_by of a standard is a day written as 2026-12-31; ",
        ),
        (lambda: catalogue(replace(WAIT, revised="soon")), "or a month, a quarter or a year of it"),
        (lambda: catalogue(measured_by={"x": ["a"]}), "no standard 'x'"),
        (lambda: catalogue(aspects=[Aspect("a", "people", "A")] * 2), "'a' stands twice"),
        (lambda: catalogue(touchpoints=[Touchpoint("waiting", "W", "end")]), "phase 'end', which is none of"),
        (lambda: catalogue().standard("wiat"), "Did you mean 'wait'"),
        (lambda: catalogue().compare(WAIT), "compared with an earlier catalogue; found Standard"),
        (lambda: catalogue().on(WAIT), "joined to an Instrument, a Survey or a Tally; found Standard"),
        (lambda: catalogue().check(5), "found int"),
        (lambda: catalogue().in_language("xx"), "xx"),
    ],
)
def test_what_no_catalogue_holds(make, message):
    with pytest.raises(sg.ServgapError, match=message):
        make()


def test_a_catalogue_stays_as_it_is(hotline):
    assert pickle.loads(pickle.dumps(hotline)) == hotline  # noqa: S301 - its own
    assert copy.deepcopy(hotline) is hotline
    with pytest.raises(AttributeError):
        hotline.name = "x"
    frame = hotline.frame
    frame["owner"] = "X"
    assert hotline.frame.loc[0, "owner"] == "Systems"
    assert hotline.in_language("zh") == hotline
    ordered = replace(WAIT, text={"zh": "接听来电。", "en": "Calls are answered."})
    assert catalogue(ordered) == catalogue()


def test_earlier_versions_are_kept_and_not_in_force():
    old, older = (Standard(key, "Calls are answered.", limit=Limit(n, "s")) for key, n in (("w1", 20), ("w0", 30)))
    held = catalogue(replace(WAIT, supersedes="w1"), replace(old, supersedes="w0"), older)
    assert [each.key for each in held.current] == ["wait"]
    assert [each.key for each in held.versions("wait")] == ["wait", "w1", "w0"]
    assert held.frame.in_force.tolist() == [True, False, False]
    assert "Earlier versions" in repr(held)
    assert set(held.check().frame.standard) == {"wait"}


def test_what_is_overdue_is_asked_for_a_day(hotline):
    assert hotline.overdue(on="2026-09-30").empty  # the day itself has not passed
    found = hotline.overdue(on=dt.date(2027, 2, 1))
    assert found.standard.tolist()[:2] == ["tan1", "tan2"]
    assert found.days_overdue.tolist()[:3] == [124, 124, 1]
    assert hotline.overdue(on=dt.datetime(2027, 2, 1, 9, tzinfo=dt.UTC)).equals(found)
    for day in (None, "1.2.2027", 2027):
        with pytest.raises(sg.ServgapError, match="never by itself today"):
            hotline.overdue(on=day)
    with pytest.raises(TypeError):
        hotline.overdue()


# --- smart ------------------------------------------------------------------------------------------------------------


def lacks(standard: Standard, criterion: str, *others: Standard, asked: sg.Instrument | None = None) -> tuple[str, str]:
    frame = catalogue(standard, *others, measured_by={"wait": ["wait"]}).check(asked).frame
    row = frame[(frame.standard == standard.key) & (frame.criterion == criterion)].iloc[0]
    return row.met, row.lacks


def test_a_smart_standard_lacks_nothing():
    kept = replace(WAIT, norm=Limit(15, "s", share=0.85))
    for criterion in CRITERIA:
        assert lacks(kept, criterion) == ("yes", "")
    check = catalogue(kept, measured_by={"wait": ["wait"]}).check()
    assert check.lacking == {}
    assert "0 of 1 standard in force lacks something" in repr(check)
    assert "1 lacks nothing" in repr(check)


@pytest.mark.parametrize(
    ("facts", "criterion", "met", "code"),
    [
        ({"touchpoint": None}, "specific", "no", "no_touchpoint"),
        ({"component": None}, "specific", "no", "no_component"),
        ({"component": None, "aspect": "timeliness"}, "specific", "yes", ""),
        ({"owner": " "}, "specific", "no", "no_owner"),
        ({"limit": None}, "measurable", "no", "nothing_to_hold_it_against"),
        ({"limit": None, "target": 6}, "measurable", "yes", ""),
        ({"limit": Limit(15, "s")}, "measurable", "no", "no_share"),
        ({"limit": Limit(15, "s", longest=60)}, "measurable", "yes", ""),
        ({"limit": Limit(3, "rings")}, "measurable", "yes", ""),  # no time
        ({"limit": Limit(15, "s", share=1)}, "attainable", "no", "promised_to_all, tighter_than_norm"),
        ({"limit": Limit(30, "s", share=1), "norm": Limit(30, "s", share=1)}, "attainable", "no", "promised_to_all"),
        ({}, "attainable", "unknown", "tighter_than_norm"),
        ({"norm": None}, "attainable", "unknown", "no_norm"),
        ({"norm": Limit(3, "rings")}, "attainable", "unknown", "norm_unlike"),
        ({"norm": Limit(10, "s", share=0.9)}, "attainable", "yes", ""),
        ({"norm": Limit(10, "s", share=0.9, channel="chat")}, "attainable", "unknown", "norm_unlike"),
        ({"limit": None, "target": 6}, "attainable", "yes", ""),
        ({}, "relevant", "yes", ""),
        ({}, "time_bound", "yes", ""),
        ({"review_by": None}, "time_bound", "no", "no_review"),
        ({"revised": "2027-02-01"}, "time_bound", "no", "review_before_revision"),
        ({"revised": "2027Q2"}, "time_bound", "no", "review_before_revision"),
        ({"revised": "2027-02"}, "time_bound", "no", "review_before_revision"),
        ({"revised": "2027"}, "time_bound", "yes", ""),  # some day of that year
        ({"revised": None}, "time_bound", "yes", ""),
    ],
)
def test_each_rule_fires_and_does_not(facts, criterion, met, code):
    assert lacks(replace(WAIT, **facts), criterion) == (met, code)


def test_rules_that_need_others():
    twin = Standard("twin", "Calls are answered!")
    assert lacks(WAIT, "specific", twin) == ("no", "same_words")
    assert lacks(WAIT, "specific", Standard("twin", "Chats are answered.")) == ("yes", "")
    top = replace(WAIT, limit=None, target=7)
    assert lacks(top, "attainable", asked=asking(top)) == ("no", "target_at_top")
    assert lacks(replace(top, target=6.5), "attainable", asked=asking(top)) == ("yes", "")
    assert lacks(replace(top, target=7, unit="min"), "attainable", asked=asking(top)) == ("yes", "")
    frame = catalogue().check().frame
    assert frame[frame.criterion == "relevant"].lacks.tolist() == ["questionnaire_not_told"]
    other = catalogue(WAIT, Standard("care", "Staff care.")).check(asking(WAIT)).frame
    assert other[other.criterion == "relevant"].lacks.tolist() == ["", "not_asked"]


@given(catalogues())
def test_what_is_open_is_not_denied(drawn):
    check = drawn.check()
    assert len(check.criteria) == 5 * len(drawn.current)
    for each in check.criteria:
        assert (each.met == "yes") == (not each.lacks)
        assert (each.met == "unknown") == bool(each.lacks and OPEN.issuperset(each.lacks))
    for language in ("en", "zh"):
        assert repr(check.in_language(language))
        assert repr(drawn.in_language(language))


# --- what changed -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "changes"),
    [
        ({}, []),
        ({"limit": Limit(10, "s", share=0.85)}, ["tightened"]),
        ({"limit": Limit(15, "s", share=0.8)}, ["loosened"]),
        ({"limit": Limit(10, "s", share=0.8)}, ["limit_changed"]),
        ({"limit": Limit(3, "rings")}, ["limit_changed"]),
        ({"limit": None}, ["limit_dropped"]),
        ({"limit": (Limit(15, "s", share=0.85), Limit(40, "s", channel="chat"))}, ["limit_added"]),
        ({"target": 6}, ["target_added"]),
        ({"text": {"en": "Calls are taken.", "zh": "接听来电。"}}, ["reworded"]),
        ({"text": {"en": "Calls are answered."}}, []),
        ({"owner": "Back office"}, ["owner_changed"]),
        ({"published": True}, ["published"]),
        ({"published": False}, []),  # nobody had said so before
        ({"touchpoint": "arrival"}, ["moved"]),
        ({"norm": None}, ["norm_changed"]),
        ({"revised": "2026-07-01", "review_by": "2028-01-31"}, ["revised", "review_moved"]),
    ],
)
def test_each_change_by_its_name(facts, changes):
    compared = catalogue(replace(WAIT, **facts)).compare(catalogue())
    assert compared.frame.change.tolist() == changes
    days = {"revised", "review_moved"}
    assert compared.same == (("wait",) if set(changes) <= days else ())


def test_targets_are_tighter_upwards_and_times_downwards():
    def change(was: float, now: float, unit: str | None, before: str | None = None) -> list[str]:
        first, second = (replace(WAIT, target=level) for level in (was, now))
        compared = catalogue(replace(second, unit=unit)).compare(catalogue(replace(first, unit=before or unit)))
        return compared.frame.change.tolist()

    assert change(5, 6, None) == ["tightened"]
    assert change(6, 5, "points") == ["loosened"]
    assert change(6, 5, "min") == ["tightened"]
    assert change(6, 5, "min", "h") == ["target_changed"]


def test_added_dropped_and_renamed(hotline):
    compared = hotline.compare(sg.read_catalogue(SAMPLES / "standards_2025.csv"))
    told = {kind: compared.of(kind) for kind in ("added", "dropped", "tightened", "loosened", "reworded", "published")}
    assert told == {
        "added": ("tan4",),
        "dropped": ("fax",),
        "tightened": ("rel2", "res2"),
        "loosened": ("rel4",),
        "reworded": ("emp2",),
        "published": ("res2", "emp2"),
    }
    assert compared.of("owner_changed") == ("tan1",)
    renamed = compared.frame.query("standard == 'res2' and change == 'tightened'").iloc[0]
    assert (renamed.channel, renamed.before, renamed.after, renamed.previous) == (
        *("phone", "20 s, 80 %", "15 s, 85 %", "res2-2025"),
    )
    for language, words in (("en", "7 of 23 standards"), ("zh", "23 项标准（含已取消的）中，7 项有变化")):
        assert repr(compared.in_language(language)).startswith(words)
        assert words in compared.in_language(language)._repr_html_()


@given(catalogues(), catalogues())
def test_a_comparison_accounts_for_every_standard(first, second):
    assert first.compare(first).changes == ()
    compared = second.compare(first)
    keys = {each.standard for each in compared.changes} | set(compared.same)
    assert {each.key for each in second.current} <= keys
    back = first.compare(second)
    assert {*compared.of("added")} - {*back.of("dropped")} == set() or any(
        each.supersedes for each in (*first.standards, *second.standards)
    )
    assert repr(compared)


# --- joined -----------------------------------------------------------------------------------------------------------


ANSWERS = {"expectation": [[6, 6, 7], [7, 6, 6]], "perception": [[5, 6, 4], [6, 4, 5]]}
ASKED = asking(
    Standard("wait", "Waits are short.", "hardware", owner="Nobody", target=5, process="outcome"),
    Standard("i2", "接听来电。"),
    Standard("i3", "Staff care."),
    touchpoints=[Touchpoint("deck", "Deck", "closing")],
)


def test_joined_by_key_the_catalogue_overrides():
    joined = catalogue().on(ASKED)
    found = joined.standards[0]
    assert (found.component, found.owner, found.limit, found.touchpoint) == ("software", "Desk", WAIT.limit, "waiting")
    assert (found.text.to("en"), found.target) == ("Waits are short.", 5)  # the words asked, and what is left open
    assert joined.touchpoints == circle_of("service-circle")
    assert joined.standards[1:] == ASKED.standards[1:]
    assert from_text(to_text(joined), "x") == joined


def test_joined_by_words_and_by_items():
    by_words = replace(WAIT, key="answer")
    joined = catalogue(by_words).on(ASKED)
    assert joined.items[1].standard.key == "answer"
    assert joined.item_keys == ASKED.item_keys
    several = catalogue(by_words, measured_by={"answer": ["wait", "i3"]}).on(ASKED)
    assert [item.standard.key for item in several.items] == ["answer", "i2", "answer"]
    assert several.items[0].standard.text.to("en") == "Calls are answered."
    matching = catalogue(by_words, Standard("gone", "Doors open."), measured_by={"answer": ["wait", "i3"]}).match(ASKED)
    assert matching.frame.values.tolist() == [
        ["answer", "wait, i3", "items"],
        ["gone", "", "beyond_survey"],
        ["i2", "", "beyond_catalogue"],
    ]
    for language, words in (("en", "1 of 2 standards in force"), ("zh", "现行 2 项标准中，1 项有问卷题项测量")):
        assert repr(matching.in_language(language)).startswith(words)


def test_an_earlier_key_goes_with_the_questionnaire_that_still_has_it():
    renamed = catalogue(replace(WAIT, key="wait-2026", supersedes="wait"))
    assert renamed.on(ASKED).items[0].standard.key == "wait-2026"
    assert renamed.match(ASKED).matches[0].told_by == "key"
    held = catalogue(replace(WAIT, key="wait-2026", supersedes="wait"), replace(WAIT, text="Otherwise."))
    assert held.on(ASKED).items[0].standard.key == "wait-2026"


def test_what_cannot_be_joined():
    with pytest.raises(sg.ServgapError, match=r"none of the catalogue's \(gone\) goes with any .*\(wait, i2, i3\)"):
        catalogue(Standard("gone", "Doors open.")).on(ASKED)
    with pytest.raises(sg.ServgapError, match=r"does not have: i9\. It has wait, i2, i3"):
        catalogue(measured_by={"wait": ["i9"]}).on(ASKED)
    twins = (replace(WAIT, key="a"), replace(WAIT, key="b"))
    with pytest.raises(sg.ServgapError, match="'i2' measure 'a' and 'b'"):
        catalogue(*twins).on(ASKED)


def test_a_survey_and_a_tally_name_what_is_left_over():
    survey = survey_of(ASKED, ANSWERS)
    held = catalogue(replace(WAIT, target=6), Standard("gone", "Doors open."))
    for joined in (held.on(survey), held.on(survey.tally())):
        told = {line.reason: dict(line.facts) for line in joined.ledger.lines}
        assert told == {
            "catalogue": {"standards": 1},
            "beyond_catalogue": {"items": ("i2", "i3")},
            "beyond_survey": {"items": ("gone",)},
        }
    frame = sg.measure_gaps(held.on(survey), measure="target").frame
    row = frame[frame.level == "standard"].iloc[0]
    assert (row.standard, row.value) == ("wait", pytest.approx((5 + 6) / 2 - 6))
    assert sg.measure_gaps(held.on(survey)).frame.query("level == 'standard'").gap.tolist() == pytest.approx(
        sg.measure_gaps(survey).frame.query("level == 'standard'").gap.tolist()
    )
    counted = survey.tally(measures=["target", "perception"])
    assert len(catalogue().on(counted).measures) == len(counted.measures)
    assert {each.against for each in held.on(counted).measures} == {None}  # the target is another now
    assert (held.on(counted) + counted).n == 4


def test_a_joined_survey_is_stored_and_comes_back(tmp_path, hotline):
    survey = hotline.on(sg.read_survey(SAMPLES / "hotline_2026.csv", attributes=["quarter"]))
    survey.to_csv(tmp_path / "stored.csv")
    back = sg.read_survey(tmp_path / "stored.csv")
    assert back.instrument == survey.instrument
    assert back.ledger == survey.ledger
    assert back.instrument.standards[10].limits[0].share == 0.85


def test_a_questionnaire_can_take_the_circle_of_hotlines():
    text = to_text(asking(Standard("a", "A.", touchpoint="listen"), touchpoints=circle_of("idl-ppc")))
    bare = text[: text.index("\n[[touchpoint]]")]
    with_circle = bare.replace("[scale]", 'circle = "idl-ppc"\n[scale]', 1).replace("\n[scale]", "\n[scale]")
    head, _, rest = with_circle.partition('circle = "idl-ppc"\n')
    assert from_text(f'circle = "idl-ppc"\n{head}{rest}', "x").touchpoints == circle_of("idl-ppc")
    with pytest.raises(sg.ServgapError, match="no service circle 'idl'"):
        from_text(f'circle = "idl"\n{head}{rest}', "x")
    steps = "inform demand listen propose promise confirm"
    assert " ".join(each.key for each in circle_of("idl-ppc")) == steps


# --- what customers read ----------------------------------------------------------------------------------------------


def test_customers_read_what_is_published_and_no_more(hotline):
    for language, words in (("en", "Calls and chats are answered."), ("zh", "来电和在线咨询得到应答。")):
        page = hotline.for_customers(language)
        for told in (page.html, page.markdown, page._repr_html_()):
            assert words in told
            for secret in ("Service floor", "2027-01-31", "res2", "20", "hear", "norm"):
                assert secret not in told.replace("2026-01-01", "").replace("width=device", "").split("<body>")[-1]
        assert f'lang="{language_of(language).tag}"' in page.html
        assert sum(len(station.promises) for station in page.stations) == 6
    assert [station.name for station in hotline.for_customers("zh").stations][:2] == ["到达与初次接触", "等候"]
    assert hotline.for_customers("en", title="Our word").html.count("<h1>Our word</h1>") == 1


def test_a_page_for_customers_is_written(tmp_path, hotline):
    page = hotline.in_language("zh").for_customers()
    page.to_html(tmp_path / "page.html")
    page.to_markdown(tmp_path / "page.md")
    assert (tmp_path / "page.html").read_text("utf-8") == page.html
    assert (tmp_path / "page.md").read_text("utf-8").startswith("# 服务承诺\n\n## 到达与初次接触\n")


def test_nothing_of_a_catalogue_becomes_markup():
    hostile = Standard("a", "<script>x</script> *b* `c`", owner="<b>", published=True, revised="2026Q3")
    page = catalogue(hostile).for_customers("en", title="<i>")
    assert "<script>" not in page.html + page.markdown + page._repr_html_()
    assert "\\*b\\* \\`c\\`" in page.markdown
    assert "<b>" not in catalogue(hostile)._repr_html_()


def test_pages_that_cannot_be():
    with pytest.raises(sg.ServgapError, match="of 1 in force none says published=True"):
        catalogue().for_customers()
    with pytest.raises(sg.ServgapError, match=r"in 'zh' .* these have none: a\. Add them .a column text_zh"):
        catalogue(Standard("a", {"en": "A."}, published=True)).for_customers("zh")


# --- cards ------------------------------------------------------------------------------------------------------------


def test_the_card_in_both_languages(hotline):
    english, chinese = repr(hotline), repr(hotline.in_language("zh"))
    assert english.startswith("standards: 22 standards in force, 6 published")
    assert chinese.startswith("standards：现行标准 22 项，其中公开 6 项")
    for told in (english, chinese):
        assert "res2-2025" in told
        assert "complaints a million" in told
    assert "phone: within 15 seconds for 85% of customers" in " ".join(english.split())
    assert "电话：15 秒内，达成率 85%" in chinese
    assert "<table" in hotline._repr_html_()
    frame = hotline.frame
    assert frame.columns.tolist()[:3] == ["standard", "text", "component"]
    assert hotline.limits.query("standard == 'rel2'").longest.tolist() == [360.0]
    assert hotline.in_language("zh").frame.text[0] == "坐席在一个界面上看到客户的全部记录。"
