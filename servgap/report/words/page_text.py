"""What a report says around its findings."""

from __future__ import annotations

from servgap.report.words.codes import PLACES
from servgap.report.words.languages import Language

CONVENTIONS = (
    "All numbers are rounded for reading only; the workbook beside this page holds the exact ones. "
    "A gap is what was perceived less what was expected: negative is short of expectation. "
    "Each section's small print names its method, its level, its respondents and its rule for missing answers."
)
CHINESE_CONVENTIONS = (
    "页面上的数值仅为便于阅读而取舍位数，精确数值见随附的工作簿。差距为感知减期望，负值表示低于期望。"
    "各节末尾的小字说明所用方法、置信水平、所依据的受访者人数以及缺失答案的处理规则。"
)
TEXTS: dict[str, tuple[str, str]] = {
    "report": ("Service quality report", "服务质量差距分析报告"),
    "contents": ("Contents", "目录"),
    "summary": ("Summary", "摘要"),
    "key_figures": ("Key figures", "关键指标"),
    "answered": ("Who answered", "调查样本"),
    "gaps": ("Gaps between expectation and perception", "期望与感知的差距"),
    "significance": ("Are the gaps more than chance?", "差距是否超出抽样误差"),
    "reliability": ("Does the questionnaire measure reliably?", "问卷信度"),
    "validity": ("Does it measure what it claims to?", "问卷效度与结构"),
    "ranking": ("Which standards to mend first", "服务标准排序与短板"),
    "groups": ("How the groups differ", "组间比较"),
    "waves": ("What has changed", "变化趋势"),
    "plan": ("How many to ask", "样本量计划"),
    "screening": ("Were the answers given with care?", "作答质量筛查"),
    "pairing": ("May both parts be subtracted?", "期望与感知可否相减"),
    "methods": ("About the methods", "方法说明"),
    "glossary": ("The words used for verdicts", "结论用语"),
    "by": (", by {by}", "（按{by}）"),
    "separately": (" (separately by {by})", "（按{by}分组）"),
    "figure": ("Picture: {headline}", "图：{headline}"),
    "ledger": ("What happened to every row", "数据处理账目"),
    "entry": ("Entry", "类别"),
    "what": ("What", "内容"),
    "count": ("Count", "数量"),
    "detail": ("Particulars", "细节"),
    "respondents": ("Respondents", "受访者"),
    "overall": ("Overall gap", "总体差距"),
    "weighted": ("Gap weighted by importance", "加权差距"),
    "short": ("Standards not acceptable", "不合格的服务标准"),
    "of": ("{n} of {total}", "{n} / {total}"),
    "reliable": ("Lowest reliability", "最低信度"),
    "change": ("Change since {wave}", "较 {wave} 的变化"),
    "suppressed_one": (
        "One group of fewer than {minimum} respondents is not shown",
        "有 1 个组的受访者不足 {minimum} 人，未予显示",
    ),
    "suppressed": (
        "{n} groups of fewer than {minimum} respondents each are not shown",
        "有 {n} 个组的受访者不足 {minimum} 人，未予显示",
    ),
    "suppressed_with_one": (
        ", nor is a larger one that together with the totals would give the figures away",
        "；另有 1 个人数较多的组一并隐去，以免据合计推算出前者",
    ),
    "suppressed_with": (
        ", nor are {others} larger ones that together with the totals would give the figures away",
        "；另有 {others} 个人数较多的组一并隐去，以免据合计推算出前者",
    ),
    "suppressed_end": (".", "。"),
    "apart_one": (
        "One group is not shown: beside those of another section it could give away a group that is too small.",
        "有 1 个组未予显示：若与另一节的分组并列，可能据以推算出人数过少的组。",
    ),
    "apart": (
        "{others} groups are not shown: beside those of another section they could give away one that is too small.",
        "有 {others} 个组未予显示：若与另一节的分组并列，可能据以推算出人数过少的组。",
    ),
    "silent": (
        "What stands out here rests on fewer than {minimum} answers and is left out.",
        "本节要点所依据的回答不足 {minimum} 份，予以略去。",
    ),
    "privacy": (
        "Groups of fewer than {minimum} respondents, and any that would give them away, are not shown in this report.",
        "本报告（含工作簿）不显示受访者不足 {minimum} 人的组，以及可据以推算出这些组的其他组。",
    ),
    "of_respondents": ("n = {n} of {total} respondents", "n = {n}（全部受访者 {total} 名）"),
    "one_wave": ("{waves}: {whom}", "{waves}：{whom}"),
    "latest_wave": ("{waves}, the latest of {total} waves: {whom}", "{waves}（共 {total} 期，此为最近一期）：{whom}"),
    "latest_large_wave": (
        "{waves}, of {total} waves the latest with enough respondents to be reported: {whom}",
        "{waves}（共 {total} 期，此为人数足以报告的最近一期）：{whom}",
    ),
    "pooled_waves": ("{period}, {waves} taken together: {whom}", "{period}（{waves}合并）：{whom}"),
    "all_waves": ("{waves} taken together, all waves of {by}: {whom}", "{waves}（{by}各期）合并：{whom}"),
    "about_period": (" · {period} (n = {n})", " · {period}（n = {n}）"),
    "about_waves": (" · {first} to {last} (n = {n})", " · {first} 至 {last}（n = {n}）"),
    "unavailable": ("This could not be computed: {why}", "本项无法计算：{why}"),
    "taken_branch": (
        "The attribute {name} was taken for the branch, by its name.",
        "属性“{name}”按其名称被识别为分店。",
    ),
    "taken_wave": (
        "The attribute {name} was taken for the wave, by its name.",
        "属性“{name}”按其名称被识别为期次。",
    ),
    "conventions": (CONVENTIONS, CHINESE_CONVENTIONS),
    "stamp_of_page": (
        "Stamp {stamp}. The workbook of this report bears the same stamp.",
        "校验码 {stamp}。本报告的工作簿带有相同的校验码。",
    ),
    "stamp_of_workbook": (
        "Stamp {stamp}. The page of this report bears the same stamp.",
        "校验码 {stamp}。本报告的网页带有相同的校验码。",
    ),
    "workbook_summary": ("Summary", "摘要"),
    "workbook_too_large": (
        (
            "This table has {rows} rows and {columns} columns and is not in this workbook, which takes tables of up "
            "to {most_rows} rows, {most_columns} columns and {most_cells} cells. All of it stands in the finding's "
            'frames["{frame}"], which pandas writes with .to_csv(...) or .to_parquet(...); small groups are in it.'
        ),
        (
            "此表有 {rows} 行、{columns} 列，未写入本工作簿；"
            "每个表最多 {most_rows} 行、{most_columns} 列、{most_cells} 个单元格。"
            '完整内容见该结果的 frames["{frame}"]，可用 pandas 的 .to_csv(...) 或 .to_parquet(...) 写出；'
            "其中含人数过少的组。"
        ),
    ),
    "workbook_columns": ("Columns", "列说明"),
    "column": ("Column", "列名"),
    "label": ("Heading", "标题"),
    "meaning": ("Meaning", "含义"),
    "unit": ("Unit", "单位"),
    "code": ("Code", "代码"),
    "word": ("Word", "用语"),
    "name": ("Name", "名称"),
    "section": ("Section", "部分"),
    "headline": ("Headline", "要点"),
    "note": ("Note", "说明"),
}

SHEETS: dict[str, tuple[str, str]] = {
    "gaps": ("Gaps", "差距"),
    "gaps bootstrap": ("Gaps bootstrap", "差距自助区间"),
    "reliability": ("Reliability", "信度"),
    "reliability items": ("Reliability items", "题项分析"),
    "reliability uses": ("Reliability uses", "信度用途"),
    "reliability coefficients": ("Reliability coefficients", "信度系数"),
    "reliability total": ("Reliability totals", "总分信度"),
    "reliability agreement": ("Agreement", "组内一致性"),
    "reliability within": ("Agreement within", "各组一致性"),
    "validity": ("Validity fit", "结构拟合"),
    "validity loadings": ("Loadings", "因子载荷"),
    "validity correlations": ("Factor correlations", "因子相关"),
    "validity convergent": ("Convergent validity", "聚合效度"),
    "validity discriminant": ("Discriminant validity", "区分效度"),
    "validity modification": ("Modification indices", "修正指数"),
    "validity factors": ("Eigenvalues", "特征值"),
    "validity adequacy": ("Number of factors", "因子数"),
    "validity invariance": ("Invariance", "测量不变性"),
    "validity groups": ("Structure by group", "分组结构"),
    "pairing": ("Pairing steps", "可减性步骤"),
    "pairing dimensions": ("Pairing", "可减性"),
    "pairing items": ("Pairing items", "可减性题项"),
    "significance": ("Significance", "显著性"),
    "significance effects": ("Effect sizes", "效应量"),
    "significance alternatives": ("Other intervals of effects", "效应量的其他区间"),
    "significance joint": ("All gaps at once", "差距联合检验"),
    "ranking": ("Ranking", "排序"),
    "ranking dimensions": ("Ranked dimensions", "维度排序"),
    "ranking worst": ("Worst corrected", "最差标准校正值"),
    "ranking worst_of_all": ("Worst of all groups", "全部组中最差"),
    "groups": ("Groups tests", "组间检验"),
    "groups groups": ("Groups", "各组差距"),
    "groups pairs": ("Groups pairs", "两两比较"),
    "waves": ("Waves changes", "各期变化"),
    "plan": ("Plan", "样本量计划"),
    "plan curve": ("Power", "检验效能曲线"),
    "waves waves": ("Waves", "各期差距"),
    "screening": ("Screened", "受访者筛查"),
    "screening with_without": ("With and without", "剔除前后"),
    "screening flags": ("Flags", "标记"),
    "screening parts": ("Screened by part", "分部分筛查"),
    "screening items": ("Ends of the scale", "量表两端"),
}

GLOSSARY: tuple[tuple[tuple[str, str], tuple[str, str]], ...] = (
    (
        ("not acceptable", "不合格"),
        (
            "The whole interval of the gap lies below minus the smallest gap that matters.",
            "差距的整个置信区间低于负的最小有意义差距。",
        ),
    ),
    (
        ("excellent", "优质"),
        ("The whole interval lies above the smallest gap that matters.", "整个区间高于最小有意义差距。"),
    ),
    (
        ("acceptable", "合格"),
        (
            "The gap is shown to be smaller than the smallest one that matters, either way.",
            "已证明差距（无论正负）小于最小有意义差距。",
        ),
    ),
    (
        ("undecided", "尚不能判定"),
        ("The answers do not suffice to say which of these it is.", "现有答案不足以作出上述判断。"),
    ),
    (
        ("improved, worsened", "改善、变差"),
        (
            "The whole interval of the change lies beyond the smallest change that matters.",
            "变化的整个置信区间超出最小有意义差距。",
        ),
    ),
    (
        ("unchanged", "基本不变"),
        ("The change is shown to be smaller than the smallest that matters.", "已证明变化小于最小有意义差距。"),
    ),
    (
        ("interval, CI", "置信区间"),
        (
            "A range found by a rule that catches the true value in 95 of 100 such surveys, at a level of 95%.",
            "由某一规则得到的范围：水平为 95% 时，若重复进行同样的调查，100 次中约有 95 次包含真值。",
        ),
    ),
    (
        ("ranks", "名次置信集"),
        ("The ranks that a standard may truly have, given chance.", "考虑抽样误差后，某项标准可能的真实名次。"),
    ),
)


def page_text(key: str, language: Language, **facts: object) -> str:
    """Give one of the report's own texts, with its facts filled in."""
    return TEXTS[key][PLACES[language]].format(**facts)


def sheet_title(kind: str, frame: str, language: Language) -> str:
    """Name the worksheet of a finding's frame."""
    versions = SHEETS.get(kind if frame == "frame" else f"{kind} {frame}")
    return f"{kind} {frame}" if versions is None else versions[PLACES[language]]


def glossary(language: Language) -> list[tuple[str, str]]:
    """Give the words of verdicts with what they mean."""
    place = PLACES[language]
    return [(terms[place], meanings[place]) for terms, meanings in GLOSSARY]
