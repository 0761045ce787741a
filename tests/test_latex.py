"""Tables in LaTeX: the three rules of booktabs, captions, labels and notes, and texts that are shown and do nothing."""

from __future__ import annotations

import re

import pytest

import servgap as sg
from benchmarks.hostile_texts import TEXTS
from servgap.language import language_of
from servgap.language.shown import DIRECTIONS, one_line
from servgap.report.kinds.noted import NoteLine
from servgap.report.tables.reader import Heading, ReaderTable, Row, Section
from servgap.report.writers.latex import latex_tables
from servgap.report.writers.latex_text import escaped
from tests.latex_tokens import complaints_about_latex, shown
from tests.reader_tables import reader_tables
from tests.real_findings import KINDS, finding

LANGUAGES = ("en", "zh")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_findings_tables_are_those_of_readers(kind: str, language: str) -> None:
    found = finding(kind, "", "plain")
    text = found.table("latex", language=language)
    assert [*complaints_about_latex(text)] == []
    tables = reader_tables(found, language)
    labels = re.findall(r"\\label\{tab:(.*?)\}", text)
    assert len(labels) == len(set(labels)) == len(tables)
    assert text.count(r"\toprule") == text.count(r"\midrule")
    speaks = language_of(language)
    for table in tables:
        assert f"\\caption{{{escaped(table.caption, speaks)}}}" in text
        for section in table.sections:
            for row in section.rows:
                assert all(escaped(cell, speaks) in text for cell in row.cells)


def test_a_small_table_is_written_as_it_would_be_by_hand() -> None:
    headings = (Heading("Item", numeric=False), Heading("ω²", numeric=True))
    rows = (Row(("Overall", "−0.61"), "overall"), Row(("50% & more", "1,204"), "item"), Row(("[x] *", ""), ""))
    table = ReaderTable("What is_so", headings, (Section("North", rows[:2]), Section("South", rows[2:])))
    assert (
        latex_tables([table], [NoteLine("Respondents", "12")], "small", language_of("en"))
        == r"""% \usepackage{booktabs}
\begin{table}[htbp]
\centering
\caption{What is\_so}\label{tab:small}
\begin{tabular}{@{}lr@{}}
\toprule
Item & $\omega^{2}$ \\
\midrule
\multicolumn{2}{l}{\textbf{North}} \\
\textbf{Overall} & \textbf{$-$0.61} \\
\hspace*{2em}50\% \& more & 1,204 \\
\addlinespace
\multicolumn{2}{l}{\textbf{South}} \\
{}[x] * &  \\
\bottomrule
\end{tabular}
\par\medskip
{\footnotesize\raggedright
\textit{Respondents}: 12\par
}
\end{table}"""
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [name for name in TEXTS if name != "very long"])
def test_texts_are_shown_and_do_nothing(name: str, language: str) -> None:
    text = TEXTS[name]
    wanted = "".join(sign for sign in one_line(text) if sign not in DIRECTIONS)
    told = escaped(text, language_of(language))
    assert shown(told) == wanted
    headings = (Heading(text, numeric=False), Heading(text, numeric=True))
    table = ReaderTable(text, headings, (Section(text, (Row((text, text), "dimension"),) * 2),))
    assert [*complaints_about_latex(latex_tables([table], [NoteLine(text, text)], "t", language_of(language)))] == []


def test_what_would_become_another_sign_does_not() -> None:
    english = language_of("en")
    assert escaped("a--b ''c'' ,,d", english) == r"a-{}-b '{}'c'{}' ,{},d"
    assert escaped("10⁻¹² χ²₁ αβ −±", english) == r"10$^{-12}$ $\chi^{2}_{1}$ $\alpha \beta$ $-\pm$"
    assert escaped("“差距”——…", language_of("zh")) == "“差距”——…"
    assert "\\textquotedblleft" in escaped("“gap”", english)


def test_a_long_table_runs_over_pages_and_a_wide_one_lies_on_its_side() -> None:
    headings = tuple(Heading(f"Column {number}", numeric=number > 0) for number in range(14))
    rows = tuple(Row(tuple(f"{number}.00 to {place}.00" for place in range(14)), "") for number in range(60))
    text = latex_tables([ReaderTable("Both", headings, (Section("", rows),))], [], "both", language_of("en"))
    assert [*complaints_about_latex(text)] == []
    for part in (r"\begin{longtable}", r"\endhead", r"\begin{landscape}", "pdflscape"):
        assert part in text
    shares = [float(each) for each in re.findall(r"\\dimexpr (0\.\d+)\\linewidth", text)]
    assert sum(shares) == pytest.approx(text.count(r"\begin{longtable}"), abs=0.01)


def test_a_note_stands_beneath_the_last_table() -> None:
    found = finding("groups", "", "plain")
    text = found.table("latex")
    assert text.count(r"\footnotesize\raggedright") == 1
    assert text.rindex(r"\bottomrule") < text.index(r"{\footnotesize\raggedright")


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(sg.ServgapError, match="'html', 'text', 'markdown', 'latex', 'docx'; found 'pdf'"):
        finding("gaps", "", "plain").table("pdf")  # type: ignore[call-overload]
