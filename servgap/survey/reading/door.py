"""The door: from a file or a frame to a Survey."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from os import PathLike
from typing import Any

import numpy as np
from numpy.typing import NDArray

from servgap.errors import instruments as instrument_errors
from servgap.survey.instrument import Instrument
from servgap.survey.ledger import Ledger
from servgap.survey.questionnaire import BUILTIN
from servgap.survey.reading.answer_columns import short
from servgap.survey.reading.assemble import assemble
from servgap.survey.reading.attributes import find_attributes, read_attributes, read_points, read_weight
from servgap.survey.reading.columns import Layout, lay_out
from servgap.survey.reading.gathering import Gathered, gather_wide
from servgap.survey.reading.headers import Headers
from servgap.survey.reading.long import gather_long
from servgap.survey.reading.raw import RawTable
from servgap.survey.reading.source import open_source
from servgap.survey.survey import Survey


def read_survey(
    source: Any,
    instrument: str | PathLike[str] | Instrument = "servqual",
    *,
    columns: Mapping[str, Any] | None = None,
    attributes: str | Sequence[str] | None = (),
    missing: Any | Iterable[Any] = (),
    labels: Mapping[Any, Any] | None = None,
    encoding: str | None = None,
    sheet: str | int | None = None,
) -> Survey:
    r"""Read the answers of a survey, check them, and account for every row.

    Parameters
    ----------
    source
        The path of a CSV, XLSX or Parquet file, or a data frame of pandas, polars or pyarrow.
    instrument
        The questionnaire: a built-in one by name, one's own by the path of its TOML file, or an `Instrument`.
    columns
        Where each part stands: a pattern (``"E{n}"`` with ``{n}`` the item's running number, or ``{item}`` its key), a
        list of headers in the items' order, or a mapping from item to header. Beside the parts, ``"points"`` maps each
        dimension to the column of its importance points, ``"weight"`` names a sampling weight and ``"respondent"`` the
        respondents' own names. Long data name the columns ``"respondent"``, ``"item"``, ``"part"`` and ``"answer"``;
        ``"part": {"measure": {"before": "expectation", "after": "perception"}}`` says what values of the part column
        mean. Without ``columns`` the usual namings are recognised, and the ledger shows what was.
    attributes
        Columns that describe respondents (branch, quarter, overall satisfaction).
    missing
        Numbers or texts that stand for no answer, such as ``[99, -2]``.
    labels
        What each answer label stands for on the scale, where it is not understood by itself; None for no answer.
    encoding
        The encoding of a text file, where the one that is found is wrong.
    sheet
        The sheet of a workbook.

    Returns
    -------
    Survey
        All respondents with at least one pair of answers; `Survey.ledger` accounts for the others.

    Raises
    ------
    ServgapError
        If anything cannot be read without a guess; the message says where and how to mend it.

    Examples
    --------
    >>> import pandas as pd
    >>> from servgap import Dimension, Instrument, Item, Scale, read_survey
    >>> short = Instrument("short", Scale(1, 5), [Dimension("speed", [Item("wait", "Waits are short.")])])
    >>> read_survey(pd.DataFrame({"E1": [5, 4], "P1": [3, None]}), short).ledger
    <Ledger: 2 rows read = 1 used + 1 left out, 1 no pair>
    """
    asked = _instrument(instrument)
    raw = open_source(source, encoding=encoding, sheet=sheet)
    headers = Headers(raw.headers)
    layout = lay_out(headers, asked, columns)
    wanted = find_attributes(headers, attributes)
    gather = gather_wide if layout.answer is None else gather_long
    gathered = gather(raw, layout, asked, labels, missing)
    respondents = read_attributes(raw, wanted, gathered.of_people, gathered.people)
    ledger = Ledger(len(gathered.people), (*raw.understood, *layout.lines, *gathered.lines))
    points, ledger = _points(raw, layout, gathered, ledger)
    weight = None if layout.weight is None else read_weight(raw, layout.weight, gathered.of_people)
    return assemble(asked, gathered.answers, respondents, ledger, points=points, weight=weight)


def _instrument(instrument: str | PathLike[str] | Instrument) -> Instrument:
    if isinstance(instrument, Instrument):
        return instrument
    if isinstance(instrument, PathLike):
        return Instrument.from_toml(instrument)
    if not isinstance(instrument, str):
        raise instrument_errors.not_an_instrument(instrument, BUILTIN)
    if instrument.lower().endswith(".toml"):
        return Instrument.from_toml(instrument)
    return Instrument.load(instrument)


def _points(
    raw: RawTable, layout: Layout, gathered: Gathered, ledger: Ledger
) -> tuple[NDArray[np.float64] | None, Ledger]:
    if layout.points is None:
        return None, ledger
    points = read_points(raw, layout.points, gathered.of_people, told=layout.points_told)
    if layout.points_told:
        return points, ledger
    shown = f"{short(raw.headers[layout.points[0]])} … {short(raw.headers[layout.points[-1]])}"
    if points is None:
        detail = f"{shown} are not read as importance points: they sum to 100 for nobody"
        return None, ledger.understood("points_not_read", len(layout.points), detail)
    return points, ledger.understood("points", len(layout.points), shown)
