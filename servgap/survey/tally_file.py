"""Tallies in files: arrays and a plain description, without pickle, with a schema version."""

from __future__ import annotations

import json
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields
from io import BytesIO
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from servgap.errors import surveys as errors
from servgap.survey.counts import Counts
from servgap.survey.files.writing import write_whole
from servgap.survey.fourth_moments import FourthMoments
from servgap.survey.instrument import Instrument
from servgap.survey.item_tables import ItemTables
from servgap.survey.ledger import Ledger, LedgerLine
from servgap.survey.pair_counts import PairCounts, ScoreCounts
from servgap.survey.questionnaire import from_text, to_text
from servgap.survey.tally import POLICIES, Tally

SCHEMA = 1
WITH_ITEM_TABLES = 2
"""The form of a tally with tables of pairs of items; one without is written so that earlier versions read it too.

Versions that know nothing of products of four answers, and of the points of all who gave any, leave them aside in
either form, and write none.
"""
Arrays = dict[str, np.ndarray]


def save(tally: Tally, path: str | PathLike[str]) -> None:
    """Write a tally, so that a file either holds all of it or is as it was."""
    arrays: Arrays = {"respondents": tally.respondents, "absences": tally.absences}
    for number, pair in enumerate(tally.pairs):
        arrays.update(_flat(pair, f"pair{number}"))
    described = json.dumps(_description(tally), ensure_ascii=False, sort_keys=True)
    arrays["description"] = np.frombuffer(described.encode("utf-8"), dtype=np.uint8)
    written = BytesIO()
    np.savez_compressed(written, allow_pickle=False, **arrays)
    write_whole({path: written.getvalue()})


def _description(tally: Tally) -> dict[str, Any]:
    return {
        "schema": WITH_ITEM_TABLES if tally.has_item_tables else SCHEMA,
        "instrument": to_text(tally.instrument),
        "by": tally.by,
        "cells": tally.cells,
        "rows_read": tally.ledger.rows_read,
        "ledger": [asdict(line) for line in tally.ledger.lines],
        "points_from": tally.points_from,
        "weighted": tally.weighted,
    }


def _flat(value: object, name: str) -> Iterator[tuple[str, np.ndarray]]:
    if value is None:
        return
    if isinstance(value, np.ndarray):
        yield name, value
    elif isinstance(value, tuple):
        for number, each in enumerate(value):
            yield from _flat(each, f"{name}.{number}")
    elif isinstance(value, Counts):
        yield f"{name}.shape", np.array(value.shape, dtype=np.int64)
        yield f"{name}.index", value.index
        yield f"{name}.count", value.count
    else:
        for entry in fields(value):  # type: ignore[arg-type]  # the remaining kinds are dataclasses
            yield from _flat(getattr(value, entry.name), f"{name}.{entry.name}")


def load(path: str | PathLike[str]) -> Tally:
    """Read a tally back."""
    if not isinstance(path, str | PathLike):
        raise errors.not_a_tally(path, "it is no path")
    try:
        arrays = _arrays(Path(path))
        described = json.loads(arrays["description"].tobytes().decode("utf-8"))
    except OSError as problem:
        raise errors.not_a_tally(path, problem.strerror or "it cannot be read") from None
    except BROKEN:
        raise errors.not_a_tally(path, "it is damaged or something else") from None
    if not isinstance(described, Mapping):
        raise errors.not_a_tally(path, "it is damaged or something else")
    if described.get("schema") not in {SCHEMA, WITH_ITEM_TABLES}:
        read = f"this version reads {SCHEMA} and {WITH_ITEM_TABLES}"
        raise errors.not_a_tally(path, f"it has the form {described.get('schema')!r}, {read}")
    try:
        return _tally(described, arrays, path)
    except (KeyError, IndexError, TypeError):
        raise errors.not_a_tally(path, "a part of it is missing") from None


BROKEN = (ValueError, KeyError, EOFError, RuntimeError, struct.error, zlib.error, zipfile.BadZipFile)
"""What reading a file raises that is no archive, or a damaged one."""


def _arrays(path: Path) -> Arrays:
    with path.open("rb") as file:
        with zipfile.ZipFile(file) as archive:
            damaged = archive.testzip()
        if damaged is not None:
            raise zipfile.BadZipFile(damaged)
        file.seek(0)
        with np.load(file, allow_pickle=False) as stored:
            return {name: stored[name] for name in stored.files}


def _tally(described: Mapping[str, Any], arrays: Arrays, path: object) -> Tally:
    instrument = from_text(described["instrument"], path)
    count = len(instrument.pairs) or 1
    lines = tuple(LedgerLine(**line) for line in described["ledger"])
    tally = Tally(
        instrument=instrument,
        by=tuple(described["by"]),
        cells=tuple(tuple(cell) for cell in described["cells"]),
        respondents=arrays["respondents"],
        absences=arrays["absences"],
        pairs=tuple(_pair(arrays, f"pair{number}", described["schema"], instrument) for number in range(count)),
        ledger=Ledger(described["rows_read"], lines),
        points_from=described["points_from"],
        weighted=described["weighted"],
    )
    groups = {len(tally.cells), len(tally.respondents), *(pair.joint.shape[0] for pair in tally.pairs)}
    groups |= {len(values) for name, values in arrays.items() if ".fourth." in name or ".points" in name}
    if len(groups) > 1 or any(pair.joint.shape[1] != len(instrument.items) for pair in tally.pairs):
        raise errors.not_a_tally(path, "its parts do not fit together")
    return tally


def _pair(arrays: Arrays, name: str, schema: int, instrument: Instrument) -> PairCounts:
    scores = tuple(_score(arrays, f"{name}.scores.{number}") for number in range(len(POLICIES)))
    plain = {
        entry.name: arrays[f"{name}.{entry.name}"]
        for entry in fields(PairCounts)
        if entry.name not in {"joint", "sums", "scores", "item_tables", "fourth", "points"}
    }
    return PairCounts(
        joint=_counts(arrays, f"{name}.joint"),
        sums=_counts(arrays, f"{name}.sums"),
        scores=scores,
        item_tables=_item_tables(arrays, f"{name}.item_tables") if schema == WITH_ITEM_TABLES else None,
        points=arrays.get(f"{name}.points"),
        fourth=_fourth(arrays, f"{name}.fourth", len(instrument.dimensions)),
        **plain,
    )


def _fourth(arrays: Arrays, name: str, dimensions: int) -> FourthMoments | None:
    """Read the products of four answers, if they were counted; a large dimension has none of its monomials."""
    if f"{name}.difference.0" not in arrays:
        return None

    def way(key: str) -> tuple[np.ndarray | None, ...]:
        return tuple(arrays.get(f"{name}.{key}.{number}") for number in range(dimensions))

    difference = tuple(arrays[f"{name}.difference.{number}"] for number in range(dimensions))
    return FourthMoments(way("first"), way("second"), way("gap"), difference)


def _item_tables(arrays: Arrays, name: str) -> ItemTables:
    return ItemTables(
        whole_first=arrays[f"{name}.whole_first"],
        whole_second=arrays[f"{name}.whole_second"],
        within_first=_counts(arrays, f"{name}.within_first"),
        within_second=_counts(arrays, f"{name}.within_second"),
    )


def _score(arrays: Arrays, name: str) -> ScoreCounts:
    return ScoreCounts(arrays[f"{name}.products"], _counts(arrays, f"{name}.overall"), arrays[f"{name}.weighted"])


def _counts(arrays: Arrays, name: str) -> Counts:
    return Counts(tuple(arrays[f"{name}.shape"].tolist()), arrays[f"{name}.index"], arrays[f"{name}.count"])
