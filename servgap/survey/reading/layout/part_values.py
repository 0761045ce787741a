"""What values or headers of long data may mean whose part is not known, written as the mappings to choose from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import permutations

from servgap.errors import columns as errors
from servgap.errors import long_data
from servgap.survey.instrument import Instrument
from servgap.survey.reading.layout.column_sets import quoted
from servgap.survey.reading.layout.headers import Headers
from servgap.survey.reading.layout.part_words import OVERRULING, part_meant, part_named
from servgap.survey.reading.layout.readings import SUBSTITUTES

#: Readings shown at most.
MOST = 2


def values_to_say(
    headers: Headers, part: int, words: Sequence[str], instrument: Instrument, roles: Mapping[str, int]
) -> str:
    """Say how to name the parts that the values of a column stand for.

    Parameters
    ----------
    headers
        The headers of the source.
    part
        The column of parts.
    words
        Its distinct values.
    instrument
        The questionnaire.
    roles
        The columns of respondents, items and answers.
    """
    values = list(dict.fromkeys(word for word in words if word.strip()))
    fixed = _roles_written(headers, roles)

    def written(told: Mapping[str, str]) -> str:
        said = ", ".join(f"{quoted(value)}: {quoted(told[value])}" for value in values)
        return f'columns={{{fixed}, "part": {{{quoted(headers.counted(part))}: {{{said}}}}}}}'

    return _ways(values, instrument, written) or long_data.values_unclear(
        headers.counted(part), values, instrument.parts
    )


def columns_to_say(
    headers: Headers, answers: Sequence[int], instrument: Instrument, roles: Mapping[str, int]
) -> str | None:
    """Say how to name the parts that columns of answers hold; None if they are more or fewer, or without names."""
    fixed, names = _roles_written(headers, roles), [headers.counted(at) for at in answers]
    if not all(name.strip() for name in (*names, *(headers.counted(at) for at in roles.values()))):
        return None

    def written(told: Mapping[str, str]) -> str:
        of_part = {part: name for name, part in told.items()}
        said = ", ".join(f"{quoted(part)}: {quoted(of_part[part])}" for part in instrument.parts)
        return f"columns={{{fixed}, {said}}}"

    return _ways(names, instrument, written)


def _roles_written(headers: Headers, roles: Mapping[str, int]) -> str:
    return ", ".join(f"{quoted(role)}: {quoted(headers.counted(at))}" for role, at in roles.items())


def _ways(names: Sequence[str], instrument: Instrument, written: Callable[[Mapping[str, str]], str]) -> str | None:
    """Say which part each name may stand for: those that are told are, the others in every way."""
    parts = instrument.parts
    meant = {name: part_meant(name, parts) for name in names}
    told = {name: part for name in names if (part := part_named(name, parts)) == meant[name] and part is not None}
    free = [name for name in names if name not in told]
    lacking = [part for part in parts if part not in told.values()]
    others = list(dict.fromkeys(part for part in meant.values() if part is not None and part not in parts))
    if len(free) != len(lacking):
        return None if not others else long_data.others_asked(parts, others, (), ())
    readings = [written(told | dict(zip(free, order, strict=True))) for order in permutations(lacking)][:MOST]
    if not others:
        return f"{errors.say_which(readings)}."
    substitute = lacking == [parts[-1]] and others[0] in SUBSTITUTES
    asked = dict.fromkeys(part for part in meant.values() if part is not None)
    received = [part for part in (parts[-1], *SUBSTITUTES) if part in asked][-1:]
    ordered = (*(part for part in asked if part not in received), *received)
    proposed = readings if substitute and OVERRULING not in others else ()
    return long_data.others_asked(parts, others, ordered, proposed)
