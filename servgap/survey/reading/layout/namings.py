"""The usual namings of columns, recognised when the user says nothing, and refused when two of them fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from servgap.errors import columns as errors
from servgap.errors import exports as export_errors
from servgap.survey.instrument import Instrument
from servgap.survey.ledger import LedgerLine
from servgap.survey.reading.answers.answer_columns import short
from servgap.survey.reading.layout import untold
from servgap.survey.reading.layout.column_sets import called
from servgap.survey.reading.layout.grouped_numbers import grouped_columns
from servgap.survey.reading.layout.headers import Headers
from servgap.survey.reading.layout.naming_forms import NamingForms, Statement
from servgap.survey.reading.layout.readings import as_given, both_ways, readings
from servgap.survey.reading.layout.refusals import not_recognised
from servgap.survey.reading.layout.unclear import UnclearError
from servgap.survey.reading.spoken import is_abbreviation, letters_of

#: What a set of columns is recognised by, the surest first; sets of one standing that differ are refused.
STANDINGS = {"text": 0, "coded_text": 1, "number": 2, "key": 2}


@dataclass
class Candidate:
    """Columns of one form that could be a part: for each item, where it stands."""

    form: tuple[str, str]
    part: str
    found: dict[int, list[int]] = field(default_factory=dict)
    beyond: list[int] = field(default_factory=list)

    @property
    def standing(self) -> int:
        """How sure its form is, 0 the surest."""
        return STANDINGS[self.form[0]]

    def positions(self, items: int) -> tuple[int, ...] | None:
        """Give the column of every item, if each has one and no numbers go on beyond them."""
        if self.beyond or any(len(self.found.get(item, ())) != 1 for item in range(items)):
            return None
        return tuple(self.found[item][0] for item in range(items))

    def shown(self, headers: Headers) -> str:
        """Name the columns by the first and the last of them."""
        return shown([self.found[item][0] for item in sorted(self.found)], headers)


@dataclass(frozen=True)
class Recognised:
    """What was recognised.

    Parameters
    ----------
    parts
        For each part the column of every item.
    how
        For each part, what told it from the others.
    lines
        What goes into the ledger.
    """

    parts: Mapping[str, tuple[int, ...]]
    how: Mapping[str, str]
    lines: tuple[LedgerLine, ...]


def shown(positions: Sequence[int], headers: Headers) -> str:
    """Name columns by the first and the last of them."""
    return "{first} … {last}".format(**ends_of(positions, headers))


def ends_of(positions: Sequence[int], headers: Headers) -> dict[str, str]:
    """Give the first and the last of columns, for the ledger."""
    return {"first": short(headers.named(positions[0])), "last": short(headers.named(positions[-1]))}


def recognise(headers: Headers, instrument: Instrument) -> Recognised:
    """Find every part's columns by the usual namings.

    Parameters
    ----------
    headers
        The headers of the source.
    instrument
        Its parts, item keys and texts are looked for.

    Raises
    ------
    ServgapError
        If no naming fits all items of a part, or several do.
    """
    forms = NamingForms(instrument)
    candidates = _candidates(headers, forms, len(instrument.items))
    chosen, how = _choose(candidates, headers, instrument)
    _refuse_contradiction(chosen, how, headers, forms, instrument)
    if len(chosen) < len(instrument.parts):
        _tell_rest(chosen, how, headers, instrument, forms)
    if not chosen:
        chosen = dict(grouped_columns(headers, instrument))
        how = dict.fromkeys(chosen, untold.BY_CODE)
    if len(chosen) < len(instrument.parts):
        sure = untold.BY_WORDS in how.values() or _by_whole_word(candidates, chosen, instrument)
        raise UnclearError(partial(not_recognised, candidates, chosen, headers, instrument, sure=sure))
    ordered = {part: chosen[part] for part in instrument.parts}
    return Recognised(ordered, how, _lines(ordered, how, headers))


def _candidates(headers: Headers, forms: NamingForms, items: int) -> list[Candidate]:
    candidates: dict[tuple[tuple[str, str], str], Candidate] = {}
    for position, question in enumerate(headers.questions):
        for seen in forms.read(question):
            candidate = candidates.setdefault((seen.form, seen.part), Candidate(seen.form, seen.part))
            if 0 <= seen.item < items:
                candidate.found.setdefault(seen.item, []).append(position)
            elif seen.item >= items:
                candidate.beyond.append(position)
    return [candidate for candidate in candidates.values() if candidate.found]


def _choose(
    candidates: Sequence[Candidate], headers: Headers, instrument: Instrument
) -> tuple[dict[str, tuple[int, ...]], dict[str, str]]:
    """Choose for each part the surest set of columns."""
    chosen: dict[str, tuple[int, ...]] = {}
    how: dict[str, str] = {}
    for part in instrument.parts:
        complete = [c for c in candidates if c.part == part and c.positions(len(instrument.items)) is not None]
        surest = min((c.standing for c in complete), default=0)
        distinct = {c.positions(len(instrument.items)): c for c in reversed(complete) if c.standing == surest}
        if len(distinct) > 1:
            sets = [positions for positions in reversed(distinct) if positions is not None]
            raise UnclearError(partial(_ambiguous, part, sets, headers, instrument))
        for positions in distinct:
            if positions is not None:
                chosen[part] = positions
                how[part] = untold.BY_CODE if surest else untold.BY_WORDS
    return chosen, how


def _ambiguous(part: str, sets: Sequence[tuple[int, ...]], headers: Headers, instrument: Instrument) -> Exception:
    named = [called(columns, headers, instrument) for columns in sets]
    return errors.naming_ambiguous(part, named, readings(headers, instrument))


def _by_whole_word(
    candidates: Sequence[Candidate], chosen: Mapping[str, tuple[int, ...]], instrument: Instrument
) -> bool:
    """Tell whether a code that told a part is a word, and not a letter or two, which may be short for another."""
    items = len(instrument.items)
    forms = [c.form[1] for c in candidates if c.positions(items) is not None and c.positions(items) in chosen.values()]
    return any(not is_abbreviation(word) for form in forms for word in letters_of(form).split())


def _refuse_contradiction(
    chosen: Mapping[str, tuple[int, ...]],
    how: Mapping[str, str],
    headers: Headers,
    forms: NamingForms,
    instrument: Instrument,
) -> None:
    """Refuse columns whose words speak of one part and whose codes all speak of another."""
    for part, positions in chosen.items():
        if how[part] == untold.BY_WORDS:
            codes = {forms.coded_part(headers.questions[at]) for at in positions}
            other = next(iter(codes))
            if len(codes) == 1 and other not in {None, part}:
                raise UnclearError(partial(_contradict, (part, str(other)), chosen, headers, instrument))


def _contradict(
    parts: tuple[str, str], chosen: Mapping[str, tuple[int, ...]], headers: Headers, instrument: Instrument
) -> Exception:
    written = both_ways(headers, instrument, chosen) if len(chosen) == len(instrument.parts) else []
    return export_errors.parts_contradict(*parts, shown(chosen[parts[0]], headers), written)


def _tell_rest(
    chosen: dict[str, tuple[int, ...]],
    how: dict[str, str],
    headers: Headers,
    instrument: Instrument,
    forms: NamingForms,
) -> None:
    """Find the parts that no word tells by what remains, or by the order in which their statements repeat."""
    statements: dict[int, Statement] = {}
    for position, question in enumerate(headers.questions):
        statement = forms.statement(question)
        if statement is not None:
            statements[position] = statement
    used = [at for positions in chosen.values() for at in positions]
    missing = [part for part in instrument.parts if part not in chosen]
    standing = untold.standing_for(statements, used, len(instrument.items))
    assigned = untold.assign(headers, statements, standing, chosen, instrument.parts)
    if assigned is not None and assigned.undecided:
        short = all(statements[at].abbreviated for at in used if at in statements) and bool(used)
        raise UnclearError(partial(_undecided, assigned.parts, chosen, headers, instrument, abbreviated=short))
    if assigned is not None:
        chosen.update(assigned.parts)
        how.update(dict.fromkeys(missing, assigned.how))
        return
    if min(map(len, standing.values())) > 0:
        raise UnclearError(partial(_without_part, missing, standing, chosen, headers, instrument))


def _without_part(
    missing: Sequence[str],
    standing: Mapping[int, Sequence[int]],
    chosen: Mapping[str, tuple[int, ...]],
    headers: Headers,
    instrument: Instrument,
) -> Exception:
    times = [len(positions) for positions in standing.values()]
    first = tuple(positions[0] for positions in standing.values())
    last = tuple(positions[-1] for positions in standing.values())
    if min(times) == max(times) == len(missing) == 2:
        written = both_ways(headers, instrument, dict(zip(missing, (first, last), strict=True)), chosen)
    else:
        written = readings(headers, instrument, chosen)
    every = [tuple(positions[at] for positions in standing.values()) for at in range(min(times))]
    sets = [called(columns, headers, instrument) for columns in (every if min(times) == max(times) else (first, last))]
    return export_errors.statements_without_part(missing, (min(times), max(times)), sets, written)


def _undecided(
    parts: Mapping[str, tuple[int, ...]],
    chosen: Mapping[str, tuple[int, ...]],
    headers: Headers,
    instrument: Instrument,
    *,
    abbreviated: bool,
) -> Exception:
    """Say that nothing tells the parts, and write both readings, or the one there is beside a part told by words."""
    if abbreviated:
        parts, chosen = {**chosen, **parts}, {}
    sets = [called(columns, headers, instrument) for columns in parts.values()]
    if len(parts) == 1 and not abbreviated:
        found = {part: called(columns, headers, instrument) for part, columns in chosen.items()}
        written = as_given(headers, instrument, {**chosen, **parts})
        return errors.remainder_unknown(next(iter(parts)), found, sets[0], written)
    return errors.parts_undecided(list(parts), sets, both_ways(headers, instrument, parts, chosen))


def _lines(chosen: Mapping[str, tuple[int, ...]], how: Mapping[str, str], headers: Headers) -> tuple[LedgerLine, ...]:
    lines = [
        LedgerLine("understood", "columns", len(at), {"part": part, **ends_of(at, headers)})
        for part, at in chosen.items()
    ]
    if len(chosen) > 1:
        for way in dict.fromkeys(how.values()):
            parts = [part for part in chosen if how[part] == way]
            if way not in (untold.TOLD, untold.BY_CODE):
                lines.append(LedgerLine("understood", f"told_by_{way}", 0, {"parts": parts}))
    return tuple(lines)
