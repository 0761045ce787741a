"""Names that no attribute of respondents may have, since a column of servgap's own has them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from servgap.columns import COLUMNS
from servgap.errors import surveys as errors
from servgap.survey.instrument import Instrument

#: Columns of findings' frames. A wave may well be called wave: it is the same thing there.
OF_FINDINGS = frozenset(COLUMNS) - {"wave"}
#: What stands beside the keys in workbooks, and what the index of respondents is called.
OF_WRITERS = frozenset(("name", "row"))
#: Under which name the numbers of persons are stored.
PERSON = "person_number"
RESERVED = OF_FINDINGS | OF_WRITERS


def check_names(names: Iterable[str]) -> None:
    """Refuse attributes that have the name of a column of findings or of what is written of them.

    Raises
    ------
    ServgapError
        If one has.
    """
    reserved = [name for name in names if name in RESERVED]
    if reserved:
        raise errors.reserved_attribute(reserved)


def check_stored_names(
    names: Sequence[str],
    instrument: Instrument,
    *,
    points: bool,
    weight: bool,
    persons: bool = False,
    outcomes: Iterable[str] = (),
) -> None:
    """Refuse attributes with the name under which a survey stores answers, points, the weight, persons or an outcome.

    Raises
    ------
    ServgapError
        If one has.
    """
    stored = {f"{part}_{key}" for part in instrument.parts for key in instrument.item_keys}
    stored |= {f"points_{key}" for key in instrument.dimension_keys} if points else set()
    stored |= {"weight"} if weight else set()
    stored |= {PERSON} if persons else set()
    stored |= {f"outcome_{name}" for name in outcomes}
    taken = [name for name in names if name in stored]
    if taken:
        raise errors.stored_attribute(taken)
