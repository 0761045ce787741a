"""A question of the questionnaire that has a column for every item, named as a whole by the user."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from servgap.errors import exports as errors
from servgap.survey.instrument import Instrument
from servgap.survey.reading.folding import TAG, fold
from servgap.survey.reading.layout.headers import Headers
from servgap.survey.reading.layout.naming_forms import NamingForms, Statement
from servgap.survey.reading.spoken import letters_of

#: Of a longer header only the beginning is looked through for words beside its statement.
LONGEST = 300


def block_named(name: str, headers: Headers, forms: NamingForms) -> tuple[int, ...]:
    """Find the columns of one question: by its number, code or stem, or by what stands beside its statements."""
    found = headers.block(name)
    beside = letters_of(name)
    return found or (tuple(words_beside(headers, forms).get(beside, ())) if beside else ())


def words_beside(headers: Headers, forms: NamingForms) -> dict[str, list[int]]:
    """Give the columns that hold statements, by the words that stand beside these; those without any are left out."""
    found: dict[str, list[int]] = {}
    for at, question in enumerate(headers.questions):
        statement = forms.statement(question)
        beside = "" if statement is None else letters_of(statement.beside)
        if beside:
            found.setdefault(beside, []).append(at)
    return found


def as_written(header: str, beside: str) -> str:
    """Write the words beside a statement as the header has them, where they stand there in one piece."""
    plain = fold(TAG.sub(" ", header[:LONGEST]))
    words, wanted = plain.split(), beside.split()
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            piece = " ".join(words[start:end])
            if letters_of(piece).split() == wanted:
                return piece.strip("[](){}（）:：-–—_.,;/| ")
    return beside


def columns_of_block(
    name: str, positions: Sequence[int], forms: NamingForms, headers: Headers, asked: tuple[Instrument, str]
) -> tuple[int, ...]:
    """Give the block's columns in the items' order: by their statements where these are the items', else as they stand.

    Where all statements but one are the items', the one that is left is the item that is left.

    Parameters
    ----------
    name, positions
        The block, and its columns.
    forms, headers
        What reads statements, and the headers of the source.
    asked
        The instrument, and the part that the block is said to be.

    Raises
    ------
    ServgapError
        If the block has more columns than there are items, or fewer; or some of its statements are the items' and
        stand elsewhere than the items do, so that the order of the others says nothing.
    """
    instrument, part = asked
    items = len(instrument.items)
    if len(positions) != items:
        raise errors.block_size(part, name, len(positions), items)
    stated = {at: forms.statement(headers.questions[at]) for at in positions}
    item_of = {at: statement.item for at, statement in stated.items() if statement is not None}
    if _numbered_anew(stated.values()):
        return tuple(positions)
    unnamed = [at for at in positions if at not in item_of]
    lacking = [item for item in range(items) if item not in item_of.values()]
    if len(unnamed) == len(lacking) <= 1:
        by_item = {item: at for at, item in item_of.items()} | dict(zip(lacking, unnamed, strict=True))
        return tuple(by_item[item] for item in range(items))
    elsewhere = [at for place, at in enumerate(positions) if item_of.get(at, place) != place]
    if elsewhere:
        keys = instrument.item_keys
        first = elsewhere[0]
        key = keys[item_of[first]] if item_of[first] < items else None
        texts = [headers.questions[at].text or headers[at] for at in (first, *unnamed)]
        raise errors.block_out_of_order(part, name, (texts[0], positions.index(first) + 1, key), texts[1:])
    return tuple(positions)


def _numbered_anew(stated: Iterable[Statement | None]) -> bool:
    """Tell whether no text says which item a column is, and numbers come again, as where each dimension has its own."""
    held = [statement for statement in stated if statement is not None]
    numbers = [statement.item for statement in held]
    return all(statement.by_number for statement in held) and len(set(numbers)) < len(numbers)
