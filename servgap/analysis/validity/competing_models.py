"""The structures that a questionnaire's answers are held against: its own, simpler ones, and the user's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from servgap._stats.factor_models.specification import Specification
from servgap._stats.factor_models.structures import second_order, simple_structure
from servgap.errors import validity as errors
from servgap.survey.instrument import Instrument

OWN, ONE, SECOND = "dimensions", "one_factor", "second_order"
MODELS = (OWN, ONE, SECOND)
LEAST_FOR_SECOND = 4
"""Dimensions from which on a second-order factor says less than free correlations do, and so can be wrong."""

Models: TypeAlias = Mapping[str, Sequence[Sequence[str]]]


@dataclass(frozen=True)
class CompetingModel:
    """
    A structure in which every item has one factor.

    Attributes
    ----------
    name
        One of `MODELS`, or the user's.
    factors
        The items of each factor, counted from 0.
    """

    name: str
    factors: tuple[tuple[int, ...], ...]

    @property
    def specification(self) -> Specification:
        """The model's paths."""
        return (second_order if self.name == SECOND else simple_structure)(self.factors)

    @property
    def n_factors(self) -> int:
        """How many factors stand behind the items, a general one above them included."""
        return len(self.factors) + (self.name == SECOND)

    @property
    def factor_of_item(self) -> NDArray[np.intp]:
        """Each item's factor, counted from 0."""
        place = {item: number for number, factor in enumerate(self.factors) for item in factor}
        return np.array([place[item] for item in range(len(place))], dtype=np.intp)

    def within(self, own: CompetingModel) -> bool:
        """Tell whether this is the questionnaire's own structure with something fixed: dimensions joined, say."""
        return all(any(set(dimension) <= set(factor) for factor in self.factors) for dimension in own.factors)


def models_of(instrument: Instrument, asked: Models | None) -> tuple[CompetingModel, ...]:
    """Give the models to compare, the questionnaire's own first; more than one factor only where that is another."""
    dimensions = tuple(tuple(range(span.start, span.stop)) for span in instrument.spans)
    found = [CompetingModel(OWN, dimensions)]
    if len(dimensions) > 1:
        found.append(CompetingModel(ONE, (tuple(range(len(instrument.items))),)))
    if len(dimensions) >= LEAST_FOR_SECOND:
        found.append(CompetingModel(SECOND, dimensions))
    if asked is not None and not isinstance(asked, Mapping):
        raise errors.models_unreadable(asked)
    for name, factors in (asked or {}).items():
        if not isinstance(name, str) or not name.strip() or name in MODELS:
            raise errors.model_name_taken(name, MODELS)
        found.append(CompetingModel(name, _factors(instrument, name, factors)))
    return tuple(found)


def _factors(instrument: Instrument, name: str, factors: Sequence[Sequence[str]]) -> tuple[tuple[int, ...], ...]:
    if isinstance(factors, str) or not isinstance(factors, Iterable):
        raise errors.models_unreadable({name: factors})
    listed = list(factors)
    if not listed or not all(isinstance(each, Iterable) for each in listed):
        raise errors.models_unreadable({name: factors})
    keys = [[each] if isinstance(each, str) else list(each) for each in listed]
    known = {key: [place] for place, key in enumerate(instrument.item_keys)}
    spans = zip(instrument.dimension_keys, instrument.spans, strict=True)
    known |= {key: list(range(span.start, span.stop)) for key, span in spans}
    unknown = [key for group in keys for key in group if not isinstance(key, str) or key not in known]
    if unknown:
        raise errors.model_unknown_key(name, unknown, instrument.dimension_keys)
    found = [[item for key in group for item in known[key]] for group in keys]
    if not all(found):
        raise errors.models_unreadable({name: factors})
    _check_each_once(instrument, name, [item for group in found for item in group])
    return tuple(map(tuple, found))


def _check_each_once(instrument: Instrument, name: str, items: list[int]) -> None:
    times = np.bincount(items, minlength=len(instrument.items))
    told = instrument.item_keys
    if (times > 1).any():
        raise errors.model_repeats(name, [told[item] for item in np.flatnonzero(times > 1)])
    if (times == 0).any():
        raise errors.model_leaves_out(name, [told[item] for item in np.flatnonzero(times == 0)])
