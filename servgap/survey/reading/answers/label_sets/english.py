"""English labels of agreement, satisfaction, importance and quality."""

from __future__ import annotations

from collections.abc import Iterator

from servgap.survey.reading.answers.label_sets.label_set import LabelSet, end_sets, label_set

NEUTRAL = "neutral|neither|undecided|neither agree nor disagree|neither disagree nor agree|no preference"
STRONGLY = "strongly {0}|completely {0}|totally {0}|fully {0}|entirely {0}|absolutely {0}|definitely {0}"
SOMEWHAT = "somewhat {0}|slightly {0}|rather {0}|partly {0}|partially {0}|tend to {0}|{0} somewhat|{0} slightly"
SOMEWHAT += "|mildly {0}|{0} a little"
EXTREMELY = "very {0}|extremely {0}|completely {0}|totally {0}|highly {0}|strongly {0}"


def sets() -> Iterator[LabelSet]:
    """Give the sets of these families."""
    for family in (_agreement, _satisfaction, _importance, _quality):
        yield from family()


def _agreement() -> Iterator[LabelSet]:
    no, yes = "disagree", "agree"
    strongly_no, strongly_yes = STRONGLY.format(no), STRONGLY.format(yes)
    little_no, little_yes = SOMEWHAT.format(no), SOMEWHAT.format(yes)
    much_no, much_yes = (f"{word}|moderately {word}|mostly {word}" for word in (no, yes))
    some_no, some_yes = f"{much_no}|{little_no}", f"{much_yes}|{little_yes}"
    lowest = strongly_no + "|do not agree at all"
    yield label_set("agreement", lowest, some_no, some_yes, strongly_yes)
    yield label_set("agreement", lowest, some_no, NEUTRAL, some_yes, strongly_yes)
    little_no, little_yes = little_no + "|more or less disagree", little_yes + "|more or less agree"
    yield label_set("agreement", strongly_no, much_no, little_no, little_yes, much_yes, strongly_yes)
    yield label_set("agreement", strongly_no, much_no, little_no, NEUTRAL, little_yes, much_yes, strongly_yes)
    very_no, very_yes = f"very strongly {no}", f"very strongly {yes}"
    needs = f"{very_no}|{very_yes}"
    yield label_set("agreement", very_no, strongly_no, no, NEUTRAL, yes, strongly_yes, very_yes, needs=needs)
    yield label_set(
        *("agreement", very_no, strongly_no, much_no, little_no, NEUTRAL),
        *(little_yes, much_yes, strongly_yes, very_yes),
        needs=needs,
    )
    yield from end_sets("agreement", lowest, NEUTRAL, strongly_yes)


def _satisfaction() -> Iterator[LabelSet]:
    middle = NEUTRAL + "|neither satisfied nor dissatisfied|neither dissatisfied nor satisfied"
    very_no = EXTREMELY.format("dissatisfied") + "|very unsatisfied|extremely unsatisfied|not at all satisfied"
    little_no = "somewhat dissatisfied|slightly dissatisfied|rather dissatisfied|a little dissatisfied"
    little_yes = "somewhat satisfied|slightly satisfied|rather satisfied|a little satisfied"
    much_no = "dissatisfied|unsatisfied|moderately dissatisfied|mostly dissatisfied|fairly dissatisfied"
    much_yes = "satisfied|moderately satisfied|mostly satisfied|fairly satisfied"
    very_yes = EXTREMELY.format("satisfied")
    some_no, some_yes = f"{much_no}|{little_no}", f"{much_yes}|{little_yes}"
    yield label_set("satisfaction", very_no, some_no, some_yes, very_yes)
    yield label_set("satisfaction", very_no, some_no, middle, some_yes, very_yes)
    yield label_set("satisfaction", very_no, much_no, little_no, little_yes, much_yes, very_yes)
    yield label_set("satisfaction", very_no, much_no, little_no, middle, little_yes, much_yes, very_yes)
    yield label_set(
        *("satisfaction", "not at all satisfied|not satisfied", "slightly satisfied|a little satisfied"),
        *("moderately satisfied|somewhat satisfied", "very satisfied", "extremely satisfied|completely satisfied"),
        needs="not at all satisfied|not satisfied|slightly satisfied|moderately satisfied",
    )
    yield label_set(
        *(
            "satisfaction",
            "terrible",
            "unhappy",
            "mostly dissatisfied",
            "mixed|about equally satisfied and dissatisfied",
        ),
        *("mostly satisfied", "pleased", "delighted"),
        needs="delighted|pleased|unhappy|terrible",
    )
    yield from end_sets("satisfaction", very_no, middle, very_yes)


def _importance() -> Iterator[LabelSet]:
    least = "not at all important|not important at all|not important|unimportant|very unimportant"
    little = "slightly important|of little importance|low importance|a little important|somewhat unimportant"
    some = "moderately important|somewhat important|neutral|fairly important|average importance"
    most = "very important|extremely important"
    not_at_all = "not at all important|not important at all|not important"
    yield label_set("importance", not_at_all, f"{little}|somewhat important", "important|moderately important", most)
    yield label_set("importance", least, little, some, "very important", "extremely important|essential|critical")
    yield label_set("importance", least, little + "|less important", some, "important", most)
    middle = "neutral|neither important nor unimportant|neither unimportant nor important"
    very_no = "very unimportant|extremely unimportant"
    some_no = "unimportant|somewhat unimportant|not important"
    yield label_set("importance", very_no, some_no, middle, "important|somewhat important", most)
    yield label_set(
        *("importance", "not at all important|not important at all", "low importance|of little importance"),
        *("slightly important", "neutral", "moderately important", "very important", "extremely important"),
    )
    little_no, little_yes = "somewhat unimportant|slightly unimportant", "somewhat important|slightly important"
    yield label_set("importance", very_no, "unimportant", little_no, little_yes, "important", most)
    yield label_set("importance", very_no, "unimportant", little_no, middle, little_yes, "important", most)
    yield from end_sets("importance", f"{very_no}|{not_at_all}", middle, f"{most}|essential|critical")


def _quality() -> Iterator[LabelSet]:
    fair = "fair|average|acceptable|neutral|neither good nor bad|neither poor nor good|ok|okay|adequate|satisfactory"
    poor, very_poor = "poor|bad", "very poor|very bad|extremely poor|terrible|awful"
    best = "excellent|outstanding|extremely good"
    yield label_set("quality", very_poor, poor, "good", "very good|excellent")
    yield label_set("quality", poor, fair, "good", "excellent|outstanding")
    yield label_set("quality", very_poor, poor, fair, "good", "very good|excellent|extremely good")
    yield label_set("quality", poor, fair, "good", "very good", "excellent|outstanding")
    yield label_set("quality", very_poor, poor, fair, "good", "very good", best, needs="very good")
    little_no = "somewhat poor|somewhat bad|below average|rather poor"
    little_yes = "somewhat good|above average|rather good"
    yield label_set("quality", very_poor, poor, little_no, little_yes, "good", "very good|excellent")
    yield label_set("quality", very_poor, poor, little_no, fair, little_yes, "good", "very good|excellent")
    yield label_set(
        *("quality", "extremely poor|terrible|awful", "very poor|very bad", poor, fair, "good", "very good", best)
    )
    yield from end_sets("quality", very_poor, fair, f"very good|{best}")
