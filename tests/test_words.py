"""What findings say: headlines and notes in both languages, and that no code is left without a word."""

from __future__ import annotations

import dataclasses
import os
import re
from pathlib import Path

import pytest
from every_statistic import every_statistic
from findings_by_hand import (
    basis,
    findings,
    gaps,
    gaps_by_branch,
    groups,
    hostile,
    pairing,
    ranking,
    reliability,
    screening,
    significance,
    variants,
    waves,
)

from servgap.analysis.finding import Finding, Remark
from servgap.analysis.gaps.facts import JudgedGap
from servgap.analysis.pairing.rules import REACHED, STEPS, VERDICTS
from servgap.analysis.plan.rows import PURPOSES, SAMPLINGS
from servgap.analysis.reasons import REASONS
from servgap.analysis.reliability.bands import BANDS
from servgap.analysis.subject import ADJUSTMENTS
from servgap.analysis.waves.facts import Changed
from servgap.columns import COLUMNS
from servgap.errors import ServgapError
from servgap.language import Fact, Term, language_of, languages, listed, say
from servgap.language.numbers import coefficient, interval, number, p_phrase, p_value, percent, ranks, signed
from servgap.report.headlines import headline
from servgap.report.names import dimension
from servgap.report.notes import note
from servgap.report.writers.sheet_frames import heading_of, meaning_of, unit_of
from servgap.survey.instrument import Instrument
from servgap.survey.standards import COMPONENTS

SNAPSHOTS = Path(__file__).parent / "snapshots"
EVERY = {**findings(), **variants(), **{f"{name}_hostile": finding for name, finding in hostile().items()}}
REMARK_CODES = (
    "weights_ignored", "points_excluded", "points_fixed", "points_from_instrument", "groups_small",
    "family_over_groups", "small_sample", "first_pair", "improper", "rough_intervals", "bonferroni_over_dimensions",
    "simultaneous", "exact_up_to", "ceiling", "no_times", "too_short_for",
    "improper_steps", "limits_of_large_samples",
)  # fmt: skip
SPOKEN_BY = {
    "bonferroni_over_dimensions": groups,
    "ceiling": screening,
    "groups_small": groups,
    "improper": reliability,
    "improper_steps": pairing,
    "limits_of_large_samples": pairing,
    "no_times": screening,
    "rough_intervals": reliability,
    "small_sample": ranking,
    "too_short_for": screening,
}
"""The findings whose remarks they are, where they are those of one kind."""
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


def changed(finding: Finding, **facts: object) -> Finding:
    typed = dataclasses.is_dataclass(finding.facts)
    changed_facts = dataclasses.replace(finding.facts, **facts) if typed else {**finding.facts, **facts}
    return dataclasses.replace(finding, facts=changed_facts)


def tell(fact: Fact, language: str) -> str:
    return language_of(language).tell(fact)


def as_text(finding: Finding) -> str:
    return "\n\n".join(f"{headline(finding, language)}\n{note(finding, language)}" for language in languages()) + "\n"


@pytest.mark.parametrize("name", EVERY)
def test_headline_and_note_are_as_they_were(name: str):
    snapshot, told = SNAPSHOTS / f"{name}.txt", as_text(EVERY[name])
    if os.environ.get("SERVGAP_SNAPSHOTS") == "write":
        SNAPSHOTS.mkdir(exist_ok=True)
        snapshot.write_text(told, encoding="utf-8")
    assert told == snapshot.read_text(encoding="utf-8"), (
        "if the change is meant, run again with SERVGAP_SNAPSHOTS=write"
    )


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("language", languages())
def test_sentences_are_whole_and_hold_no_code_nor_nan(name: str, language: str):
    for told in (headline(EVERY[name], language), note(EVERY[name], language)):
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


OPPOSED = ({"item": "tan1", "dimension": "tangibles", "part": "perception", "of": 4, "rest_r": -0.6, "sure": True},)


@pytest.mark.parametrize("code", REMARK_CODES)
@pytest.mark.parametrize("language", languages())
def test_every_remark_is_said(code: str, language: str):
    particulars = (
        ("n", 3),
        ("by", "branch"),
        ("minimum", 5),
        ("reference", "desired"),
        ("part", "gap"),
        ("items", OPPOSED),
        ("groups", ("North",)),
        ("flags", ("fast",)),
    )
    made = SPOKEN_BY.get(code, gaps)()
    finding = dataclasses.replace(made, basis=basis(remarks=(Remark(code, particulars),)))
    without = dataclasses.replace(made, basis=basis())
    told = note(finding, language)
    assert len(told) > len(note(without, language))
    assert not re.search(rf"(Remark|备注) {code}\b", told)


def test_a_remark_that_nobody_knows_is_shown_all_the_same():
    finding = dataclasses.replace(gaps(), basis=basis(remarks=(Remark("brand_new", (("n", 7),)),)))
    assert "brand_new: n 7" in note(finding, "en")
    assert "brand_new：n 7" in note(finding, "zh")


@pytest.mark.parametrize("language", languages())
def test_every_column_has_a_heading_and_a_meaning_and_every_unit_a_word(language: str):
    told = language_of(language).words
    assert set(told["columns"]) == set(COLUMNS)
    assert all(set(words) == {"heading", "meaning"} and all(words.values()) for words in told["columns"].values())
    assert set(told["words"]["unit"]) == {column.unit for column in COLUMNS.values()} - {""}
    for name, column in COLUMNS.items():
        assert tell(heading_of(name), language) == told["columns"][name]["heading"]
        assert tell(meaning_of(name), language) == told["columns"][name]["meaning"]
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
        speak(gaps(), "de")


def test_an_unknown_kind_has_no_headline():
    with pytest.raises(ServgapError, match="knows findings of the kinds gaps"):
        headline(Finding(basis(), {}, {}), "en")


def gap_headline(low: float, gap: float, high: float, verdict: str, language: str = "en", **facts: object) -> str:
    overall = JudgedGap(gap, low, high, 90, verdict)
    return headline(changed(gaps(), overall=overall, weighted=None, **facts), language)


def test_the_gap_headline_follows_sign_chance_and_number():
    assert gap_headline(-1.2, -1.0, -0.8, "short").startswith(
        "Service falls 1.00 point short of expectation overall (95%"
    )
    assert gap_headline(0.1, 0.4, 0.7, "undecided").startswith(
        "Service exceeds expectation by 0.40 points overall (95%"
    )
    assert "short of expectation overall, which may be chance (95%" in gap_headline(-0.4, -0.1, 0.2, "undecided")
    assert gap_headline(-0.1, 0.0, 0.1, "negligible").startswith(
        "Service meets expectation overall to within 0.25 points"
    )
    assert "1 of the 22 standards is judged “not acceptable” (" in gap_headline(-1.2, -1.0, -0.8, "short", short=1)
    assert "none of the 22 standards is judged “not acceptable” (" in gap_headline(-1.2, -1.0, -0.8, "short", short=0)
    assert "没有一项判为“不合格”" in gap_headline(-1.2, -1.0, -0.8, "short", "zh", short=0)
    assert "可能只是抽样误差" in gap_headline(-0.4, -0.1, 0.2, "undecided", "zh")
    assert "基本相符" in gap_headline(-0.1, 0.0, 0.1, "negligible", "zh")


def test_a_gap_may_be_held_against_another_level_than_expectation():
    finding = dataclasses.replace(gaps(), basis=basis(pair=("desired", "perception"), smallest=0.25))
    assert "short of the desired service" in headline(finding, "en")
    assert "理想服务水平" in headline(finding, "zh")
    assert "Gap = perception − desired service" in note(finding, "en")


def test_the_group_of_the_headline_is_named():
    finding = gaps_by_branch(("Central", "North"))
    assert headline(finding, "en").startswith("In North, furthest short by branch, service falls")
    assert "表现最差的一组是 branch“North”" in headline(finding, "zh")
    assert "separately for each branch" in note(finding, "en")


def test_the_comparison_of_groups_says_what_differs_and_what_does_not():
    facts = groups().facts
    overall = dataclasses.replace(facts.overall, p_adjusted=0.4, effect=0.001, differs=False)
    finding = changed(groups(), overall=overall, differing=(), pairs_differing=0)
    told = headline(finding, "en")
    assert "do not differ beyond chance" in told
    assert "nor in any of the 5 dimensions" in told
    assert told.endswith("no pair differs.")
    assert "allowing for chance, 2 of them may be the worst; overall the 4 groups tested" in told
    assert "没有显著差异" in headline(finding, "zh")
    settled = changed(groups(), worst=dataclasses.replace(facts.worst, candidates=("South",)))
    assert "; South stands out as the worst beyond chance;" in headline(settled, "en")
    assert "；可以确定“South”表现最差；" in headline(settled, "zh")
    anybody = changed(groups(), worst=dataclasses.replace(facts.worst, candidates=tuple("abcd")))
    assert "; which of them is worst cannot be told from chance;" in headline(anybody, "en")
    assert "；尚不能确定哪个组表现最差；" in headline(anybody, "zh")
    assert "worst" not in headline(changed(groups(), worst=None), "en")
    nothing = changed(groups(), lowest=None, highest=None)
    assert headline(nothing, "en") == "The comparison by branch could not be computed."
    assert headline(nothing, "zh") == "按 branch 分组的比较无法计算。"


def change_headline(difference: float, low: float, high: float, verdict: str, language: str = "en") -> str:
    told = waves().facts.overall
    overall = dataclasses.replace(told, difference=difference, ci_low=low, ci_high=high, verdict=verdict)
    return headline(changed(waves(), overall=overall, changed=Changed()), language)


def test_changes_are_told_by_their_verdict():
    told = change_headline(0.02, -0.1, 0.14, "unchanged")
    assert told.startswith(
        "Service did not change by as much as 0.25 points: +0.02 points overall from 2026Q3 to 2026Q4"
    )
    assert "no dimension clearly got better or worse" in told
    assert "总体变化不到 0.25 分（变化 +0.02 分" in change_headline(0.02, -0.1, 0.14, "unchanged", "zh")
    assert change_headline(0.1, -0.1, 0.3, "undecided").startswith("Whether service changed cannot be told: +0.10")
    assert "尚不能判定总体是否有变化" in change_headline(0.1, -0.1, 0.3, "undecided", "zh")
    assert change_headline(-0.2, -0.3, -0.1, "undecided").startswith(
        "Service got worse, though whether by as much as 0.25 points cannot be told: −0.20 points overall"
    )
    assert "服务总体变差，但尚不能判定幅度是否达到 0.25 分" in change_headline(-0.2, -0.3, -0.1, "undecided", "zh")
    assert change_headline(0.5, 0.3, 0.7, "improved").startswith("Service got better by 0.50 points overall")
    assert "服务总体改善 0.50 分" in change_headline(0.5, 0.3, 0.7, "improved", "zh")
    everything = changed(waves(), changed=Changed(improved=waves().basis.instrument.dimension_keys))
    assert "all dimensions got better" in headline(everything, "en")
    assert "5 个维度全部改善" in headline(everything, "zh")


def test_the_effect_size_is_named_by_the_test_asked_for():
    facts = {
        "overall": dataclasses.replace(significance().facts.overall, effect_kind="rank_biserial"),
        "short": {"signed_rank": 18},
    }
    assert "r = −0.65" in headline(changed(significance(), **facts), "en")


def test_a_settled_worst_standard_is_said_to_be_so():
    worst = dataclasses.replace(ranking().facts.worst, rank_high=1)
    finding = changed(ranking(), worst=worst, tied=1, k=1, candidates=("res2",))
    assert "confidence set of its rank 1); allowing" in headline(finding, "en")
    assert headline(finding, "en").endswith("no other standard may be the worst.")
    assert headline(finding, "zh").endswith("没有其他标准可能是最差的一项。")


def test_the_size_of_the_worst_standard_is_corrected_for_its_having_been_picked():
    assert "picked as the worst, it is nearer −1.28 (95% interval −1.37 to −1.14);" in headline(ranking(), "en")
    assert "真实值更接近 −1.28（95% 置信区间 −1.37 至 −1.14）" in headline(ranking(), "zh")
    same = dataclasses.replace(ranking().facts.corrected, shrunken=ranking().facts.corrected.value)
    assert "picked as the worst, it stays at −1.31 (95%" in headline(changed(ranking(), corrected=same), "en")
    assert "该值仍不变" in headline(changed(ranking(), corrected=same), "zh")
    assert "picked" not in headline(changed(ranking(), corrected=None), "en")
    of_all = dataclasses.replace(ranking(), frames={**ranking().frames, "worst_of_all": ranking().frames["worst"]})
    english, chinese = headline(of_all, "en"), headline(of_all, "zh")
    assert "as the worst of 22 in all groups, it lies within −1.37 to −1.14 with 95% confidence;" in english
    assert "从所有组的 22 项中因最差而被挑出，其真实值以 95% 的置信水平介于 −1.37 与 −1.14 之间" in chinese
    assert "from all standards of all groups" in note(of_all, "en")
    assert "从所有组的所有标准中挑出" in note(of_all, "zh")
    assert "of all groups" not in note(ranking(), "en")
    for told, language in (("tends to look worse than it is", "en"), ("往往看上去比实际更差", "zh")):
        assert told in note(ranking(), language)


def test_notes_name_policy_levels_corrections_and_draws():
    finding = dataclasses.replace(
        significance(), basis=basis(policy="pairs", confidence=0.9, adjust="none", family=22, draws=99, left_out=())
    )
    told = note(finding, "en")
    for part in (
        "Every answered pair counts",
        "90%",
        "the .1 level",
        "not corrected for the 22 tests",
        "99 random draws",
    ):
        assert part in told
    assert "none was left out" in told
    assert "the random generator passed in" in told
    assert "调用者提供的随机数生成器" in note(finding, "zh")
