"""Every work that is cited is in the list of references, with the same volume and pages, and no other work is."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from citations import Citation, all_citations, citations, entries
from every_statistic import every_statistic

import servgap as sg
from servgap._stats.families.adjust import SOURCES
from servgap.analysis.finding import Finding
from servgap.language import languages
from servgap.report.citations import in_text
from tests.counter_surveys import survey
from tests.real_findings import SHOWN, finding
from tests.surveys import pair_survey

LISTED = entries()
CORRECTED: dict[str, Callable[[sg.Survey, str], Finding]] = {
    "significance": lambda each, adjust: sg.check_significance(each, adjust=adjust),
    "groups": lambda each, adjust: sg.compare_groups(each, by="branch", adjust=adjust),
    "waves": lambda each, adjust: sg.track_waves(each, by="quarter", adjust=adjust),
}
LEAST_LISTED = 150


def not_listed(cited: list[Citation]) -> list[str]:
    return [f"{each.where}: {each.authors} {each.year}" for each in cited if not any(map(each.names, LISTED))]


def disagreeing(cited: list[Citation]) -> list[str]:
    """Give the citations whose volume or pages are those of none of the works that they name."""
    named = [(each, [entry for entry in LISTED if each.names(entry)]) for each in cited]
    return [
        f"{each.where}: {each.authors} {each.year}, {each.pages}, listed {[entry.work for entry in works]}"
        for each, works in named
        if works and not any(map(each.agrees, works))
    ]


def cited_by(findings_made: dict[str, Finding]) -> list[Citation]:
    told = [(each.note_in(language), name) for name, each in findings_made.items() for language in languages()]
    return [each for text, where in told for each in citations(text, where)]


def test_the_list_is_read_whole_and_is_in_alphabetical_order_without_repetition():
    assert len(LISTED) > LEAST_LISTED
    assert [entry.order for entry in LISTED] == sorted({entry.order for entry in LISTED})


def test_every_work_cited_in_code_pages_and_questionnaires_is_listed():
    assert not not_listed(all_citations())


def test_every_source_of_a_statistic_is_listed_and_found():
    cited = [(key, list(citations(known.source, key))) for key, known in every_statistic().items()]
    assert not not_listed([each for _, found in cited for each in found])
    # What rests on no one else's work says so itself.
    own = {key for key, found in cited if not found}
    assert own == {"moments", "difference_distribution_free"}


def test_every_work_cited_in_notes_is_listed():
    cited = cited_by({" ".join(case): finding(*case) for case in SHOWN})
    assert cited
    assert not not_listed(cited)
    assert not disagreeing(cited)


@pytest.mark.parametrize("case", SHOWN, ids=" ".join)
def test_both_languages_cite_the_same(case: tuple[str, str, str]):
    english, chinese = (
        {(each.authors[0], each.year, each.pages) for each in citations(finding(*case).note_in(language))}
        for language in languages()
    )
    assert english == chinese


def test_volumes_and_pages_are_those_of_the_list():
    everywhere = all_citations()
    assert sum(bool(each.pages) for each in everywhere) > LEAST_LISTED
    assert not disagreeing(everywhere)


def test_every_listed_work_is_cited():
    everywhere = all_citations()

    def cited(entry):
        alike = [other for other in LISTED if (other.authors, other.year) == (entry.authors, entry.year)]
        # Of two works of one year, each is known by its pages only.
        return any(each.names(entry) and each.agrees(entry) and (each.pages or len(alike) == 1) for each in everywhere)

    assert [f"{entry.authors} {entry.year}" for entry in LISTED if not cited(entry)] == []


@pytest.mark.parametrize(
    ("text", "authors", "others", "years"),
    [
        ("as Nobody & Noone (1999) say", ("Nobody", "Noone"), False, ["1999"]),
        ("[Nobody (1999), J. Nothing 3, 4–5]", ("Nobody",), False, ["1999"]),
        ("(Nobody, Noone & No-One 1999)", ("Nobody", "Noone", "No-One"), False, ["1999"]),
        ("Nobody, N. O., & van Noone, N.-N. (1999). On nothing.", ("Nobody", "van Noone"), False, ["1999"]),
        ("Nobody et al. (1999)", ("Nobody",), True, ["1999"]),
        ("Nobody 等 1999", ("Nobody",), True, ["1999"]),
        ("Nobody's (1999)", ("Nobody",), False, ["1999"]),
        ("Nobody (1999, 2001)", ("Nobody",), False, ["1999", "2001"]),
    ],
)
def test_a_citation_is_found_however_it_is_written_and_missed_in_the_list(text, authors, others, years):
    found = list(citations(text))
    assert [(each.authors, each.others, each.year) for each in found] == [(authors, others, year) for year in years]
    assert len(not_listed(found)) == len(years)


@pytest.mark.parametrize("text", ["quarter 2026Q1", "Q1 2026", "n = 1999", "in May of 1999 items"])
def test_what_is_no_citation_is_not_taken_for_one(text):
    assert not list(citations(text))


def test_a_wrong_volume_a_wrong_page_and_a_wrong_author_are_noticed():
    right = "Holm (1979), Scandinavian Journal of Statistics 6, 65–70"
    assert not disagreeing(list(citations(right)))
    assert disagreeing(list(citations(right.replace("6, 65", "9, 65"))))
    assert disagreeing(list(citations(right.replace("–70", "–71"))))
    assert not_listed(list(citations("Hu (1999), Structural Equation Modeling 6, 1–55")))
    assert not_listed(list(citations("Hu et al. (1999)")))


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("kind", CORRECTED)
@pytest.mark.parametrize("adjust", [*SOURCES, "bonferroni", "none"])
def test_a_note_cites_the_correction_that_was_made_and_no_other(kind: str, adjust: str, language: str):
    told = CORRECTED[kind](survey("small and in quarters"), adjust).note_in(language)
    assert {name for name, source in SOURCES.items() if in_text(source) in told} == {adjust} & set(SOURCES)


def test_verbs_cite_the_correction_once():
    rng = np.random.default_rng(3)
    answers = rng.integers(1, 8, (2, 60, 4)).astype(float)
    survey = pair_survey(
        (2, 2), *answers, branch=rng.choice(["North", "South"], 60), quarter=rng.choice(["2026Q1", "2026Q2"], 60)
    )
    for made in (
        sg.check_significance(survey, adjust="bh"),
        sg.compare_groups(survey, by="branch", adjust="bh"),
        sg.track_waves(survey, by="quarter", adjust="bh"),
    ):
        assert [made.note.count(in_text(source)) for source in SOURCES.values()] == [0, 0, 1, 0]
