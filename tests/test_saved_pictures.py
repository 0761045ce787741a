"""Pictures as files: in the format by which the name ends, the same bytes twice, and no figure left behind."""

from __future__ import annotations

import struct
import subprocess
import sys
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib import pyplot as plt

import servgap as sg
from servgap.errors import ServgapError
from servgap.language import language_of
from servgap.report.kinds.registry import kind_of
from servgap.report.pictures.image import png_of
from tests.real_findings import KINDS, finding

mpl.use("Agg")
BEGINS = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}
SAMPLE = Path(__file__).parents[1] / "data" / "samples" / "hotline_2026.csv"


@pytest.fixture
def left_open():
    """Figures that stay open though a picture was saved; other tests may have left theirs."""
    before = plt.get_fignums()
    return lambda: [number for number in plt.get_fignums() if number not in before]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("ending", BEGINS)
def test_the_same_finding_gives_the_same_file(ending, language, left_open, tmp_path):
    paths = [tmp_path / f"{name}.{ending.upper()}" for name in "ab"]
    for path in paths:
        finding("gaps", "", "plain").save_plot(path, language=language)
    first, second = (path.read_bytes() for path in paths)
    assert first == second
    assert first.startswith(BEGINS[ending])
    for made in (b"CreationDate", b"dc:date", b"dc:creator", b"Creator", b"Software"):
        assert made not in first
    assert left_open() == []


@pytest.mark.parametrize("ending", BEGINS)
def test_another_process_gives_the_same_file(ending, tmp_path):
    told = (
        "import sys, servgap as sg; sg.measure_gaps(sg.read_survey(sys.argv[1])).save_plot(sys.argv[2], language='zh')"
    )
    paths = [tmp_path / f"{name}.{ending}" for name in "ab"]
    subprocess.run([sys.executable, "-c", told, str(SAMPLE), str(paths[0])], check=True)  # noqa: S603 - this Python
    sg.measure_gaps(sg.read_survey(SAMPLE)).save_plot(paths[1], language="zh")
    assert paths[0].read_bytes() == paths[1].read_bytes()


@pytest.mark.parametrize("path", ["gaps", "gaps.jpg", "folder.png/gaps", ".png"])
def test_another_ending_is_refused_before_anything_is_written(path, tmp_path):
    with pytest.raises(ServgapError, match=r"expected one of \.png, \.svg, \.pdf; found .*savefig"):
        finding("gaps", "", "plain").save_plot(tmp_path / path)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_written_and_a_picture_that_is_not_known(tmp_path):
    with pytest.raises(ServgapError, match="none"):
        finding("gaps", "", "plain").save_plot(tmp_path / "none" / "gaps.png")
    with pytest.raises(ServgapError, match="kind= names another picture"):
        finding("gaps", "", "plain").save_plot(tmp_path / "gaps.png", kind="pie")


def test_dots_to_an_inch_are_those_asked_for(tmp_path):
    found = finding("gaps", "", "plain")
    picture = kind_of(found.kind).planned(found, language_of("en"))
    small, large = (png_of(picture, language_of("en"), dpi=dpi) for dpi in (100, 200))
    wide = [struct.unpack(">I", image[16:20])[0] for image in (small, large)]
    assert abs(wide[1] - 2 * wide[0]) <= 2
    with mpl.rc_context({"savefig.dpi": 100, "savefig.bbox": "tight", "axes.grid": True, "font.size": 30}):
        found.save_plot(tmp_path / "gaps.png")
    assert (tmp_path / "gaps.png").read_bytes() == small


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_saved_and_no_figure_stays(kind, left_open, tmp_path):
    finding(kind, "", "plain").save_plot(tmp_path / "one.png", language="zh")
    assert (tmp_path / "one.png").stat().st_size > 4000
    assert left_open() == []
