"""What dimensions are called where a user or a source names them: their keys, their names, the trade's other names."""

from __future__ import annotations

from collections.abc import Callable

from servgap.survey.instrument import Dimension, Instrument
from servgap.survey.questionnaire import dimension_names


def own_names(dimension: Dimension) -> tuple[str, ...]:
    """Give a dimension's key and its name in every language."""
    return (dimension.key, *dimension.name.all)


def names_of(instrument: Instrument, fold: Callable[[str], str], *, trade: bool = True) -> dict[str, int]:
    """Give the place of the dimension that is meant by each name, as it is after folding.

    Parameters
    ----------
    instrument
        The questionnaire.
    fold
        Brings a name to the form in which names are compared.
    trade
        Whether the trade's other names count; a name of a dimension's own always goes before these.

    Examples
    --------
    >>> servqual = Instrument.load("servqual")
    >>> names = names_of(servqual, str.casefold)
    >>> [servqual.dimension_keys[names[name]] for name in ("反应", "放心", "同理")]
    ['responsiveness', 'assurance', 'empathy']
    """
    own = {fold(name): place for place, each in enumerate(instrument.dimensions) for name in own_names(each)}
    if not trade:
        return own
    found: dict[str, int] = {}
    for alike in dimension_names().values():
        folded = [fold(name) for name in alike]
        places = {own[name] for name in folded if name in own}
        if len(places) == 1:
            found.update(dict.fromkeys(folded, places.pop()))
    return found | own
