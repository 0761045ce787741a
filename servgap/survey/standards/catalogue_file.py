"""Catalogues in files: a table that any program opens, or TOML with all that a table has no room for."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from os import PathLike
from typing import TYPE_CHECKING, Any

from servgap.survey.files.writing import write_whole
from servgap.survey.questionnaire import CIRCLES, CUSTOMARY, PROMISED, STANDARD_FIELDS, circle_of
from servgap.survey.standards.limit_text import written_limits, written_number
from servgap.survey.standards.standard import Standard
from servgap.survey.toml_text import fields_text

if TYPE_CHECKING:
    from servgap.survey.standards.catalogue import Catalogue

FACTS = (*STANDARD_FIELDS, *PROMISED)


def write_csv(catalogue: Catalogue, path: str | PathLike[str]) -> None:
    """Write the standards as CSV; a column that would be empty is left out."""
    languages = dict.fromkeys(language for each in catalogue.standards for language, _ in each.text.versions)
    names = [f"text_{language}" if language else "text" for language in sorted(languages)]
    facts = [name for name in FACTS if any(getattr(each, name) is not None for each in catalogue.standards)]
    items = ["items"] if catalogue.measured_by else []
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(["key", *names, *facts, *items])
    for each in catalogue.standards:
        versions = dict(each.text.versions)
        texts = [versions.get(language, "") for language in sorted(languages)]
        measured = [", ".join(catalogue.measured_by.get(each.key, ()))] if items else []
        writer.writerow([each.key, *texts, *(_cell(each, name) for name in facts), *measured])
    write_whole({path: written.getvalue().encode("utf-8-sig")})


def _cell(standard: Standard, name: str) -> str:
    value: Any = getattr(standard, name)
    if value is None:
        return ""
    if name in ("limit", "norm"):
        return written_limits(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return written_number(value) if isinstance(value, int | float) else str(value)


def write_toml(catalogue: Catalogue, path: str | PathLike[str]) -> None:
    """Write the catalogue as TOML."""
    write_whole({path: ("\n".join(_lines(catalogue)) + "\n").encode("utf-8")})


def _lines(catalogue: Catalogue) -> Iterator[str]:
    circle = next((name for name in CIRCLES if circle_of(name) == catalogue.circle), None)
    yield from fields_text(name=catalogue.name or None, circle=None if circle == CUSTOMARY else circle)
    for standard in catalogue.standards:
        yield "\n[[standard]]"
        facts = {name: getattr(standard, name) for name in FACTS}
        items = tuple(catalogue.measured_by.get(standard.key, ())) or None
        yield from fields_text(key=standard.key, text=standard.text, **facts, items=items)
    for touchpoint in catalogue.circle if circle is None else ():
        yield "\n[[touchpoint]]"
        yield from fields_text(key=touchpoint.key, name=touchpoint.name, phase=touchpoint.phase)
    for aspect in catalogue.aspects:
        yield "\n[[aspect]]"
        yield from fields_text(key=aspect.key, component=aspect.component, name=aspect.name)
