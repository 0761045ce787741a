"""Whether dimensions are different things: heterotrait-monotrait ratios."""

from __future__ import annotations

from typing import Any

import numpy as np

from oracle_families.folder import Case, dimensions, file_of, item_numbers, survey, table
from servgap._stats.factor_models.heterotrait import htmt

HOLZINGER = {"visual": 3, "textual": 3, "speed": 3}


def of_questionnaire(case: Case) -> dict[str, Any]:
    """Compare the dimensions of expectations, perceptions or gaps."""
    answers = survey(file_of(case))
    rows = {
        "E": answers.expectations,
        "P": answers.perceptions,
        "G": answers.perceptions - answers.expectations,
    }[case["case"][-1]]
    return _ratios(rows.to_numpy(), {key: len(item_numbers(key)) for key in dimensions()})


def of_table(case: Case) -> dict[str, Any]:
    """Compare three tests of mental ability."""
    items = [f"x{number}" for number in range(1, 10)]
    return _ratios(table(file_of(case))[items].dropna().to_numpy(), HOLZINGER)


def _ratios(rows: np.ndarray, sizes: dict[str, int]) -> dict[str, Any]:
    found = htmt(np.corrcoef(rows.T), np.repeat(np.arange(len(sizes)), list(sizes.values())))
    names = list(sizes)
    return {kind: {"rows": names, "cols": names, "data": getattr(found, kind).tolist()} for kind in ("htmt", "htmt2")}
