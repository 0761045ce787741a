"""Claims: short sentences, one each, true in every case, and what page one makes of them."""

from __future__ import annotations

import re
from functools import cache
from itertools import chain

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import pyplot as plt

import servgap as sg
from servgap.errors import ServgapError
from servgap.language import Language, language_of, languages
from servgap.report.document import SaidClaim, Section
from servgap.report.front.claims import claims_of
from servgap.report.front.lines import BEFORE, ORDER, FrontLine, lines_of
from servgap.report.front.page_one import MOST_LINES, MOST_NUMBERS, NUMBER, FrontPage, page_one
from servgap.report.kinds.claim import LEAVE, NOTED, SERIOUS, STANDING, SURE
from servgap.report.kinds.registry import known_kinds
from servgap.report.pictures.drawing import draw_picture
from servgap.survey.disclosure_profile import COMPLEMENTARY
from servgap.survey.ledger import Ledger
from tests import real_findings
from tests.real_findings import finding
from tests.real_reports import REPORTS

MOST = {"en": 20, "zh": 40}
PAGE = {"en": 90, "zh": 180}
QUOTED = re.compile(r"“[^”]*”|‘[^’]*’")
OWN_NUMBER = re.compile(r"(?<![\w.,])\.?\d[\d.,]*(?![A-Za-z])")
INTERVAL = re.compile(r"[（(].+( to | 至 ).+[)）]")
ONE_NAMED = "One"


@cache
def cases() -> tuple[tuple[str, str, str], ...]:
    """Give every finding that the tests know, by kind, call and survey."""
    told = (
        (kind, call, name)
        for kind, calls in real_findings.TOLD.items()
        for call, names in calls.items()
        for name in names
    )
    whole = ((kind, call, name) for kind, found in real_findings.WHOLE.items() for call, name in found)
    return tuple(dict.fromkeys(chain(told, whole)))


@cache
def made(kind: str, call: str, name: str) -> sg.Finding | None:
    """Make one of them; None where its verb refuses."""
    try:
        return finding(kind, call, name)
    except ServgapError:
        return None


def of_kind(kind: str) -> list[sg.Finding]:
    """Give the findings of a kind."""
    found = (made(*case) for case in cases() if case[0] == kind)
    return [each for each in found if each is not None]


def told(each: sg.Finding, language: str = "en") -> list[str]:
    """Tell the claims of a finding."""
    return [language_of(language).tell(claim.told) for claim in claims_of(each)]


def without_names(text: str, each: sg.Finding) -> str:
    """Take the names out that the data bring along: of groups, of what is quoted."""
    of = next((claim.group for claim in claims_of(each) if claim.group is not None), each.facts.group)
    for label in sorted((*of.values(), *each.basis.groups), key=len, reverse=True):
        text = text.replace(str(label), ONE_NAMED)
    return QUOTED.sub(ONE_NAMED, text)


@pytest.mark.parametrize("kind", [kind.name for kind in known_kinds() if kind.name in real_findings.CALLS])
def test_claims_are_short_sentences_of_one_claim_each(kind: str) -> None:
    found = of_kind(kind)
    assert any(told(each) for each in found), kind
    for each in found:
        for language in languages():
            for text in told(each, language):
                own = without_names(text, each)
                assert text.endswith("." if language == "en" else "。"), text
                assert len(re.findall(r"[.。](?:\s|$)", own)) <= 1 or language == "zh", text
                assert text.count("。") <= 1, text
                assert "{" not in text, text
                assert language_of(language).length(own) <= MOST[language], text
                assert len(OWN_NUMBER.findall(own)) <= (3 if INTERVAL.search(own) else 2), text


@pytest.mark.parametrize("kind", [kind.name for kind in known_kinds()])
def test_every_kind_has_claims(kind: str) -> None:
    declared = next(each for each in known_kinds() if each.name == kind)
    assert declared.claims is not type(declared)("x", "act", 0, *[declared.headline] * 4).claims


@pytest.mark.parametrize("kind", sorted(real_findings.CALLS))
def test_claims_have_known_roles_and_concerns(kind: str) -> None:
    for each in of_kind(kind):
        for claim in claims_of(each):
            assert claim.role in ORDER
            assert claim.concern in (0, NOTED, SERIOUS)


@pytest.mark.parametrize(
    ("case", "text"),
    [
        (("gaps", "", "plain"), "Service falls short of expectation by 0.35 points (±0.15)."),
        (("gaps", "", "above"), "Service exceeds expectation by 0.57 points (±0.15)."),
        (("gaps", "surely", "met"), "Whether service reaches expectation cannot be told: −0.01 (±0.20)."),
        (("gaps", "at once", "met"), "Service meets expectation to within 0.25 points."),
        (("gaps", "by branch", "all branches agree"), "South: Service falls short of expectation by 2.00 points."),
        (("ranking", "", "several items a standard"), "“Nobody waits long” is worst."),
        (("ranking", "worst", "above"), "On average, no standard falls short."),
        (("ranking", "", "one part"), "“Waiting times are short” is rated lowest; 3 others may be lowest."),
        (("ranking", "", "odd: equal means"), "Which standard is worst cannot be told."),
        (("groups", "", "twelve groups"), "Standing out as better: b7."),
        (("groups", "", "branches in which all agree"), "The 2 groups tested do not differ beyond chance."),
        (("groups", "", "two branches that are short"), "Furthest behind may be South or West."),
        (("waves", "", "worse in all"), "Worse than in 2025Q1."),
        (("waves", "", "improved"), "Better than in 2025Q1."),
        (("waves", "", "one part"), "Whether it changed since 2026Q1 cannot be told."),
        (("significance", "", "above"), "No standard falls significantly short of expectation."),
        (("reliability", "", "odd: equal branches"), "The perception of d1 is not reliable: .00."),
        (("reliability", "by branch", "branches differ"), "South: How reliable the gap of speed is cannot be told."),
        (("review", "", "one standard"), "Fix “A, 1”."),
        (("review", "", "met"), "No action is proposed so far; undecided are 1 of 7 standards."),
        (("review", "", "above"), "Action is proposed for 4 of 7 standards: relax."),
        (("validity", "", "perhaps close dimensions"), "In perception, A and B are not shown to be different."),
        (("validity", "ml", "acceptable structure"), "In perception, the questionnaire's 2 dimensions hold."),
        (("pairing", "", "paired alike"), "Expectation may be subtracted from perception."),
        (("pairing", "", "paired, two dimensions"), "Read gaps item by item in one of 2 dimensions."),
        (("screening", "", "careful"), "None of the 40 respondents shows a sign of careless answering."),
        (("drivers", "", "items alike"), "Speed goes most with satisfaction: 68% of what is explained."),
        (("drivers", "", "pleased by chance"), "Nothing is shown to go with satisfaction beyond chance."),
        (("drivers", "of gaps", "pleased"), "Speed or care goes most with satisfaction."),
        (("importance_map", "", "one important standard"), "“A, 1” is important and performs low."),
        (("surface", "", "pleased by chance"), "Whether perception less expectation loses something cannot be told."),
        (("kano", "", "feelings about one item"), "The category of the one feature does not stand out beyond chance."),
        (("kano", "", "feelings all reverse"), "The answers may be coded the other way round."),
        (("operations", "at once", "plain"), "3 of 6 time limits are broken, most of all “complaint” (phone)."),
        (("operations", "hostile", "plain"), "All 16 time limits are broken, most of all “<b>bold</b>” (<b>bold</b>)."),
        (("zones", "complete", "zones"), "Service is below what is adequate for 16.9% of customers."),
        (("plan", "", "one standard"), "To find a gap of 0.3 points, ask 311 respondents."),
        (("what_if", "", "plain"), "With 2 standards raised, the overall gap would be −0.13."),
        (("what_if", "of a tally", "plain"), "With “Waiting times are short” raised to 7, its gap would be 1.12."),
    ],
)  # fmt: skip
def test_a_claim_says_what_is_so(case: tuple[str, str, str], text: str) -> None:
    assert told(finding(*case))[0] == text


@pytest.mark.parametrize(
    "case",
    [
        ("significance", "by branch", "degenerate: two respondents"),
        ("gaps", "", "degenerate: nobody answered a dimension"),
        ("zones", "", "zones that nobody answered"),
        ("importance_map", "", "importance of one respondent"),
    ],
)
def test_where_nothing_is_known_nothing_is_claimed(case: tuple[str, str, str]) -> None:
    assert claims_of(finding(*case)) == []


def test_chinese_claims_have_no_others_where_there_are_none() -> None:
    for each in chain.from_iterable(map(of_kind, real_findings.CALLS)):
        for text in told(each, "zh"):
            assert "另外 0" not in text, text
            assert "另有 0" not in text, text


def test_what_disqualifies_numbers_is_said_before_them() -> None:
    section = said(finding("kano", "", "feelings coded backwards"))
    lines = lines_of([section], language_of("en"))
    assert lines[0].role == BEFORE
    assert lines[0].text.startswith("The answers may be coded the other way round.")
    assert all(line.role != SURE for line in lines)


def said(each: sg.Finding, language: str = "en", *, silent: bool = False) -> Section:
    """Make a section of a finding."""
    return Section(each.kind, "", "", language_of(language), finding=each, silent=silent)


def front(*sections: Section, language: str = "en") -> tuple[FrontLine, ...]:
    """Choose the lines of page one."""
    return page_one(sections, (), Ledger(90), language_of(language), COMPLEMENTARY).lines


def test_silent_sections_tell_nothing_on_page_one() -> None:
    assert front(said(finding("gaps", "", "plain")))
    assert front(said(finding("gaps", "", "plain"), silent=True)) == ()


@pytest.mark.parametrize("kind", ["gaps", "ranking", "significance", "reliability", "kano", "pairing", "zones"])
def test_findings_of_each_group_alone_are_not_on_page_one(kind: str) -> None:
    call = next(name for name in real_findings.CALLS[kind] if name.startswith("by branch"))
    name = {"kano": "feelings in branches", "zones": "zones"}.get(kind, "plain")
    assert front(said(finding(kind, call, name))) == ()


def test_what_was_delivered_in_the_newest_period_is_on_page_one() -> None:
    lines = front(said(finding("operations", "", "plain")))
    assert [line.text for line in lines] == ["2026Q3: 3 of 6 time limits are broken, most of all “complaint” (phone)."]


def test_what_is_reached_is_left_to_the_review_on_page_one() -> None:
    gaps, review = said(finding("gaps", "", "above")), said(finding("review", "", "above"))
    assert LEAVE in [line.role for line in lines_of([gaps], language_of("en"))]
    assert LEAVE not in [line.role for line in lines_of([gaps, review], language_of("en"))]


def test_what_is_left_alone_reaches_or_exceeds() -> None:
    said_of = told(finding("gaps", "", "above"))[1]
    assert said_of == "“A matter is settled at the first visit” and 5 more reach or exceed expectation."


def is_kept(lines: tuple[FrontLine, ...], rows: str, language: Language) -> None:
    """Hold page one against its rule."""
    texts = [rows, *(f"{line.label} {line.text}" for line in lines)]
    assert len(lines) <= MOST_LINES
    places = [ORDER.index(line.role) for line in lines]
    assert places == sorted(set(places))
    assert not lines or all(line.text for line in lines)
    if len(lines) > 1:
        assert sum(map(language.length, texts)) <= PAGE[language.code]
        assert sum(len(NUMBER.findall(text)) for text in texts) <= MOST_NUMBERS


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", sorted(REPORTS))
def test_page_one_keeps_its_rule(name: str, language: str) -> None:
    document = REPORTS[name](language)._document()
    is_kept(document.front.lines, document.front.rows, document.language)
    told = sum(language_of(language).length(line.text) for line in document.front.lines)
    assert told <= PAGE[language]
    assert all_numbers(document.front, language_of(language)) <= MOST_NUMBERS


def all_numbers(front: FrontPage, language: Language) -> int:
    """Count the numbers of page one: of its lines, of what is said of the rows, and along the axis of its picture."""
    texts = [*(text for line in front.lines for text in (line.label, line.text)), front.rows]
    if front.picture is not None:
        ax = draw_picture(front.picture, None, language)
        texts += [label.get_text() for label in ax.get_xticklabels() if label.get_visible()]
        plt.close(ax.figure)
    return sum(len(NUMBER.findall(text)) for text in texts)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_picture_with_numbers_leaves_fewer_to_the_lines(language: str) -> None:
    front = REPORTS["one part"](language)._document().front
    assert front.picture is not None
    assert 2 <= front.picture.most_numbers <= 3
    assert all_numbers(front, language_of(language)) > sum(len(NUMBER.findall(line.text)) for line in front.lines)


claimed = st.builds(
    SaidClaim,
    role=st.sampled_from([role for role in ORDER if role != BEFORE]),
    text=st.lists(
        st.sampled_from(["service", "7", "is", "1,489", "worse", "服务", "低于期望", "−0.76"]), min_size=1, max_size=30
    ).map(lambda words: " ".join(words) + "."),
    concern=st.sampled_from([0, NOTED, SERIOUS]),
)


class Claiming(Section):
    """A section with claims that no finding made."""

    @property
    def claims(self) -> tuple[SaidClaim, ...]:  # type: ignore[override]
        """Those that were put into it."""
        return self.__dict__["put"]  # type: ignore[no-any-return]


def claiming(told: list[SaidClaim], language: str) -> Section:
    """Make a section with claims."""
    section = Claiming("plan", "", "", language_of(language), finding=finding("plan", "", "plain"))
    section.__dict__["put"] = tuple(told)
    return section


@given(st.lists(st.lists(claimed, max_size=4), max_size=6), st.sampled_from(languages()))
def test_page_one_keeps_its_rule_whatever_is_claimed(told: list[list[SaidClaim]], language: str) -> None:
    sections = [claiming(each, language) for each in told]
    page = page_one(sections, (), Ledger(90), language_of(language), COMPLEMENTARY)
    is_kept(page.lines, page.rows, language_of(language))
    serious = [claim for each in told for claim in each if claim.role == SURE and claim.concern == SERIOUS]
    if serious and page.lines:
        assert page.lines[0].role == BEFORE
    if any(each for each in told):
        assert page.lines


def test_the_claim_that_qualifies_the_others_answers_its_question() -> None:
    calm, noted = SaidClaim(SURE, "All is well."), SaidClaim(SURE, "It is not.", NOTED)
    lines = lines_of([claiming([calm], "en"), claiming([noted], "en")], language_of("en"))
    assert [line.text for line in lines] == ["It is not."]


def test_the_first_says_where_service_stands() -> None:
    lines = lines_of(
        [claiming([SaidClaim(STANDING, "The gap.")], "en"), claiming([SaidClaim(STANDING, "The zone.")], "en")],
        language_of("en"),
    )
    assert [line.text for line in lines] == ["The gap."]


@pytest.mark.parametrize("language", languages())
def test_long_names_are_cut(language: str) -> None:
    long = "Everybody who comes to the counter is greeted by name, in his own language and within a minute of coming in"
    asked = sg.Instrument(
        "long", sg.Scale(1, 7), [sg.Dimension("a", [sg.Item("a1", long), sg.Item("a2", f"{long} again")])]
    )
    found = sg.rank_standards(sg.read_survey(_answers(), asked))
    for text in told(found, language):
        assert long not in text
        assert len(text) < 130


def _answers() -> pd.DataFrame:
    columns = {"E1": [6, 7, 6, 5, 7, 6], "E2": [6, 6, 7, 5, 7, 6], "P1": [2, 3, 1, 2, 4, 3], "P2": [5, 6, 4, 5, 6, 5]}
    return pd.DataFrame({name: 5 * answers for name, answers in columns.items()})
