"""The Survey put together: rows without a pair left out, reversed items mirrored, every step in the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap.errors import surveys as errors
from servgap.survey.instrument import Instrument
from servgap.survey.ledger import Ledger
from servgap.survey.ledger_facts import first_of
from servgap.survey.measures.measure import DIRECT
from servgap.survey.outcomes.outcome import OutcomeAnswers
from servgap.survey.reading.answers.attributes import usable_points
from servgap.survey.reading.answers.not_asked import find_not_asked
from servgap.survey.survey import Answers, Survey

#: How important something is, or how it compares with what was expected, does not turn round with the item's wording.
NEVER_MIRRORED = ("importance", DIRECT)


def assemble(
    instrument: Instrument,
    answers: Mapping[str, Answers],
    respondents: pd.DataFrame,
    ledger: Ledger,
    *,
    points: NDArray[np.float64] | None = None,
    weight: NDArray[np.float64] | None = None,
    outcomes: Mapping[str, OutcomeAnswers] | None = None,
    names: pd.Series[Any] | None = None,
    persons: NDArray[np.int64] | None = None,
) -> Survey:
    """Make the Survey of all rows that have a pair (an answer, where only one part is asked).

    Parameters
    ----------
    instrument
        The questionnaire.
    answers
        Everybody's answers, as given.
    respondents
        Everybody's attributes.
    ledger
        What was read, understood and recoded so far.
    points, weight
        Everybody's importance points and sampling weight.
    outcomes
        Everybody's answers to each outcome.
    names
        What the source calls everybody, by row.
    persons
        A number for each row, the same for rows of one person; -1 where nobody is named.

    Raises
    ------
    ServgapError
        If nobody has a pair.
    """
    answered, paired = _answered(answers, instrument), _paired(answers, instrument)
    answers, ledger = _mirrored(answers, instrument, ledger)
    for reason, rows in (("no_answers", ~answered), ("no_pair", answered & ~paired)):
        ledger = ledger.left_out(reason, int(rows.sum()), first_of("rows", respondents.index[rows], 6))
    if not paired.any():
        raise errors.nobody_answered(len(respondents), int((~answered).sum()), int(answered.sum()))
    if not paired.all():
        answers = {part: given.only(paired) for part, given in answers.items()}
        respondents = respondents.loc[paired]
        points = None if points is None else np.ascontiguousarray(points[:, paired])
        weight = None if weight is None else weight[paired]
        outcomes = {name: each.only(paired) for name, each in (outcomes or {}).items()}
        names = None if names is None else names[paired]
        persons = None if persons is None else persons[paired]
    if points is not None:
        points, ledger = _checked_points(points, ledger)
    answers, ledger = find_not_asked(answers, instrument, ledger)
    return Survey(
        instrument, answers, respondents, ledger, points, weight, names, outcomes=outcomes or {}, persons=persons
    )


def _answered(answers: Mapping[str, Answers], instrument: Instrument) -> NDArray[np.bool_]:
    return _any_row([(answers[part].codes,) for part in instrument.parts])


def _paired(answers: Mapping[str, Answers], instrument: Instrument) -> NDArray[np.bool_]:
    pairs = instrument.pairs or ((instrument.parts[0],),)
    return _any_row([tuple(answers[part].codes for part in pair) for pair in pairs])


def _any_row(groups: Sequence[tuple[NDArray[np.uint8], ...]]) -> NDArray[np.bool_]:
    """Say for each respondent whether all matrices of a group hold an answer to one and the same item."""
    have = np.zeros(groups[0][0].shape[1], dtype=bool)
    for matrices in groups:
        for rows in zip(*matrices, strict=True):
            have |= np.logical_and.reduce([row > 0 for row in rows])
            if have.all():
                return have
    return have


def _mirrored(
    answers: Mapping[str, Answers], instrument: Instrument, ledger: Ledger
) -> tuple[Mapping[str, Answers], Ledger]:
    turned = [number for number, item in enumerate(instrument.items) if item.reversed]
    if not turned:
        return answers, ledger
    count = 0
    mirrored = dict(answers)
    for part, given in answers.items():
        if part in NEVER_MIRRORED:
            continue
        codes = given.codes.copy()
        codes[turned] = instrument.scale.reversed(codes[turned])
        count += int(np.count_nonzero(codes[turned]))
        mirrored[part] = Answers(codes, given.absences)
    return mirrored, ledger.recoded("reversed", count, {"items": [instrument.item_keys[number] for number in turned]})


def _checked_points(points: NDArray[np.float64], ledger: Ledger) -> tuple[NDArray[np.float64], Ledger]:
    usable = usable_points(points)
    given = ~np.isnan(points).all(axis=0)
    ledger = ledger.recoded("points_not_100", int((given & ~usable).sum()))
    return np.where(usable, points, np.nan), ledger
