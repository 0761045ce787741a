"""Stored surveys, tallies and questionnaires, damaged in many ways, and what comes of reading them."""

from __future__ import annotations

import io
import json
import tempfile
import time
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

import servgap as sg
from servgap import Instrument, Tally, read_survey
from servgap.errors import ServgapError
from servgap.survey.measures.measure import Measure
from tests.surveys import random_survey, with_outcomes

FORMS = ("csv", "parquet", "tally", "toml")
KEY = b"servgap_survey"
MADE = 4
#: What may come of a damaged file; the last two never may.
RESULTS = ("refused", "equal", "text change, said", "no digests, said", "as it then says", "wrong", "raw error")
WRONG = RESULTS[-2:]
Damage = Callable[[bytes, np.random.Generator], bytes]


@dataclass(frozen=True)
class Outcome:
    """What came of one damaged file."""

    form: str
    damage: str
    result: str
    seconds: float
    message: str = ""


@cache
def made(form: str, number: int) -> tuple[bytes, Any]:
    """Make a file, and give what it holds."""
    sizes, missing = [(3, 2), (2, 1), (4,), (2, 2, 1)][number % MADE], (0.1, 0.0)[number % 2]
    survey = random_survey(number, 30 + number, sizes, missing=missing, points=number % 2 == 0)
    survey = replace(survey, weight=np.linspace(0.5, 2, survey.n)) if number % MADE == 1 else survey
    survey = with_outcomes(survey, number) if number % MADE > 1 else survey
    held: Any = survey
    if form == "tally":
        measures = [Measure("perception", None), Measure(share="met"), Measure("perception", 5.5, "short")]
        measures += [Measure("perception", share="net"), Measure("expectation", "perception")]
        by = ["branch", "quarter"][: number % 3]
        outcomes = ["satisfaction", sg.Outcome("recommend", share="net")] if number % MADE == 2 else []
        taken = measures[: (number % MADE) * 2]
        held = survey.tally(
            by, pairs=number % MADE == 0, measures=taken, outcomes=outcomes if number % MADE == 2 else ()
        )
    elif form == "toml":
        held = Instrument.load(["servqual", "servperf", "servqual-zones"][number % 3])
    write = {"csv": "to_csv", "parquet": "to_parquet", "tally": "save", "toml": "to_toml"}[form]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"x.{form}"
        getattr(held, write)(path)
        return path.read_bytes(), held


# ------------------------------------------------------------------------------------------------------------- damages


def bits(data: bytes, rng: np.random.Generator) -> bytes:
    """Flip one bit or a few."""
    changed = bytearray(data)
    for at in rng.integers(0, len(data), int(rng.integers(1, 5))):
        changed[at] ^= 1 << int(rng.integers(8))
    return bytes(changed)


def cut(data: bytes, rng: np.random.Generator) -> bytes:
    """Cut the end off, or a piece out, or write a piece twice."""
    start, stop = sorted(int(at) for at in rng.integers(0, len(data), 2))
    return [data[:stop], data[:start] + data[stop:], data[:stop] + data[start:]][int(rng.integers(3))]


def digits(data: bytes, rng: np.random.Generator) -> bytes:
    """Exchange two digits, or write another for one."""
    changed, places = bytearray(data), [at for at, byte in enumerate(data) if 48 <= byte <= 57]
    one, two = (places[int(at)] for at in rng.integers(0, len(places), 2))
    if rng.integers(2):
        changed[one], changed[two] = changed[two], changed[one]
    else:
        changed[one] = 48 + int(rng.integers(10))
    return bytes(changed)


def lines(data: bytes, rng: np.random.Generator) -> bytes:
    """Exchange two lines, drop one, or write one twice."""
    found = data.split(b"\n")
    one, two = (int(at) for at in rng.integers(0, len(found), 2))
    kind = int(rng.integers(3))
    if kind == 0:
        found[one], found[two] = found[two], found[one]
    elif kind == 1:
        del found[one]
    else:
        found.insert(one, found[two])
    return b"\n".join(found)


def cells(data: bytes, rng: np.random.Generator) -> bytes:
    """Exchange two cells of a CSV's table."""
    found = data.split(b"\n")
    rows = [at for at, line in enumerate(found) if at > 2 and line]
    one, two = (rows[int(at)] for at in rng.integers(0, len(rows), 2))
    left, right = found[one].split(b","), found[two].split(b",")
    at, to = int(rng.integers(len(left))), int(rng.integers(len(right)))
    if one == two:
        left[at], left[to % len(left)] = left[to % len(left)], left[at]
        right = left
    else:
        left[at], right[to] = right[to], left[at]
    found[one], found[two] = b",".join(left), b",".join(right)
    return b"\n".join(found)


def said(text: str, rng: np.random.Generator) -> str:
    """Change what a file says of itself: a digit, a value, a field more or less."""
    described = json.loads(text)
    places = list(_places(described))
    holder, key = places[int(rng.integers(len(places)))]
    kind = int(rng.integers(5))
    if kind == 4:
        described["instrument"] = _letter(described["instrument"], rng)
    elif kind == 0:
        del holder[key]
    elif kind == 1:
        others = [None, -1, 0, 1e300, "", "x", [], {}, True, [1, 2], "9" * 30]
        holder[key] = others[int(rng.integers(len(others)))]
    elif kind == 2:
        other, its = places[int(rng.integers(len(places)))]
        holder[key] = other[its] if not isinstance(other[its], dict | list) else 7
    else:
        holder[key] = digits(str(holder[key]).encode() + b"1", rng).decode("utf-8", "replace")
    return json.dumps(described)


def _letter(text: str, rng: np.random.Generator) -> str:
    places = [at for at, sign in enumerate(text) if sign.isalpha()]
    at = places[int(rng.integers(len(places)))]
    return text[:at] + chr(97 + int(rng.integers(26))) + text[at + 1 :]


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    for key in list(value) if isinstance(value, dict) else range(len(value)):
        yield value, key
        if isinstance(value[key], dict | list):
            yield from _places(value[key])


def csv_said(data: bytes, rng: np.random.Generator) -> bytes:
    """Change what a CSV says of itself."""
    head, about, *rest = data.decode("utf-8-sig").split("\r\n")
    changed = said(about[3:-1].replace('""', '"'), rng).replace('"', '""')
    return "\r\n".join([head, f'"# {changed}"', *rest]).encode("utf-8-sig")


def parquet_said(data: bytes, rng: np.random.Generator) -> bytes:
    """Change what a Parquet file says of itself."""
    table = pq.read_table(io.BytesIO(data))
    return _parquet(table.replace_schema_metadata({KEY: said(table.schema.metadata[KEY].decode(), rng).encode()}))


def parquet_columns(data: bytes, rng: np.random.Generator) -> bytes:
    """Exchange two columns or two rows, or change one number, in a Parquet file that is whole."""
    table = pq.read_table(io.BytesIO(data))
    columns, kind = list(table.columns), int(rng.integers(3))
    one, two = (int(at) for at in rng.integers(0, len(columns), 2))
    if kind == 0:
        columns[one], columns[two] = columns[two], columns[one]
    elif kind == 1:
        order = np.arange(table.num_rows)
        at, to = rng.integers(0, table.num_rows, 2)
        order[at], order[to] = order[to], order[at]
        columns = [column.take(pa.array(order)) for column in columns]
    else:
        values = columns[one].to_pylist()
        values[int(rng.integers(len(values)))] = values[int(rng.integers(len(values)))]
        columns[one] = pa.array(values, columns[one].type)
    return _parquet(pa.table(columns, names=table.column_names).replace_schema_metadata(table.schema.metadata))


def _parquet(table: pa.Table) -> bytes:
    written = io.BytesIO()
    pq.write_table(table, written)
    return written.getvalue()


def members(data: bytes, rng: np.random.Generator) -> bytes:
    """Exchange, drop or double members of an archive that is whole."""
    kept = _members(data)
    names = sorted(kept)
    one, two = (names[int(at)] for at in rng.integers(0, len(names), 2))
    kind = int(rng.integers(4))
    if kind == 0:
        del kept[one]
    elif kind == 1:
        kept[one] = kept[two]
    elif kind == 2:
        kept[f"{one.removesuffix('.npy')}.more.npy"] = kept[two]
    else:
        kept[one], kept[two] = kept[two], kept[one]
    return _archive(kept)


def numbers(data: bytes, rng: np.random.Generator) -> bytes:
    """Change numbers within one array of an archive that is whole."""
    kept = _members(data)
    names = [name for name in sorted(kept) if name != "description.npy"]
    name = names[int(rng.integers(len(names)))]
    array = np.load(io.BytesIO(kept[name])).copy()
    laid = "F" if np.isfortran(array) else "C"
    flat = array.reshape(-1, order=laid)
    if flat.size:
        at, to = (int(place) for place in rng.integers(0, flat.size, 2))
        kind = int(rng.integers(3))
        flat[at] = [flat[to], flat[at] + 1, -flat[at]][kind]
    written = io.BytesIO()
    np.save(written, flat.reshape(array.shape, order=laid))
    return _archive({**kept, name: written.getvalue()})


def tally_said(data: bytes, rng: np.random.Generator) -> bytes:
    """Change what a tally says of itself."""
    kept = _members(data)
    text = np.load(io.BytesIO(kept["description.npy"])).tobytes().decode()
    written = io.BytesIO()
    np.save(written, np.frombuffer(said(text, rng).encode(), dtype=np.uint8))
    return _archive({**kept, "description.npy": written.getvalue()})


def _members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _archive(kept: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in kept.items():
            archive.writestr(name, content)
    return written.getvalue()


DAMAGES: dict[str, dict[str, Damage]] = {
    "csv": {"bits": bits, "cut": cut, "digits": digits, "lines": lines, "cells": cells, "said": csv_said},
    "parquet": {"bits": bits, "cut": cut, "columns": parquet_columns, "said": parquet_said},
    "tally": {"bits": bits, "cut": cut, "members": members, "numbers": numbers, "said": tally_said},
    "toml": {"bits": bits, "cut": cut, "digits": digits, "lines": lines},
}

# ----------------------------------------------------------------------------------------------------------- what comes


def outcome(form: str, number: int, folder: Path) -> Outcome:
    """Damage a file, by its number alone, read it, and compare what was read with what was stored."""
    rng = np.random.default_rng([FORMS.index(form), number])
    data, held = made(form, number % (3 * MADE))
    name, damage = list(DAMAGES[form].items())[number // (3 * MADE) % len(DAMAGES[form])]
    path = folder / f"x.{form}"
    path.write_bytes(damage(data, rng))
    started = time.perf_counter()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            read = {"tally": Tally.load, "toml": Instrument.from_toml}.get(form, read_survey)(path)
            repr(read)
        result, message = compared(held, read), ""
    except ServgapError as refusal:
        result, message = "refused", str(refusal)
    except Exception as problem:  # noqa: BLE001 - whatever it is, it is what is looked for
        result, message = "raw error", repr(problem)
    return Outcome(form, name, result, time.perf_counter() - started, message)


def compared(held: Any, read: Any) -> str:
    """Say how what was read compares with what was stored."""
    if isinstance(held, Instrument):  # which is written to be changed by hand
        return "equal" if read == held else "as it then says"
    if same(held, read):
        return "equal"
    reasons = {line.reason for line in read.ledger.lines} - {line.reason for line in held.ledger.lines}
    if reasons == {"wording_changed"} and same(held, replace(read, instrument=held.instrument, ledger=held.ledger)):
        return "text change, said"
    if reasons == {"no_digest"} and same(held, replace(read, ledger=held.ledger)):
        return "no digests, said"
    return "wrong"


def same(one: Any, two: Any) -> bool:
    """Tell whether two things are equal in every field, array by array."""
    if type(one) is not type(two):
        return False
    if isinstance(one, np.ndarray):
        alike = one.dtype == two.dtype and one.shape == two.shape
        return alike and np.array_equal(one, two, equal_nan=one.dtype.kind == "f")
    if isinstance(one, pd.DataFrame):
        return one.equals(two) and list(one.columns) == list(two.columns) and one.index.identical(two.index)
    inside = _inside(one), _inside(two)
    if inside[0] is None or inside[1] is None:
        return bool(one == two)
    return inside[0].keys() == inside[1].keys() and all(same(inside[0][key], inside[1][key]) for key in inside[0])


def one_off(number: int, folder: Path) -> Iterator[tuple[str, bool]]:
    """Change one number of each array of a tally without digests by one, and say of each whether it was refused."""
    rng = np.random.default_rng(number)
    kept = _members(made("tally", number % (3 * MADE))[0])
    described = json.loads(np.load(io.BytesIO(kept["description.npy"])).tobytes())
    del described["digests"]
    kept["description.npy"] = _npy(np.frombuffer(json.dumps(described).encode(), dtype=np.uint8))
    for name in sorted(kept.keys() - {"description.npy"}):
        array = np.ascontiguousarray(np.load(io.BytesIO(kept[name])))
        if not array.size:
            continue
        array.reshape(-1)[int(rng.integers(array.size))] += rng.choice([-1, 1])
        path = folder / "x.tally"
        path.write_bytes(_archive({**kept, name: _npy(array)}))
        try:
            Tally.load(path)
        except ServgapError:
            yield name, True
        else:
            yield name, False


def _npy(array: np.ndarray) -> bytes:
    written = io.BytesIO()
    np.save(written, array)
    return written.getvalue()


def _inside(value: Any) -> dict[Any, Any] | None:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, tuple | list):
        return dict(enumerate(value))
    if is_dataclass(value) and not isinstance(value, Instrument):
        return {each.name: getattr(value, each.name) for each in fields(value)}
    return None
