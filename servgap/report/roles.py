"""Which attribute tells the branch, and which the wave: as told, else by a customary name, which is then said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from servgap.errors import reports as errors

BRANCH_NAMES = (
    "branch", "branch_name", "store", "shop", "outlet", "site", "location", "office", "library", "hotel", "restaurant",
    "分店", "门店", "店铺", "分公司", "分行", "支行", "网点", "营业厅", "分馆", "分部", "酒店",
)  # fmt: skip
WAVE_NAMES = (
    "quarter", "wave", "period", "month", "year", "round",
    "季度", "期次", "调查期", "调查期次", "批次", "月份", "年份", "年度",
)  # fmt: skip


@dataclass(frozen=True)
class Role:
    """An attribute's part in a report, and whether it was found by its name alone."""

    attribute: str
    guessed: bool


def role_of(role: str, told: str | None, attributes: Sequence[str]) -> Role | None:
    """Find the attribute that plays a part in the report.

    Parameters
    ----------
    role
        ``"branch"`` or ``"wave"``.
    told
        The attribute named by the caller.
    attributes
        The attributes that there are.

    Raises
    ------
    ServgapError
        If the attribute named is not there.
    """
    if told is not None:
        if told not in attributes:
            raise errors.attribute_not_there(role, told, attributes)
        return Role(told, guessed=False)
    customary = BRANCH_NAMES if role == "branch" else WAVE_NAMES
    by_name = {attribute.strip().casefold(): attribute for attribute in reversed(attributes)}
    found = next((by_name[name] for name in customary if name in by_name), None)
    return None if found is None else Role(found, guessed=True)
