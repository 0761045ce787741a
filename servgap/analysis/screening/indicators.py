"""How each respondent answered: the indicators of careless answers, part by part and over all parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.responses.careless import (
    LEAST_PAIRS,
    answer_variability,
    even_odd,
    longest_run,
    psychometric_synonyms,
)
from servgap._stats.responses.mahalanobis import mahalanobis
from servgap._stats.responses.repeats import MOST_APART, RepeatedAnswers, repeated_answers
from servgap.analysis.reasons import (
    NO_SYNONYMS,
    NONE,
    NOT_ASKED_ALL,
    SAME_ANSWERS,
    SINGULAR,
    TOO_FEW_ANSWERS,
    TOO_SHORT,
)
from servgap.survey.instrument import Instrument
from servgap.survey.scale import Codes
from servgap.survey.survey import Survey

Floats = NDArray[np.float64]
Reasons = NDArray[np.object_]

LEAST_SCALES = 3
"""Scales with both halves answered from which on their correlation within a respondent is taken."""
NEAR_SHARE = 0.05
"""The share of cells in which near duplicates may differ."""
LEAST_VARIED = 0.25
"""The share of cells off their part's commonest answer from which on a repetition is more than two satisfied people."""
LEAST_CELLS = 20
"""Cells of a questionnaire, all parts together, from which on a repetition is not to be expected by chance."""


@dataclass(frozen=True)
class Indicators:
    """Indicators of a survey.

    Parameters
    ----------
    parts
        Of each part, the columns of the frame ``parts``.
    even_odd, squared_distance
        Consistency over the scales of all parts, and distance over all cells.
    repeats
        Whose answers each respondent's repeat, among respondents whose answers vary enough.
    reason
        Why a number over all parts is not there.
    """

    parts: dict[str, dict[str, NDArray[Any]]]
    even_odd: Floats
    squared_distance: Floats
    repeats: RepeatedAnswers
    reason: Reasons

    def over_parts(self, column: str) -> Floats:
        """Stack a column of all parts: parts × respondents."""
        return np.stack([part[column] for part in self.parts.values()])


def indicators(survey: Survey) -> Indicators:
    """Compute every indicator of every respondent."""
    instrument = survey.instrument
    parts = {part: _of_part(survey, part) for part in instrument.parts}
    cells = np.concatenate([survey.answers[part].codes for part in instrument.parts])
    consistency, alike = _consistency(cells, sizes_of(instrument) * len(instrument.parts))
    distance = mahalanobis(cells.T).squared_distance
    least = np.stack([part["answered"] for part in parts.values()]).min(axis=0)
    reason = np.full(survey.n, NONE, dtype=object)
    reason[np.isnan(distance)] = NOT_ASKED_ALL if survey.matrix_sampled else SINGULAR
    _explain_consistency(reason, consistency, alike, instrument, len(instrument.parts))
    reason[least < 2] = TOO_FEW_ANSWERS
    varied = np.nan_to_num(np.stack([part["varied"] for part in parts.values()])).sum(axis=0)
    return Indicators(parts, consistency, distance, _repeats(instrument, cells, varied), reason)


def sizes_of(instrument: Instrument) -> tuple[int, ...]:
    """Give the number of items of each dimension."""
    return tuple(len(dimension.items) for dimension in instrument.dimensions)


def scales_with_halves(instrument: Instrument, parts: int) -> int:
    """Count the dimensions, in so many parts, that can be cut in halves."""
    return parts * sum(size > 1 for size in sizes_of(instrument))


def as_ticked(instrument: Instrument, codes: Codes) -> Codes:
    """Undo the mirroring of negatively worded items: runs and spreads are those of the marks on the page."""
    turned = [place for place, item in enumerate(instrument.items) if item.reversed]
    if not turned:
        return codes
    ticked = codes.copy()
    ticked[turned] = instrument.scale.reversed(codes[turned])
    return ticked


def _of_part(survey: Survey, part: str) -> dict[str, NDArray[Any]]:
    instrument, codes = survey.instrument, survey.answers[part].codes
    ticked = as_ticked(instrument, codes).T
    runs, synonyms = longest_run(ticked), psychometric_synonyms(codes.T)
    consistency, alike = _consistency(codes, sizes_of(instrument))
    distance = mahalanobis(codes.T).squared_distance
    answered = (codes > 0).sum(axis=0)
    reason = np.full(survey.n, NONE, dtype=object)
    reason[np.isnan(synonyms.synonymy)] = SAME_ANSWERS
    reason[synonyms.pairs < LEAST_PAIRS] = TOO_FEW_ANSWERS
    if (synonyms.pairs < LEAST_PAIRS).all():
        reason[:] = NO_SYNONYMS
    reason[np.isnan(distance)] = NOT_ASKED_ALL if survey.matrix_sampled else SINGULAR
    _explain_consistency(reason, consistency, alike, instrument, 1)
    reason[answered < 2] = TOO_FEW_ANSWERS
    return {
        "answered": answered,
        "longest_run": runs.longest,
        "average_run": runs.average,
        "irv": answer_variability(ticked).irv * instrument.scale.step,
        "even_odd": consistency,
        "synonyms": synonyms.synonymy,
        "mahalanobis": distance,
        "varied": answered - longest_run(np.sort(ticked, axis=1)).longest,
        "reason": reason,
    }


def _consistency(codes: Codes, sizes: tuple[int, ...]) -> tuple[Floats, NDArray[np.bool_]]:
    """Give even–odd consistency where it rests on enough scales, and who has these but does not vary over them."""
    found = even_odd(codes.T, sizes)
    enough = found.scales >= LEAST_SCALES
    return np.where(enough, found.consistency, np.nan), enough & np.isnan(found.consistency)


def _explain_consistency(
    reason: Reasons, consistency: Floats, alike: NDArray[np.bool_], instrument: Instrument, parts: int
) -> None:
    short = scales_with_halves(instrument, parts) < LEAST_SCALES
    reason[np.isnan(consistency)] = TOO_SHORT if short else TOO_FEW_ANSWERS
    reason[alike] = SAME_ANSWERS


def most_apart(instrument: Instrument) -> int:
    """Give the number of cells in which near duplicates may differ; 0 where nothing is to be made of repetitions."""
    cells = len(instrument.parts) * len(instrument.items)
    return min(int(NEAR_SHARE * cells), MOST_APART) if cells >= LEAST_CELLS else 0


def _repeats(instrument: Instrument, cells: Codes, varied: Floats) -> RepeatedAnswers:
    """Look for repetitions among respondents who did not give nearly the same answer throughout each part."""
    found = RepeatedAnswers(*(np.full(cells.shape[1], np.nan) for _ in range(3)))
    within = most_apart(instrument)
    if not within:
        return found
    places = np.flatnonzero(varied >= LEAST_VARIED * len(cells))
    among = repeated_answers(cells.T[places], within)
    known = np.isfinite(among.twin)
    found.twin[places[known]] = places[among.twin[known].astype(np.intp)]
    found.cells_apart[places] = among.cells_apart
    found.earlier_apart[places] = among.earlier_apart
    return found


def seconds_of(values: pd.Series) -> Floats:
    """Read completion times in seconds: numbers, durations, or text such as ``"123"``, ``"123秒"`` and ``"02:03"``.

    Examples
    --------
    >>> seconds_of(pd.Series(["95", "123秒", "00:02:03", "02:03", "-", None]))
    array([ 95., 123., 123., 123.,  nan,  nan])
    """
    if pd.api.types.is_timedelta64_dtype(values):
        seconds = values.dt.total_seconds().to_numpy(dtype=np.float64)
    elif pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        seconds = values.to_numpy(dtype=np.float64, na_value=np.nan)
    else:
        text = values.astype("string").str.strip().str.replace(r"\s*(?:秒|s|sec|seconds)$", "", regex=True)
        seconds = pd.to_numeric(text, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
        clock = text.str.extract(r"^(?:(?P<h>\d+):)?(?P<m>\d+):(?P<s>\d+(?:\.\d+)?)$").astype("Float64")
        told = clock["h"].fillna(0) * 3600 + clock["m"] * 60 + clock["s"]
        seconds = np.where(np.isnan(seconds), told.to_numpy(dtype=np.float64, na_value=np.nan), seconds)
    return np.where(np.isfinite(seconds) & (seconds > 0), seconds, np.nan)
