"""Whether an event did what it was to do: branches with it against the others."""

from __future__ import annotations

from typing import Any

import numpy as np

from oracle_families.folder import Case, file_of, table
from servgap._stats.events.effect import NEVER, branch_difference, event_effect
from servgap._stats.events.two_way import two_way_effect
from servgap._stats.groups.two_samples import welch_t


def of_differences(case: Case) -> dict[str, Any]:
    """Compute the difference in differences with every kind of error that the case has."""
    rows = table(file_of(case))
    wide = {name: rows.pivot(index="branch", columns="quarter", values=name) for name in ("mean", "n", "var")}
    branches, quarters = list(wide["mean"].index), list(wide["mean"].columns)
    mean, errors = wide["mean"].to_numpy(), (wide["var"] / wide["n"]).to_numpy()
    trained = rows.groupby("branch")["trained"].first().to_numpy().astype(bool)
    start = int(np.flatnonzero(rows.groupby("quarter")["after"].first().to_numpy())[0])
    change = mean[:, start:].mean(axis=1) - mean[:, :start].mean(axis=1)
    starts = np.where(trained, start, NEVER)
    plain = event_effect(mean, errors, starts, studentised=False)
    equal = branch_difference(change, trained)
    moments = [
        number for each in (change[~trained], change[trained]) for number in (len(each), each.mean(), each.var(ddof=1))
    ]
    welch = welch_t(*moments)
    two_way, weighted = (two_way_effect(mean, starts, weights) for weights in (None, wide["n"].to_numpy()))
    # The case takes all branches to vary alike in every quarter.
    quarterly = branch_difference((mean - mean[:, [start - 1]]).T, trained)
    return {
        "branch": branches,
        "trained": trained.astype(int).tolist(),
        "change": change.tolist(),
        "estimate": plain.estimate,
        "se_sampling_only": plain.se_sampling,
        "t_equal": {**_test(equal.statistic, equal.df, equal), "se": equal.se},
        "t_welch": _test(welch.statistic, welch.df, welch),
        "permutation": {
            "n": int(plain.choices),
            "p_two_sided": plain.p_value,
            "p_greater": plain.p_greater,
            "smallest_p": plain.smallest_p,
            "lower": plain.ci_low,
            "upper": plain.ci_high,
        },
        "twoway": {
            "estimate": two_way.estimate,
            "se_iid": two_way.se_ordinary,
            "p_iid": two_way.p_ordinary,
            "df_iid": two_way.df_ordinary,
        },
        "CR2": {
            "se": plain.se,
            "t": plain.estimate / plain.se,
            "df": plain.df,
            "p": plain.p_t,
            "lower": plain.t_low,
            "upper": plain.t_high,
        },
        "CR1S_se": two_way.se_cr1s,
        "weighted_by_n": {
            "estimate": weighted.estimate,
            "CR2_se": weighted.se,
            "df": weighted.df,
            "p": weighted.p_value,
        },
        "event_study": {
            "quarter": quarters,
            "effect": quarterly.difference.tolist(),
            "se": [float(each) if each > 0 else None for each in quarterly.se],
        },
        "before_after_trained_only": {
            "estimate": plain.before_after,
            "se_sampling_only": plain.se_before_after,
            "z": plain.before_after / plain.se_before_after,
        },
    }


def _test(t: Any, df: Any, found: Any) -> dict[str, Any]:
    return {"t": t, "df": df, "p": found.p_value, "lower": found.ci_low, "upper": found.ci_high}
