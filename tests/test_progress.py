"""What takes long says so in one line where somebody waits, takes the line away, and says nothing anywhere else."""

from __future__ import annotations

import io
import sys
import threading
from collections.abc import Iterator
from time import sleep
from types import SimpleNamespace
from typing import Any

import pytest

import servgap as sg
from servgap import progress as told
from servgap.progress import progress
from tests.surveys import random_survey


class Terminal(io.StringIO):
    """A stream at which somebody looks."""

    def isatty(self) -> bool:
        return True


def _standing_in(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO | None) -> None:
    # Between the steps of a test pytest sets the stream for errors back.
    monkeypatch.setattr(told, "sys", SimpleNamespace(modules={}, stderr=stream))


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    stream = Terminal()
    _standing_in(monkeypatch, stream)
    monkeypatch.setattr(told, "AFTER", 0.02)
    monkeypatch.setattr(told, "EVERY", 0.02)
    yield stream
    assert not told._ONE_LINE.locked()


def until(stream: Terminal, text: str) -> None:
    for _ in range(500):
        if text in stream.getvalue():
            return
        sleep(0.01)
    pytest.fail(f"{text!r} was not said, but {stream.getvalue()!r}")


@pytest.mark.parametrize(
    ("language", "line"),
    [("en", "Making the report: comparing groups … 0 s"), ("zh", "正在生成报告：正在比较各组……0 秒")],
)
def test_what_is_done_is_said_with_what_is_done_within_it(terminal: Terminal, language: str, line: str) -> None:
    with progress("progress.report", language):
        with progress("groups.doing", "en"):
            until(terminal, line)
        with progress("no_such_kind.doing", "en"):
            until(terminal, {"en": "Making the report: computing", "zh": "正在生成报告：正在计算"}[language])
    assert terminal.getvalue().endswith("\r\x1b[2K"), "the line is gone"


def test_it_is_gone_after_a_failure_too(terminal: Terminal) -> None:
    def fails() -> None:
        with progress("gaps.doing", "en"):
            until(terminal, "Measuring gaps … 0 s")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert terminal.getvalue().endswith("\r\x1b[2K")


def test_what_is_quick_says_nothing(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(told, "AFTER", 60.0)
    with progress("gaps.doing", "en"):
        pass
    assert terminal.getvalue() == ""


def test_nothing_is_started_where_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    _standing_in(monkeypatch, io.StringIO())
    monkeypatch.setattr(told, "AFTER", 0.0)
    before = threading.active_count()
    with progress("gaps.doing", "en"):
        assert threading.active_count() == before
    _standing_in(monkeypatch, None)
    with progress("gaps.doing", "en"):
        assert threading.active_count() == before


def test_of_two_that_work_at_once_one_has_the_line(terminal: Terminal) -> None:
    with progress("gaps.doing", "en"):
        until(terminal, "Measuring gaps")

        def other() -> None:
            with progress("waves.doing", "en"):
                sleep(0.1)

        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert "Following" not in terminal.getvalue()


def test_a_line_that_cannot_be_written_disturbs_nothing(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = threading.Event()

    def broken(text: str) -> int:
        begun.set()
        raise BrokenPipeError

    monkeypatch.setattr(terminal, "write", broken)
    with progress("gaps.doing", "en"):
        assert begun.wait(5)


def test_in_a_notebook_it_is_an_output_that_is_replaced_and_emptied(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    there = threading.Event()

    def put(data: dict[str, Any], *, raw: bool, display_id: bool = True) -> Any:
        assert raw
        assert display_id
        shown.append(data["text/plain"])
        there.set()
        return SimpleNamespace(update=put)

    shell = SimpleNamespace(kernel=object())
    module = SimpleNamespace(get_ipython=lambda: shell, display=SimpleNamespace(display=put))
    monkeypatch.setitem(sys.modules, "IPython", module)
    monkeypatch.setitem(sys.modules, "IPython.display", module.display)
    monkeypatch.setattr(told, "AFTER", 0.01)
    with progress("drivers.doing", "zh"):
        assert there.wait(5)
    assert shown[0] == "正在分析驱动因素……0 秒"
    assert shown[-1] == ""


@pytest.mark.parametrize("verb", ["measure_gaps", "track_waves", "read_survey", "Report"])
def test_verbs_reading_and_reports_say_what_they_do(verb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever begins first has the line."""
    begun: list[str] = []

    class Told:
        def show(self, text: str) -> None:
            begun.append(text)

        def clear(self) -> None:
            begun.append("")

    survey = random_survey(3, 60).in_language("zh")
    monkeypatch.setattr(told, "line_for_somebody", Told)
    monkeypatch.setattr(told, "AFTER", 0.0)
    calls: dict[str, Any] = {
        "measure_gaps": lambda: sg.measure_gaps(survey),
        "track_waves": lambda: sg.track_waves(survey, by="quarter"),
        "read_survey": lambda: sg.read_survey("data/samples/hotline_2026.csv", language="zh"),
        "Report": lambda: sg.Report(survey),
    }
    calls[verb]()
    said = {"measure_gaps": "正在测量差距", "track_waves": "正在跟踪各期变化", "read_survey": "正在读取答卷"}
    assert begun[0].startswith(said.get(verb, "正在生成报告"))
    assert begun[-1] == ""
