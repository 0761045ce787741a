"""Chinese notes."""

from __future__ import annotations

from collections.abc import Callable

from servgap._stats.families.adjust import SOURCES as CORRECTED_BY
from servgap.analysis.finding import Basis, Finding
from servgap.analysis.verdicts import smallest_gap
from servgap.language.numbers import count, error, percent
from servgap.language.shown import shown
from servgap.report.words.codes import word
from servgap.report.words.languages import Language
from servgap.report.words.names import apart, listed, separately_by
from servgap.report.words.statistics import statistic_name
from servgap.report.words.zh.phrases import level_held_against
from servgap.report.words.zh.remarks import remark_sentence
from servgap.survey.scale import plain

ZH: Language = "zh"
POLICIES = {
    "half": "受访者的维度得分为其期望与感知均已作答的题项差距的均值，至少半数题项有效时才计算。",
    "complete": "只使用相关题项全部作答的受访者。",
    "pairs": "凡有效配对均计入；需要维度得分时，有一个有效配对即可计算。",
}
OVERALL = "总体差距为各维度差距的均值"
ANY_SAMPLE = "受访者视为独立随机样本，未考虑同一分店受访者之间的相似性。"
CRITICS = (
    "差距是两次作答之差，这种做法存在争议[Teas (1993), J. Marketing 57, 18–34; Edwards (2001), Organ. Res. Methods 4, "
    "265–287]；本问卷的差距可在多大程度上解读，见 check_reliability 与 check_pairing。"
)


def _respondents(basis: Basis) -> str:
    if not basis.rows_read:
        return ""
    used = f"共读入 {count(basis.rows_read)} 行，使用 {count(basis.rows_used)} 行（n = {count(basis.rows_used)}）"
    left = "，".join(f"{_reason(reason)} {count(rows)} 行" for reason, rows in basis.left_out if rows)
    return f"{used}；剔除：{left}。" if left else f"{used}，没有剔除。"


def _reason(code: str) -> str:
    told = word("left_out", code, ZH)
    return told if told != code else f"“{code}”"


def _gap(basis: Basis) -> str:
    first, second = basis.pair
    scale = _scale(basis)
    if first is None:
        return f"得分为{word('part', second, ZH)}的均值，量表 {scale}。"
    parts = f"差距 = {word('part', second, ZH)} − {word('part', first, ZH)}"
    return f"{parts}，量表 {scale}；负值表示低于{level_held_against(first)}。"


def _scale(basis: Basis) -> str:
    scale = basis.instrument.scale
    step = "" if scale.step == 1 else f"（每级 {plain(scale.step)} 分）"
    return f"{plain(scale.low)}–{plain(scale.high)} 分{step}"


def _level(basis: Basis) -> str:
    return f"区间为 {percent(basis.confidence)} 置信区间。"


def _levels_of_tests(basis: Basis) -> str:
    alpha = error(basis.confidence)
    return f"区间为 {percent(basis.confidence)} 置信区间，检验均为双侧，显著性水平 {alpha}。"


def _separately(by: tuple[str, ...]) -> str:
    return f"按{apart(listed(by, ZH))}分组分别计算。" if by else ""


def _correction(basis: Basis) -> str:
    if basis.adjust is None or not basis.family:
        return ""
    if basis.adjust == "none":
        return f"p 值未对 {count(basis.family)} 次检验作校正。"
    families = f"同一层级、同一检验的各行为一族，最大的一族含 {count(basis.family)} 次检验"
    source = f"[{CORRECTED_BY[basis.adjust]}]" if basis.adjust in CORRECTED_BY else ""
    return f"p 值按 {word('adjust', basis.adjust, ZH)}{source}校正，{families}。"


def _convention(basis: Basis) -> str:
    """Say that the smallest gap that matters is a default, if it is."""
    usual = basis.smallest == smallest_gap(basis.instrument.scale, None)
    return "（本库的约定）" if usual else ""


def _draws(basis: Basis) -> str:
    if not basis.draws:
        return ""
    seed = "调用者提供的随机数生成器" if basis.seed is None else f"随机种子 {basis.seed}"
    return f"随机抽取 {count(basis.draws)} 次（{seed}）。"


def _sources(basis: Basis) -> str:
    entries = []
    for each in basis.statistics:
        name = statistic_name(each, ZH)
        entries.append(f"{name}[{each.source}]" if each.source else name)
    instrument = basis.instrument
    source = f"[{shown(instrument.source)}]" if instrument.source else ""
    methods = f"方法：{'；'.join(entries)}。" if entries else ""
    return f"{methods}问卷：{shown(instrument.title.to(ZH))}{source}。"


def _tests_of(finding: Finding) -> list[str]:
    return [str(test) for test in dict.fromkeys(finding.frames["frame"]["test"])]


def _other(finding: Finding) -> list[str]:
    return [_level(finding.basis)]


KINDS: dict[str, Callable[[Finding], list[str]]] = {}


def sentences(finding: Finding) -> list[str]:
    """Give the note's sentences; empty ones where there is nothing to say."""
    basis = finding.basis
    special = KINDS.get(finding.kind, _other)
    return [
        _respondents(basis),
        _gap(basis),
        POLICIES.get(str(basis.policy), ""),
        ANY_SAMPLE,
        *special(finding),
        _separately(separately_by(finding)),
        *(remark_sentence(remark, basis) for remark in basis.remarks),
        _draws(basis),
        _sources(basis),
    ]
