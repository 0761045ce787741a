"""Everything that readers see of what the verbs find on seeded surveys is as it was, in both languages.

Run with SERVGAP_SNAPSHOTS=write where a change is meant; the files in `snapshots/` then tell what it changes.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

import servgap as sg
from tests.real_findings import CALLS, PICTURED, TOLD, WHOLE, WRITTEN_TOO, finding
from tests.real_reports import REPORTS, sources, surveys_changed
from tests.shown_to_readers import Told, first_differences, of_sources, of_surveys, whole_finding, whole_report

SNAPSHOTS = Path(__file__).parent / "snapshots"
LANGUAGES = ("en", "zh")
WRITE = os.environ.get("SERVGAP_SNAPSHOTS") == "write"
WHOLE_CASES = [(kind, *case) for kind, cases in WHOLE.items() for case in cases]


def file_name(*words: str) -> str:
    """Name a snapshot's file."""
    return re.sub(r"[^a-z0-9]+", "_", " ".join(words).lower()).strip("_")


def whole_file(kind: str, call: str, name: str, language: str) -> str:
    return f"{file_name(kind, call, 'of', name)}.{language}.txt"


def report_file(name: str, language: str) -> str:
    return f"{file_name('report', name)}.{language}.txt"


def told_file(kind: str, language: str) -> str:
    return f"told_{kind}.{language}.txt"


WITH_ALL_SHEETS = ("small branches", "names that would act")
WRITTEN = {
    *(whole_file(*case, language) for case in WHOLE_CASES for language in LANGUAGES),
    *(told_file(kind, language) for kind in TOLD for language in LANGUAGES),
    *(report_file(name, language) for name in REPORTS for language in LANGUAGES),
    *(f"{name}.{language}.txt" for name in ("sources", "surveys") for language in LANGUAGES),
}


def hold(name: str, told: str) -> None:
    """Hold what is told against the file of that name, or write it there."""
    path = SNAPSHOTS / name
    if WRITE:
        path.write_text(told, encoding="utf-8")
    differences = first_differences(path.read_text(encoding="utf-8"), told)
    assert not differences, f"{name}: if this is meant, run with SERVGAP_SNAPSHOTS=write\n" + "\n".join(differences)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("kind", "call", "name"), WHOLE_CASES, ids=lambda each: each or "usual")
def test_all_that_is_seen_of_a_finding_is_as_it_was(kind: str, call: str, name: str, language: str, tmp_path: Path):
    written = (kind, call, name) in WRITTEN_TOO
    told = whole_finding(finding(kind, call, name), tmp_path, language, written=written)
    hold(whole_file(kind, call, name, language), told)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", CALLS)
def test_what_is_told_of_many_surveys_is_as_it_was(kind: str, language: str):
    told = Told(language)
    for call, names in TOLD[kind].items():
        for name in names:
            try:
                told.add(label(call, name), finding(kind, call, name))
            except sg.ServgapError as refused:
                told.refused(label(call, name), str(refused))
    for call, name in PICTURED[kind]:
        told.draw(label(call, name), finding(kind, call, name))
    hold(told_file(kind, language), told.text())


def label(call: str, name: str) -> str:
    return f"{call}: {name}" if call else name


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", REPORTS)
def test_a_report_is_as_it_was(name: str, language: str):
    hold(report_file(name, language), whole_report(REPORTS[name](language), sheets=name in WITH_ALL_SHEETS))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_of_sources_is_as_it_was(language: str):
    hold(f"sources.{language}.txt", of_sources(sources(), language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_cards_and_ledgers_are_as_they_were(language: str):
    hold(f"surveys.{language}.txt", of_surveys(surveys_changed(), language))


def test_no_snapshot_is_left_that_nothing_writes():
    assert sorted(path.name for path in SNAPSHOTS.iterdir() if path.name not in WRITTEN) == []
