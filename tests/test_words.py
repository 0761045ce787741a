"""What findings say: headlines and notes in both languages, and that no code is left without a word."""

from __future__ import annotations

import dataclasses
import re

import numpy as np
import pytest
from every_statistic import every_statistic

import servgap as sg
from servgap.analysis.finding import Finding, Remark
from servgap.analysis.pairing.rules import REACHED, STEPS, VERDICTS
from servgap.analysis.plan.rows import PURPOSES, SAMPLINGS
from servgap.analysis.reasons import REASONS
from servgap.analysis.reliability.bands import BANDS
from servgap.analysis.subject import ADJUSTMENTS
from servgap.columns import COLUMNS
from servgap.errors import ServgapError
from servgap.language import Fact, Term, language_of, languages, listed, say
from servgap.language.numbers import coefficient, interval, number, p_phrase, p_value, percent, ranks, signed
from servgap.report.headlines import headline
from servgap.report.names import dimension
from servgap.report.notes import note
from servgap.report.writers.sheets.laid import heading_of, meaning_of, unit_of
from servgap.survey.instrument import Instrument
from servgap.survey.standards.standard import COMPONENTS
from tests.counter_surveys import survey
from tests.real_findings import SHOWN, finding

REMARKED = {
    "alone_beyond": ("groups", "", "a hundred and twenty groups"),
    "bayes_factor": ("significance", "evidence", "plain"),
    "bonferroni_over_dimensions": ("groups", "", "plain"),
    "ceiling": ("screening", "", "careless"),
    "complete_cases": ("validity", "of a tally", "plain"),
    "complete_pairs": ("pairing", "", "plain"),
    "effects_resampled": ("significance", "", "plain"),
    "exact_up_to": ("significance", "", "plain"),
    "family_over_groups": ("pairing", "by branch", "plain"),
    "first_pair": ("gaps", "", "zones"),
    "groups_alike": ("groups", "", "a branch in which all agree"),
    "groups_left_out": ("validity", "by branch", "degenerate: one respondent"),
    "groups_small": ("groups", "", "plain"),
    "groups_too_many": ("validity", "of a tally by branch", "twelve groups"),
    "groups_unsure": ("validity", "by branch", "degenerate: one item"),
    "improper": ("reliability", "", "degenerate: one expectation"),
    "improper_steps": ("pairing", "", "degenerate: one dimension"),
    "incomplete_used": ("validity", "", "plain"),
    "invariance_unknown": ("groups", "checked", "as many groups as respondents"),
    "invariant": ("groups", "checked", "measured alike"),
    "limits_of_large_samples": ("pairing", "", "paired, few"),
    "no_times": ("screening", "", "plain"),
    "not_invariant": ("groups", "checked", "an intercept differs"),
    "opposed_items": ("gaps", "", "degenerate: an item the other way"),
    "ordinal": ("significance", "ordered", "two dimensions"),
    "pairs_beyond": ("groups", "", "too many groups"),
    "points_excluded": ("gaps", "", "plain"),
    "points_fixed": ("ranking", "weighted", "plain"),
    "points_from_instrument": ("gaps", "", "points of the questionnaire"),
    "ranks_beyond": ("groups", "", "too many groups"),
    "rough_intervals": ("reliability", "", "one part"),
    "simultaneous": ("gaps", "at once", "met"),
    "simultaneous_dimensions": ("gaps", "at once by branch", "many groups"),
    "simultaneous_few": ("gaps", "at once", "degenerate: six respondents"),
    "small_sample": ("ranking", "", "weights"),
    "too_short_for": ("screening", "", "plain"),
    "validity_draws": ("validity", "", "plain"),
    "weights_ignored": ("gaps", "", "degenerate: weights"),
}
"""Remarks that findings of the verbs carry, each with one that does."""
DECLARED = {
    "purpose": PURPOSES,
    "band": ("insufficient", *(band.code for band in BANDS)),
    "sampling": SAMPLINGS,
    "verdict": VERDICTS,
    "step": STEPS,
    "reached": REACHED,
    "reason": REASONS,
    "left_out": ("no_answers", "no_pair", "outside_selection", "no_group"),
    "adjust": ADJUSTMENTS,
    "reference": ("t", "normal"),
    "component": COMPONENTS,
}
"""Codes that are declared; whether those that stand in frames have words is tested where columns are."""


def tell(fact: Fact, language: str) -> str:
    return language_of(language).tell(fact)


@pytest.mark.parametrize("case", SHOWN, ids=" ".join)
@pytest.mark.parametrize("language", languages())
def test_sentences_are_whole_and_hold_no_code_nor_nan(case: tuple[str, str, str], language: str):
    found = finding(*case)
    for told in (headline(found, language), note(found, language)):
        assert told
        assert "nan" not in told.casefold().replace("finan", "")
        assert "None" not in told
        assert "  " not in told
        assert not re.search(r"[(（][)）]|\bp = \.000|-0?\.\d", told)
        assert told.endswith("." if language == "en" else "。")


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(("category", "codes"), DECLARED.items())
def test_every_declared_code_has_a_word(category: str, codes: tuple[str, ...], language: str):
    assert [code for code in codes if code and not language_of(language).has_word(category, code)] == []


def test_no_word_is_missing_in_one_language():
    english, *others = (language_of(code).words["words"] for code in languages())
    for words in others:
        assert {name: set(codes) for name, codes in words.items()} == {
            name: set(codes) for name, codes in english.items()
        }
        assert all(word for codes in words.values() for word in codes.values())


def test_an_unknown_reason_speaks_for_itself():
    assert language_of("zh").word("left_out", "answered in 40 seconds") == "answered in 40 seconds"


@pytest.mark.parametrize("code", REMARKED)
@pytest.mark.parametrize("language", languages())
def test_every_remark_is_said(code: str, language: str):
    found = finding(*REMARKED[code])
    others = tuple(remark for remark in found.basis.remarks if remark.code != code)
    without = dataclasses.replace(found, basis=dataclasses.replace(found.basis, remarks=others))
    assert len(others) < len(found.basis.remarks)
    told = note(found, language) + headline(found, language)
    assert told != note(without, language) + headline(without, language)
    assert not re.search(rf"(Remark|备注) {code}\b", told)


def test_a_remark_that_nobody_knows_is_shown_all_the_same():
    found = finding("gaps", "", "plain")
    basis = dataclasses.replace(found.basis, remarks=(Remark("brand_new", (("n", 7),)),))
    assert "brand_new: n 7" in note(dataclasses.replace(found, basis=basis), "en")
    assert "brand_new：n 7" in note(dataclasses.replace(found, basis=basis), "zh")


@pytest.mark.parametrize("language", languages())
def test_every_column_has_a_heading_and_a_meaning_and_every_unit_a_word(language: str):
    told = language_of(language).words
    assert set(told["columns"]) == set(COLUMNS)
    assert all(set(words) == {"heading", "meaning"} and all(words.values()) for words in told["columns"].values())
    assert set(told["words"]["unit"]) == {column.unit for column in COLUMNS.values()} - {""}
    for name, column in COLUMNS.items():
        for said, text in ((heading_of, "heading"), (meaning_of, "meaning")):
            words = told["columns"][name][text]
            usual, of_one = (words, words) if isinstance(words, str) else (words["other"], words["of_one"])
            assert [tell(said(name, asked), language) for asked in ("other", "of_one")] == [usual, of_one]
        assert tell(unit_of(name), language) == (told["words"]["unit"][column.unit] if column.unit else "")


def test_a_column_by_an_attribute_goes_by_its_name():
    assert tell(heading_of("branch"), "en") == tell(heading_of("branch"), "zh") == "branch"
    assert [tell(meaning_of("branch"), language) for language in ("en", "zh")] == [
        "the respondents' attribute of that name", "受访者的同名属性",
    ]  # fmt: skip
    assert tell(unit_of("branch"), "en") == ""


def test_every_statistic_has_a_chinese_name():
    paired_t = every_statistic()["paired_t"]
    assert language_of("zh").tell(Term(paired_t.key, paired_t.name)) == "配对 t 检验"
    assert sorted(set(every_statistic()) - set(language_of("zh").words["statistics"])) == []


def test_numbers_are_written_as_readers_write_them():
    assert [number(value) for value in (-0.614, -0.004, 0.0, float("nan"), None, 1234.5)] == [
        "−0.61", "0.00", "0.00", "", "", "1,234.50",
    ]  # fmt: skip
    assert [signed(value) for value in (0.2, -0.2, 0.001)] == ["+0.20", "−0.20", "0.00"]
    assert [p_value(value) for value in (0.0, 0.0004, 0.001, 0.0496, 0.9995, float("nan"))] == [
        "< .001", "< .001", ".001", ".050", "> .999", "",
    ]  # fmt: skip
    assert p_phrase(0.03) == "p = .030"
    assert [coefficient(value) for value in (0.861, -0.2, 1.0, 0.999)] == [".86", "−.20", "1.00", "1.00"]
    assert interval(-0.7, -0.523) == "[−0.70, −0.52]"
    assert interval(float("nan"), 1.0) == ""
    assert percent(0.9) == "90%"
    assert ranks(1.0, 3.0) == "1–3"


def test_dimension_names_lose_only_a_capital_that_stands_first():
    instrument = Instrument.load("servqual")
    assert tell(say("shared.inside", name=dimension(instrument, "tangibles")), "en") == "tangibles"
    assert tell(dimension(instrument, "tangibles"), "en") == "Tangibles"
    assert tell(dimension(instrument, "not there"), "zh") == "not there"
    assert tell(listed(["one"]), "en") == "one"
    assert tell(listed([]), "en") == ""


@pytest.mark.parametrize("speak", [headline, note])
def test_an_unknown_language_is_refused(speak):
    with pytest.raises(ServgapError, match="Findings speak 'en', 'zh'; found 'de'"):
        speak(finding("gaps", "", "plain"), "de")


def test_an_unknown_kind_has_no_headline():
    known = finding("gaps", "", "plain")
    with pytest.raises(ServgapError, match="knows findings of the kinds review"):
        headline(Finding(known.basis, known.frames, known.facts), "en")


def english(*case: str) -> str:
    return headline(finding(*case), "en")


def chinese(*case: str) -> str:
    return headline(finding(*case), "zh")


def test_the_gap_headline_follows_sign_chance_and_number():
    one_point = english("gaps", "", "one point short")
    assert one_point.startswith(
        "Service falls 1.00 point short of expectation overall (the same for all 6 respondents)"
    )
    above = english("gaps", "", "above")
    assert above.startswith("Service exceeds expectation by 0.57 points overall (95%")
    by_chance = ("gaps", "by branch", "degenerate: one item")
    assert "short of expectation overall, which may be chance (95%" in english(*by_chance)
    assert "可能只是抽样误差" in chinese(*by_chance)
    met = ("gaps", "at once", "met")
    assert english(*met).startswith("Service meets expectation overall to within 0.25 points")
    assert "基本相符" in chinese(*met)
    assert "1 of the 3 standards is judged “not acceptable” (" in english("gaps", "", "several items a standard")
    assert "none of the 7 standards is judged “not acceptable” (" in above
    assert "没有一项判为“不合格”" in chinese("gaps", "", "above")


def test_a_gap_may_be_held_against_another_level_than_expectation():
    assert "short of the desired service" in english("gaps", "", "zones")
    assert "理想服务水平" in chinese("gaps", "", "zones")
    assert "Gap = perception − desired service" in note(finding("gaps", "", "zones"), "en")


def test_the_group_of_the_headline_is_named():
    case = ("gaps", "by branch", "plain")
    assert english(*case).startswith("No group differs clearly from the average of all")
    assert "; in South, furthest short by branch, service falls" in english(*case)
    assert "表现最差的一组是 branch“South”" in chinese(*case)
    assert "separately for each branch" in note(finding(*case), "en")


def test_the_comparison_of_groups_says_what_differs_and_what_does_not():
    told = english("groups", "", "plain")
    assert "; which of them is worst cannot be told; the 3 groups tested do not differ" in told
    assert told.endswith("(ω² = .01, p = .241).")
    assert "overall no pair differs" in note(finding("groups", "", "plain"), "en")
    assert "；尚不能确定哪个组表现最差；" in chinese("groups", "", "plain")
    assert "没有显著差异" in chinese("groups", "", "plain")
    some = english("groups", "", "two branches that are short")
    assert "allowing for chance, 2 of them may be the worst; the 4 groups differ beyond chance" in some
    assert "; South stands out as the worst beyond chance;" in english("groups", "", "small branches")
    assert "；可以确定“South”表现最差；" in chinese("groups", "", "small branches")
    assert "worst" not in english("groups", "", "one branch large enough")
    nothing = ("groups", "checked", "as many groups as respondents")
    assert english(*nothing).startswith("The comparison by branch could not be computed: too few")
    assert chinese(*nothing).startswith("按 branch 分组的比较无法计算：")


def test_changes_are_told_by_their_verdict():
    unchanged = ("waves", "within a point", "by chance")
    assert english(*unchanged).startswith(
        "Service did not change by as much as 1 point: +0.15 points overall from 2026Q1 to 2026Q2"
    )
    assert "no dimension clearly got better or worse" in english(*unchanged)
    assert "总体变化不到 1 分（变化 +0.15 分" in chinese(*unchanged)
    undecided = ("waves", "", "plain")
    assert english(*undecided).startswith("Whether service changed cannot be told: +0.08")
    assert "尚不能判定总体是否有变化" in chinese(*undecided)
    little = ("waves", "", "changed a little")
    assert english(*little).startswith(
        "Service got worse, though whether by as much as 0.25 points cannot be told: −0.24 points overall"
    )
    assert "服务总体变差，但尚不能判定幅度是否达到 0.25 分" in chinese(*little)
    better = ("waves", "", "improved")
    assert english(*better).startswith("Service got better by 1.17 points overall")
    assert "服务总体改善 1.17 分" in chinese(*better)
    assert "all dimensions got better" in english(*better)
    assert "3 个维度全部改善" in chinese(*better)


def test_the_effect_size_is_named_by_the_test_asked_for():
    assert "(d_z = −0.38" in english("significance", "", "plain")
    assert "(r = −0.42" in english("significance", "signed ranks", "plain")


def test_a_settled_worst_standard_is_said_to_be_so():
    case = ("ranking", "", "several items a standard")
    assert "confidence set of its rank 1);" in english(*case)
    assert english(*case).endswith("that it is the worst is beyond chance.")
    assert chinese(*case).endswith("可以确定它最差。")


def test_the_size_of_the_worst_standard_is_corrected_for_selection():
    case = ("ranking", "", "plain")
    assert "selection as the worst, its value is nearer −1.25 (95% interval −1.57 to −0.96);" in english(*case)
    assert "真实值更接近 −1.25（95% 置信区间 −1.57 至 −0.96）" in chinese(*case)
    shared = ("ranking", "", "four share the worst")
    assert "selection" not in english(*shared), "a correction that changes nothing is not mentioned"
    assert "校正" not in chinese(*shared)
    assert "selection" not in english("ranking", "", "degenerate: one item")
    of_all = ("ranking", "by branch", "branches and a few")
    assert "worst of 14 in all groups, its value lies within −2.09 to −0.49 with 95% confidence;" in english(*of_all)
    assert "从所有组的 14 项中选出最差者的影响后，其真实值的 95% 置信区间为 −2.09 至 −0.49" in chinese(*of_all)
    assert "from all standards of all groups" in note(finding(*of_all), "en")
    assert "从所有组的所有标准中选出" in note(finding(*of_all), "zh")
    assert "of all groups" not in note(finding(*case), "en")
    for told, language in (("tends to look worse than it is", "en"), ("看上去往往比实际更差", "zh")):
        assert told in note(finding(*case), language)


def test_notes_name_policy_levels_corrections_and_draws():
    told = sg.check_significance(
        survey("small and grouped"), policy="pairs", confidence=0.9, adjust="none", rng=np.random.default_rng(1)
    )
    for part in (
        "Every answered pair counts",
        "90%",
        "the .1 level",
        "not corrected for the 3 tests",
        "1,999 resamples",
        " rows read.",
        "the random generator passed in",
    ):
        assert part in told.note
    assert "调用者提供的随机数生成器" in note(finding("ranking", "of a generator", "plain"), "zh")
    assert re.search(r"Random draws: [\d,]+, from seed 0", note(finding("ranking", "", "plain"), "en"))
