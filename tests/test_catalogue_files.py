"""Catalogues as people write them, read; and whatever is wrong with one, refused with its place and the fix."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import servgap as sg
from servgap.survey.questionnaire import circle_of
from servgap.survey.standards.limit import Limit, listed_limits
from servgap.survey.standards.limit_text import UnreadableLimitError, read_limits, written_limits
from servgap.survey.standards.standard import Aspect, Touchpoint
from tests.catalogues import catalogues, limits

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
HEADER = "key,text,component,touchpoint,process,owner,target,limit,published,review_by,revised"
GOOD = 'wait,Calls are answered.,software,waiting,process,Desk,5.5,"15 s, 85 %",yes,2027-01-31,2026-01'


def file_of(folder: Path, *lines: str, name: str = "standards.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return path


def changed(what: str, to: str) -> str:
    assert what in GOOD
    return GOOD.replace(what, to)


# --- what is read -----------------------------------------------------------------------------------------------------


def test_a_row_is_a_standard(tmp_path):
    catalogue = sg.read_catalogue(file_of(tmp_path, HEADER, GOOD))
    (wait,) = catalogue.standards
    assert (wait.key, wait.text.to("en"), wait.component, wait.touchpoint) == (
        *("wait", "Calls are answered.", "software", "waiting"),
    )
    assert (wait.owner, wait.target, wait.published, wait.review_by, wait.revised) == (
        *("Desk", 5.5, True, "2027-01-31", "2026-01"),
    )
    assert wait.limit == Limit(15, "s", share=0.85)
    assert catalogue.name == "standards"


CHINESE = ("标准编号；服务标准；组成；接触点；过程或结果；责任人；承诺时限；是否公开；复核日期；备注").replace(
    "；", ","
)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_a_chinese_catalogue_in_any_encoding(tmp_path, encoding):
    row = "W1,十五秒内接听。,软件,等候,过程,热线班组,电话：15秒内，85%；在线：40秒,是,2027-01-31,无"
    path = file_of(tmp_path, CHINESE, row.replace("，", "、"), encoding=encoding)
    catalogue = sg.read_catalogue(path)
    (wait,) = catalogue.standards
    assert (wait.component, wait.touchpoint, wait.process, wait.published) == ("software", "waiting", "process", True)
    assert wait.limits == (Limit(15, "s", share=0.85, channel="电话"), Limit(40, "s", channel="在线"))
    assert catalogue.unread == ("备注",)
    assert "备注" in repr(catalogue)
    assert "编号" in repr(catalogue.in_language("zh"))


def test_semicolons_workbooks_and_frames_read_alike(tmp_path):
    comma = sg.read_catalogue(SAMPLES / "standards.csv")
    frame = pd.read_csv(SAMPLES / "standards.csv", dtype=str, keep_default_na=False)
    frame.to_csv(tmp_path / "semicolon.csv", sep=";", index=False)
    frame.to_excel(tmp_path / "book.xlsx", index=False)
    assert sg.read_catalogue(tmp_path / "semicolon.csv") == comma
    assert sg.read_catalogue(tmp_path / "book.xlsx") == comma
    assert sg.read_catalogue(frame) == comma
    assert sg.read_catalogue(pl.from_pandas(frame)) == comma


def test_typed_cells_of_a_workbook(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(
        ["Code", "Standard (English)", "标准（中文）", "Limit (s)", "Share", "Longest", "Review by", "Target"]
    )
    book.active.append(["w", "Answered.", "接听。", 15, 0.85, "2 min", pd.Timestamp("2027-01-31"), 6])
    book.save(tmp_path / "typed.xlsx")
    (wait,) = sg.read_catalogue(tmp_path / "typed.xlsx").standards
    assert wait.limit == Limit(15, "s", share=0.85, longest=120)
    assert (wait.review_by, wait.target) == ("2027-01-31", 6)
    assert (wait.text.to("en"), wait.text.to("zh")) == ("Answered.", "接听。")


@pytest.mark.parametrize(
    ("header", "cells", "limit"),
    [
        ("limit,limit unit", "15,sec", Limit(15, "s")),
        ("limit,unit", "48,hours", Limit(48, "h")),  # no target that the unit could be of
        ("limit,unit,target", "15 s,points,6", Limit(15, "s")),
        ("limit,share (%)", "15 s,85", Limit(15, "s", share=0.85)),
        ("limit,share", "15 s,85 %", Limit(15, "s", share=0.85)),
        ("limit,share", "15 s,1", Limit(15, "s", share=1)),
        ("limit,longest", "48 h,15 d", Limit(48, "h", longest=360)),
        ("limit,channel", "15 s,phone", Limit(15, "s", channel="phone")),
        ("时限（分钟）,最长（小时）", "30,2", Limit(30, "min", longest=120)),
    ],
)
def test_limits_in_columns_of_their_own(tmp_path, header, cells, limit):
    (wait,) = sg.read_catalogue(file_of(tmp_path, f"key,text,{header}", f"w,Answered.,{cells}")).standards
    assert wait.limit == limit


def test_rows_of_channels_are_one_standard(tmp_path):
    rows = ("w,Answered.,Desk,15 s,phone", "v,Another.,,,", "w,,,40 s,chat")
    catalogue = sg.read_catalogue(file_of(tmp_path, "key,text,owner,limit,channel", *rows))
    assert [each.key for each in catalogue.standards] == ["w", "v"]
    wait = catalogue.standard("w")
    assert [limit.channel for limit in wait.limits] == ["phone", "chat"]
    assert wait.owner == "Desk"


def test_columns_can_be_told(tmp_path):
    path = file_of(tmp_path, "A,B,C,D", "w,Answered.,接听。,Desk")
    told = {"key": "A", "text": {"en": "B", "zh": "C"}, "owner": "D"}
    (wait,) = sg.read_catalogue(path, columns=told).standards
    assert (wait.key, wait.text.to("zh"), wait.owner) == ("w", "接听。", "Desk")


def test_circles_are_found_or_told(tmp_path):
    def reading(*stations: str, **options: object) -> sg.Catalogue:
        rows = (f"k{number},Words {number}.,{station}" for number, station in enumerate(stations))
        return sg.read_catalogue(file_of(tmp_path, "key,text,touchpoint", *rows), **options)

    assert reading("waiting", "等候", "Aftercare and complaints").circle == circle_of("service-circle")
    hotline = reading("listen", "confirm")
    assert hotline.circle == circle_of("idl-ppc")
    assert "IDL + PPC" in repr(hotline)
    assert [each.key for each in reading("deck", "bar", "deck").circle] == ["deck", "bar"]
    assert reading("inform", circle="idl-ppc").circle == circle_of("idl-ppc")
    own = [Touchpoint("deck", {"en": "Deck", "zh": "甲板"}, "closing")]
    assert reading("甲板", circle=own).standards[0].touchpoint == "deck"
    with pytest.raises(sg.ServgapError, match=r"lie on stations .* k1 \('waitng'\)\. Did you mean 'waiting'\?"):
        reading("waiting", "waitng")
    with pytest.raises(sg.ServgapError, match=r"no service circle 'hotline'.*service-circle, idl-ppc"):
        reading("waiting", circle="hotline")
    with pytest.raises(sg.ServgapError, match=r"circle= is the name .*found 5"):
        reading("waiting", circle=5)


def test_an_aspect_is_known_by_its_name(tmp_path):
    rows = ("a,One.,及时性", "b,Two.,timeliness", "c,Three.,our own")
    found = sg.read_catalogue(file_of(tmp_path, "key,text,aspect", *rows)).standards
    assert [each.aspect for each in found] == ["timeliness", "timeliness", "our own"]


def test_blank_rows_are_passed_over(tmp_path):
    assert len(sg.read_catalogue(file_of(tmp_path, HEADER, GOOD, "," * 10, changed("wait,", "v,")))) == 2


# --- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            changed("software", "softwear"),
            r"column 'component' of standards\.csv holds hardware, software or people; ",
        ),
        (changed("process", "both"), r"'process' .* holds process or outcome; .*row 2 \('both'\)"),
        (changed("waiting", "queue"), None),  # a circle of one's own
        (changed("5.5", "high"), r"'target' .* a number such as 5\.5; .*row 2 \('high'\)"),
        (changed("5.5", '"5,5"'), r"'target' .*row 2 \('5,5'\)"),
        (changed("5.5", "1e999"), r"'target' .*row 2 \('1e999'\)"),
        (changed('"15 s, 85 %"', "soon"), r"'limit' .*row 2 \('soon': 'soon' is no number with a unit\)"),
        (changed('"15 s, 85 %"', "15"), r"'limit' .*row 2 \('15': it has no unit\)"),
        (changed('"15 s, 85 %"', "85 %"), r"'limit' .*row 2 \('85 %': it does not say within what\)"),
        (
            changed("15 s, 85 %", "15 s, 850 %"),
            r"'limit' .*row 2 \('15 s, 850 %': The share of customers .* above 0",
        ),
        (changed("15 s, 85 %", "15 m, 85 %"), r"'limit' .*The unit 'm' of a limit may mean min or month"),
        (changed("15 s, 85 %", "0 s, 85 %"), r"'limit' .*The value of a limit is a number above 0"),
        (changed("15 s, 85 %", "15 s, longest 5 s"), r"'limit' .*the longest 5 s beside 15 s"),
        (changed("15 s, 85 %", "15 s, longest 5 rings"), r"'limit' .*its longest is in rings and its limit in s"),
        (changed("15 s, 85 %", "15 s, 20 s"), r"'limit' .*it says its limit twice"),
        (changed("15 s, 85 %", "15 s; 20 s"), r"'limit' .*two of its limits are of the same channel, or of none"),
        (changed("15 s, 85 %", "1,5 h"), r"'limit' .*'1' has no unit"),
        (changed("yes", "perhaps"), r"'published' .* holds yes or no; .*row 2 \('perhaps'\)"),
        (
            changed("2027-01-31", "31.01.2027"),
            r"'review_by' .* a day written as .*row 2 \('31\.01\.2027'\)",
        ),
        (changed("2027-01-31", "2027-02-30"), r"'review_by' .*row 2 \('2027-02-30'\)"),
        (changed("2027-01-31", "2027"), r"'review_by' .*row 2 \('2027'\)"),
        (changed("2026-01", "spring"), r"'revised' .*a month, a quarter or a year of it .*row 2 \('spring'\)"),
        (changed("wait,", ","), r"Every standard has a key; in standards\.csv there is none in row 2"),
        (changed("Calls are answered.", " "), r"Every standard has words; in standards\.csv there is none in row 2"),
    ],
)
def test_a_bad_cell_is_refused_with_its_place(tmp_path, line, message):
    path = file_of(tmp_path, HEADER, line)
    if message is None:
        assert sg.read_catalogue(path).standards[0].touchpoint == "queue"
        return
    with pytest.raises(sg.ServgapError, match=message):
        sg.read_catalogue(path)


def test_the_first_three_places_are_named_and_other_columns_counted(tmp_path):
    bad = [changed("wait,", f"w{number},").replace("5.5", f"x{number}").replace("yes", "?") for number in range(5)]
    with pytest.raises(sg.ServgapError) as refusal:
        sg.read_catalogue(file_of(tmp_path, HEADER, *bad))
    assert "5 cells cannot be read so: row 2 ('x0'), row 3 ('x1'), row 4 ('x2') and 2 more. Fix the file." in str(
        refusal.value
    )
    assert "1 more column has such cells" in str(refusal.value)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (
            (HEADER, GOOD, GOOD),
            r"a key of its own; in standards\.csv stand 'wait' in row 2 and row 3",
        ),
        (("key,text,limit,channel", "w,A.,15 s,phone", "w,B.,40 s,chat"), "'w' in row 2 and row 3"),
        (("key,text,limit,channel", "w,A.,15 s,phone", "w,A.,40 s,phone"), "'w' in row 2 and row 3"),
        (("key,text,limit,channel", "w,A.,15 s,phone", "w,A.,40 s,"), "'w' in row 2 and row 3"),
        (("key,text,owner,limit,channel", "w,A.,X,15 s,phone", "w,A.,Y,40 s,chat"), "'w' in row 2 and row 3"),
        (("text,owner", "Answered.,Desk"), r"Expected a column of keys .* found 'text', 'owner'\..*columns=\{'key'"),
        (("key,owner", "w,Desk"), r"Expected a column with the standards' words .* found 'key', 'owner'"),
        (("key,code,text", "w,v,A."), r"Several columns of standards\.csv may be the key: 'key', 'code'"),
        (("key,text,share", "w,A.,85 %"), r"'share' .*row 2 \('85 %': it stands beside no limit\)"),
        (
            ("key,text,limit,share", "w,A.,15 s,85"),
            r"'share' .*such as 85 %.*row 2 \('85': it is more than all",
        ),
        (("key,text,limit,share (%)", "w,A.,15 s,0.85"), r"'share \(%\)' .*written as a fraction"),
        (("key,text,limit,share", 'w,A.,"15 s, 80 %",85 %'), r"'share' .*it says its share itself, and otherwise"),
        (("key,text,limit,channel", "w,A.,a: 15 s; b: 20 s,c"), r"'channel' .*limits of several channels"),
        (("key,text,limit,longest", "w,A.,15 s,20 rings"), r"'longest' .*it is in rings and the limit in s"),
        (("key,text,norm", "w,A.,often"), r"'norm' .*row 2 \('often': 'often' is no number with a unit\)"),
        (("key,text,supersedes", "w,A.,w"), r"'w' supersedes itself"),
        (("key,text,supersedes", "w,A.,v", "v,B.,w"), r"supersedes itself, at once or by way of others"),
        (("key,text,supersedes", "w,A.,u", "v,B.,u"), r"'u' is by 'w' and by 'v'"),
        (("key,text,items", "w,A.,a1", "v,B.,a1"), r"'a1' measure 'w' and 'v'"),
        (
            ("key,text,component,aspect", "w,A.,people,timeliness"),
            r"'people' and the aspect 'timeliness', .*of software",
        ),
        (("key,text",), r"holds 2 column headers \('key', 'text'\) and no row beneath them"),
        (("key,text", ","), r"holds at least one standard; standards\.csv has none\. Add one"),
        (("key,text,limit,owner", "w,A.,15 s, 85 %,Desk"), r"1 row has more cells than that: row 2 .* Put quotes"),
        (("key,text,owner,owner", "w,A.,x,y"), r"Several columns of standards\.csv may be the owner"),
        (("key,text,limit,longest", "w,A.,48 h,5 h"), r"'longest' .*row 2 \('5 h': .*the longest 5 h beside 48 h"),
        (("key,text,limit,share", "w,A.,15 s,1.2"), r"'share' .*row 2 \('1\.2': it is more than all"),
        (("key,text,limit", "w,A.,1 mo"), r"'limit' .*row 2 \('1 mo': The unit 'mo' of a limit may mean min or month"),
        (("key,text,limit", "w,A.,-15 s"), r"'limit' .*row 2 \('-15 s'"),
        (("key,text,limit", "w,A.,#REF!"), r"'limit' .*row 2 \('#REF!'"),
        (("key,text,review_by", "w,A.,12/31/2026"), r"'review_by' .*row 2 \('12/31/2026'\)"),
        (("key,text,review_by", "w,A.,46387"), r"'review_by' .*row 2 \('46387'\)"),
        (("standard,branch,within,total", "w,North,5,9"), r"Expected a column of keys .*found 'standard', 'branch'"),
    ],
)
def test_a_bad_catalogue_is_refused(tmp_path, lines, message):
    with pytest.raises(sg.ServgapError, match=message):
        sg.read_catalogue(file_of(tmp_path, *lines))


def test_what_is_told_of_columns_is_checked(tmp_path):
    path = file_of(tmp_path, HEADER, GOOD)
    for told, message in (
        ({"ownr": "owner"}, r"'ownr' is none\. Did you mean 'owner'\?"),
        ({"owner": "Owner"}, r"the owner stands in 'Owner'; standards\.csv has .*Did you mean 'owner'\?"),
        ([("owner", "owner")], r"columns= maps a fact of a standard to its header"),
    ):
        with pytest.raises(sg.ServgapError, match=message):
            sg.read_catalogue(path, columns=told)


def test_sources_that_are_none(tmp_path):
    with pytest.raises(sg.ServgapError, match=r"standards\.csv"):
        sg.read_catalogue(tmp_path / "standards.csv")
    with pytest.raises(sg.ServgapError):
        sg.read_catalogue(5)
    for name, held, message in (
        ("empty.csv", b"", r"empty\.csv is empty: expected a header row and rows beneath it"),
        ("marked.csv", b"\xef\xbb\xbf", r"marked\.csv is empty"),
        ("lines.csv", b"\n\n\n", r"lines\.csv is empty"),
        ("torn.xlsx", b"PK\x03\x04torn", r"The workbook torn\.xlsx cannot be read"),
        ("paper.pdf", b"%PDF-1.4", r"paper\.pdf is a PDF document\. Export the table itself"),
        ("latin.toml", b'[[standard]]\nkey = "a"\ntext = "\xe9"\n', r"latin\.toml' cannot be read: it is not UTF-8"),
        ("empty.toml", b"", r"holds at least one standard; .*empty\.toml has none"),
        ("none.toml", b"standard = []\n", r"holds at least one standard; .*none\.toml has none"),
    ):
        (tmp_path / name).write_bytes(held)
        with pytest.raises(sg.ServgapError, match=message):
            sg.read_catalogue(tmp_path / name)


def test_the_sheet_is_told_or_asked_for(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Standards of the hotline"])
    book.create_sheet("Standards").append(["key", "text"])
    book["Standards"].append(["w", "Answered."])
    book.save(tmp_path / "book.xlsx")
    assert sg.read_catalogue(tmp_path / "book.xlsx", sheet="Standards").keys == ("w",)
    with pytest.raises(sg.ServgapError, match=r"Several sheets .*'Sheet', 'Standards'\. Pass the one that is meant"):
        sg.read_catalogue(tmp_path / "book.xlsx")
    for wrong in ("Standrds", 7):
        with pytest.raises(sg.ServgapError, match=r"has no sheet .*; it has 0 'Sheet', 1 'Standards'"):
            sg.read_catalogue(tmp_path / "book.xlsx", sheet=wrong)
    with pytest.raises(sg.ServgapError, match=r"sheet='Standards' does not apply"):
        sg.read_catalogue(file_of(tmp_path, HEADER, GOOD), sheet="Standards")


def test_standards_that_the_questionnaire_lacks_are_named(tmp_path):
    survey = sg.read_survey(SAMPLES / "hotline_2026.csv")
    some = sg.read_catalogue(file_of(tmp_path, "key,text", "res2,Answered.", "home,We come home."))
    assert some.match(survey).beyond_survey == ("home",)
    (line,) = [each for each in some.on(survey).ledger.lines if each.reason == "beyond_survey"]
    assert line.facts["items"] == ("home",)
    with pytest.raises(sg.ServgapError, match=r"none of the catalogue's \(home\) goes with any .*\(tan1, tan2, tan3"):
        sg.read_catalogue(file_of(tmp_path, "key,text", "home,We come home.")).on(survey)
    with pytest.raises(sg.ServgapError, match=r"which the instrument 'servqual' does not have: res22\. Did you mean"):
        sg.read_catalogue(file_of(tmp_path, "key,text,items", "wait,Answered.,res22")).on(survey)


# --- TOML -------------------------------------------------------------------------------------------------------------

TOML = """
name = "hotline"
circle = "idl-ppc"
[[standard]]
key = "wait"
text = { en = "Calls are answered.", zh = "接听。" }
touchpoint = "inform"
aspect = "mine"
limit = [{ value = 15, unit = "s", share = 0.85, channel = "phone" }, { value = 40, unit = "s", channel = "chat" }]
norm = "20 s, 80 %"
published = true
review_by = 2027-01-31
items = ["res2"]
[[aspect]]
key = "mine"
component = "software"
"""


def test_toml_holds_all(tmp_path):
    catalogue = sg.read_catalogue(file_of(tmp_path, TOML, name="c.toml"))
    wait = catalogue.standard("wait")
    assert catalogue.circle == circle_of("idl-ppc")
    assert [limit.share for limit in wait.limits] == [0.85, None]
    assert wait.norm == Limit(20, "s", share=0.8)
    assert (wait.review_by, wait.published) == ("2027-01-31", True)
    assert catalogue.aspects == (Aspect("mine", "software", "mine"),)
    assert catalogue.measured_by == {"wait": ("res2",)}


@pytest.mark.parametrize(
    ("what", "to", "message"),
    [
        ("name = ", "nam = ", r"the file has a field 'nam' that is not known\. Did you mean 'name'\?"),
        ('key = "wait"', "", r"Every standard has a key; .* none in standard 1"),
        ("published = true", 'published = "yes"', r"standard 1 \(wait\) has published = 'yes'; expected true or false"),
        ("2027-01-31", '"soon"', r"standard 1 \(wait\) has review_by = 'soon'; expected a day"),
        ("2027-01-31", "2027-01-31T09:00:00", r"review_by = datetime"),
        ('"20 s, 80 %"', '"20"', r"has norm = '20'; expected .*\(it has no unit\)"),
        ("share = 0.85", "share = 85", r"standard 1 \(wait\) has a limit that is none\. The share of customers"),
        ("value = 15, ", "", r"a limit that is none\. The value of a limit is a number"),
        ("value = 15", "valu = 15", r"the limit of standard 1 \(wait\) has a field 'valu'"),
        ('["res2"]', "[2]", r"items = \[2\]; expected a list of items' keys"),
        ('"inform"', '"waiting"', r"wait \('waiting'\)\..*It has inform, demand, listen"),
        ('circle = "idl-ppc"', 'circle = "idl"', r"no service circle 'idl'\. Did you mean 'idl-ppc'"),
        (
            'component = "software"',
            'component = "soft"',
            r"aspect 'mine' .* 'soft', which is none of hardware",
        ),
        ("[[standard]]", "[[standard", "it is not TOML"),
        ('{ value = 15, unit = "s", share = 0.85, channel = "phone" }', "{ value = 15 }", r"The unit of a limit is"),
        ("share = 0.85", "longest = 5", r"a limit that is none\. .*the longest 5 s beside 15 s"),
        (
            "[[aspect]]",
            '[[standard]]\nkey = "wait"\ntext = "B"\n[[aspect]]',
            r"stand 'wait' in standard 1 .*standard 2",
        ),
        ("[[standard]]", "a" + ".a" * 60 + " = 1\n[[standard]]", "a line has 60 dots outside quotes, at most 50 are"),
        ("[[standard]]", "standard = 5\n[x]", "expected a list of tables|not known"),
    ],
)
def test_bad_toml_is_refused_with_its_place(tmp_path, what, to, message):
    assert what in TOML
    with pytest.raises(sg.ServgapError, match=message):
        sg.read_catalogue(file_of(tmp_path, TOML.replace(what, to), name="c.toml"))


def test_toml_needs_no_options(tmp_path):
    with pytest.raises(sg.ServgapError, match=r"found columns=, sheet= beside"):
        sg.read_catalogue(file_of(tmp_path, TOML, name="c.toml"), columns={}, sheet=0)
    with pytest.raises(sg.ServgapError, match="cannot be read"):
        sg.read_catalogue(tmp_path / "none.toml")


# --- there and back ---------------------------------------------------------------------------------------------------


@given(limits())
def test_limits_come_back_from_their_cell(drawn):
    assert read_limits(written_limits(drawn)) == listed_limits(drawn)


@given(st.text(max_size=30))
def test_any_cell_is_read_or_refused(written):
    try:
        found = read_limits(written)
    except UnreadableLimitError:
        return
    assert read_limits(written_limits(found)) == found


@given(catalogues())
def test_any_catalogue_comes_back(tmp_path_factory, drawn):
    folder = tmp_path_factory.mktemp("catalogues")
    drawn.to_toml(folder / "c.toml")
    assert sg.read_catalogue(folder / "c.toml") == drawn
    drawn.to_csv(folder / "c.csv")
    back = sg.read_catalogue(folder / "c.csv", circle=drawn.circle)
    assert (back.standards, back.measured_by) == (drawn.standards, drawn.measured_by)


@pytest.mark.parametrize("name", ["standards.csv", "standards_2025.csv"])
def test_the_samples_come_back(tmp_path, name):
    catalogue = sg.read_catalogue(SAMPLES / name)
    catalogue.to_csv(tmp_path / name)
    assert sg.read_catalogue(tmp_path / name) == catalogue
    catalogue.to_toml(tmp_path / "c.toml")
    assert sg.read_catalogue(tmp_path / "c.toml") == catalogue
