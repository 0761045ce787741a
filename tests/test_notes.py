"""Notes are labelled lines: what each is about, in one order, short, and citing works by authors and year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pytest
from every_statistic import every_statistic

import servgap as sg
from servgap.language import language_of, languages, listed, say, verbatim
from servgap.language.tongue import PLACE
from servgap.report.citations import LABEL, OWN, Cited, cited, in_text, works_cited
from servgap.report.document import section_of
from servgap.report.kinds.noted import ROLES, Noted, in_lines, note_text
from servgap.report.kinds.registry import known_kinds
from servgap.report.notes import note, note_lines, references
from servgap.survey.questionnaire import BUILTIN, load_builtin
from tests.real_findings import SHOWN, finding

EACH = {case[0]: case for case in reversed(SHOWN)}
"""A finding of each kind, by its call and survey."""
LEAST_LINES = 3
UNCOUNTED = ("Methods", "Questionnaire")
"""Lines whose length is that of titles and names of works."""


@cache
def sample() -> sg.Survey:
    return sg.read_survey(
        "data/samples/branches_3years.csv",
        sg.Instrument.from_toml("data/samples/branches.toml"),
        attributes=["branch", "quarter", "age_band"],
    )


@cache
def hotline() -> sg.Survey:
    return sg.read_survey("data/samples/hotline_2026.csv", columns={"outcome": {"satisfaction": "satisfaction"}})


def of_kind(name: str) -> sg.Finding:
    return finding(*EACH[name])


def labels(language: str) -> list[str]:
    return [language_of(language).tell(say(f"shared.note_labels.{role}")) for role in ROLES]


def words_of(found: sg.Finding) -> int:
    return sum(len(line.text.split()) for line in note_lines(found, "en") if line.label not in UNCOUNTED)


@pytest.mark.parametrize("language", languages())
def test_every_role_has_a_label_of_its_own(language: str):
    assert len(set(labels(language))) == len(ROLES)
    assert set(language_of(language).words["shared"]["note_labels"]) == set(ROLES)


def test_there_is_a_finding_of_each_kind():
    assert {found.kind for found in map(of_kind, EACH)} >= {kind.name for kind in known_kinds()} - {"what_if"}


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", EACH)
def test_no_note_is_a_paragraph(name: str, language: str):
    lines = note_lines(of_kind(name), language)
    mine = [line.label for line in lines]
    assert len(mine) >= LEAST_LINES
    assert mine == [label for label in labels(language) if label in mine], "labels are known, in order, each once"
    assert all(line.text for line in lines)
    assert note(of_kind(name), language).split("\n") == [
        language_of(language).joined((line.label, line.text), "labels") for line in lines
    ]


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", EACH)
def test_nothing_is_said_twice_in_a_note(name: str, language: str):
    said = [each for line in note_lines(of_kind(name), language) for each in re.split(r"(?<=[.。])\s*", line.text)]
    told = [each for each in said if each]
    assert len(told) == len(set(told))


def test_lines_join_what_is_about_the_same_and_leave_out_what_says_nothing():
    told = [Noted("tests", "b."), Noted("measure", None), Noted("respondents", "n = 3."), Noted("tests", "c.")]
    lines = in_lines(told, language_of("en"))
    assert [(line.label, line.text) for line in lines] == [("Respondents", "n = 3."), ("Tests", "b. c.")]
    two = in_lines([Noted("tests", verbatim("a\nb."))], language_of("en"))
    assert [line.text for line in two] == ["a b."], "a name's line end ends no line"
    assert note_text(lines, language_of("zh")) == "Respondents：n = 3.\nTests：b. c."


@pytest.mark.parametrize("language", languages())
def test_every_way_of_showing_a_finding_shows_the_lines(language: str):
    found = of_kind("gaps").in_language(language)
    lines = note_lines(found, language)
    html = found.table("html")
    assert re.findall(r'<dl class="note">.*?</dl>', html, re.DOTALL)
    assert html.count("<dt>") == html.count("<dd>") == len(lines)
    text = found.table("text").split("\n")
    assert all(any(row.startswith(line.label) for row in text) for line in lines)
    markdown = found.table("markdown").split("\n")
    assert all(any(row.startswith(f"- **{line.label}**") for row in markdown) for line in lines)
    assert section_of(found, language_of(language)).notes == lines


def test_what_is_not_shown_is_a_line_of_its_own():
    lines = section_of(of_kind("gaps"), language_of("en"), hidden="One group is not shown.").notes
    assert (lines[0].label, lines[0].text) == ("Not shown", "One group is not shown.")
    assert lines[1:] == note_lines(of_kind("gaps"), "en")


@pytest.mark.parametrize(
    ("found", "most"),
    [
        (lambda: sg.measure_gaps(sample()), 170),
        (lambda: sg.compare_groups(sample(), by="branch"), 300),
        (lambda: sg.track_waves(sample(), by="quarter"), 300),
        (lambda: sg.rank_standards(hotline()), 180),
        (lambda: sg.find_drivers(hotline(), outcome="satisfaction"), 270),
        (lambda: sg.map_importance(hotline()), 220),
        (lambda: sg.fit_surface(hotline(), outcome="satisfaction"), 290),
    ],
    ids=["gaps", "groups", "waves", "ranking", "drivers", "importance_map", "surface"],
)
def test_notes_are_short(found, most: int):
    assert words_of(found()) <= most


@dataclass(frozen=True)
class Holder:
    """Something in which something is said."""

    told: object


def cited_for(source: str) -> Iterator[str]:
    """Give what stands before works that are cited, and what stands in the place of one."""
    for work in in_text(source).split("; "):
        label = LABEL.match(work)
        rest = work[label.end() :] if label else work
        own = OWN.match(rest)
        yield from ([label[0].removesuffix(": ")] if label else []) + ([own[0].strip()] if own else [])
        if not re.search(r"\d{4}", rest):
            yield rest


@pytest.mark.parametrize("language", languages())
def test_what_works_are_cited_for_is_said_in_every_language(language: str) -> None:
    """But for names of a few letters that are the same in all, as HC3 is."""
    told = language_of(language)
    sources = [*(each.source for each in every_statistic().values()), *(load_builtin(name).source for name in BUILTIN)]
    lacking = {
        text
        for source in sources
        for text in cited_for(source)
        if re.search("[a-z]{4}", text.replace("alpha", "")) and not told.has_word("cited_for", text)
    }
    assert not lacking
    assert language_of("zh").tell(cited("a₅: Welch (1951), B. 38, 3–6; model: Fisher (1921); servgap's own")) == (
        "a₅：Welch (1951); 模型：Fisher (1921); servgap 自有方法"
    )


def test_works_are_cited_by_authors_and_year():
    assert in_text("Holm (1979), Scandinavian Journal of Statistics 6, 65–70") == "Holm (1979)"
    assert in_text("Hedges & Olkin (1985), Statistical Methods; the cap: own convention") == (
        "Hedges & Olkin (1985); the cap: own convention"
    )
    assert in_text("interval: Higgins, Thompson & Third (2002), Stat. Med. 21, 15–58") == (
        "interval: Higgins et al. (2002)"
    )
    told = say("shared.note.method", case="cited", name=listed(["a"]), source=Cited("effect: Welch (1951), B. 38, 3–6"))
    assert list(works_cited([Holder(told)])) == ["Welch (1951), B. 38, 3–6"]


def test_a_finding_lists_the_works_in_full_and_each_once():
    groups = of_kind("groups")
    assert "Welch (1951), Biometrika 38, 330–336" in groups.references
    assert len(set(groups.references)) == len(groups.references)
    assert "Biometrika" not in groups.note
    assert references([groups, groups]) == groups.references
    named = {re.match(r"[^(]+\(\d{4}\)", in_text(work))[0] for work in groups.references}
    assert all(name in groups.note for name in named)


def test_a_report_lists_them_at_its_end(tmp_path):
    sg.Report([of_kind("groups"), of_kind("gaps")], minimum=1).to_html(tmp_path / "r.html")
    html = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert html.count("Welch (1951), Biometrika 38, 330–336") == 1
    assert html.index('<ul class="references">') > html.index('<dl class="note">')


BANNED = {
    "en": (
        r"\bmend", r"\bnoughts?\b", r"without being told", r"\bpicked\b", r"\bthe pick\b", r"small print",
        r"\bParticulars\b", r"\bSoftware\b", r"\bHardware\b",
    ),
    "zh": ("变化不明", "没有其他组可能", "没有其他标准可能", "分店", "挑出", "本程序", "小字"),
}  # fmt: skip


def texts(told: object):
    if isinstance(told, str):
        yield told
    elif hasattr(told, "values"):
        for each in told.values():
            yield from texts(each)


@pytest.mark.parametrize("language", languages())
def test_words_that_make_readers_stumble_do_not_come_back(language: str):
    said = [PLACE.sub("", text) for text in texts(language_of(language).words)]
    assert len(said) > 1000
    assert [(word, text) for word in BANNED[language] for text in said if re.search(word, text)] == []
