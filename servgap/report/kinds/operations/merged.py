"""Rates of few users left out of what a report and a workbook show; who complained could be told from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from servgap.analysis.finding import Basis, Remark
from servgap.analysis.operations.verb import OperationsTrack
from servgap.language import Fact, say, threshold
from servgap.report.kinds.kind import RemarkFacts

SERIES = ["standard", "case_channel"]


def without_few_users(finding: OperationsTrack, minimum: int) -> OperationsTrack:
    """Give a finding in which no rate of complaints is of fewer users than a minimum, or tells of such a one.

    The rate goes, and with it the next smallest of the same standard and channel until those hidden are two and have a
    minimum of users together, since a total may stand elsewhere. Where rates are held against limits, which rest on
    all periods, none of them is left. Shares of cases and of visits stay: they tell of the service that was delivered,
    and not of what a respondent answered.

    Parameters
    ----------
    finding
        Operations that were tracked.
    minimum
        The least number of users of a rate.
    """
    rates, frame, visits = (finding.frames[name] for name in ("rates", "frame", "visits"))
    out = np.zeros(len(rates), dtype=bool)
    for places in rates.groupby(SERIES, sort=False).indices.values():
        out[places] = _hidden(rates.iloc[places], minimum)
    told = []
    if out.any():
        told.append(Remark("few_users", (("n", int(out.sum())), ("minimum", minimum))))
    if (frame["n_cases"] < minimum).any() or (visits["n_visits"] < minimum).any():
        told.append(Remark("about_cases"))
    if not told:
        return finding
    left = rates[~out].reset_index(drop=True)
    rated, gone = finding.facts.rated, {tuple(key) for key in rates.loc[out, SERIES].to_numpy()}
    if rated is not None and (rated.standard, rated.case_channel) in gone:
        rated = None
    basis = replace(finding.basis, remarks=(*finding.basis.remarks, *told))
    facts = replace(finding.facts, rated=rated)
    return replace(finding, basis=basis, facts=facts, frames={**finding.frames, "rates": left})


def _hidden(series: pd.DataFrame, minimum: int) -> np.ndarray:
    """Say which rates of one standard and channel are hidden."""
    users = series["users"].to_numpy()
    small = users < minimum
    if not small.any():
        return small
    if series["limit_high"].notna().any() or series["rate_ratio"].notna().any():
        return np.ones(len(series), dtype=bool)
    hidden = small.copy()
    for place in np.argsort(users, kind="stable"):
        if hidden.sum() > 1 and users[hidden].sum() >= minimum:
            break
        hidden[place] = True
    return hidden


def _few_users(facts: RemarkFacts, _: Basis) -> Fact:
    return say("operations.note.few_users", n=facts["n"], minimum=threshold(facts["minimum"]))


def _about_cases(_: RemarkFacts, __: Basis) -> Fact:
    return say("operations.note.about_cases")


REMARKS: Mapping[str, Callable[[RemarkFacts, Basis], Fact]] = {"few_users": _few_users, "about_cases": _about_cases}
