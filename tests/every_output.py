"""Everything that a survey and its findings are shown in or written to, as texts, by name."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pyarrow.parquet as pq

import servgap as sg
from servgap.report.kinds.registry import kind_of
from servgap.report.pictures import picture_svg
from tests.word_files import texts_of_word

LANGUAGES = ("en", "zh")


def verbs_of(branch: str | list[str], wave: str) -> dict[str, Callable[[sg.Survey], object]]:
    """Give every verb that takes a Survey, called with an attribute wherever it takes one."""
    return {
        "measure_gaps": lambda survey: sg.measure_gaps(survey, by=branch),
        "check_significance": lambda survey: sg.check_significance(survey, by=branch),
        "check_reliability": lambda survey: sg.check_reliability(survey, by=branch),
        "check_validity": lambda survey: sg.check_validity(survey, by=branch, estimator="ml"),
        "check_pairing": lambda survey: sg.check_pairing(survey, by=branch),
        "rank_standards": lambda survey: sg.rank_standards(survey, by=branch),
        "compare_groups": lambda survey: sg.compare_groups(survey, by=branch),
        "track_waves": lambda survey: sg.track_waves(survey, by=wave),
        "screen_responses": sg.screen_responses,
        "plan_sample": lambda survey: sg.plan_sample(survey, gap=0.5),
    }


def parts_of(path: Path) -> Iterator[str]:
    """Give the texts within a file: of an archive those of its members, of Parquet its metadata and cells."""
    if path.suffix == ".parquet":
        table = pq.read_table(path)
        yield str({key: value.decode() for key, value in (table.schema.metadata or {}).items()})
        yield str(table.to_pydict())
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.endswith(".png"):
                    continue  # a drawing, in which nothing is read
                yield f"{name}\n" + archive.read(name).decode("utf-8", errors="replace")
    else:
        yield path.read_bytes().decode("utf-8", errors="replace")


def of_survey(survey: sg.Survey, folder: Path, by: tuple[str, ...]) -> dict[str, str]:
    """Show and store a survey in every way."""
    survey.to_csv(folder / "stored.csv")
    survey.to_parquet(folder / "stored.parquet")
    survey.tally(by).save(folder / "tally")
    stored = {name: "\n".join(parts_of(folder / name)) for name in ("stored.csv", "stored.parquet", "tally")}
    html = {"card in HTML": survey._repr_html_(), "ledger in HTML": survey.ledger._repr_html_()}
    ledger = {"ledger": repr(survey.ledger), "frame ledger": survey.ledger.frame.to_csv()}
    return {"card": repr(survey), **ledger, **html, **stored}


def of_finding(finding: sg.Finding, folder: Path, languages: tuple[str, ...] = LANGUAGES) -> dict[str, str]:
    """Show and write a finding in every way."""
    shown = {"repr": repr(finding), "repr in HTML": finding._repr_html_()}
    for language in languages:
        shown[f"headline {language}"] = finding.headline_in(language)
        shown[f"note {language}"] = finding.note_in(language)
        shown |= {
            f"{form} {language}": finding.table(form, language=language)
            for form in ("text", "html", "markdown", "latex")
        }
        shown[f"word {language}"] = texts_of_word(finding.table("docx", language=language))
        for view in (None, *kind_of(finding.kind).views_of(finding)):
            shown[f"picture {view or ''} {language}"] = picture_svg(finding, language, view=view)
        path = folder / f"finding_{language}.xlsx"
        finding.to_excel(path, language=language)
        shown[f"workbook {language}"] = "\n".join(parts_of(path))
    for name, frame in finding.frames.items():
        written = io.StringIO()
        frame.to_csv(written)
        shown[f"frame {name}"] = written.getvalue()
    return shown


def of_report(report: sg.Report, folder: Path) -> dict[str, str]:
    """Write a report, and give the texts of page, workbook and Word file."""
    written = report.write(folder)
    return {
        "page": "\n".join(parts_of(written.html)),
        "workbook": "\n".join(parts_of(written.workbook)),
        "word": texts_of_word(written.word.read_bytes()),
    }


def every_output(
    survey: sg.Survey,
    folder: Path,
    branch: str,
    wave: str,
    verbs: Mapping[str, Callable[[sg.Survey], object]],
    languages: tuple[str, ...] = LANGUAGES,
) -> Iterator[tuple[str, str]]:
    """Give what every verb and every writer makes of a survey, each with its name."""
    for name, text in of_survey(survey, folder, (branch, wave)).items():
        yield f"survey: {name}", text
    for verb, call in verbs.items():
        for name, text in of_finding(call(survey), folder, languages).items():  # type: ignore[arg-type]
            yield f"{verb}: {name}", text
    for language in languages:
        report = sg.Report(survey, language=language, minimum=2, branch=branch, wave=wave)
        for name, text in of_report(report, folder).items():
            yield f"report in {language}: {name}", text
