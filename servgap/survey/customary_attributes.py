"""What surveys customarily call the columns of branches and of waves."""

from __future__ import annotations

from collections.abc import Iterable

BRANCH, WAVE = "branch", "wave"
BRANCH_NAMES = (
    "branch", "branch_name", "store", "shop", "outlet", "site", "location", "office", "library", "hotel", "restaurant",
    "分店", "门店", "店铺", "分公司", "分行", "支行", "网点", "营业厅", "分馆", "分部", "酒店",
)  # fmt: skip
WAVE_NAMES = (
    "quarter", "wave", "period", "month", "year", "round",
    "季度", "期次", "调查期", "调查期次", "批次", "月份", "年份", "年度",
)  # fmt: skip


def customary(role: str, names: Iterable[str]) -> str | None:
    """Find among names the one that customarily is that of a branch, or of a wave.

    Parameters
    ----------
    role
        ``"branch"`` or ``"wave"``.
    names
        Names of attributes, or headers.

    Examples
    --------
    >>> customary("wave", ["Branch", "Quarter "]), customary("branch", ["age"])
    ('Quarter ', None)
    """
    by_name = {name.strip().casefold(): name for name in reversed(list(names))}
    return next((by_name[name] for name in (BRANCH_NAMES if role == BRANCH else WAVE_NAMES) if name in by_name), None)
