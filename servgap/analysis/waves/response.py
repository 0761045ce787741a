"""How many of those invited answered in each wave, and whether waves in which fewer did have other values."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from servgap.analysis.finding import Remark
from servgap.analysis.levels import Level
from servgap.analysis.response_rates import rate_against, response_rates
from servgap.survey.survey import Survey
from servgap.survey.tally import Tally

COLUMNS = ("n_invited", "response_rate", "response_low", "response_high")


def with_rates(frame: pd.DataFrame, rates: pd.DataFrame | None, by: str) -> pd.DataFrame:
    """Put beside the values of every wave how many were invited, and the share of them that answered.

    Parameters
    ----------
    frame
        Each wave's values.
    rates
        What `response_rates` gives; None where it is not known who was invited.
    by
        The attribute that holds the wave.
    """
    known = pd.DataFrame(columns=[by, *COLUMNS]) if rates is None else rates
    found = known.set_index(by)[list(COLUMNS)].astype(float).reindex(frame["wave"])
    at = frame.columns.get_loc("reason")
    left, right = frame.iloc[:, :at], frame.iloc[:, at:]
    return pd.concat([left, found.reset_index(drop=True), right], axis=1)


def rates_of(subject: Survey | Tally, by: str, confidence: float) -> pd.DataFrame | None:
    """Give the response rate of each wave, where it is known how many were invited."""
    return response_rates(subject, by, confidence=confidence)


def rate_remarks(rates: pd.DataFrame | None, waves: Sequence[str], overall: Level) -> list[Remark]:
    """Say whether waves in which more of those invited answered have other values; nothing where it cannot be told."""
    if rates is None:
        return []
    (found,) = rate_against(rates, [(wave,) for wave in waves], overall.value)
    if not np.isfinite(found.correlation):
        return []
    told = {"n": found.n, "correlation": found.correlation, "p": found.p_value}
    return [Remark("rate_against_value", tuple(told.items()))]
