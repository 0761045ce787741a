"""Dates cut to the quarters, months or years that are to be waves, in a Survey or a Tally."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from servgap.errors import surveys as survey_errors
from servgap.survey.groups import NO_GROUP, group_codes
from servgap.survey.invitations import Invitations
from servgap.survey.survey import Survey
from servgap.survey.tally import Tally
from servgap.survey.waves import WaveOrder, check_days, cut_to


def waves_cut(subject: Survey | Tally, by: str, order: WaveOrder) -> tuple[Survey | Tally, WaveOrder]:
    """Cut an attribute's dates to what is asked for; without that days stay, as long as they are few.

    Parameters
    ----------
    subject
        A Survey, or a Tally by that attribute and perhaps others, whose groups are then joined.
    by
        The attribute that holds the waves.
    order
        What was told of the waves' order.

    Returns
    -------
    tuple
        The subject with the attribute cut, and what of `order` is left to be done: nothing, or a list of names.

    Raises
    ------
    ServgapError
        If the attribute is unknown, or holds what cannot be cut, or more days than can be waves.

    Examples
    --------
    >>> import pandas as pd, servgap as sg
    >>> asked = sg.Instrument("short", sg.Scale(1, 5), [sg.Dimension("speed", [sg.Item("wait", "Waits are short.")])])
    >>> frame = pd.DataFrame({"E1": [5, 4], "P1": [3, 4], "date": ["2026-03-31 14:02", "2026-04-02 09:30"]})
    >>> cut, _ = waves_cut(sg.read_survey(frame, asked, attributes="date"), "date", "quarter")
    >>> cut.respondents["date"].tolist()
    ['2026Q1', '2026Q2']
    """
    if isinstance(subject, Survey):
        if by not in subject.respondents.columns:
            raise survey_errors.unknown_attribute(by, subject.attributes)
        values = subject.respondents[by]
        if isinstance(order, str) and pd.api.types.is_datetime64_any_dtype(values.dtype):
            values = values.dt.normalize()  # a day stands for many moments, so that few names need be read
        codes, labels = group_codes(values)
    else:
        labels = [cell[0] for cell in subject.joined((by,))[0]]
    named = [label for label in labels if label != NO_GROUP]
    if not isinstance(order, str):
        if order is None:
            check_days(by, named)
        return subject, order
    cut = cut_to(by, named, order)
    if isinstance(subject, Tally):
        return subject.renamed(by, cut), None
    waves: np.ndarray[Any, np.dtype[np.object_]] = np.array([cut.get(label) for label in labels], dtype=object)
    respondents = subject.respondents
    respondents[by] = pd.Series(waves[codes], index=respondents.index, dtype=object)
    invitations = subject.invitations and subject.invitations.renamed(by, _cut_of(subject.invitations, by, order))
    return replace(subject, respondents=respondents, invitations=invitations), None


def _cut_of(invitations: Invitations, by: str, length: str) -> dict[str, str]:
    """Cut the dates by which invitations are known, which may be moments where days were cut."""
    if by not in invitations.by:
        return {}
    at = invitations.by.index(by)
    return cut_to(by, sorted({cell[at] for cell in invitations.cells}), length)
