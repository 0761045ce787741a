"""Answer labels as they stand on questionnaires: whole sets, each an order from lowest to highest.

A label means nothing by itself ("good" is the third of five in one set, the fourth in another); only a set gives it a
place. A level has alternative words, of which a survey uses one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from servgap.survey.reading.folding import fold_label


@dataclass(frozen=True)
class LabelSet:
    """One order of labels.

    Parameters
    ----------
    family
        What the labels speak of: agreement, satisfaction, importance, quality, ...
    levels
        The words for each level, lowest first.
    needs
        Words of which one must be found before the set is thought of: those that tell a rare order from a common one.
    """

    family: str
    levels: tuple[tuple[str, ...], ...]
    needs: frozenset[str] = frozenset()

    @property
    def place(self) -> dict[str, int]:
        """Every word and its level, 0 the lowest."""
        return {word: level for level, words in enumerate(self.levels) for word in words}


def _set(family: str, *levels: str, needs: str = "") -> LabelSet:
    split = tuple(tuple(fold_label(word) for word in level.split("|")) for level in levels)
    return LabelSet(family, split, frozenset(fold_label(word) for word in needs.split("|") if word))


NEUTRAL = "neutral|neither|undecided|neither agree nor disagree|neither disagree nor agree|no preference"
STRONGLY = "strongly {0}|completely {0}|totally {0}|fully {0}|entirely {0}|absolutely {0}"
SOMEWHAT = "somewhat {0}|slightly {0}|rather {0}|partly {0}|partially {0}|tend to {0}|{0} somewhat|{0} slightly"
EXTREMELY = "very {0}|extremely {0}|completely {0}|totally {0}|highly {0}|strongly {0}"


def _agreement() -> Iterator[LabelSet]:
    no, yes = "disagree", "agree"
    strongly_no, strongly_yes = STRONGLY.format(no), STRONGLY.format(yes)
    little_no, little_yes = SOMEWHAT.format(no), SOMEWHAT.format(yes)
    yield _set(
        "agreement",
        strongly_no + "|do not agree at all",
        f"{no}|moderately {no}|mostly {no}|{little_no}",
        NEUTRAL,
        f"{yes}|moderately {yes}|mostly {yes}|{little_yes}",
        strongly_yes,
    )
    yield _set(
        "agreement",
        strongly_no,
        f"{no}|moderately {no}|mostly {no}",
        little_no + "|more or less disagree",
        NEUTRAL,
        little_yes + "|more or less agree",
        f"{yes}|moderately {yes}|mostly {yes}",
        strongly_yes,
    )
    yield _set(
        "agreement",
        f"very strongly {no}",
        strongly_no,
        no,
        NEUTRAL,
        yes,
        strongly_yes,
        f"very strongly {yes}",
        needs=f"very strongly {no}|very strongly {yes}",
    )


def _satisfaction() -> Iterator[LabelSet]:
    middle = NEUTRAL + "|neither satisfied nor dissatisfied|neither dissatisfied nor satisfied"
    very_no = EXTREMELY.format("dissatisfied") + "|very unsatisfied|not at all satisfied"
    little_no = "somewhat dissatisfied|slightly dissatisfied|rather dissatisfied|a little dissatisfied"
    little_yes = "somewhat satisfied|slightly satisfied|rather satisfied|a little satisfied"
    much_no = "dissatisfied|unsatisfied|moderately dissatisfied|mostly dissatisfied|fairly dissatisfied"
    much_yes = "satisfied|moderately satisfied|mostly satisfied|fairly satisfied"
    very_yes = EXTREMELY.format("satisfied")
    yield _set("satisfaction", very_no, f"{much_no}|{little_no}", middle, f"{much_yes}|{little_yes}", very_yes)
    yield _set("satisfaction", very_no, much_no, little_no, middle, little_yes, much_yes, very_yes)


def _importance() -> Iterator[LabelSet]:
    least = "not at all important|not important at all|not important|unimportant|very unimportant"
    little = "slightly important|of little importance|low importance|a little important|somewhat unimportant"
    some = "moderately important|somewhat important|neutral|fairly important|average importance"
    yield _set("importance", least, little, some, "very important", "extremely important|essential|critical")
    yield _set("importance", least, little + "|less important", some, "important", "very important|extremely important")
    middle = "neutral|neither important nor unimportant|neither unimportant nor important"
    yield _set(
        "importance",
        "very unimportant|extremely unimportant",
        "unimportant|somewhat unimportant|not important",
        middle,
        "important|somewhat important",
        "very important|extremely important",
    )
    yield _set(
        "importance",
        "not at all important|not important at all",
        "low importance|of little importance",
        "slightly important",
        "neutral",
        "moderately important",
        "very important",
        "extremely important",
    )
    yield _set(
        "importance",
        "very unimportant|extremely unimportant",
        "unimportant",
        "somewhat unimportant|slightly unimportant",
        middle,
        "somewhat important|slightly important",
        "important",
        "very important|extremely important",
    )


def _quality() -> Iterator[LabelSet]:
    fair = "fair|average|acceptable|neutral|neither good nor bad|neither poor nor good|ok|okay|adequate"
    poor, very_poor = "poor|bad", "very poor|very bad|extremely poor|terrible|awful"
    yield _set("quality", very_poor, poor, fair, "good", "very good|excellent|extremely good")
    yield _set("quality", poor, fair, "good", "very good", "excellent|outstanding")
    yield _set(
        "quality",
        very_poor,
        poor,
        "somewhat poor|somewhat bad|below average|rather poor",
        fair,
        "somewhat good|above average|rather good",
        "good",
        "very good|excellent",
    )
    yield _set(
        "quality", "extremely poor|terrible|awful", "very poor|very bad", poor, fair, "good", "very good",
        "excellent|extremely good|outstanding",
    )  # fmt: skip


def _performance() -> Iterator[LabelSet]:
    yield _set(
        "performance against expectation",
        "much worse than expected|far below expectations|far below my expectations|much worse",
        "worse than expected|below expectations|below my expectations|worse",
        "as expected|meets expectations|met expectations|met my expectations|equal to expectations|about the same",
        "better than expected|above expectations|above my expectations|exceeds expectations|exceeded expectations",
        "much better than expected|far above expectations|far above my expectations|much better",
    )
    middle = "medium|moderate|average|neutral"
    yield _set("level", "very low|extremely low", "low", middle, "high", "very high|extremely high")
    yield _set(
        "level",
        "very low|extremely low",
        "low",
        "somewhat low|slightly low|rather low",
        middle,
        "somewhat high|slightly high|rather high",
        "high",
        "very high|extremely high",
    )
    yield _set("frequency", "never", "rarely|seldom", "sometimes|occasionally", "often|frequently|usually", "always")


CHINESE_MIDDLE = (
    "一般|中立|普通|不确定|说不清|中等|无意见|没意见|没有意见|尚可|还行|一般般"
    "|既不{1}也不{0}|既不{0}也不{1}|说不上{1}不{1}"
)
CHINESE_FAMILIES = {
    "agreement": (("不同意", "同意", "无所谓"), ("不赞同", "赞同", "无所谓"), ("不认同", "认同", "无所谓")),
    "satisfaction": (("不满意", "满意", ""),),
    "importance": (("不重要", "重要", ""),),
    "conformity": (("不符合", "符合", ""),),
    "quality": (("差", "好", "中"), ("不好", "好", "中")),
    "level": (("低", "高", "中"),),
}


def _chinese(family: str, no: str, yes: str, own_middle: str) -> Iterator[LabelSet]:
    middle = CHINESE_MIDDLE.format(no, yes) + (f"|{own_middle}" if own_middle else "")
    lowest, highest = (f"非常{x}|很{x}|完全{x}|十分{x}|极{x}|极其{x}|极度{x}" for x in (no, yes))
    soft_no = f"不太{yes}|" if no == f"不{yes}" else ""
    fairly_no, fairly_yes = f"{soft_no}比较{no}|较{no}|较为{no}", f"比较{yes}|较{yes}|较为{yes}"
    slightly_no, slightly_yes = (f"有点{x}|有些{x}|略微{x}|稍微{x}|稍{x}|略{x}|有点儿{x}" for x in (no, yes))
    some_no, some_yes = f"{no}|{fairly_no}|{slightly_no}", f"{yes}|{fairly_yes}|{slightly_yes}"
    yield _set(family, lowest, some_no, middle, some_yes, highest)
    yield _set(family, lowest, no, fairly_no, middle, fairly_yes, yes, highest)
    yield _set(family, lowest, no, slightly_no, middle, slightly_yes, yes, highest)
    yield _set(family, lowest, fairly_no, slightly_no, middle, slightly_yes, fairly_yes, highest)
    very_no, very_yes = (f"非常{x}|很{x}|十分{x}" for x in (no, yes))
    wholly_no, wholly_yes = (f"完全{x}|极{x}|极其{x}|极度{x}" for x in (no, yes))
    for mild_no, mild_yes in ((no, yes), (fairly_no, fairly_yes)):
        orders = (wholly_no, very_no, mild_no, middle, mild_yes, very_yes, wholly_yes)
        yield _set(family, *orders, needs=f"{wholly_no}|{wholly_yes}")


@cache
def label_sets() -> tuple[LabelSet, ...]:
    """Give all sets that are known."""
    return tuple(_all())


def _all() -> Iterator[LabelSet]:
    for english in (_agreement, _satisfaction, _importance, _quality, _performance):
        yield from english()
    for family, wordings in CHINESE_FAMILIES.items():
        for no, yes, own_middle in wordings:
            yield from _chinese(family, no, yes, own_middle)
