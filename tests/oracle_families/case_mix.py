"""Means of branches adjusted for the mix of their respondents."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.stats import spearmanr

from oracle_families.folder import Case, file_of, table
from servgap._stats.case_mix.by_regression import adjusted_by_regression, main_effects
from servgap._stats.case_mix.by_shares import LARGEST_WEIGHT, AdjustedByShares, adjusted_by_shares


def of_branches(case: Case) -> dict[str, Any]:
    """Compute both adjustments from sums by branch, age and sex."""
    rows = table(file_of(case))
    rows = rows.assign(cell=rows["age"] + "." + rows["sex"], square=rows["gap"] ** 2)
    cells, ages, sexes = (sorted(rows[name].unique()) for name in ("cell", "age", "sex"))
    by_cell = rows.groupby(["branch", "cell"]).agg(n=("gap", "size"), sums=("gap", "sum"), squares=("square", "sum"))
    n, sums, squares = (by_cell[each].unstack("cell", fill_value=0)[cells].to_numpy() for each in by_cell)
    levels = [(ages.index(each.rsplit(".", 1)[0]), sexes.index(each.rsplit(".", 1)[1])) for each in cells]
    design = main_effects(*zip(*levels, strict=True))
    named = [f"age{each}" for each in ages[1:]] + [f"sex{each}" for each in sexes[1:]]
    found = adjusted_by_regression(n, sums, squares, design)
    crossed = adjusted_by_regression(n, sums, squares, np.eye(len(cells))[:, 1:])
    capped, uncapped = adjusted_by_shares(n, sums, squares), adjusted_by_shares(n, sums, squares, cap=np.inf)
    own = rows.groupby("branch")["gap"].agg(["count", "mean", "sem"])
    few = [(branch, cell) for cell in range(len(cells)) for branch in range(len(own)) if n[branch, cell] < 2]
    return {
        "branch": own.index.tolist(),
        "n": own["count"].tolist(),
        "N": n.sum(),
        "raw": found.raw.tolist(),
        "raw_se": own["sem"].tolist(),
        "mix_pooled": dict(zip(named, n.sum(axis=0) @ design / n.sum(), strict=True)),
        "mix_branch": {
            "rows": own.index.tolist(),
            "cols": named,
            "data": (n @ design / n.sum(axis=1)[:, None]).tolist(),
        },
        "regression": {
            "coef": dict(zip(named, found.coefficient, strict=True)),
            "coef_se": dict(zip(named, found.coefficient_se, strict=True)),
            "sigma": found.sigma,
            "df": found.df,
            "adjusted": found.adjusted.tolist(),
            "se": found.se.tolist(),
            "lower": found.ci_low.tolist(),
            "upper": found.ci_high.tolist(),
            "se_HC1": found.se_robust.tolist(),
            "change": found.change.tolist(),
            "change_se": found.change_se.tolist(),
            "adjusters_F": found.adjusters_f,
            "adjusters_p": found.p_adjusters,
            "branches_F": found.groups_f,
            "branches_p": found.p_groups,
        },
        "regression_crossed": {"adjusted": crossed.adjusted.tolist(), "se": crossed.se.tolist()},
        "direct": {
            "cells": cells,
            "counts": {"rows": own.index.tolist(), "cols": cells, "data": n.tolist()},
            "pooled_share": (n.sum(axis=0) / n.sum()).tolist(),
            "capped_at_5": _direct(capped),
            "uncapped": _direct(uncapped),
            "uncapped_cell_variance_se": [None if np.isnan(each) else each for each in uncapped.se_by_cells],
            "n_capped": (capped.largest_weight > LARGEST_WEIGHT).sum(),
            "cells_below_2": {
                "branch": [own.index[branch] for branch, _ in few],
                "cell": [cells[cell] for _, cell in few],
                "count": [n[each] for each in few],
            },
        },
        "max_change": {"regression": np.abs(found.change).max(), "direct": np.abs(capped.change).max()},
        "spearman_raw_regression": spearmanr(found.raw, found.adjusted).statistic,
    }


def _direct(found: AdjustedByShares) -> dict[str, Any]:
    return {
        "mean": found.adjusted.tolist(),
        "se": found.se.tolist(),
        "kish_neff": found.n_effective.tolist(),
        "max_weight": found.largest_weight.tolist(),
    }
