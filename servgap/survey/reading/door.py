"""The door: from a file or a frame to a Survey."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from os import PathLike
from typing import Any

from servgap.errors import instruments as instrument_errors
from servgap.language import language_of
from servgap.progress import progress
from servgap.survey.instrument import Instrument
from servgap.survey.questionnaire import BUILTIN
from servgap.survey.reading.answers.told import Told
from servgap.survey.reading.customary import entered, with_customary
from servgap.survey.reading.files.limits import limits_with
from servgap.survey.reading.steps import find_layout, find_rows, read_answers
from servgap.survey.reading.stored import read_stored
from servgap.survey.reading.together.deciding import put_together
from servgap.survey.reading.together.pieces import How, is_several, open_tables, pieces_of
from servgap.survey.reading.together.stacking import Together
from servgap.survey.survey import Survey


def read_survey(
    source: Any,
    instrument: str | PathLike[str] | Instrument = "servqual",
    *,
    columns: Mapping[str, Any] | None = None,
    attributes: str | Sequence[str | None] | None = (),
    missing: Any | Iterable[Any] = (),
    absent: Mapping[str, Any] | None = None,
    labels: Mapping[Any, Any] | None = None,
    encoding: str | None = None,
    sheet: str | int | Sequence[str | int] | None = None,
    header: int | Sequence[int] | None = None,
    keep: str | Iterable[str] = (),
    limits: Mapping[str, int] | None = None,
    language: str = "en",
    names: Mapping[str, Any] | None = None,
) -> Survey:
    r"""Read the answers of a survey, check them, and account for every row.

    Parameters
    ----------
    source
        The path of a CSV, XLSX or Parquet file, or a data frame of pandas, polars or pyarrow; the export of a survey
        tool as it came out of it. `describe_source` shows what is understood of it. A file written by `Survey.to_csv`
        or `Survey.to_parquet` gives that survey back, with its own instrument.

        A list of them is read as one survey: one below another if each holds all parts, with an attribute ``source``
        that says which a respondent comes from; if each holds one part, joined by a column that names the respondent.
    instrument
        The questionnaire: a built-in one by name, one's own by the path of its TOML file, or an `Instrument`.
    columns
        Where each part stands: a pattern (``"E{n}"`` with ``{n}`` the item's running number, or ``{item}`` its key), a
        list of headers in the items' order, or a mapping from item to header. A pattern is the header as it stands
        (``"Q1[SQ00{n}][1]"``) or else a regular expression over it. A part may also name a whole question of the
        export that has a column for each item, by its code (``"Q5"``), its stem, or the words beside its statements.

        Beside the parts, ``"points"`` maps each dimension, by its key, its name or another name that the trade has for
        it, to the column of its importance points, ``"weight"`` names a sampling weight and ``"respondent"`` the
        respondents' own names, such as a customer's number: rows of one name, in several waves or files, are then of
        one person, and one without a name is another; names themselves are written nowhere.

        ``"outcome": {"satisfaction": "SAT"}`` names what was asked beside the items and is to be explained by them,
        each with the column of its answers; ``{"satisfaction": {"SAT": [1, 5]}}`` says its scale and
        ``{"SAT": {"content": 5, ...}}`` what its labels stand for. Without that its scale is the smallest usual one
        that holds all answers (1–5, 1–7, 0–10, 1–10), which the card shows.

        Long data name the columns ``"respondent"``, ``"item"``, ``"part"`` and ``"answer"``, or, with an item's answers
        side by side, ``"respondent"``, ``"item"`` and each part;
        ``"part": {"measure": {"before": "expectation", "after": "perception"}}`` says what values of the part column
        mean. ``"attention": {column: right answer}`` names attention checks, ``"tool"`` the survey
        tool where it is not recognised.

        Without parts the usual namings and the items' texts are recognised, and the ledger shows what was. Parts are
        told by their words, in many languages; which was asked first tells nothing.
    attributes
        Columns that describe respondents (branch, quarter, age), by header or question text. Nothing
        else that an export says of a respondent is loaded, but for how long he took (``duration_seconds``). None, alone
        or among them, reads those with a customary name of branches and waves too, such as ``"branch"``, ``"门店"``,
        ``"quarter"`` or ``"季度"``; the card shows which these are.
    missing
        Numbers or texts that stand for no answer, such as ``[99, -2]``.
    absent
        The same with the reason: ``{"does_not_apply": [6], "not_answered": ["?"]}``, which the ledger counts apart;
        ``""`` is an empty cell. ``"not_asked"`` is for items that were put to some respondents only: verbs then take
        dimensions from the items' means, since nobody has a score of his own. Where everybody has answers to equally
        many items, and not the same ones, the others are taken for not asked without being told, which the card shows.
    labels
        What each answer label stands for on the scale, where it is not understood by itself; None for no answer.
    encoding
        The encoding of a text file, where the one that is found is wrong.
    sheet
        The sheet of a workbook, or a list of sheets that are read as one survey, as a list of sources is.
    header
        The row in which the header stands, as a spreadsheet counts, or its rows from the top down (``[3, 4]``), where
        it is not found: a title and blank rows above it are passed over by themselves, and shown.
    keep
        Rules whose rows stay: ``"summary"`` (means and sums beneath the answers), ``"preview"``, ``"invalid"``,
        ``"screened_out"``, ``"unfinished"``, ``"attention"``, or
        ``"all"``. Rows that the tool marks so are otherwise left out, each rule a line of the ledger.
    limits
        Limits on a file to be raised, such as ``{"cells": 50_000_000}``; see the message that names one.
    language
        ``"en"`` or ``"zh"``, in which the survey shows itself; findings and reports made of it speak it too, unless
        told otherwise. Errors are always in English.
    names
        What readers are shown in the place of attributes and of their values, by language, as of `Survey.with_names`:
        ``{"Which branch did you visit?": {"en": "branch", "zh": "网点", "values": {"Airport": {"zh": "机场"}}}}``. A
        text without a language serves in all of them. Frames and ``by=`` keep what stands in the data.

    Returns
    -------
    Survey
        All respondents with at least one pair of answers; `Survey.ledger` accounts for the others.

    Raises
    ------
    ServgapError
        If anything cannot be read without a guess; the message says where and how to fix it.

    Examples
    --------
    >>> import pandas as pd
    >>> from servgap import Dimension, Instrument, Item, Scale, read_survey
    >>> short = Instrument("short", Scale(1, 5), [Dimension("speed", [Item("wait", "Waits are short.")])])
    >>> read_survey(pd.DataFrame({"E1": [5, 4], "P1": [3, None]}), short).ledger
    <Ledger: 2 rows read = 1 used + 1 left out, 1 no pair>

    A number that means "does not apply", and two quarters in two frames:

    >>> spring, autumn = (pd.DataFrame({"E1": [5, 4], "P1": cells}) for cells in ([3, 6], [4, 2]))
    >>> both = read_survey([spring, autumn], short, absent={"does_not_apply": [6]})
    >>> both.respondents["source"].tolist(), both.ledger.recodings
    (['frame 1', 'frame 2', 'frame 2'], {'does_not_apply': 1})
    """
    spoken = language_of(language)
    with progress("progress.reading", spoken):
        given = (columns, attributes, missing, absent, labels, encoding, sheet, header, keep, limits)
        survey = _read(source, instrument, *given).in_language(spoken.code)
        return survey if names is None else survey.with_names(names)


def _read(
    source: Any,
    instrument: str | PathLike[str] | Instrument,
    columns: Mapping[str, Any] | None,
    attributes: str | Sequence[str | None] | None,
    missing: Any | Iterable[Any],
    absent: Mapping[str, Any] | None,
    labels: Mapping[Any, Any] | None,
    encoding: str | None,
    sheet: str | int | Sequence[str | int] | None,
    header: int | Sequence[int] | None,
    keep: str | Iterable[str],
    limits: Mapping[str, int] | None,
) -> Survey:
    asked = instrument_of(instrument)
    given = {"columns": columns, "missing": missing, "absent": absent, "labels": labels, "sheet": sheet, "keep": keep}
    given["header"] = header
    own = None if instrument == "servqual" else asked
    stored = read_stored(source, own, given, attributes=attributes, encoding=encoding, limits=limits_with(limits))
    if stored is not None:
        return stored
    told = Told.of(labels, missing, absent, asked.scale)
    pieces = pieces_of(open_tables(source, sheet, How(encoding, header, limits)), columns)
    wanted, found = with_customary(attributes, pieces)
    if is_several(source, sheet):
        together = put_together(pieces, asked, wanted, keep)
    else:
        together = Together(pieces[0].opened, None, None, wanted)
    layout = together.layout or find_layout(together.opened, asked)
    rows = together.rows or find_rows(together.opened, layout, asked.scale, keep)
    survey = read_answers(together.opened, layout, rows, asked, attributes=together.attributes, told=told)
    return entered(survey, found)


def instrument_of(instrument: str | PathLike[str] | Instrument) -> Instrument:
    """Take an instrument, or load it by its name or its file."""
    if isinstance(instrument, Instrument):
        return instrument
    if isinstance(instrument, PathLike):
        return Instrument.from_toml(instrument)
    if not isinstance(instrument, str):
        raise instrument_errors.not_an_instrument(instrument, BUILTIN)
    if instrument.lower().endswith(".toml"):
        return Instrument.from_toml(instrument)
    return Instrument.load(instrument)
