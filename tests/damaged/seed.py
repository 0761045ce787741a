"""The sound file that is damaged, in every form a damage needs: bytes, rows of cells, and the answers it holds."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from servgap import read_survey
from tests.exports import SHAPES, Shape, Truth, truth
from tests.exports.plain import prefix
from tests.exports.shape import ALL_THREE, Rows
from tests.exports.statistical import write_sav
from tests.exports.wording import numbers
from tests.exports.writing import as_csv, as_xls, as_xlsx

#: Rows of the truth that are kept: respondents of every status, and few, so that a file is read in milliseconds.
FEW = (0, 1, 2, 3, 4, 5, 6, 7, 9, 14, 20, 22, 23)
#: Shapes in which statements stand under their question by place, so that columns cannot be shuffled.
BY_PLACE = ("surveymonkey", "microsoft", "kobo, labels", "redcap, labels", "问卷星", "plain, repeated", "plain, two")
_ENDINGS = {".csv": "text", ".xlsx": "xlsx", ".xls": "xls"}


@cache
def few() -> Truth:
    """Give the truth of a few rows."""
    whole, rows = truth(), list(FEW)
    return replace(
        whole,
        answers={part: held[rows] for part, held in whole.answers.items()},
        absences={part: held[rows] for part, held in whole.absences.items()},
        status=tuple(whole.status[row] for row in rows),
        branch=tuple(whole.branch[row] for row in rows),
        people=tuple(whole.people[row] for row in rows),
    )


@dataclass(frozen=True, eq=False)
class Change:
    """A file after its damage, and what is still known of it.

    Parameters
    ----------
    data
        The file.
    rows
        The truth's row of every row of answers (None for a row that is nobody's); None if that is no longer known.
    cells
        How many answers may differ from the truth, and how many respondents may be gone.
    must
        Whether the file is sound, so that reading it must not be refused.
    """

    data: bytes
    rows: tuple[int | None, ...] | None = None
    cells: int = 0
    must: bool = False


@dataclass(frozen=True, eq=False)
class Seed:
    """A sound file.

    Parameters
    ----------
    shape
        The export shape that it has.
    data
        Its bytes.
    """

    shape: Shape
    data: bytes

    @property
    def kind(self) -> str:
        """Its format: text, xlsx, xls, or the ending of the file."""
        return "stored" if self.shape.name.startswith("stored") else self.ending

    @property
    def ending(self) -> str:
        """Its format, also of a stored survey."""
        return _ENDINGS.get(Path(self.shape.file).suffix, Path(self.shape.file).suffix[1:])

    @property
    def rows(self) -> tuple[int, ...]:
        """The truth's row of every row of answers."""
        return tuple(few().rows(self.shape.statuses))

    @property
    def people(self) -> tuple[int, ...]:
        """The truth's rows of those who are respondents."""
        return tuple(row for row in self.rows if few().status[row] == "used")

    @property
    def by_place(self) -> bool:
        """Whether columns have to stand where they stand."""
        return self.shape.name.startswith(BY_PLACE) or self.kind == "stored"

    @property
    def heads(self) -> int:
        """The number of its header rows."""
        return 1 if self.shape.first_row is None else self.shape.first_row - 1

    def written(self, rows: Sequence[int]) -> bytes:
        """Write the same export with other rows."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / self.shape.file
            self.shape.writer(few(), list(rows), path)
            return path.read_bytes()

    @cached_property
    def encoding(self) -> str:
        """The encoding of a text."""
        marked = self.data.startswith(b"\xef\xbb\xbf")
        return "utf-8-sig" if marked else "gb18030" if "gb18030" in self.shape.name else "utf-8"

    @cached_property
    def delimiter(self) -> str:
        """The delimiter of a text."""
        first = self.text.split("\n", 1)[0]
        return max(",;\t", key=first.count)

    @cached_property
    def text(self) -> str:
        """The file as text."""
        return self.data.decode(self.encoding)

    @cached_property
    def lines(self) -> Rows:
        """Its rows of cells, the header's among them."""
        if self.ending == "text":
            return list(csv.reader(io.StringIO(self.text, newline=""), delimiter=self.delimiter))
        frame = pd.read_excel(io.BytesIO(self.data), header=None, engine="calamine", dtype=object, na_filter=False)
        return [[_whole(cell) for cell in line] for line in frame.to_numpy().tolist()]

    def with_lines(self, lines: Rows) -> bytes:
        """Write other rows of cells in the same format."""
        if self.ending == "xls":
            lines = [[cell[:32_000] if isinstance(cell, str) else cell for cell in line] for line in lines]
        if self.ending == "text":
            writer = as_csv(_given(lines), encoding=self.encoding, delimiter=self.delimiter)
        else:
            writer = (as_xlsx if self.ending == "xlsx" else as_xls)(_given(lines))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "lines"
            writer(few(), [], path)
            return path.read_bytes()


def _whole(cell: object) -> object:
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return cell.to_pydatetime() if isinstance(cell, pd.Timestamp) else cell


def _given(lines: Rows):
    return lambda _truth, _rows: lines


def _frame(truth: Truth, rows: Sequence[int]) -> pd.DataFrame:
    lines = prefix(truth, rows)
    return pd.DataFrame(lines[1:], columns=lines[0]).drop(columns="remarks")


def _write_parquet(truth: Truth, rows: Sequence[int], path: Path) -> None:
    held = {f"{letter}{at + 1}": [] for letter in "EP" for at in range(22)}
    for row in rows:
        cells = [cell for part in truth.instrument.parts for cell in numbers(truth, row, part)]
        for name, cell in zip(held, cells, strict=True):
            held[name].append(np.nan if cell == "" else float(cell))
    pd.DataFrame(held).to_parquet(path)


def _write_text_parquet(truth: Truth, rows: Sequence[int], path: Path) -> None:
    _frame(truth, rows).astype(str).to_parquet(path)


def _store(truth: Truth, rows: Sequence[int], path: Path) -> None:
    survey = read_survey(_frame(truth, rows), attributes="branch")
    (survey.to_csv if path.suffix == ".csv" else survey.to_parquet)(path)


def _write_packed_sav(truth: Truth, rows: list[int], path: Path) -> None:
    import pyreadstat

    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.sav"
        write_sav(truth, rows, plain)
        frame, about = pyreadstat.read_sav(str(plain), user_missing=True)
        labels, ranges = about.variable_value_labels, about.missing_ranges
        names = dict(zip(about.column_names, about.column_labels, strict=True))
        packed = {"variable_value_labels": labels, "missing_ranges": ranges, "column_labels": names}
        pyreadstat.write_sav(frame, str(path), row_compress=True, **packed)


#: Files beside the exports: what analysts and servgap itself write.
OTHERS = (
    Shape("parquet, numbers", "hotline.parquet", _write_parquet, first_row=0),
    Shape("parquet, texts", "hotline.parquet", _write_text_parquet, tells=ALL_THREE, branch="branch", first_row=0),
    Shape("stored, csv", "survey.csv", _store, tells=ALL_THREE, first_row=0),
    Shape("stored, parquet", "survey.parquet", _store, tells=ALL_THREE, first_row=0),
    Shape("spss, packed", "hotline.sav", _write_packed_sav, tells=ALL_THREE, first_row=1),
)
#: All shapes of which a file is written.
WRITTEN = (*SHAPES, *OTHERS)


@cache
def seeds() -> tuple[Seed, ...]:
    """Write every shape once."""
    found = [Seed(shape, b"") for shape in WRITTEN]
    return tuple(Seed(seed.shape, seed.written(seed.rows)) for seed in found)
