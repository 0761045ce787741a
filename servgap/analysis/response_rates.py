"""How many of those invited answered in each group, and whether groups that answered less have other values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.groups.rank_correlation import RankCorrelation, rank_correlation
from servgap._stats.ratio import Floats
from servgap._stats.shares.wilson import share_wilson
from servgap.analysis.finding import Remark
from servgap.analysis.subject import By, names_of
from servgap.errors import surveys as errors
from servgap.survey.groups import group_labels
from servgap.survey.survey import Survey
from servgap.survey.tally import Tally

COLUMNS = ("n", "n_invited", "response_rate", "response_low", "response_high")
BESIDE = COLUMNS[1:]
"""Those that stand beside values, which have numbers of respondents of their own."""


def response_rates(subject: Survey | Tally, by: By = None, *, confidence: float = 0.95) -> pd.DataFrame | None:
    """Give the response rate of each group, with Wilson's interval.

    Parameters
    ----------
    subject
        A Survey, or a Tally, that knows how many were invited.
    by
        The attributes that make the groups, among those by which invitations are known.
    confidence
        The level of the intervals.

    Returns
    -------
    pandas.DataFrame or None
        A row for each group that was invited, in order, also where nobody answered; the group's labels, `n` of
        `n_invited`, the rate and its ends. None where the numbers are not known by these attributes.

    Notes
    -----
    Who answered is who is used: rows that were left out, as careless or for no pair of answers, are no response. The
    interval is of the share of all who might have been invited alike, and says nothing of how those who answered differ
    from the others.

    Raises
    ------
    ServgapError
        If an attribute is unknown.

    Examples
    --------
    >>> import servgap as sg
    >>> survey = sg.read_survey("data/samples/hotline_2026.csv", attributes=["branch", "quarter"])
    >>> asked = survey.invited({"2026Q1": 1200, "2026Q2": 1200, "2026Q3": 1500, "2026Q4": 1500})
    >>> response_rates(asked, "quarter").round(3)
      quarter    n  n_invited  response_rate  response_low  response_high
    0  2026Q1  373       1200          0.311         0.285          0.338
    1  2026Q2  374       1200          0.312         0.286          0.338
    2  2026Q3  374       1500          0.249         0.228          0.272
    3  2026Q4  368       1500          0.245         0.224          0.268
    """
    names = names_of(by)
    sent = subject.invitations
    answered = _answered(subject, names)
    if sent is None or not set(names) <= set(sent.by):
        return None
    sent = sent.groups(names)
    n = np.array([answered[cell] for cell in sent.cells], dtype=np.int64)
    found = share_wilson(n, sent.counts, confidence)
    labels = {name: [cell[at] for cell in sent.cells] for at, name in enumerate(names)}
    numbers = (n, sent.counts, found.share, found.ci_low, found.ci_high)
    return pd.DataFrame({**labels, **dict(zip(COLUMNS, numbers, strict=True))})


def _answered(subject: Survey | Tally, names: tuple[str, ...]) -> Counter[tuple[str, ...]]:
    """Count the respondents of each group."""
    if isinstance(subject, Tally):
        tally = subject.groups(names)
        return Counter(dict(zip(tally.cells, tally.respondents.tolist(), strict=True)))
    for name in names:
        if name not in subject.respondents.columns:
            raise errors.unknown_attribute(name, subject.attributes)
    columns = [group_labels(subject.respondents[name]) for name in names]
    return Counter(zip(*columns, strict=True)) if columns else Counter({(): subject.n})


def rate_against(rates: pd.DataFrame, cells: Sequence[tuple[str, ...]], values: Floats) -> tuple[RankCorrelation, ...]:
    """Tell whether groups in which more of those invited answered have higher or lower values.

    Parameters
    ----------
    rates
        What `response_rates` gives.
    cells
        The groups of the values.
    values
        Groups x rows, such as the gaps overall and of dimensions; NaN where there is none.

    Returns
    -------
    tuple of RankCorrelation
        One a row: Spearman's correlation over the groups that have both, and how many they are. Groups are few: at
        10 of them nothing under .65 differs from 0. A correlation says that those who answered may not stand for the
        others; none does not say that they do.
    """
    names = [name for name in rates.columns if name not in COLUMNS]
    known = dict(zip(rates[names].itertuples(index=False, name=None), rates["response_rate"], strict=True))
    rate: NDArray[np.float64] = np.array([known.get(tuple(cell), np.nan) for cell in cells], dtype=np.float64)
    return tuple(rank_correlation(rate, column) for column in np.asarray(values, dtype=np.float64).T)


def with_rates(frame: pd.DataFrame, rates: pd.DataFrame | None, by: str, named: str) -> pd.DataFrame:
    """Put beside the values of every group how many were invited, and the share of them that answered.

    Parameters
    ----------
    frame
        Each group's values, with a column of reasons.
    rates
        What `response_rates` gives; None where it is not known who was invited.
    by
        The attribute that makes the groups.
    named
        The frame's column that names them.
    """
    known = pd.DataFrame(columns=[by, *BESIDE]) if rates is None else rates
    found = known.set_index(by)[list(BESIDE)].astype(float).reindex(frame[named])
    at = frame.columns.get_loc("reason")
    left, right = frame.iloc[:, :at], frame.iloc[:, at:]
    return pd.concat([left, found.reset_index(drop=True), right], axis=1)


def rate_remarks(rates: pd.DataFrame | None, groups: Sequence[str], values: Floats, code: str) -> list[Remark]:
    """Say whether groups in which more of those invited answered have other values; nothing where it cannot be told."""
    if rates is None:
        return []
    (found,) = rate_against(rates, [(group,) for group in groups], values)
    if not np.isfinite(found.correlation):
        return []
    told = {"n": found.n, "correlation": found.correlation, "p": found.p_value}
    return [Remark(code, tuple(told.items()))]
