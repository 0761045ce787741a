"""The end of a report: who answered, its methods, the works cited, the ledger, and what it was made with."""

from __future__ import annotations

import re

import pytest

import servgap as sg
from servgap.language import languages
from servgap.report.writers.page import page_html
from servgap.survey.digests import fingerprint
from tests.counter_surveys import survey
from tests.real_reports import REPORTS


def test_the_end_of_a_report_is_its_ledger_with_what_it_was_made_with() -> None:
    document = REPORTS["branches and quarters"]("en")._document()
    made = dict(document.made_with)
    assert re.fullmatch(r"(?:[0-9a-f]{4}-){3}[0-9a-f]{4}", made["Fingerprint of the data"])
    assert made["Computed with"] == f"servgap {sg.__version__}"
    assert made["Protection of small groups"] == "small groups and those that would reveal them"
    page = page_html(document).decode("utf-8")
    places = [page.index(f'id="{name}"') for name in ("answered", "methods", "ledger")]
    assert places == sorted(places)
    assert 'href="#ledger"' in page
    assert page.index(made["Fingerprint of the data"]) > places[-1]


def test_methods_are_sentences_and_cite_what_is_listed() -> None:
    for language in languages():
        document = REPORTS["branches and quarters"](language)._document()
        assert all(paragraph.endswith("." if language == "en" else "。") for paragraph in document.methods)
        assert len(document.references) == len(set(document.references))
        assert any("Student" in work for work in document.references)


def test_a_fingerprint_follows_the_answers_and_nothing_else() -> None:
    read = survey("plain")
    assert fingerprint(read) == fingerprint(survey("plain").in_language("zh"))
    assert fingerprint(read) != fingerprint(read.where(branch=str(read.respondents["branch"].iloc[0])))


def test_the_stamp_does_not_depend_on_the_version(monkeypatch: pytest.MonkeyPatch) -> None:
    stamp = REPORTS["points"]("en")._document().stamp
    monkeypatch.setattr(sg, "__version__", "99.0.0")
    later = REPORTS["points"]("en")._document()
    assert later.stamp == stamp
    assert ("Computed with", "servgap 99.0.0") in later.made_with
