"""Chinese for items that run against the others of their dimension."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from servgap.language.numbers import coefficient, count
from servgap.report.words.names import dimension_name, listed, quoted_item
from servgap.report.words.zh.phrases import ZH
from servgap.survey.instrument import Instrument

MOST_NAMED = 3
ASKED = "是否为反向表述而未反向计分？"
ONE_OF_TWO = "其中之一是否为反向表述而未反向计分？"


def opposed(instrument: Instrument, told: Sequence[Mapping[str, Any]]) -> str:
    """Name the items that run against the others, and ask; nothing where there are none.

    Parameters
    ----------
    instrument
        The questionnaire.
    told
        Of each such item what `opposed_in` says, the plainest first.
    """
    sure = [each for each in told if each["sure"]]
    shown = sure or list(told)
    if not shown:
        return ""
    r = coefficient(shown[0]["rest_r"])
    dimension = f"“{dimension_name(instrument, shown[0]['dimension'], ZH)}”维度"
    does = "方向相反" if sure else "不相一致"
    if len(shown) == 1 and shown[0]["of"] == 2:
        how = f"{dimension}的两个题项{does}（r = {r}）"
        return f"{how}，{ONE_OF_TWO}" if sure else how
    if len({each["dimension"] for each in shown}) > 1:
        dimension = "各自维度"
    if len(shown) == 1:
        how = f"题项{quoted_item(instrument, shown[0]['item'], ZH)}与{dimension}的其他题项{does}（r = {r}）"
    else:
        named = listed([quoted_item(instrument, each["item"], ZH) for each in shown[:MOST_NAMED]], ZH)
        which = f"{named}等 {count(len(shown))} 个题项" if len(shown) > MOST_NAMED else f"题项{named}"
        how = f"{which}与{dimension}的其他题项{does}（最低 r = {r}）"
    return f"{how}，{ASKED}" if sure else how
