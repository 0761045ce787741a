"""Surveys whose answers stand in questionnaires of one part and of two alike, and what readers see of findings."""

from __future__ import annotations

import re

import numpy as np

import servgap as sg
from servgap.report.pictures import picture_svg
from servgap.survey.survey import Survey
from tests.surveys import instrument_of, pair_survey, survey_of

SIZES = (3, 2)
NO_GAPS = ("perception", "expectation", "index", "met", "above", "short", "top", "bottom", "net")
"""Measures that are no distance from anything."""
BRANCHES, QUARTERS = ("Airport", "Central", "East"), ("2026Q1", "2026Q2", "2026Q3")


def both_parts(n: int = 180, *, seed: int = 7) -> Survey:
    """Make a survey in which everybody answers everything, and Airport and the last quarter fare worse."""
    rng = np.random.default_rng(seed)
    branch, quarter = (np.array(names)[np.arange(n) // times % 3] for names, times in ((BRANCHES, 1), (QUARTERS, 3)))
    worse = (branch == "Airport")[:, None] * 2 + (quarter == "2026Q3")[:, None]
    expectation = rng.integers(4, 8, (n, sum(SIZES)))
    perception = np.clip(rng.integers(3, 8, (n, sum(SIZES))) - worse, 1, 7)
    return pair_survey(SIZES, expectation, perception, branch=branch, quarter=quarter)


def perception_alone(survey: Survey) -> Survey:
    """Give the same answers to a questionnaire that asks perception alone."""
    attributes = {name: list(survey.respondents[name]) for name in survey.respondents}
    asked = instrument_of(SIZES, parts=("perception",))
    return survey_of(asked, {"perception": survey.perceptions.to_numpy()}, **attributes)


def seen(finding: sg.Finding, language: str) -> str:
    """Give all that a reader sees of a finding: its words, its tables and its picture."""
    told = (finding.headline_in(language), finding.table("text", language=language), picture_svg(finding, language))
    return re.sub(r"<style>.*?</style>", "", "\n".join(told), flags=re.DOTALL)


def calls_it_a_gap(text: str) -> bool:
    """Tell whether a text speaks of gaps, other than in the name of this library."""
    return bool(re.search(r"\bgaps?\b|差距", text, flags=re.IGNORECASE))
