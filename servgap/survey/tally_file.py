"""Tallies in files: arrays and a plain description, without pickle, with a schema version."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from os import PathLike
from typing import Any

import numpy as np

from servgap.errors import ServgapError, first_places
from servgap.errors import files as file_errors
from servgap.errors import surveys as errors
from servgap.survey.attribute_names import NO_NAMES, AttributeNames
from servgap.survey.counts import Counts
from servgap.survey.files.arrays import BROKEN, Arrays, TooLargeError, arrays_bytes, read_arrays
from servgap.survey.files.opening import read_whole
from servgap.survey.files.writing import write_whole
from servgap.survey.fourth_moments import FourthMoments
from servgap.survey.instrument import Instrument
from servgap.survey.invitations import Invitations
from servgap.survey.item_tables import ItemTables
from servgap.survey.ledger import Ledger
from servgap.survey.measures.measure import Measure, measure_for
from servgap.survey.measures.measure_counts import MeasureCounts
from servgap.survey.measures.measured_answers import lattice_of
from servgap.survey.outcomes.outcome import Outcome
from servgap.survey.outcomes.outcome_counts import Explained, OutcomeCounts
from servgap.survey.pair_counts import PairCounts, ScoreCounts
from servgap.survey.questionnaire import from_text, holds_promises, to_text
from servgap.survey.scale import Scale
from servgap.survey.survey import Absence
from servgap.survey.tally import POLICIES, Tally
from servgap.survey.tally_checks import contradiction
from servgap.survey.zones.zone_counts import ZoneCounts

SCHEMA = 1
WITH_ITEM_TABLES = 2
"""The form of a tally with tables of pairs of items; one without is written so that earlier versions read it too."""
WITH_FACTS = 3
"""The form of a tally whose ledger holds facts, with or without tables of pairs of items.

Versions that know nothing of products of four answers, and of the points of all who gave any, leave them aside in
any form, and write none.
"""
WITH_MEASURES = 4
"""The form of a tally that holds counts of measures, of which earlier versions know nothing."""
WITH_ZONES = 5
"""The form of a tally that holds counts of zones of tolerance, with or without those of measures."""
WITH_NOT_ASKED = 6
"""The form of a tally of items that were put to some respondents only, which earlier versions do not tell apart."""
WITH_OUTCOMES = 7
"""The form of a tally that holds products of outcomes, whatever else it holds."""
WITH_PROMISES = 8
"""The form of a tally whose standards have limits or what else is promised, whatever else it holds."""
WITH_ORDERS = 9
"""The form of a tally that knows the order of labels or who was invited, whatever else it holds."""
WITH_NAMES = 10
"""The form of a tally whose attributes or their values have names for readers, whatever else it holds."""
SCHEMAS = (
    SCHEMA,
    WITH_ITEM_TABLES,
    WITH_FACTS,
    WITH_MEASURES,
    WITH_ZONES,
    WITH_NOT_ASKED,
    WITH_OUTCOMES,
    WITH_PROMISES,
    WITH_ORDERS,
    WITH_NAMES,
)
FIELDS = frozenset(
    ("schema", "instrument", "by", "cells", "rows_read", "ledger", "points_from", "weighted", "digests", "measures")
) | {"outcomes", "orders", "invited", "names"}
#: Bytes of the largest file that is read, and of the arrays in it.
MOST_BYTES, MOST_UNPACKED = 1 << 31, 1 << 33
MEND = "Tally by fewer groups, or without pairs=True, and save that."


def save(tally: Tally, path: str | PathLike[str]) -> None:
    """Write a tally, so that a file either holds all of it or is as it was."""
    absences = tally.absences if tally.matrix_sampled else tally.absences[..., : Absence.NOT_ASKED]
    arrays: Arrays = {"respondents": tally.respondents, "absences": absences}
    for number, pair in enumerate(tally.pairs):
        arrays.update(_flat(pair, f"pair{number}"))
    for number, counts in enumerate(tally.measures.values()):
        arrays.update(_flat(counts, f"measure{number}"))
    arrays.update(_flat(tally.zones, "zones"))
    for number, products in enumerate(tally.outcomes.values()):
        arrays.update(_flat(products, f"outcome{number}"))
    described = _description(tally)
    described["digests"] = {**_digests(arrays), "description": _digest_of(described)}
    text = json.dumps(described, ensure_ascii=False, sort_keys=True)
    arrays["description"] = np.frombuffer(text.encode("utf-8"), dtype=np.uint8)
    write_whole({path: arrays_bytes(arrays)})


def _description(tally: Tally) -> dict[str, Any]:
    described = {
        "schema": _form_of(tally),
        "instrument": to_text(tally.instrument),
        "by": tally.by,
        "cells": tally.cells,
        "rows_read": tally.ledger.rows_read,
        "ledger": [line.stored for line in tally.ledger.lines],
        "points_from": tally.points_from,
        "weighted": tally.weighted,
    }
    if tally.measures:
        described["measures"] = [_told(measure) for measure in tally.measures]
    if tally.outcomes:
        described["outcomes"] = [
            {"outcome": _told(each.outcome), "scale": _span(each.scale), "measure": _told(each.measure)}
            for each in tally.outcomes
        ]
    if tally.orders:
        described["orders"] = {name: list(order) for name, order in tally.orders.items()}
    if tally.invitations is not None:
        described["invited"] = tally.invitations.stored
    if tally.names:
        described["names"] = tally.names.stored
    return described


def _told(value: Measure | Outcome) -> dict[str, Any]:
    return {entry.name: getattr(value, entry.name) for entry in fields(value) if entry.init}


def _span(scale: Scale) -> list[float]:
    return [float(scale.low), float(scale.high), float(scale.step)]


def _form_of(tally: Tally) -> int:
    """Choose the first form that holds all there is, from the latest on."""
    held = {
        WITH_NAMES: bool(tally.names),
        WITH_ORDERS: bool(tally.orders) or tally.invitations is not None,
        WITH_PROMISES: holds_promises(tally.instrument),
        WITH_OUTCOMES: bool(tally.outcomes),
        WITH_NOT_ASKED: tally.matrix_sampled,
        WITH_ZONES: tally.zones is not None,
        WITH_MEASURES: bool(tally.measures),
        WITH_FACTS: tally.ledger.holds_facts,
        WITH_ITEM_TABLES: tally.has_item_tables,
    }
    return next((form for form, holds in held.items() if holds), SCHEMA)


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
    arrays, described = _stored(path)
    try:
        tally = _tally(described, arrays, path)
        wrong = _unknown(tally, described, arrays) or contradiction(tally) or _changed(described, arrays)
    except ServgapError:
        raise
    except (KeyError, IndexError):
        raise errors.not_a_tally(path, "a part of it is missing") from None
    except (TypeError, AttributeError, *BROKEN):
        raise errors.not_a_tally(path, "its parts do not fit together") from None
    if wrong is not None:
        raise errors.not_a_tally(path, wrong)
    return tally


def _stored(path: str | PathLike[str]) -> tuple[Arrays, Mapping[str, Any]]:
    """Give the arrays in a file, and what it says of them."""
    try:
        arrays = read_arrays(read_whole(path, MOST_BYTES, mend=MEND), MOST_UNPACKED)
        described = json.loads(arrays.pop("description").tobytes().decode("utf-8"))
    except ServgapError:
        raise
    except TooLargeError as large:
        raise file_errors.too_large(path, large.found, MOST_UNPACKED, "the bytes of a tally, unpacked", MEND) from None
    except OSError as problem:
        raise errors.not_a_tally(path, problem.strerror or "it cannot be read") from None
    except (*BROKEN, RecursionError):
        raise errors.not_a_tally(path, "it is damaged or something else") from None
    if not isinstance(described, Mapping):
        raise errors.not_a_tally(path, "it is damaged or something else")
    if described.get("schema") not in SCHEMAS:
        read = f"this version reads {first_places(SCHEMAS)}"
        raise errors.not_a_tally(path, f"it has the form {described.get('schema')!r:.40}, {read}")
    return arrays, described


def _unknown(tally: Tally, described: Mapping[str, Any], arrays: Arrays) -> str | None:
    """Name what a tally does not hold."""
    known = {"respondents", "absences"}
    known.update(name for number, pair in enumerate(tally.pairs) for name, _ in _flat(pair, f"pair{number}"))
    counted = enumerate(tally.measures.values())
    known.update(name for number, counts in counted for name, _ in _flat(counts, f"measure{number}"))
    known.update(name for name, _ in _flat(tally.zones, "zones"))
    products = enumerate(tally.outcomes.values())
    known.update(name for number, counts in products for name, _ in _flat(counts, f"outcome{number}"))
    strange = [*sorted(arrays.keys() - known), *sorted(described.keys() - FIELDS)]
    return f"it holds what no tally does: {first_places(map(repr, strange))}" if strange else None


def _changed(described: Mapping[str, Any], arrays: Arrays) -> str | None:
    """Name what is not as it was written, by the digests of the file; those of earlier versions have none."""
    if "digests" not in described:
        return None
    digests = described["digests"]
    found = {**_digests(arrays), "description": _digest_of(described)}
    changed = [name for name in sorted({*digests, *found}) if digests.get(name) != found.get(name)]
    return f"it was changed since it was written: {first_places(changed)}" if changed else None


def _digests(arrays: Mapping[str, np.ndarray]) -> dict[str, str]:
    """Give a digest of the numbers in each array."""
    lines = {name: array.astype(array.dtype.newbyteorder("<"), order="C") for name, array in sorted(arrays.items())}
    return {name: _digest(array.tobytes()) for name, array in lines.items()}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _digest_of(described: Mapping[str, Any]) -> str:
    said = {key: value for key, value in described.items() if key != "digests"}
    return _digest(json.dumps(said, sort_keys=True).encode("ascii"))


def _tally(described: Mapping[str, Any], arrays: Arrays, path: object) -> Tally:
    instrument = from_text(described["instrument"], path)
    count = len(instrument.pairs) or 1
    return Tally(
        instrument=instrument,
        by=tuple(described["by"]),
        cells=tuple(tuple(cell) for cell in described["cells"]),
        respondents=arrays["respondents"],
        absences=_absences(arrays["absences"]),
        pairs=tuple(_pair(arrays, f"pair{number}", described["schema"], instrument) for number in range(count)),
        ledger=Ledger.of_stored(described["rows_read"], described["ledger"]),
        points_from=described["points_from"],
        weighted=described["weighted"],
        measures=_measures(described.get("measures", ()), arrays, instrument, path),
        zones=_zones(arrays) if _has_zones(arrays, described["schema"]) else None,
        outcomes=_outcomes(described.get("outcomes", ()), arrays, instrument, path),
        orders={name: tuple(order) for name, order in described.get("orders", {}).items()},
        invitations=Invitations.of_stored(described["invited"], described["by"]) if "invited" in described else None,
        names=AttributeNames.of_stored(described["names"]) if "names" in described else NO_NAMES,
    )


def _absences(stored: np.ndarray) -> np.ndarray:
    """Give the kinds of absence that a file holds; where everything was asked it has none for what was not."""
    if stored.shape[-1] != Absence.NOT_ASKED:
        return stored
    return np.concatenate([stored, np.zeros_like(stored[..., :1])], axis=-1)


def _outcomes(
    described: Sequence[Mapping[str, Any]], arrays: Arrays, instrument: Instrument, path: object
) -> dict[Explained, OutcomeCounts]:
    found = {}
    for number, told in enumerate(described):
        try:
            measure = measure_for(instrument, Measure(**told["measure"]))
            explained = Explained(Outcome(**told["outcome"]), Scale(*told["scale"]), measure)
        except ServgapError as refusal:
            raise errors.not_a_tally(path, f"one of its outcomes is none: {refusal}") from None
        found[explained] = OutcomeCounts(*(arrays[f"outcome{number}.{each.name}"] for each in fields(OutcomeCounts)))
    if len(found) < len(described):
        raise errors.not_a_tally(path, "an outcome stands twice in it")
    return found


def _measures(
    described: Sequence[Mapping[str, Any]], arrays: Arrays, instrument: Instrument, path: object
) -> dict[Measure, MeasureCounts]:
    try:
        asked = [measure_for(instrument, Measure(**each)) for each in described]
        for each in asked:
            lattice_of(instrument, each)
    except ServgapError as refusal:
        raise errors.not_a_tally(path, f"one of its measures is none of its questionnaire's: {refusal}") from None
    if len(set(asked)) < len(asked):
        raise errors.not_a_tally(path, "a measure stands twice in it")
    return {measure: _measure(arrays, f"measure{number}") for number, measure in enumerate(asked)}


def _measure(arrays: Arrays, name: str) -> MeasureCounts:
    return MeasureCounts(
        values=_counts(arrays, f"{name}.values"),
        sums=_counts(arrays, f"{name}.sums"),
        scores=tuple(_score(arrays, f"{name}.scores.{number}") for number in range(len(POLICIES))),
        products=arrays[f"{name}.products"],
    )


def _has_zones(arrays: Arrays, schema: int) -> bool:
    """Tell whether a tally has zones: by its form, or where that allows both by what it holds."""
    return schema == WITH_ZONES or (schema >= WITH_NOT_ASKED and any(name.startswith("zones.") for name in arrays))


def _zones(arrays: Arrays) -> ZoneCounts:
    scores = tuple(arrays[f"zones.scores.{number}"] for number in range(len(POLICIES)))
    return ZoneCounts(_counts(arrays, "zones.joint"), scores, arrays["zones.items"])


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
        item_tables=_item_tables(arrays, f"{name}.item_tables") if _has_tables(arrays, schema) else None,
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


def _has_tables(arrays: Arrays, schema: int) -> bool:
    """Tell whether a tally has tables of pairs of items: by its form, or where that allows both by what it holds."""
    return schema == WITH_ITEM_TABLES or (schema >= WITH_FACTS and any(".item_tables." in name for name in arrays))


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
