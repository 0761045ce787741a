"""The usual namings of columns, recognised when the user says nothing, and refused when two of them fit."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from servgap.errors import columns as errors
from servgap.survey.instrument import Instrument
from servgap.survey.ledger import LedgerLine
from servgap.survey.reading.answer_columns import short
from servgap.survey.reading.headers import Headers
from servgap.survey.reading.naming_forms import NamingForms
from servgap.survey.reading.part_words import words_of


@dataclass
class Candidate:
    """Columns of one form that could be a part: for each item, where it stands."""

    form: tuple[str, str]
    part: str
    found: dict[int, list[int]] = field(default_factory=dict)
    beyond: list[int] = field(default_factory=list)

    def positions(self, items: int) -> tuple[int, ...] | None:
        """Give the column of every item, if each has one and no numbers go on beyond them."""
        if self.beyond or any(len(self.found.get(item, ())) != 1 for item in range(items)):
            return None
        return tuple(self.found[item][0] for item in range(items))

    def shown(self, headers: Headers) -> str:
        """Name the columns by the first and the last of them."""
        ordered = [self.found[item][0] for item in sorted(self.found)]
        return f"{short(headers[ordered[0]])} … {short(headers[ordered[-1]])}"


def recognise(headers: Headers, instrument: Instrument) -> tuple[dict[str, tuple[int, ...]], list[LedgerLine]]:
    """Find every part's columns by the usual namings.

    Parameters
    ----------
    headers
        The headers of the source.
    instrument
        Its parts, item keys and texts are looked for.

    Returns
    -------
    tuple
        For each part the column of every item, and what goes into the ledger.

    Raises
    ------
    ServgapError
        If no naming fits all items of a part, or several do.
    """
    candidates = _candidates(headers, instrument)
    items = len(instrument.items)
    chosen: dict[str, tuple[int, ...]] = {}
    for part in instrument.parts:
        complete = {c.positions(items): c for c in candidates if c.part == part and c.positions(items) is not None}
        if len(complete) > 1:
            shown = [c.shown(headers) for c in complete.values()]
            raise errors.naming_ambiguous(part, shown, _example(candidates, headers, instrument))
        for positions in complete:
            if positions is not None:
                chosen[part] = positions
    if len(chosen) < len(instrument.parts):
        raise _not_recognised(candidates, chosen, headers, instrument)
    lines = [
        LedgerLine("understood", "columns", items, f"{part}: {short(headers[at[0]])} … {short(headers[at[-1]])}")
        for part, at in chosen.items()
    ]
    return chosen, lines


def _candidates(headers: Headers, instrument: Instrument) -> list[Candidate]:
    forms = NamingForms(instrument)
    items = len(instrument.items)
    candidates: dict[tuple[tuple[str, str], str], Candidate] = {}
    for position, header in enumerate(headers.all):
        for seen in forms.read(header):
            candidate = candidates.setdefault((seen.form, seen.part), Candidate(seen.form, seen.part))
            if 0 <= seen.item < items:
                candidate.found.setdefault(seen.item, []).append(position)
            elif seen.item >= items:
                candidate.beyond.append(position)
    return [candidate for candidate in candidates.values() if candidate.found]


def _not_recognised(
    candidates: Sequence[Candidate], chosen: Mapping[str, tuple[int, ...]], headers: Headers, instrument: Instrument
) -> Exception:
    keys = instrument.item_keys
    missing = [part for part in instrument.parts if part not in chosen]
    enough = max(1, len(keys) // 2)
    nearly = [c for c in candidates if c.part in missing and len(c.found) >= enough]
    if not nearly:
        example = _example(candidates, headers, instrument)
        if not chosen:
            partly = [(c.part, c.shown(headers), len(c.found)) for c in candidates if len(c.found) > 1]
            return errors.nothing_recognised(headers.all, example, len(keys), partly[:3])
        found = {part: f"{short(headers[at[0]])} … {short(headers[at[-1]])}" for part, at in chosen.items()}
        return errors.partner_missing(missing, found, example)
    best = max(nearly, key=lambda candidate: len(candidate.found))
    for item, positions in best.found.items():
        if len(positions) > 1:
            return _twice(best, keys[item], positions, headers)
    if best.beyond:
        return errors.naming_goes_on(best.part, best.shown(headers), len(keys), [headers[at] for at in best.beyond])
    lacking = [key for item, key in enumerate(keys) if item not in best.found]
    return errors.items_missing(best.part, best.shown(headers), lacking, len(best.found))


def _twice(best: Candidate, key: str, positions: Sequence[int], headers: Headers) -> Exception:
    names = [headers[at] for at in positions]
    if len(set(names)) == 1:
        return errors.repeated_header(f"{best.part} of {key}", names[0], positions)
    return errors.naming_ambiguous(
        f"{best.part} of {key}", [short(name) for name in names], {best.part: "[header, ...]"}
    )


def _example(candidates: Sequence[Candidate], headers: Headers, instrument: Instrument) -> dict[str, str]:
    """Write a mapping that the user can start from: from columns that fit, else by the part's usual code."""
    written: dict[str, str] = {}
    for part in instrument.parts:
        fitting = [c for c in candidates if c.part == part and c.positions(len(instrument.items)) is not None]
        best = max(fitting, key=lambda candidate: candidate.form[0] != "text", default=None)
        written[part] = _written(best, headers, instrument) if best else f'"{words_of(part).codes[0].upper()}{{n}}"'
    return written


def _written(candidate: Candidate, headers: Headers, instrument: Instrument) -> str:
    header = headers[candidate.found[0][0]]
    if candidate.form[0] == "number":
        return '"' + re.sub(r"\d+", "{n}", re.escape(header).replace(r"\ ", " "), count=1) + '"'
    if candidate.form[0] == "key":
        key = instrument.item_keys[0]
        return '"' + re.sub(re.escape(key), "{item}", header, count=1, flags=re.IGNORECASE) + '"'
    return f'["{short(header)}", ...]'
