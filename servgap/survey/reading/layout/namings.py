"""The usual namings of columns, recognised when the user says nothing, and refused when two of them fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from servgap.errors import columns as errors
from servgap.errors import exports as export_errors
from servgap.survey.instrument import Instrument
from servgap.survey.ledger import LedgerLine
from servgap.survey.reading.answers.answer_columns import short
from servgap.survey.reading.layout import untold
from servgap.survey.reading.layout.headers import Headers
from servgap.survey.reading.layout.naming_forms import NamingForms, Statement
from servgap.survey.reading.layout.refusals import example_of, not_recognised

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
    return f"{short(headers.named(positions[0]))} … {short(headers.named(positions[-1]))}"


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
    _refuse_contradiction(chosen, how, headers, forms)
    if len(chosen) < len(instrument.parts):
        _tell_rest(chosen, how, headers, instrument, forms)
    if len(chosen) < len(instrument.parts):
        raise not_recognised(candidates, chosen, headers, instrument)
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
            sets = [c.shown(headers) for c in reversed(distinct.values())]
            raise errors.naming_ambiguous(part, sets, example_of(candidates, headers, instrument))
        for positions in distinct:
            if positions is not None:
                chosen[part] = positions
                how[part] = untold.BY_CODE if surest else untold.BY_WORDS
    return chosen, how


def _refuse_contradiction(
    chosen: Mapping[str, Sequence[int]], how: Mapping[str, str], headers: Headers, forms: NamingForms
) -> None:
    """Refuse columns whose words speak of one part and whose codes all speak of another."""
    for part, positions in chosen.items():
        if how[part] == untold.BY_WORDS:
            codes = {forms.coded_part(headers.questions[at]) for at in positions}
            other = next(iter(codes))
            if len(codes) == 1 and other not in (None, part):
                raise export_errors.parts_contradict(part, str(other), shown(positions, headers))


def _tell_rest(
    chosen: dict[str, tuple[int, ...]],
    how: dict[str, str],
    headers: Headers,
    instrument: Instrument,
    forms: NamingForms,
) -> None:
    """Find the parts that no word tells by the order in which their statements stand."""
    statements: dict[int, Statement] = {}
    for position, question in enumerate(headers.questions):
        statement = forms.statement(question)
        if statement is not None:
            statements[position] = statement
    used = [at for positions in chosen.values() for at in positions]
    missing = [part for part in instrument.parts if part not in chosen]
    standing = untold.standing_for(statements, used, len(instrument.items))
    assigned = untold.assign(headers, statements, standing, missing)
    if assigned is not None:
        chosen.update(assigned.parts)
        how.update(dict.fromkeys(missing, assigned.how))
        return
    times = [len(positions) for positions in standing.values()]
    if min(times) > 0:
        first = [positions[0] for positions in standing.values()]
        last = [positions[-1] for positions in standing.values()]
        sets = [shown(first, headers)] if max(times) == 1 else [shown(first, headers), shown(last, headers)]
        example = example_of((), headers, instrument)
        raise export_errors.statements_without_part(missing, (min(times), max(times)), sets, example)


def _lines(chosen: Mapping[str, tuple[int, ...]], how: Mapping[str, str], headers: Headers) -> tuple[LedgerLine, ...]:
    lines = [
        LedgerLine("understood", "columns", len(at), f"{part}: {shown(at, headers)}") for part, at in chosen.items()
    ]
    if len(chosen) > 1:
        for way in dict.fromkeys(how.values()):
            parts = [part for part in chosen if how[part] == way]
            if way not in (untold.TOLD, untold.BY_CODE):
                lines.append(LedgerLine("understood", f"told_by_{way}", 0, ", ".join(parts)))
    return tuple(lines)
