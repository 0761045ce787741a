"""Chinese labels; traditional characters are folded into simplified ones before they are looked up."""

from __future__ import annotations

from collections.abc import Iterator

from servgap.survey.reading.answers.label_sets.label_set import LabelSet, end_sets, label_set

MIDDLE = (
    "一般|中立|普通|不确定|说不清|中等|无意见|没意见|没有意见|尚可|还行|一般般"
    "|既不{1}也不{0}|既不{0}也不{1}|说不上{1}不{1}|介于两者之间"
)
FAMILIES = {
    "agreement": (("不同意", "同意", "无所谓"), ("不赞同", "赞同", "无所谓"), ("不认同", "认同", "无所谓")),
    "satisfaction": (("不满意", "满意", ""),),
    "importance": (("不重要", "重要", ""),),
    "conformity": (("不符合", "符合", ""),),
    "quality": (("差", "好", "中"), ("不好", "好", "中")),
    "level": (("低", "高", "中"),),
    "likelihood": (("不可能", "可能", ""), ("不愿意", "愿意", "")),
}
ALIKE = ("一样", "相同", "一致", "差不多", "相当", "相符")
AGAINST = "performance_against_expectation"


def sets() -> Iterator[LabelSet]:
    """Give all Chinese sets."""
    for family, wordings in FAMILIES.items():
        for no, yes, own_middle in wordings:
            yield from _wording(family, no, yes, own_middle)
    yield from _grades()
    yield from _frequency()
    yield from _performance()


def _wording(family: str, no: str, yes: str, own_middle: str) -> Iterator[LabelSet]:
    middle = MIDDLE.format(no, yes) + (f"|{own_middle}" if own_middle else "")
    lowest, highest = (f"非常{x}|很{x}|完全{x}|十分{x}|极{x}|极其{x}|极度{x}|特别{x}" for x in (no, yes))
    soft_no = f"不太{yes}|" if no == f"不{yes}" else ""
    fairly_no, fairly_yes = f"{soft_no}比较{no}|较{no}|较为{no}", f"比较{yes}|较{yes}|较为{yes}|基本{yes}|基本上{yes}"
    slightly_no, slightly_yes = (
        f"有点{x}|有些{x}|略微{x}|稍微{x}|稍{x}|略{x}|有点儿{x}|有一点{x}|部分{x}" for x in (no, yes)
    )
    some_no, some_yes = f"{no}|{fairly_no}|{slightly_no}", f"{yes}|{fairly_yes}|{slightly_yes}"
    yield label_set(family, lowest, some_no, some_yes, highest)
    yield label_set(family, lowest, some_no, middle, some_yes, highest)
    for outer, inner in _orders(no, yes, (fairly_no, fairly_yes), (slightly_no, slightly_yes)):
        yield label_set(family, lowest, outer[0], inner[0], inner[1], outer[1], highest)
        yield label_set(family, lowest, outer[0], inner[0], middle, inner[1], outer[1], highest)
    yield from _wholly(family, no, yes, middle, (fairly_no, fairly_yes), (slightly_no, slightly_yes))
    if soft_no:
        yield from _one_sided(family, no, yes, middle, (soft_no + f"较{no}", fairly_yes))
    yield from end_sets(family, lowest, middle, highest)


Two = tuple[str, str]


def _orders(no: str, yes: str, fairly: Two, slightly: Two) -> Iterator[tuple[Two, Two]]:
    """Give what stands next to the ends and what stands next to the middle, in the orders that are in use."""
    yield (no, yes), fairly
    yield (no, yes), slightly
    yield fairly, slightly


def _wholly(family: str, no: str, yes: str, middle: str, fairly: Two, slightly: Two) -> Iterator[LabelSet]:
    """Give orders in which "wholly" goes beyond "very"."""
    very_no, very_yes = (f"非常{x}|很{x}|十分{x}" for x in (no, yes))
    wholly_no, wholly_yes = (f"完全{x}|极{x}|极其{x}|极度{x}" for x in (no, yes))
    needs = f"{wholly_no}|{wholly_yes}"
    for mild in ((no, yes), fairly):
        orders = (wholly_no, very_no, mild[0], middle, mild[1], very_yes, wholly_yes)
        yield label_set(family, *orders, needs=needs)
    below, above = (wholly_no, very_no, fairly[0], slightly[0]), (slightly[1], fairly[1], very_yes, wholly_yes)
    yield label_set(family, *below, middle, *above, needs=needs)


def _one_sided(family: str, no: str, yes: str, middle: str, fairly: Two) -> Iterator[LabelSet]:
    """Give orders that begin with the bare "not", below "not quite", or end with the bare word, above "fairly"."""
    least = f"{no}|很{no}|非常{no}|完全{no}"
    most = f"非常{yes}|很{yes}|完全{yes}|十分{yes}"
    yield label_set(family, least, fairly[0], middle, f"{yes}|{fairly[1]}", most, needs=f"不太{yes}")
    yield label_set(family, least, fairly[0], middle, fairly[1], yes, needs=f"不太{yes}")


def _grades() -> Iterator[LabelSet]:
    """Give the grades of schools and inspections."""
    yield label_set("quality", "差", "中|中等|一般", "良|良好", "优|优秀")
    yield label_set("quality", "不合格", "合格", "良|良好", "优|优秀")
    yield label_set(
        "quality", "很差|极差|劣", "差|较差", "中|中等|一般", "良|良好", "优|优秀", needs="良|良好|优|优秀|劣"
    )
    yield label_set(
        "quality", "不及格|不合格", "及格|合格", "中|中等", "良|良好", "优|优秀", needs="不及格|及格|合格|不合格"
    )


def _frequency() -> Iterator[LabelSet]:
    never, always = "从不|从未|从来没有|从没有", "总是|一直|每次|每次都"
    rarely, sometimes, often = "很少|极少|几乎不|几乎从不|不常", "有时|有时候|偶尔", "经常|常常|通常|时常"
    yield label_set("frequency", never, f"{rarely}|{sometimes}", often, always)
    yield label_set("frequency", never, rarely, sometimes, often, always)
    yield label_set("frequency", never, rarely, "偶尔", "有时|有时候", "经常|常常", "通常|几乎总是|非常频繁", always)


def _performance() -> Iterator[LabelSet]:
    words = ("期望", "预期", "期待")
    far_below, below, met, above, far_above = (
        "|".join(f"{way}{word}" for way in ways.split("|") for word in words)
        for ways in (
            "远低于|大大低于|远不如|远远低于",
            "低于|不如|未达到|没有达到|略低于",
            "符合|达到|等于",
            "高于|超出|超过|略高于|好于",
            "远高于|大大超出|远超|远远超出|大大高于|远远高于",
        )
    )
    met += "|" + "|".join(f"与{word}一致|和{word}一样|与{word}相符" for word in words)
    yield label_set(AGAINST, far_below, below, met, above, far_above)
    yield from _better_or_worse(met)


def _better_or_worse(met: str) -> Iterator[LabelSet]:
    """Give the orders from worse to better than expected."""
    words = [
        f"{whose}{word}{end}" for whose in ("", "我", "我的") for word in ("期望", "预期", "期待") for end in ("", "的")
    ]
    much = "比{word}{how}得多|比{word}{how}很多|比{word}{how}多了|远比{word}{how}|远{how}于{word}"
    some = "比{word}{how}|比{word}更{how}|{how}于{word}"
    little = "比{word}{how}一点|比{word}{how}一些|比{word}略{how}|比{word}稍{how}|略{how}于{word}|稍{how}于{word}"

    def written(ways: str, how: str) -> str:
        return "|".join(way.format(word=word, how=how) for way in ways.split("|") for word in words)

    much_worse, worse = written(f"{much}|远不如{{word}}", "差"), written(f"{some}|不如{{word}}", "差")
    better, much_better = written(some, "好"), written(much, "好")
    little_worse, little_better = written(little, "差"), written(little, "好")
    same = "|".join(f"{way}{word}{alike}" for way in "与和跟" for word in words for alike in ALIKE) + f"|{met}"
    yield label_set(
        *(AGAINST, much_worse, f"{worse}|{little_worse}", same, f"{better}|{little_better}", much_better),
    )
    yield label_set(AGAINST, much_worse, worse, little_worse, same, little_better, better, much_better)
