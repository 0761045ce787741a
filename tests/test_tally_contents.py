"""A tally whose parts contradict each other is not loaded, whoever wrote it, and no file gives another error."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from servgap import Tally
from servgap.errors import ServgapError
from servgap.survey import counting
from servgap.survey.measures.measure import Measure
from servgap.survey.tally_checks import contradiction
from tests.surveys import PAIR, anew, random_survey
from tests.test_tally import assert_same

Arrays = dict[str, np.ndarray]
SURVEY = random_survey(8, 60, (3, 2), missing=0.15)


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> tuple[Arrays, dict[str, Any]]:
    """What a tally's file holds, and what it says, without digests, as earlier versions wrote it."""
    path = tmp_path_factory.mktemp("tally") / "x.tally"
    SURVEY.tally("branch", pairs=True).save(path)
    with np.load(path) as file:
        arrays = {name: file[name] for name in file.files}
    described = json.loads(arrays.pop("description").tobytes())
    return arrays, {key: value for key, value in described.items() if key != "digests"}


def written(path: Path, arrays: Arrays, described: Any) -> Path:
    text = described if isinstance(described, bytes) else json.dumps(described).encode()
    with path.open("wb") as file:
        np.savez(file, **arrays, description=np.frombuffer(text, dtype=np.uint8))
    return path


def refused(path: Path) -> str:
    with pytest.raises(ServgapError, match=r"not a tally that this version can load|beyond the limit") as refusal:
        Tally.load(path)
    return str(refusal.value)


def test_what_earlier_versions_wrote_is_loaded(stored: tuple[Arrays, dict[str, Any]], tmp_path: Path) -> None:
    assert_same(Tally.load(written(tmp_path / "x", *stored)), SURVEY.tally("branch", pairs=True))


NUMBERS = ["respondents", "absences", "joint.count", "sums.count", "scores.0.products", "scores.1.overall.count"]
NUMBERS += ["scores.2.weighted", "within_first", "within_pair", "gap_products", "complete_second", "points"]
NUMBERS += ["item_tables.whole_first", "item_tables.within_second.count", "sums.index", "scores.0.overall.shape"]


@pytest.mark.parametrize("by", [1, -1, 1 << 45])
@pytest.mark.parametrize("name", NUMBERS)
def test_one_number_that_is_another_is_refused(
    name: str, by: int, stored: tuple[Arrays, dict[str, Any]], tmp_path: Path
) -> None:
    arrays, described = stored
    full = name if name in arrays else f"pair0.{name}"
    changed = np.ascontiguousarray(arrays[full]).copy()
    changed.reshape(-1)[np.flatnonzero(changed)[0]] += by
    refused(written(tmp_path / "x", {**arrays, full: changed}, described))


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("first.0", 0),
        ("first.0", 2),
        ("second.1", 4),
        ("gap.0", 5),
        ("gap.0", -1),
        ("difference.0", 0),
        ("difference.1", 2),
    ],
)
def test_sums_of_products_that_follow_from_others(
    name: str, place: int, stored: tuple[Arrays, dict[str, Any]], tmp_path: Path
) -> None:
    arrays, described = stored
    changed = arrays[f"pair0.fourth.{name}"].copy()
    changed.reshape(len(changed), -1)[0, place] += 1
    assert "fourth." in refused(written(tmp_path / "x", {**arrays, f"pair0.fourth.{name}": changed}, described))


@pytest.mark.parametrize("kind", ["NaN", "infinite", "single", "whole", "fewer", "flat", "negative zero"])
def test_kinds_and_shapes(kind: str, stored: tuple[Arrays, dict[str, Any]], tmp_path: Path) -> None:
    arrays, described = stored
    products = arrays["pair0.within_pair"].copy()
    changed = {
        "NaN": np.where(products == products.max(), np.nan, products),
        "infinite": np.where(products == products.max(), np.inf, products),
        "single": products.astype(np.float32),
        "whole": products.astype(np.int64),
        "fewer": products[:-1],
        "flat": products.reshape(-1),
        "negative zero": -products,
    }[kind]
    assert "within_pair" in refused(written(tmp_path / "x", {**arrays, "pair0.within_pair": changed}, described))


def exchanged(one: str, two: str) -> Callable[[Arrays, dict[str, Any]], None]:
    def change(arrays: Arrays, described: dict[str, Any]) -> None:
        arrays[one], arrays[two] = arrays[two], arrays[one]

    return change


CHANGES: dict[str, Callable[[Arrays, dict[str, Any]], Any]] = {
    "a group stands twice": lambda a, d: d.update(cells=[d["cells"][0], *d["cells"][:-1]]),
    "a label for each attribute": lambda a, d: d.update(cells=[[*cell, "x"] for cell in d["cells"]]),
    "each once": lambda a, d: d.update(by=["branch", "branch"], cells=[cell * 2 for cell in d["cells"]]),
    "groups have texts": lambda a, d: d.update(cells=[[7], *d["cells"][1:]]),
    "its ledger says that 61 rows are used, and 60": lambda a, d: d.update(rows_read=61),
    "do not fit together": lambda a, d: d.update(rows_read="60"),
    "not fit together.*": lambda a, d: d.update(ledger=[{"kind": "left_out", "reason": "x", "count": -1}]),
    "parts do not fit together": lambda a, d: d.update(by=None),
    "points or weights is not understood": lambda a, d: d.update(points_from="heaven"),
    "though nobody gave points": lambda a, d: d.update(points_from=None),
    "what no tally does: 'more'": lambda a, d: d.update(more=1),
    "what no tally does: 'pair0.more'": lambda a, d: a.update({"pair0.more": np.ones(3)}),
    "what no tally does: 'pair1.points'": lambda a, d: a.update({"pair1.points": np.ones(3)}),
    "a part of it is missing": lambda a, d: a.pop("pair0.sums.index"),
    "within_first|within_second": exchanged("pair0.within_first", "pair0.within_second"),
    "complete_": exchanged("pair0.complete_first", "pair0.complete_second"),
    "under the policy": exchanged("pair0.scores.0.products", "pair0.scores.1.products"),
    "overall": exchanged("pair0.scores.0.overall.count", "pair0.scores.1.overall.count"),
    "item_tables": exchanged("pair0.item_tables.whole_first", "pair0.item_tables.whole_second"),
    "of two answers|of up to two": exchanged("pair0.fourth.first.0", "pair0.fourth.second.0"),
    "stands there twice": lambda a, d: a.update({"pair0.joint.index": a["pair0.joint.index"][::-1].copy()}),
}


@pytest.mark.parametrize("said", CHANGES)
def test_contradictions_are_refused_and_named(said: str, stored: tuple[Arrays, dict[str, Any]], tmp_path: Path) -> None:
    arrays, described = dict(stored[0]), dict(stored[1])
    CHANGES[said](arrays, described)
    path = written(tmp_path / "x", arrays, described)
    with pytest.raises(ServgapError, match=said):
        Tally.load(path)


def measures_of(parts: tuple[str, ...]) -> list[Measure]:
    """Measures of every family, some of them of parts that stand in no pair together."""
    first, last = parts[0], parts[-1]
    measures = [Measure(part, None) for part in parts] + [Measure(last, share=share) for share in ("top", "net")]
    measures += [Measure(last, 4.5, "met"), Measure(last, 7, "short"), Measure(last, index=True)]
    if len(parts) > 1:
        measures += [Measure(last, first, "above"), Measure(first, parts[1]), Measure(parts[1], first, "met")]
    return measures


@pytest.mark.parametrize("by", [(), ("branch",), ("quarter", "branch")])
@pytest.mark.parametrize("parts", [PAIR, PAIR[1:], ("desired", "adequate", "perception")], ids=len)
def test_no_tally_that_was_counted_contradicts_itself(
    parts: tuple[str, ...], by: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    for seed, sizes in enumerate([(2, 1), (13, 3), (1,)]):
        survey = random_survey(seed, 40, sizes, missing=0.3 * (seed % 2), parts=parts, points=seed != 1)
        for most in (64, 2):
            monkeypatch.setattr(counting, "MOST_WIDE", most)
            tally = anew(survey).tally(by, pairs=seed == 0, measures=measures_of(parts))
            some = tally.only([number % 2 == 0 for number in range(len(tally.cells))], "chosen")
            assert [contradiction(each) for each in (tally, tally + tally, tally.groups(()), some)] == [None] * 4


def test_whatever_was_changed_since_it_was_written(stored: tuple[Arrays, dict[str, Any]], tmp_path: Path) -> None:
    """What contradicts nothing is seen by the digests."""
    path = tmp_path / "x"
    SURVEY.tally("branch", pairs=True).save(path)
    described = json.loads(np.load(path)["description"].tobytes())
    changed = stored[0]["pair0.fourth.first.0"].copy()
    changed[0, -1] += 1
    assert "changed since it was written: pair0.fourth.first.0" in refused(
        written(path, {**stored[0], "pair0.fourth.first.0": changed}, described)
    )
    fewer = {name: array for name, array in stored[0].items() if name != "pair0.points"}
    assert "changed since it was written: pair0.points" in refused(written(path, fewer, described))
    described["cells"] = [[label.upper()] for (label,) in described["cells"]]
    assert "changed since it was written: description" in refused(written(path, stored[0], described))


# Measures.

MEASURES = ("perception", "met", Measure(against=5.5, share="above"), "net", Measure("expectation", "perception"))


@pytest.fixture(scope="module")
def with_measures(tmp_path_factory: pytest.TempPathFactory) -> tuple[Arrays, dict[str, Any]]:
    """What the file of a tally with measures holds, and what it says, without digests."""
    path = tmp_path_factory.mktemp("tally") / "x.tally"
    SURVEY.tally("branch", measures=MEASURES).save(path)
    with np.load(path) as file:
        arrays = {name: file[name] for name in file.files}
    described = json.loads(arrays.pop("description").tobytes())
    return arrays, {key: value for key, value in described.items() if key != "digests"}


def test_measures_are_loaded_as_they_were_stored(with_measures: tuple[Arrays, dict[str, Any]], tmp_path: Path) -> None:
    arrays, described = with_measures
    assert described["schema"] == 4
    assert described["measures"][1] == {
        "part": "perception", "against": "expectation", "share": "met", "top": None, "bottom": None, "index": False
    }  # fmt: skip
    assert_same(Tally.load(written(tmp_path / "x", arrays, described)), SURVEY.tally("branch", measures=MEASURES))


OF_A_MEASURE = ["values.count", "values.index", "sums.count", "sums.index", "scores.0.products", "scores.1.weighted"]
OF_A_MEASURE += ["scores.2.overall.count", "products", "values.shape", "scores.2.products"]


@pytest.mark.parametrize("by", [1, -1, 1 << 45])
@pytest.mark.parametrize("name", OF_A_MEASURE)
@pytest.mark.parametrize("number", range(len(MEASURES)))
def test_one_number_of_a_measure_that_is_another_is_refused(
    number: int, name: str, by: int, with_measures: tuple[Arrays, dict[str, Any]], tmp_path: Path
) -> None:
    arrays, described = with_measures
    full = f"measure{number}.{name}"
    for chosen in (0, -1):
        changed = np.ascontiguousarray(arrays[full]).copy()
        changed.reshape(-1)[np.flatnonzero(changed)[chosen]] += by
        assert f", of the measure {number + 1} (" in refused(
            written(tmp_path / "x", {**arrays, full: changed}, described)
        )


def told(number: int, **changes: Any) -> Callable[[Arrays, dict[str, Any]], None]:
    def change(arrays: Arrays, described: dict[str, Any]) -> None:
        described["measures"] = [dict(each) for each in described["measures"]]
        described["measures"][number].update(changes)

    return change


MISTOLD: dict[str, Callable[[Arrays, dict[str, Any]], Any]] = {
    "a measure stands twice in it": told(2, against="expectation", share="met"),
    "none of its questionnaire's: The measure takes the part 'desired'": told(1, against="desired"),
    "none of its questionnaire's: share is one of": told(1, share="most"),
    "none of its questionnaire's: .* targets": told(1, against="target"),
    "none of its questionnaire's: against=9.0 is no point": told(2, against=9),
    "its parts do not fit together": told(1, more=1),
    "no tally holds counts of its own of the measure 1": told(0, index=True),
    "no tally holds counts of its own of the measure 5": told(4, part="perception", against="expectation"),
    "values contradict|values cannot be .* of the measure 2 .'above'.": told(1, share="above"),
    "values cannot be in group 1, of the measure 1 .'expectation'.": told(0, part="expectation"),
    "values cannot be in group 1, of the measure 4 .'net'.": told(3, top=7),
    "values has the shape .* of the measure 2": lambda a, d: a.update(
        {"measure1.values.shape": a["measure0.values.shape"]}
    ),
    "a part of it is missing": lambda a, d: a.pop("measure3.products"),
    "what no tally does: 'measure5.products'": lambda a, d: a.update({"measure5.products": np.ones(3)}),
    "what no tally does: 'measure4.products'": lambda a, d: d.update(measures=d["measures"][:4]),
    "products holds what is no number, of the measure 1": lambda a, d: a.update(
        {"measure0.products": a["measure0.products"] * np.nan}
    ),
    "products holds float32": lambda a, d: a.update({"measure0.products": a["measure0.products"].astype(np.float32)}),
    "products has the shape": lambda a, d: a.update({"measure0.products": a["measure0.products"][:1]}),
    "sums has counts that are not above zero": lambda a, d: a.update(
        {"measure0.sums.count": -a["measure0.sums.count"]}
    ),
    "of the measure 2": exchanged("measure1.products", "measure2.products"),
    "under the policy": exchanged("measure1.scores.0.products", "measure1.scores.1.products"),
    "overall scores .*cannot be in group 1": lambda a, d: [
        exchanged(*(f"measure0.scores.{policy}.overall.{name}" for policy in (0, 1)))(a, d)
        for name in ("count", "index")
    ],
}


@pytest.mark.parametrize("said", MISTOLD)
def test_what_is_wrong_of_measures_is_named(
    said: str, with_measures: tuple[Arrays, dict[str, Any]], tmp_path: Path
) -> None:
    arrays, described = dict(with_measures[0]), dict(with_measures[1])
    MISTOLD[said](arrays, described)
    path = written(tmp_path / "x", arrays, described)
    with pytest.raises(ServgapError, match=said):
        Tally.load(path)


def npy(shape: str, descr: str = "<i8", body: bytes = b"") -> bytes:
    head = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}".encode() + b"\n"
    return b"\x93NUMPY\x01\x00" + len(head).to_bytes(2, "little") + head + body


@pytest.mark.parametrize(
    "content",
    [
        npy("(99999999999999,)"),
        npy("(3,)", "|O"),
        npy("(3,)", "<i3", b"123456789"),
        npy("(" * 5000),
        npy("(-1,)"),
        b"\x93NUMPY\x01\x00\xff\xff",
        b"",
    ],
    ids=["huge", "objects", "odd", "deep", "negative", "cut", "empty"],
)
def test_absurd_arrays(content: bytes, stored: tuple[Arrays, dict[str, Any]], tmp_path: Path) -> None:
    path = written(tmp_path / "x", *stored)
    with zipfile.ZipFile(path) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, each in {**kept, "respondents.npy": content}.items():
            archive.writestr(name, each)
    assert "damaged or something else" in refused(path)


def test_absurd_descriptions_and_archives(
    stored: tuple[Arrays, dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for text in (b"[" * 100_000, b'{"schema":' + b"9" * 5000 + b"}", b"\xff", b'{"schema": NaN}', b'{"schema": []}'):
        refused(written(tmp_path / "x", stored[0], text))
    path = written(tmp_path / "x", *stored)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "a") as archive:
        archive.writestr("respondents.npy", npy("(0,)"))
    assert "damaged or something else" in refused(path)
    monkeypatch.setattr("servgap.survey.tally_file.MOST_UNPACKED", 1000)
    assert "goes beyond the limit on the bytes of a tally, unpacked" in refused(written(tmp_path / "x", *stored))
