"""Tables written as the files that tools give: delimited text, XLSX, the older XLS."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

from tests.exports.shape import Rows, Table, Write


def as_csv(
    table: Table,
    *,
    encoding: str = "utf-8",
    delimiter: str = ",",
    quote_all: bool = False,
    end: str = "\r\n",
    trailing: bool = False,
) -> Write:
    """Write delimited text; `trailing` puts a delimiter at the end of every line, as some tools do."""

    def write(truth, rows, path) -> None:
        written = io.StringIO()
        quoting = csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
        writer = csv.writer(written, delimiter=delimiter, quoting=quoting, lineterminator=end)
        lines = table(truth, rows)
        writer.writerows([*line, ""] if trailing else line for line in lines)
        path.write_bytes(written.getvalue().encode(encoding))

    return write


def as_xlsx(table: Table, *, sheet: str = "Sheet1") -> Write:
    """Write a workbook of one sheet; numbers are numbers, times are times, texts are texts."""

    def write(truth, rows, path) -> None:
        import xlsxwriter

        with xlsxwriter.Workbook(str(path)) as workbook:
            page = workbook.add_worksheet(sheet)
            moment = workbook.add_format({"num_format": "m/d/yy h:mm:ss"})
            for at, line in enumerate(table(truth, rows)):
                for place, value in enumerate(line):
                    if isinstance(value, dt.datetime):
                        page.write_datetime(at, place, value, moment)
                    elif isinstance(value, int | float):
                        page.write_number(at, place, value)
                    elif value != "":
                        page.write_string(at, place, str(value))

    return write


def as_xls(table: Table, *, sheet: str = "Sheet1") -> Write:
    """Write a workbook as Excel did before 2007."""

    def write(truth, rows, path: Path) -> None:
        import xlwt

        workbook = xlwt.Workbook(encoding="utf-8")
        page = workbook.add_sheet(sheet)
        lines: Rows = table(truth, rows)
        for at, line in enumerate(lines):
            for place, value in enumerate(line):
                if value != "":
                    page.write(at, place, value)
        workbook.save(str(path))

    return write
