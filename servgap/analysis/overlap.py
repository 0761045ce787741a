"""Respondents who answered in two waves, and how much their values in one go with those in the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.ratio import NEGLIGIBLE, Floats, ratio
from servgap.errors import surveys as errors
from servgap.survey.frozen import Frozen
from servgap.survey.groups import group_labels
from servgap.survey.survey import Survey

FEWEST = 2
"""Respondents in both waves from whom on there is a correlation."""


@dataclass(frozen=True, eq=False)
class Overlap(Frozen):
    """Two waves with some of the same respondents, one entry a column of values.

    Parameters
    ----------
    n_from, n_to
        Rows with a value in each wave, whoever they are of.
    mean_from, mean_to, sd_from, sd_to
        Their means, and standard deviations over n - 1.
    n_both
        Persons with a value in both waves.
    correlation
        Between their values in the one and in the other; NaN of fewer than two, or where one of both does not vary.
    repeated
        Rows beyond the first of a person in one of the two waves; his values there were averaged for the correlation.
    """

    n_from: NDArray[np.int64]
    n_to: NDArray[np.int64]
    mean_from: Floats
    mean_to: Floats
    sd_from: Floats
    sd_to: Floats
    n_both: NDArray[np.int64]
    correlation: Floats
    repeated: int


def overlap_of(survey: Survey, by: str, values: Floats, wave_from: str, wave_to: str) -> Overlap:
    """Find who answered in two waves, and how their values hang together.

    A row that names nobody is of a person of its own, as all rows are where a survey was read without names.

    Parameters
    ----------
    survey
        The answers.
    by
        The attribute that holds the wave.
    values
        Respondents x columns, such as `values_of` gives them; NaN where there is none.
    wave_from, wave_to
        The labels of the two waves.

    Raises
    ------
    ServgapError
        If the attribute is unknown.

    Examples
    --------
    >>> import pandas as pd, servgap as sg
    >>> asked = sg.Instrument("short", sg.Scale(1, 5), [sg.Dimension("speed", [sg.Item("wait", "Waits are short.")])])
    >>> frame = pd.DataFrame({"E1": 5, "P1": [1, 2, 4, 3, 3, 5], "who": list("abcabc"), "wave": list("111222")})
    >>> columns = {"expectation": ["E1"], "perception": ["P1"], "respondent": "who"}
    >>> survey = sg.read_survey(frame, asked, columns=columns, attributes="wave")
    >>> found = overlap_of(survey, "wave", survey.perceptions.to_numpy(), "1", "2")
    >>> found.n_both.tolist(), found.correlation.round(4).tolist()
    ([3], [0.9449])
    """
    if by not in survey.respondents.columns:
        raise errors.unknown_attribute(by, survey.attributes)
    labels = np.array(group_labels(survey.respondents[by]), dtype=object)
    rows = [np.flatnonzero(labels == wave) for wave in (wave_from, wave_to)]
    (n_from, mean_from, sd_from), (n_to, mean_to, sd_to) = (_moments(values[each]) for each in rows)
    persons = np.full(survey.n, -1, dtype=np.int64) if survey.persons is None else survey.persons
    first, second = (_of_persons(persons[each], values[each]) for each in rows)
    both = first.index.intersection(second.index)
    n_both, correlation = _correlated(first.loc[both].to_numpy(), second.loc[both].to_numpy())
    repeated = sum(int((persons[each] >= 0).sum()) for each in rows) - len(first) - len(second)
    return Overlap(n_from, n_to, mean_from, mean_to, sd_from, sd_to, n_both, correlation, repeated)


def _moments(values: Floats) -> tuple[NDArray[np.int64], Floats, Floats]:
    there = np.isfinite(values)
    n = there.sum(axis=0)
    mean = ratio(np.where(there, values, 0.0).sum(axis=0), n)
    squares = (np.where(there, values - mean, 0.0) ** 2).sum(axis=0)
    return n, mean, np.sqrt(ratio(squares, np.maximum(n - 1, 0)))


def _of_persons(persons: NDArray[np.int64], values: Floats) -> pd.DataFrame:
    """Give each person's values; the mean of those that he has where he stands in several rows."""
    named = persons >= 0
    return pd.DataFrame(values[named]).groupby(persons[named]).mean()


def _correlated(first: Floats, second: Floats) -> tuple[NDArray[np.int64], Floats]:
    there = np.isfinite(first) & np.isfinite(second)
    n = there.sum(axis=0)
    held = [np.where(there, each, 0.0) for each in (first, second)]
    apart = [np.where(there, each - ratio(each.sum(axis=0), n), 0.0) for each in held]
    squares = [(each**2).sum(axis=0) for each in apart]
    least = [NEGLIGIBLE * (each**2).sum(axis=0) for each in held]
    varies = (n >= FEWEST) & (squares[0] > least[0]) & (squares[1] > least[1])
    root = np.sqrt(np.where(varies, squares[0], 1.0)) * np.sqrt(np.where(varies, squares[1], 1.0))
    r = (apart[0] * apart[1]).sum(axis=0) / root
    return n, np.where(varies, np.clip(r, -1.0, 1.0), np.nan)
