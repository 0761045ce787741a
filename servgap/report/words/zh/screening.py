"""Chinese words for the screening of respondents: headline, note and remarks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from servgap.analysis.finding import Basis, Finding
from servgap.analysis.screening.careless_flags import LEAST_ANSWERS, LEAST_CONSISTENCY, SECONDS_AN_ITEM
from servgap.analysis.screening.indicators import LEAST_CELLS, most_apart
from servgap.language.numbers import coefficient, count, known, number, percent
from servgap.report.words.codes import word
from servgap.report.words.names import listed
from servgap.report.words.zh.phrases import ZH, interval, sentence

RULES = {
    "straight_line": (f"每一部分的所有题项都选同一答案，且每部分至少作答 {LEAST_ANSWERS} 题", "本库约定"),
    "long_run": ("每一部分都有半数及以上的题项连续选同一答案", "参照 Curran 2016 自定"),
    "duplicate": ("全部答案与前面某位受访者相同", "参照 Kuriakose & Robbins 2016 自定"),
    "near_duplicate": ("与前面某位受访者只差{apart}个答案", "本库约定"),
    "fast": (f"平均每题不足 {SECONDS_AN_ITEM:g} 秒", "Huang 等 2012"),
    "inconsistent": (f"奇偶一致性低于 {coefficient(LEAST_CONSISTENCY)}", "参照 Johnson 2005 自定"),
}
SHOWN_ONLY = "连续相同与变异按问卷题序计算。马氏距离仅供排序，不作为标记依据。"
FLAGS_ONLY = "标记仅提示需要查看的受访者，并未因此剔除任何人。"


def _flagged(finding: Finding) -> str:
    facts = finding.facts
    flagged, whole = facts["flagged"], facts["respondents"]
    if not facts["flags"]:
        return "所选标记在此均无法判断"
    if not flagged:
        return f"{count(whole)} 名受访者均未被标记"
    found = "，".join(f"{word('flag', flag, ZH)} {count(n)} 人" for flag, n in facts["flags"].items() if n)
    share = percent(round(flagged / whole, 3))
    return f"{count(whole)} 名受访者中有 {count(flagged)} 名被标记（{share}）：{found}"


def _moved(finding: Finding) -> str:
    overall, part = finding.facts["overall"], finding.facts["part"]
    if not finding.facts["flagged"]:
        return ""
    what = "总体差距" if part == "gap" else f"{word('part', part, ZH)}均值"
    if not (known(overall["mean"]) and known(overall["mean_without"])):
        return f"剔除后的{what}无法计算：{word('reason', overall['reason'], ZH)}"
    new, old = number(overall["mean_without"]), number(overall["mean"])
    low, high = overall["ci_low_without"], overall["ci_high_without"]
    held = f"（{interval(finding, low, high)}）" if known(low) else ""
    if new == old:
        return f"剔除后{what}仍为 {new}{held}"
    return f"剔除后{what}由 {old} 变为 {new}{held}"


def headline(finding: Finding) -> str:
    """Say how many respondents are flagged, for what, and by how much the overall gap moves without them."""
    return sentence(_flagged(finding), _moved(finding))


def sentences(finding: Finding) -> list[str]:
    """Say what raises the flags that count, and what flags are for."""
    apart = {0: "", 1: " 1 ", 2: " 1 至 2 "}[most_apart(finding.basis.instrument)]
    rules = [
        f"{rule.format(apart=apart)}（{source}）" for rule, source in (RULES[flag] for flag in finding.facts["flags"])
    ]
    level = f"区间为 {percent(finding.basis.confidence)} 置信区间。"
    return [FLAGS_ONLY, f"标记标准：{'；'.join(rules)}。" if rules else "", SHOWN_ONLY, level]


def ceiling(facts: Mapping[str, Any], basis: Basis) -> str:
    """Say who cannot have a gap above nought."""
    held = word("part", basis.pair[0] or basis.pair[1], ZH)
    who = f"{count(basis.rows_used)} 名受访者中有 {count(facts['n'])} 名"
    return f"{who}对所有{held}题都选了最高分，其差距只可能为零或负值。"


def no_times(_: Mapping[str, Any], __: Basis) -> str:
    """Say that speed could not be looked at."""
    return "没有读入作答时长，未检查作答速度。"


def too_short_for(facts: Mapping[str, Any], _: Basis) -> str:
    """Say which flags the questionnaire is too short for."""
    which = listed([f"“{word('flag', flag, ZH)}”" for flag in facts.get("flags", ())], ZH) or "部分标记"
    return f"问卷过短，无法判断{which}（相同答卷须至少有 {LEAST_CELLS} 个答案才判断）。"
