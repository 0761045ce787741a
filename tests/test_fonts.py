"""Pictures need no font that is not there: texts keep their room without one, and a font installed later is found."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path

import matplotlib as mpl
import pytest
from made_font import make_font
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, fontManager, get_font
from test_pictures import CASES, assert_all_to_be_read

import servgap as sg
from servgap.errors import ServgapError
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
    """Leave the one family that matplotlib brings with it."""
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
    written = ax.get_xlabel().replace("\n", "")
    assert name[:9] in written or written.count(BOX) + written.count(NARROW_BOX) >= 9
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
        sg.Dimension("tangibles", [sg.Item("t1", "One")], {"en": "好"}),
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
def test_a_drawing_with_chinese_words_needs_a_chinese_font():
    with pytest.raises(
        ServgapError, match=r"needs a Chinese font.*Install one of Noto Sans CJK SC.*HTML report needs no"
    ):
        draw(CASES["gaps"], None, "zh")


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
from servgap.report.pictures.fonts import CHINESE
if set(CHINESE) & {entry.name for entry in fontManager.ttflist}:
    sys.exit("the list is not stale")
survey = sg.read_survey(sys.argv[1])
figure = sg.measure_gaps(survey).plot(language="zh").figure
figure.savefig(sys.argv[2])
print(figure.axes[0].texts[0].get_fontfamily()[0])
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
    listed["ttflist"] = [entry for entry in listed["ttflist"] if entry["name"] not in fonts.CHINESE]
    stored.write_text(json.dumps(listed), encoding="utf-8")
    before = stored.read_bytes()
    (tmp_path / ".fonts").mkdir()
    make_font(tmp_path / ".fonts" / "late.ttf")
    assert run(DRAWN, str(SAMPLE), str(tmp_path / "gaps.png")) == "Noto Sans CJK SC"
    assert stored.read_bytes() == before
