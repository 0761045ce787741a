"""What people feel about a thing that is there, or is not: from liking to disliking it, coded by Kano from 1 to 5.

These are no steps of more and less: "it must be that way" is another feeling than a weaker liking. Their words stand on
scales of liking too, in another order, and are therefore looked for only where this is what is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from servgap.survey.reading.answers.label_sets.label_set import LabelSet, label_set

FAMILY = "kano"
IT = ("it", "it that way", "it this way")


def sets() -> Iterator[LabelSet]:
    """Give the sets of all languages, one each."""
    yield _set(*_english())
    yield _set(*_chinese())


def _set(*levels: str) -> LabelSet:
    return replace(label_set(FAMILY, *levels), unmistakable=True)


def _english() -> Iterator[str]:
    like = "|".join(f"{who} {each}" for who in ("like", "i like", "i enjoy", "i love") for each in IT)
    yield f"like|i like|i would like it|i'd like it|i like it very much|i really like it|enjoy it|{like}"
    must = "|".join(f"{who}must be{way}" for who in ("it ", "this ") for way in ("", " that way", " this way"))
    must += "|" + "|".join(f"{who}expect {each}" for who in ("", "i ") for each in IT)
    must += "|i expect it to be that way|i expect it to be this way|i expect that|i take it for granted|it is a must"
    yield f"must be|must|must have|expect|expected|i expect|basic necessity|it is a basic necessity for me|{must}"
    neutral = "neutral|i am neutral|i'm neutral|i feel neutral|indifferent|i am indifferent|don't care|i don't care"
    yield f"{neutral}|i do not care|no feeling|no feelings|i have no feelings about it|makes no difference"
    live = "|".join(f"i can {do} {each}" for do in ("live with", "tolerate", "accept") for each in IT)
    live += "|can tolerate|can tolerate it|i tolerate it|tolerate|tolerate it|i could live with it|acceptable"
    yield f"live with|live|live with it|can live with|can live with it|{live}"
    dislike = "|".join(f"{who} {each}" for who in ("dislike", "i dislike") for each in IT)
    dislike += "|i dislike it very much|i don't like it|i do not like it|i don't like it that way|i would dislike it"
    dislike += "|i hate it|i dislike it and can't accept it|i dislike it, and can't accept it|i can't accept it"
    yield f"dislike|i dislike|i cannot accept it|{dislike}"


def _chinese() -> Iterator[str]:
    like = "喜欢|很喜欢|我喜欢|我很喜欢|非常喜欢|我非常喜欢|满意|很满意|非常满意"
    yield f"{like}|我喜欢这样|我很喜欢这样|我喜欢它这样|我感到很喜欢"
    must = "理应如此|它理应如此|理应这样|它理应这样|理所当然|理当如此|必须这样|它必须这样|必须如此|应该如此|应当如此"
    yield f"{must}|它应该这样|本该如此|本应如此|必须有|必须的|应该的"
    yield "无所谓|我无所谓|没感觉|没有感觉|我没有感觉|没什么感觉|中立|一般|不在乎|都可以"
    live = "勉强接受|我勉强接受|可以勉强接受|勉强可以接受|我勉强可以接受|勉强忍受|可以接受|我可以接受|能接受"
    yield f"{live}|可以忍受|我可以忍受|能忍受|我能忍受|能够忍受|我能够忍受"
    dislike = "不喜欢|很不喜欢|我不喜欢|我很不喜欢|非常不喜欢|我非常不喜欢|讨厌|不满意|很不满意|非常不满意"
    yield f"{dislike}|我不喜欢这样|我很不喜欢这样|不能接受|我不能接受|无法接受|我无法接受"
