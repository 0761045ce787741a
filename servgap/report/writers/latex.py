r"""Tables as LaTeX: the three rules of ``booktabs``, caption, label and notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from servgap.language import Language
from servgap.language.lines import width
from servgap.language.shown import one_line
from servgap.report.kinds.noted import NoteLine
from servgap.report.tables.reader import Heading, ReaderTable, Row
from servgap.report.writers.column_widths import INDENTS, Fit, fitted, needs_of
from servgap.report.writers.latex_text import escaped

PACKAGES = {"array": r"\arraybackslash", "booktabs": "", "longtable": "{longtable}", "pdflscape": "{landscape}"}
"""What is used, with what tells that it is."""
MOST_ROWS = 40
"""Rows up to which a table floats; a longer one runs over several pages."""
BESIDE, PLAIN = 2, 84
"""Places between two columns, and of a line in type of the usual size."""
ROOMS = ((r"\small", 95), (r"\footnotesize", 108), (r"\scriptsize", 124), (r"\footnotesize", 160))
"""Smaller sizes of type, with the places of a line in them; the last on a page that lies on its side."""


def latex_tables(tables: Sequence[ReaderTable], notes: Iterable[NoteLine], label: str, language: Language) -> str:
    r"""Write tables, with the note beneath the last one.

    Parameters
    ----------
    tables, notes
        What is written.
    label
        What ``\ref`` calls the first table, behind ``tab:``; the others have a number behind it.
    language
        In which they speak.
    """
    note = [
        language.joined((f"\\textit{{{escaped(line.label, language)}}}", escaped(line.text, language)), "labels")
        for line in notes
    ]
    named = [label if place == 0 else f"{label}-{place + 1}" for place in range(len(tables))]
    told = "\n\n".join(
        latex_table(table, name, note if table is tables[-1] else (), language)
        for table, name in zip(tables, named, strict=True)
    )
    used = [f"% \\usepackage{{{name}}}" for name, trace in PACKAGES.items() if trace in told]
    return "\n".join([*used, told])


def latex_table(table: ReaderTable, label: str, note: Sequence[str], language: Language) -> str:
    """Write a table that floats, or one that runs over several pages, on its side where it is wide."""
    rows, fit = sum(len(section.rows) for section in table.sections), _fit(table)
    long, turned = rows > MOST_ROWS, fit is not None and fit.choice == len(ROOMS) - 1
    marked = f"\\caption{{{escaped(table.caption, language)}}}\\label{{tab:{label}}}"
    blocks = fit.blocks if fit else (tuple(range(len(table.headings))),)
    lines = ["\\begingroup" if long else "\\begin{table}[htbp]\n\\centering"]
    lines += [ROOMS[fit.choice][0], r"\setlength{\tabcolsep}{3pt}"] if fit else []
    lines += [] if long else [marked]
    for place, block in enumerate(blocks):
        writer = _Block(table, block, fit.places[place] if fit else (), language)
        lines += writer.long(marked if place == 0 else "") if long else writer.short()
        lines += [r"\par\medskip"] if place + 1 < len(blocks) else []
    if note:
        lines += [r"\par\medskip", r"{\footnotesize\raggedright", *(f"{line}\\par" for line in note), "}"]
    lines.append("\\endgroup" if long else "\\end{table}")
    return "\n".join([r"\begin{landscape}", *lines, r"\end{landscape}"] if turned else lines)


def _fit(table: ReaderTable) -> Fit | None:
    """Choose widths of columns; None where every cell stands on one line in type of the usual size."""
    rows = [row for section in table.sections for row in section.rows]
    whole = [
        max([width(one_line(heading.text)), *(width(one_line(row.cells[place])) for row in rows)])
        for place, heading in enumerate(table.headings)
    ]
    if sum(whole) + BESIDE * len(whole) <= PLAIN:
        return None
    needs = needs_of(table)
    return fitted(needs, [[most - BESIDE * columns for columns in range(1, len(needs) + 1)] for _, most in ROOMS])


@dataclass(frozen=True)
class _Block:
    """Writes some of a table's columns; without places, as wide as they are."""

    table: ReaderTable
    columns: tuple[int, ...]
    places: tuple[int, ...]
    language: Language

    def short(self) -> list[str]:
        told = [r"\toprule", self._head(), r"\midrule", *self._body(), r"\bottomrule"]
        return [f"\\begin{{tabular}}{{{self._shape()}}}", *told, r"\end{tabular}"]

    def long(self, caption: str) -> list[str]:
        head = [r"\toprule", self._head(), r"\midrule"]
        return [
            f"\\begin{{longtable}}{{{self._shape()}}}",
            *([f"{caption}\\\\"] if caption else []),
            *[*head, r"\endfirsthead", *head, r"\endhead", r"\bottomrule", r"\endfoot"],
            *self._body(),
            r"\end{longtable}",
        ]

    @property
    def _headings(self) -> list[Heading]:
        return [self.table.headings[place] for place in self.columns]

    def _shape(self) -> str:
        if not self.places:
            return f"@{{}}{''.join('r' if heading.numeric else 'l' for heading in self._headings)}@{{}}"
        whole = sum(self.places)
        columns = [
            f">{{\\{'raggedleft' if heading.numeric else 'raggedright'}\\arraybackslash}}"
            f"p{{\\dimexpr {places / whole:.4f}\\linewidth-2\\tabcolsep\\relax}}"
            for heading, places in zip(self._headings, self.places, strict=True)
        ]
        return "%\n  " + "%\n  ".join(columns)

    def _head(self) -> str:
        return _line([self._text(heading.text) for heading in self._headings])

    def _body(self) -> Iterator[str]:
        for number, section in enumerate(self.table.sections):
            if section.title:
                if number:
                    yield r"\addlinespace"
                yield self._title(section.title)
            for row in section.rows:
                yield _line(self._cells(row))

    def _title(self, title: str) -> str:
        sort = "l" if width(title) <= PLAIN and not self.places else r"p{\dimexpr \linewidth-2\tabcolsep\relax}"
        told = f"\\textbf{{{self._text(title)}}}"
        return _line([told if len(self.columns) == 1 else f"\\multicolumn{{{len(self.columns)}}}{{{sort}}}{{{told}}}"])

    def _cells(self, row: Row) -> list[str]:
        cells = [self._text(row.cells[place]) for place in self.columns]
        bold = range(len(cells) if row.level == "overall" else row.level == "dimension")
        cells = [f"\\textbf{{{cell}}}" if place in bold and cell else cell for place, cell in enumerate(cells)]
        indent = INDENTS.get(row.level, 0)
        return [f"\\hspace*{{{indent / 2:g}em}}{cells[0]}" if indent else cells[0], *cells[1:]]

    def _text(self, text: str) -> str:
        return escaped(text, self.language)


def _line(cells: Sequence[str]) -> str:
    told = " & ".join(cells)
    return (
        f"{'{}' if told.startswith(('[', '*')) else ''}{told} \\\\"  # which would be told to the end of the row before
    )
