"""Frames made ready for a sheet: a name beside the keys, formats of numbers, and the codes that occur."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from servgap.analysis.finding import Finding
from servgap.report.tables.reader import records
from servgap.report.tables.subjects import subject
from servgap.report.words.codes import has_word, word
from servgap.report.words.languages import Language
from servgap.report.words.names import dimension_name, item_name, separately_by

WHOLE = (
    "n", "n_a", "n_b", "n_from", "n_to", "n_items", "groups", "picked_from", "rank", "rank_low", "rank_high",
    "rank_low_alone", "rank_high_alone", "answered", "n_total", "n_per_group", "least_groups",
    "n_factors", "n_parameters", "factor", "n_dimensions", "n_components", "n_common", "n_map_squared", "n_map_fourth",
    "longest_run", "distance_rank", "cells_apart", "n_flags", "n_alone", "n_without", "df_difference",
)  # fmt: skip
FINE = {
    **dict.fromkeys(("p_value", "p_adjusted", "p_difference"), "0.0000"),
    **dict.fromkeys(("cfi", "rmsea", "rmsea_low", "rmsea_high", "cfi_difference", "rmsea_difference"), "0.000"),
    **dict.fromkeys(("df", "df_denominator", "points"), "0.0"),
}
CODED = (
    "level", "part", "test", "method", "effect_kind", "criterion", "component", "verdict", "trade_verdict", "flag",
    "purpose", "sampling", "coefficient", "band", "model", "estimator",
    "fit", "separation", "fornell_larcker", "convergence", "change", "step", "reached", "reason",
)  # fmt: skip


def named_frame(finding: Finding, frame: pd.DataFrame, language: Language) -> pd.DataFrame:
    """Put the name of what each row is about in front of its keys; all else stays as it is."""
    names = [_name(finding, record, language) for record in records(frame)]
    if not any(names):
        return frame
    groupings = {*separately_by(finding), str(finding.facts.get("by")), "wave"}
    place = sum(str(column) in groupings for column in frame.columns)
    named = frame.copy()
    named.insert(place, "name", names)
    return named


def _name(finding: Finding, record: dict[str, object], language: Language) -> str:
    instrument = finding.basis.instrument
    if "level" in record:
        return subject(instrument, {"standard": "", "item": "", "dimension": "", **record}, language)
    if "item" in record:
        return item_name(instrument, str(record["item"]), language)
    return dimension_name(instrument, str(record["dimension"]), language) if "dimension" in record else ""


def column_formats(frame: pd.DataFrame) -> list[str]:
    """Choose how many digits a sheet shows of each column; the cells hold them all."""
    formats = []
    for name, kind in zip(frame.columns, frame.dtypes, strict=True):
        if str(name) in WHOLE:
            formats.append("#,##0")
        elif pd.api.types.is_bool_dtype(kind) or not pd.api.types.is_numeric_dtype(kind):
            formats.append("")
        else:
            formats.append(FINE.get(str(name), "0.00"))
    return formats


def codes_of(frames: Sequence[pd.DataFrame], language: Language) -> list[tuple[str, str, str]]:
    """List the codes that occur in frames, with their words."""
    told: dict[tuple[str, str], str] = {}
    for frame in frames:
        for column in CODED:
            if column in frame:
                for code in frame[column].unique():
                    if has_word(column, code):
                        told.setdefault((column, str(code)), word(column, code, language))
    ordered = sorted(told.items(), key=lambda entry: CODED.index(entry[0][0]))
    return [(column, code, shown) for (column, code), shown in ordered]
