"""What is no file, or an absurd one, is refused in words and at once, whoever is to read it."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from servgap import Instrument, Tally, describe_source, read_survey
from servgap.errors import ServgapError
from servgap.survey import tally_file, toml_tables
from tests.surveys import random_survey

Reader = Callable[[Path], object]
READERS: dict[str, Reader] = {
    "survey": read_survey,
    "described": describe_source,
    "tally": Tally.load,
    "questionnaire": Instrument.from_toml,
}
each_reader = pytest.mark.parametrize("reader", READERS.values(), ids=READERS)


@each_reader
@pytest.mark.parametrize("what", ["a pipe", "a socket", "a device", "link to a device"])
@pytest.mark.skipif(os.name != "posix", reason="pipes, sockets and devices of POSIX")
def test_what_is_no_file(reader: Reader, what: str, tmp_path: Path) -> None:
    path = tmp_path / "x"
    if what == "a pipe":
        os.mkfifo(path)
    elif what == "a socket":
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(os.path.relpath(path))
    elif what == "a device":
        path = Path("/dev/zero")
    else:
        path.symlink_to("/dev/zero")
    with pytest.raises(ServgapError, match=f"Expected a file to be read; .* is {what.removeprefix('link to ')}"):
        reader(path)


@each_reader
@pytest.mark.parametrize("what", ["folder", "nothing", "empty", "too long", "no name"])
def test_what_is_not_there(reader: Reader, what: str, tmp_path: Path) -> None:
    path = tmp_path / {"too long": "n" * 300, "no name": "a\0b"}.get(what, "x")
    if what == "folder":
        path.mkdir()
    elif what == "empty":
        path.write_bytes(b"")
    with pytest.raises(ServgapError):
        reader(path)


@each_reader
@pytest.mark.parametrize("content", [b"", b"PAR1", b'# servgap survey 1/1\n"# {}"\n'])
def test_a_file_beyond_the_limit(reader: Reader, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    with path.open("r+b") as file:
        file.truncate(1 << 40)  # no disk is needed for what was never written
    with pytest.raises(
        ServgapError, match=r"goes beyond the limit on the bytes of a file: found 1,099,511,627,776, at "
    ):
        reader(path)


def test_the_limit_of_a_survey_can_be_raised(tmp_path: Path) -> None:
    survey = random_survey(1, 12)
    for form in ("csv", "parquet"):
        getattr(survey, f"to_{form}")(path := tmp_path / form)
        with pytest.raises(ServgapError, match=rf'limits={{"bytes": {path.stat().st_size}}}'):
            read_survey(path, limits={"bytes": 100})
        assert read_survey(path, limits={"bytes": path.stat().st_size}).n == survey.n


DEEP = 100_000
TOML = {
    "lists": "a = " + "[" * DEEP,
    "tables": "a = " + "{a = " * DEEP,
    "dotted": "a." * DEEP + "a = 1",
    "a header": "[" + "a." * DEEP + "a]",
    "quoted": '"a".' * DEEP + "a = 1",
    "digits": "a = " + "9" * 5000,
    "a huge end": "name = 'x'\n[scale]\nlow = 1\nhigh = 1" + "0" * 400,
    "a date": "a = 1979-99-99",
    "zero bytes": "\0" * 1000,
    "a long field": f"{'a' * 100_000} = 1",
    "a deep name": "name = " + "[" * 400 + "]" * 400,
}


@pytest.mark.parametrize("what", TOML)
def test_absurd_questionnaires(what: str, tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text(TOML[what], encoding="utf-8")
    with pytest.raises(ServgapError) as refusal:
        Instrument.from_toml(path)
    assert len(str(refusal.value)) < 1000
    assert str(path) in str(refusal.value) or "scale" in str(refusal.value)


def test_a_long_text_is_no_absurd_one(tmp_path: Path) -> None:
    instrument = random_survey(1, 3).instrument
    path = tmp_path / "x.toml"
    instrument.to_toml(path)
    text = path.read_text(encoding="utf-8").replace('"small"', '"' + 'so. “And” \\" so... ' * 500 + '"', 2)
    path.write_text(text, encoding="utf-8")
    assert Instrument.from_toml(path).name.endswith("so... ")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert Instrument.from_toml(path).name.endswith("so... ")


@pytest.mark.parametrize(
    "head",
    [
        "# servgap survey 1/" + "9" * 5000,
        "# servgap survey 1/99999999999999999999",
        "# servgap survey " + "9" * 5000 + "/1",
        '# servgap survey 1/1\r\n"# ' + "[" * DEEP + '"',
        '# servgap survey 1/1\r\n"# ' + '{""a"":' * DEEP + '"',
        "# servgap survey 1/1\r\n# " + json.dumps({"schema": 1}).replace('"', ""),
    ],
    ids=["digits", "many", "form", "lists", "tables", "no quotes"],
)
def test_absurd_heads_of_stored_surveys(head: str, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(head + "\r\na,b\r\n1,2\r\n", encoding="utf-8", newline="")
    with pytest.raises(ServgapError, match="begins like a survey stored by to_csv"):
        read_survey(path)


@pytest.mark.parametrize("stored", [True, False])
def test_a_parquet_file_of_very_many_cells(stored: bool, tmp_path: Path) -> None:
    """A few bytes may say that a value stands there any number of times."""
    table = pa.table({"E1": pa.array(np.zeros(1_000, dtype=np.int8))})
    if stored:
        table = table.replace_schema_metadata({"servgap_survey": "{}"})
    pq.write_table(table, tmp_path / "x.parquet")
    with pytest.raises(ServgapError, match=r'1,000 rows of 1 columns, at most 999 .*limits={"parquet_cells": 1000}'):
        read_survey(tmp_path / "x.parquet", limits={"parquet_cells": 999})


def test_every_reader_has_a_stated_limit() -> None:
    assert (tally_file.MOST_BYTES, toml_tables.MOST_BYTES) == (1 << 31, 1 << 22)
