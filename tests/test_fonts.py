"""Pictures look the same on every machine: their fonts are there, the user's own come first, others help out."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import matplotlib as mpl
import pytest
from fontTools.ttLib import TTFont
from made_font import make_font
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, fontManager, get_font
from matplotlib.text import Text
from test_pictures import CASES, assert_all_to_be_read

import servgap as sg
from servgap.report.pictures import draw, fonts, installed, picture_svg
from servgap.report.pictures.measure import BOX, NARROW_BOX, box_for, width
from tests.counter_surveys import at_the_counter
from tests.real_findings import KINDS

mpl.use("Agg")
NAMES = {
    "latin": "Airport and harbour branch with a very long name indeed, terminal two, second floor, next to the bakery",
    "chinese": "南京路步行街第一百货商店东楼地下一层美食广场" * 4,
    "one word": "x" * 200,
    "thai": "สาขาสนามบินและท่าเรือที่มีชื่อยาวมากชั้นสอง" * 3,
    "devanagari": "हवाई अड्डा और बंदरगाह शाखा बहुत लंबा नाम दूसरी मंज़िल " * 3,
    "korean": "공항과 항구 지점 아주 긴 이름 제2터미널 2층 빵집 옆 " * 4,
    "emoji": "🏦🏨🏥" * 25,
}


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


@pytest.fixture
def no_other_font(monkeypatch):
    """Leave those families alone that matplotlib and this package bring with them."""
    for look in ("listed_families", "families_of_new_files"):
        monkeypatch.setattr(fonts, look, lambda: frozenset({fonts.LATIN}))


@pytest.fixture(params=["as installed", "no other font"])
def any_fonts(request):
    if request.param == "no other font":
        request.getfixturevalue("no_other_font")


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
@pytest.mark.usefixtures("any_fonts")
def test_a_long_name_of_a_group_is_not_cut_off(name):
    assert_long_name_is_read(name, "en")


@pytest.mark.parametrize("name", [NAMES["latin"], NAMES["chinese"], NAMES["one word"]])
def test_a_long_name_of_a_group_is_not_cut_off_in_chinese(name):
    assert_long_name_is_read(name, "zh")


def assert_long_name_is_read(name, language):
    survey = at_the_counter(61, 80, shift=[-1.0, 0.0] * 40, branch=[name, "North"])
    shown = sg.measure_gaps(survey, by="branch")
    ax = draw(shown, None, language)
    assert_all_to_be_read(ax.figure)
    written = [text.get_text() for text in ax.figure.findobj(Text)]
    assert any(name[:9] in text or text.count(BOX) + text.count(NARROW_BOX) >= 9 for text in written)
    figure = Figure(figsize=(9, 9))
    assert_all_to_be_read(draw(shown, figure.subplots(), language).figure)


@pytest.mark.parametrize("case", [case for case in CASES if not case.startswith("hostile")])
@pytest.mark.usefixtures("no_other_font")
def test_nothing_is_clipped_and_nothing_overlaps_without_a_font(case):
    ax = draw(CASES[case], None, "en")
    assert_all_to_be_read(ax.figure)
    figure = Figure(figsize=(9, 9))
    assert_all_to_be_read(draw(CASES[case], figure.subplots(), "en").figure)


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_is_as_large_without_a_font_where_no_name_goes_by_its_key(kind, request):
    def size():
        return tuple(draw(CASES[kind], None, "en").figure.get_size_inches())

    before = size()
    request.getfixturevalue("no_other_font")
    assert size() == before


@pytest.mark.parametrize("character", "好ก한अ🏦Ωжあ̈\u200d")
@pytest.mark.parametrize("bold", [False, True])
def test_a_box_is_no_wider_than_the_character_it_stands_for(character, bold):
    box = box_for(character)
    face = get_font(findfont(FontProperties(family=fonts.LATIN, weight="bold" if bold else "normal")))
    face.set_size(100, 72)
    drawn = sum(face.load_char(ord(each)).linearHoriAdvance / 65536 / 100 for each in box)
    assert drawn <= width(character, bold=bold)


@pytest.mark.usefixtures("no_other_font")
def test_what_no_font_can_write_goes_by_its_key_or_by_boxes():
    ax = draw(CASES["wide_gaps"], None, "en")
    ax.figure.draw_without_rendering()
    assert {"i00", "i10", "d2"} <= {text.get_text() for text in ax.texts}
    ax = draw(CASES["many_groups"], None, "en")
    ax.figure.draw_without_rendering()
    assert {"North", BOX * len("南京路"), BOX * len("강남점")} <= {text.get_text() for text in ax.texts}
    ax = draw(CASES["wide_waves"], None, "en")
    ax.figure.draw_without_rendering()
    assert any(text.get_text().startswith("d2 ") for text in ax.texts)


@pytest.mark.usefixtures("no_other_font")
def test_a_key_that_is_longer_than_the_name_is_written_whole():
    dimensions = [
        sg.Dimension("tangibles", [sg.Item("t1", "One")], {"en": "좋음"}),
        sg.Dimension("b", [sg.Item("b1", "b")]),
    ]
    instrument = sg.Instrument("renamed", sg.Scale(1, 7), dimensions)
    ax = draw(sg.measure_gaps(at_the_counter(62, 40, instrument=instrument)), None, "en")
    assert "tangibles" in {text.get_text() for text in ax.texts}
    assert_all_to_be_read(ax.figure)


@pytest.mark.usefixtures("no_other_font")
def test_svg_needs_no_font():
    svg = picture_svg(CASES["gaps"], "zh")
    assert "快捷性" in svg
    assert "不合格" in svg


@pytest.mark.usefixtures("no_other_font")
def test_chinese_words_need_nothing_installed(caplog):
    ax = draw(CASES["gaps"], None, "zh")
    ax.figure.draw_without_rendering()
    assert "快捷性" in {text.get_text() for text in ax.texts}
    assert {text.get_fontfamily()[0] for text in ax.texts} == {fonts.CHINESE}
    ax = draw(CASES["many_groups"], None, "en")
    ax.figure.draw_without_rendering()
    named = {text.get_text(): text.get_fontfamily() for text in ax.texts}
    assert named["North"] == [fonts.LATIN]
    assert named["南京路"] == [fonts.CHINESE]
    assert caplog.records == []


def test_a_machine_with_many_fonts_draws_what_one_without_any_does(request, tmp_path):
    for name in ("many", "none"):
        if name == "none":
            request.getfixturevalue("no_other_font")
        CASES["gaps"].save_plot(tmp_path / f"{name}.png", language="zh")
    assert (tmp_path / "many.png").read_bytes() == (tmp_path / "none.png").read_bytes()


def test_the_packaged_font_has_gb_2312_and_every_word_of_ours():
    face = get_font(installed.PACKAGED / "ServgapSansSC-Regular.otf")
    has = frozenset(map(chr, face.get_charmap()))
    standard = {
        decoded
        for row in range(0xA1, 0xF8)
        for cell in range(0xA1, 0xFF)
        if (decoded := bytes((row, cell)).decode("gb2312", errors="ignore"))
    }
    assert len([each for each in standard if "\u4e00" <= each <= "\u9fff"]) == 6763
    assert standard <= has
    texts = Path(sg.__file__).parent.glob("language/zh/*.toml")
    ours = frozenset("".join(path.read_text(encoding="utf-8") for path in texts))
    assert ours - has - installed.glyphs_of(fonts.LATIN) - set("\n\ufeff") == frozenset()
    assert {each for each in ours - has if each >= "\u2e80"} == frozenset()


def test_the_packaged_font_keeps_its_licence_and_takes_no_reserved_name():
    with TTFont(installed.PACKAGED / "ServgapSansSC-Regular.otf") as font:
        told = {each.nameID: str(each) for each in font["name"].names}
    assert told[1] == fonts.CHINESE
    assert not any("Source" in told[number] for number in (1, 3, 4, 6))
    assert "SIL Open Font License, Version 1.1" in told[13]
    licence = (installed.PACKAGED / "OFL.txt").read_text(encoding="utf-8")
    assert "Reserved Font Name" in licence
    assert "Version 1.1 - 26 February 2007" in licence


def test_matplotlib_is_told_of_the_packaged_font_once(monkeypatch):
    kept = [entry for entry in fontManager.ttflist if entry.name != fonts.CHINESE]
    monkeypatch.setattr(fontManager, "ttflist", kept)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: installed.packaged(fonts.CHINESE), range(40)))
    assert sum(entry.name == fonts.CHINESE for entry in fontManager.ttflist) == 1


@pytest.mark.parametrize(
    "settings",
    [
        {"font.family": "My Own"},
        {"font.family": ["My Own", "sans-serif"]},
        {"font.sans-serif": ["My Own", *mpl.rcParamsDefault["font.sans-serif"]]},
        {"font.family": "serif", "font.serif": ["Not There", "My Own"]},
    ],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_fonts_that_the_user_set_come_first(settings, language, tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(fontManager, "ttflist", list(fontManager.ttflist))
    fontManager.addfont(make_font(tmp_path / "own.ttf", "My Own"))
    with mpl.rc_context(settings):
        ax = draw(CASES["gaps"], None, language)
        ax.figure.draw_without_rendering()
    first = [text.get_fontfamily()[0] for text in ax.texts if text.get_text().isalnum() and text.get_text().isascii()]
    assert first
    assert set(first) == {"My Own"}
    with_minus = [text.get_fontfamily() for text in ax.texts if text.get_text().startswith("[−")]
    assert all(family[0] == "My Own" and len(family) == 2 for family in with_minus)
    assert caplog.records == []


def test_settings_as_they_come_leave_pictures_as_they_are():
    assert fonts.of_the_user() == ()
    with mpl.rc_context({"font.sans-serif": mpl.rcParamsDefault["font.sans-serif"][2:]}):
        assert fonts.of_the_user() == ()


def test_bold_is_drawn_where_a_font_has_none(tmp_path):
    light = CASES["gaps"]
    ax = draw(light, None, "zh")
    thick = [text for text in ax.texts if text.get_path_effects()]
    assert "总体" in {text.get_text() for text in thick}
    assert {text.get_fontweight() for text in ax.texts} == {"normal"}
    assert {text.get_fontweight() for text in draw(light, None, "en").texts} == {"normal", "bold"}


def test_a_font_that_is_gone_does_not_count(monkeypatch, tmp_path):
    gone = dataclasses.replace(fontManager.ttflist[0], fname=str(tmp_path / "gone.ttf"), name="Gone")
    monkeypatch.setattr(fontManager, "ttflist", [*fontManager.ttflist, gone])
    assert "Gone" not in installed.listed_families()


def test_a_font_that_is_gone_does_not_stand_in_the_way_of_one_of_its_name(monkeypatch, tmp_path):
    """Asked for a family whose file is gone, matplotlib makes its list anew, without the fonts it was told of."""
    there = fontManager.ttflist[0]
    named = [dataclasses.replace(there, fname=fname, name="Kept") for fname in (str(tmp_path / "gone"), there.fname)]
    monkeypatch.setattr(fontManager, "ttflist", [named[0], *fontManager.ttflist])
    monkeypatch.setattr("matplotlib.font_manager.findSystemFonts", list)
    assert "Kept" not in installed.families_of_new_files()
    fontManager.ttflist.append(named[1])
    assert installed.glyphs_of("Kept")
    assert "Kept" in installed.listed_families()


def test_a_file_that_is_no_font_is_passed_over(monkeypatch, tmp_path):
    (tmp_path / "torn.ttf").write_bytes(b"\x00\x01\x00\x00 torn")
    monkeypatch.setattr(fontManager, "ttflist", list(fontManager.ttflist))
    monkeypatch.setattr("matplotlib.font_manager.findSystemFonts", lambda: [str(tmp_path / "torn.ttf")])
    assert installed.families_of_new_files() == installed.listed_families()


STORED = """
from pathlib import Path
from matplotlib import get_cachedir
from matplotlib.font_manager import fontManager
print(*Path(get_cachedir()).glob("fontlist*.json"))
"""
DRAWN = """
import sys
import matplotlib
matplotlib.use("Agg")
import servgap as sg
from matplotlib.font_manager import fontManager
from servgap.report.pictures.fonts import OTHERS
if set(OTHERS) & {entry.name for entry in fontManager.ttflist}:
    sys.exit("the list is not stale")
survey = sg.read_survey(sys.argv[1], attributes=["branch"])
ax = sg.compare_groups(survey, by="branch").plot(language="zh")
ax.figure.savefig(sys.argv[2])
print(next(text.get_fontfamily() for text in ax.texts if text.get_text() == "镕城"))
"""
SAMPLE = Path(__file__).parents[1] / "data" / "samples" / "hotline_2026.csv"


def test_a_font_installed_after_matplotlib_made_its_list_is_found(tmp_path):
    """Make the list, install a font, and draw in a new process, without anybody deleting the list."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("MPL", "XDG"))},
        "HOME": str(tmp_path),
        "MPLCONFIGDIR": str(tmp_path / "settings"),
        "PATH": "",  # what fontconfig knows would be installed for the whole machine
    }

    def run(*told):
        done = subprocess.run(  # noqa: S603 - this Python, on code that stands in this file
            [sys.executable, "-c", *told], env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    stored = Path(run(STORED))
    listed = json.loads(stored.read_text(encoding="utf-8"))
    listed["ttflist"] = [entry for entry in listed["ttflist"] if entry["name"] not in fonts.OTHERS]
    stored.write_text(json.dumps(listed), encoding="utf-8")
    before = stored.read_bytes()
    (tmp_path / ".fonts").mkdir()
    make_font(tmp_path / ".fonts" / "late.ttf")
    text = SAMPLE.read_text(encoding="utf-8")
    (tmp_path / "survey.csv").write_text(text.replace("North", "镕城"), encoding="utf-8")
    assert (
        run(DRAWN, str(tmp_path / "survey.csv"), str(tmp_path / "gaps.png"))
        == "['Servgap Sans SC', 'Noto Sans CJK SC']"
    )
    assert stored.read_bytes() == before
