"""Verbs and reports beside others in one process, and interrupted at any step: the same bytes, nothing left changed."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import matplotlib as mpl

mpl.use("Agg")

import numpy as np
import pandas as pd
import pytest
from matplotlib import font_manager
from matplotlib import pyplot as plt
from threadpoolctl import ThreadpoolController

import servgap as sg
from servgap._stats.one_thread import _linear_algebra, in_one_thread
from servgap.analysis.frames import Frames
from servgap.report.pictures import picture_svg
from servgap.report.pictures.settings import with_settings
from tests.surveys import anew, random_survey

THREADS = 16
SURVEY = random_survey(3, 70, (3, 2))
LIBRARIES = ThreadpoolController()


def state():
    """Give what a process shares among its threads and a library could leave changed."""
    return {
        "linear algebra": [(each.filepath, each.get_num_threads()) for each in LIBRARIES.lib_controllers],
        "settings": dict(mpl.rcParams),
        "backend": mpl.get_backend(),
        "warnings": list(warnings.filters),
        "figures": plt.get_fignums(),
        "fonts": [entry.fname for entry in font_manager.fontManager.ttflist],
        "errors": np.geterr(),
        "environment": {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")},
    }


@pytest.fixture(scope="module")
def all_is_imported():
    picture_svg(sg.measure_gaps(SURVEY), "zh")
    sg.measure_gaps(SURVEY).plot()  # tells matplotlib of the packaged font, for good


@pytest.fixture(autouse=True)
def nothing_is_left_changed(all_is_imported):
    plt.close("all")  # also another test's
    before = state()
    yield
    plt.close("all")
    after = state()
    assert [name for name in before if name != "warnings" and after[name] != before[name]] == []  # pytest has its own


def told(finding: sg.Finding) -> bytes:
    """Everything that a finding says, computes and shows."""
    tables = [finding.frames[name].to_csv() for name in finding.frames]
    return "\n".join([repr(finding), finding.headline_in("zh"), finding.note_in("zh"), *tables]).encode()


def drawn(finding: sg.Finding) -> bytes:
    return picture_svg(finding, "zh").encode()


def plotted(finding: sg.Finding) -> bytes:
    figure = finding.plot().figure
    try:
        return repr([text.get_text() for text in figure.axes[0].texts]).encode()
    finally:
        plt.close(figure)


def reported(folder) -> Callable[[], bytes]:
    def write() -> bytes:
        place = folder / f"{threading.get_ident()}"
        written = sg.Report(SURVEY, minimum=3).write(place)
        return b"".join(path.read_bytes() for path in (written.html, written.workbook, written.word))

    return write


CALLS: dict[str, Callable[[], bytes]] = {
    "measure_gaps": lambda: told(sg.measure_gaps(SURVEY, by="branch")),
    "check_significance": lambda: told(sg.check_significance(SURVEY)),
    "check_reliability": lambda: told(sg.check_reliability(SURVEY)),
    "check_validity": lambda: told(sg.check_validity(SURVEY)),
    "check_pairing": lambda: told(sg.check_pairing(SURVEY)),
    "rank_standards": lambda: told(sg.rank_standards(SURVEY)),
    "compare_groups": lambda: told(sg.compare_groups(SURVEY, by="branch")),
    "track_waves": lambda: told(sg.track_waves(SURVEY, by="quarter")),
    "screen_responses": lambda: told(sg.screen_responses(SURVEY)),
    "picture": lambda: drawn(sg.compare_groups(SURVEY, by="branch")),
    "plot": lambda: plotted(sg.measure_gaps(SURVEY)),
}


def test_in_many_threads_at_once_everything_gives_the_same_bytes_as_alone(tmp_path):
    calls = {**CALLS, "report": reported(tmp_path)}
    alone = {name: call() for name, call in calls.items()}
    names, start = list(calls), threading.Barrier(THREADS)

    def run(number: int) -> list[str]:
        start.wait()
        mine = [names[(number + step * 5) % len(names)] for step in range(2)]
        return [name for name in mine if calls[name]() != alone[name]]

    before = state()
    with ThreadPoolExecutor(THREADS) as threads:
        assert [name for differing in threads.map(run, range(THREADS)) for name in differing] == []
    assert state() == before


def test_a_table_is_computed_once_for_all_threads_that_look_at_it():
    calls, start = [], threading.Barrier(THREADS)

    def later() -> pd.DataFrame:
        calls.append(threading.get_ident())
        return pd.DataFrame({"value": np.arange(5)})

    frames = Frames({"frame": later})

    def look(_: int) -> pd.DataFrame:
        start.wait()
        return frames["frame"]

    with ThreadPoolExecutor(THREADS) as threads:
        found = list(threads.map(look, range(THREADS)))
    assert len(calls) == 1
    assert all(each.equals(found[0]) for each in found)


def test_a_table_whose_computing_was_interrupted_is_computed_when_looked_at_again():
    given = iter([KeyboardInterrupt(), pd.DataFrame({"value": [1]})])

    def later() -> pd.DataFrame:
        found = next(given)
        if isinstance(found, BaseException):
            raise found
        return found

    frames = Frames({"frame": later})
    with pytest.raises(KeyboardInterrupt):
        frames["frame"]
    assert len(frames["frame"]) == 1


def test_the_last_who_holds_linear_algebra_sets_it_back():
    within, leave = threading.Barrier(3), [threading.Event(), threading.Event()]

    @in_one_thread
    def hold(number: int) -> None:
        within.wait()
        leave[number].wait(10)

    libraries = _linear_algebra()
    before = [each.get_num_threads() for each in libraries]
    threads = [threading.Thread(target=hold, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    within.wait()
    for thread, event in zip(threads, leave, strict=True):  # the first that came is the first to go
        assert {each.get_num_threads() for each in libraries} == {1}
        event.set()
        thread.join()
    assert [each.get_num_threads() for each in libraries] == before


class Interrupt:
    """Raise as the keyboard does at a step: where a function begins, one of C has come back, or where one ends too."""

    def __init__(self, step: int, within: str = "", *, ends: bool = True) -> None:
        self.step, self.within, self.steps = step, within, 0
        self.events = {"call", "c_return", *(["return"] if ends else [])}

    def __call__(self, frame, event, _):
        if (
            event not in self.events
            or self.within not in frame.f_code.co_filename
            or frame.f_code is Interrupt.run.__code__
        ):
            return
        self.steps += 1
        if self.steps == self.step:
            sys.setprofile(None)
            raise KeyboardInterrupt

    def run(self, call: Callable[[], object]) -> bool:
        """Tell whether the call was interrupted."""
        sys.setprofile(self)
        try:
            call()
        except KeyboardInterrupt:
            return True
        finally:
            sys.setprofile(None)
        return False


def steps_of(call: Callable[[], object], within: str = "", *, ends: bool = True) -> int:
    counting = Interrupt(0, within, ends=ends)
    counting.run(call)
    return counting.steps


INTERRUPTED = {
    "one thread": (in_one_thread(lambda: sum([1, 2])), "one_thread.py"),
    "settings": (lambda: with_settings({"svg.fonttype": "none", "axes.xmargin": 0.3}, lambda: len("x")), ""),
    "counting": (lambda: anew(SURVEY).tally("branch"), "one_thread.py"),
    "svg": (lambda: drawn(sg.measure_gaps(SURVEY)), "servgap/report/pictures/"),
    "plot": (lambda: plotted(sg.measure_gaps(SURVEY)), "pyplot.py"),
}


@pytest.mark.parametrize("name", INTERRUPTED)
def test_an_interrupt_at_any_step_leaves_everything_as_it_was_and_the_next_call_right(name):
    call, within = INTERRUPTED[name]
    right, before, interrupted = call(), state(), 0
    steps = steps_of(call, within)
    assert steps > 5
    chosen = range(1, steps + 1) if steps <= 120 else np.linspace(1, steps, 24).astype(int).tolist()
    for step in chosen:
        interrupted += Interrupt(step, within).run(call)
        if name == "plot":
            plt.close("all")
        assert state() == before, f"after an interrupt at step {step} of {steps}"
    assert interrupted > 0.8 * len(chosen)
    again = call()
    assert again.respondents.tolist() == right.respondents.tolist() if isinstance(right, sg.Tally) else again == right


def test_a_figure_that_was_not_finished_is_closed():
    finding = sg.measure_gaps(SURVEY)
    mine = plt.figure()
    steps = steps_of(lambda: plt.close(finding.plot().figure), "pictures/", ends=False)
    for step in np.linspace(1, steps, 12).astype(int).tolist():
        figures = []
        interrupt = Interrupt(step, "pictures/", ends=False)
        interrupted = interrupt.run(lambda kept=figures: kept.append(finding.plot().figure))
        assert plt.get_fignums() == [mine.number, *(each.number for each in figures)]
        assert interrupted or figures
        for figure in figures:
            plt.close(figure)
    plt.close(mine)


def test_threads_that_all_come_first_find_everything(tmp_path):
    random_survey(3, 120).to_csv(tmp_path / "survey.csv")
    code = (
        "import sys, threading, servgap as sg\n"
        "from concurrent.futures import ThreadPoolExecutor\n"
        "start = threading.Barrier(16)\n"
        "def run(number):\n"
        "    start.wait()\n"
        "    survey = sg.read_survey(sys.argv[1], attributes=['branch'])\n"
        "    verb = [sg.measure_gaps, sg.rank_standards, sg.check_pairing, sg.Report][number % 4]\n"
        "    return repr(verb(survey))\n"
        "with ThreadPoolExecutor(16) as threads:\n"
        "    print(len(set(threads.map(run, range(16)))))\n"
    )
    command = [sys.executable, "-W", "error", "-c", code, str(tmp_path / "survey.csv")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - this Python, on code above
    assert (done.stdout.strip(), done.stderr) == ("4", "")
