"""The questionnaire: which items, in which dimensions, on which scale, asked how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from os import PathLike

from servgap.errors import instruments as errors
from servgap.language.shown import check_whole
from servgap.survey.kano_parts import KANO, LEVELS, asks_kano
from servgap.survey.scale import Scale
from servgap.survey.standards.standard import COMPONENTS, PHASES, Aspect, Standard, Touchpoint
from servgap.survey.text import Text

POINTS_TOTAL = 100.0
POINTS_TOLERANCE = 1e-6
UNTITLED = Text(())


@dataclass(frozen=True)
class Item:
    """One row of the questionnaire: the standard that it measures, and whether it is worded negatively.

    Parameters
    ----------
    key
        The item's own short name, unique in its instrument.
    standard
        The standard it measures; a text (in one language or several) makes a standard of the item's own key.
    reversed
        Whether a high answer means a poor service, so that answers are mirrored when they are scored.

    Examples
    --------
    >>> from servgap import Item
    >>> Item("wait", "Calls are answered within a minute.").standard.key
    'wait'
    """

    key: str
    standard: Standard
    reversed: bool = False

    def __init__(
        self,
        key: str,
        standard: str | Mapping[str, str] | Text | Standard,
        reversed: bool = False,  # noqa: A002, FBT001, FBT002 - the questionnaire's own word, third in its row
    ) -> None:
        object.__setattr__(self, "key", key)
        object.__setattr__(self, "standard", standard if isinstance(standard, Standard) else Standard(key, standard))
        object.__setattr__(self, "reversed", reversed)


@dataclass(frozen=True)
class Dimension:
    """Items under one name, in order, with the instrument's importance points if it has them.

    Parameters
    ----------
    key
        The dimension's own short name, unique in its instrument.
    items
        Its items, in the order of the questionnaire.
    name
        What readers call it; a string, or a mapping from language code to string. Without it, the key.
    points
        Its importance out of 100, if the instrument sets it; then every dimension needs points.

    Examples
    --------
    >>> from servgap import Dimension, Item
    >>> Dimension("reliability", [Item("rel1", "Promises are kept.")], name={"en": "Reliability", "zh": "可靠性"}).key
    'reliability'
    """

    key: str
    items: tuple[Item, ...]
    name: Text
    points: float | None = None

    def __init__(
        self,
        key: str,
        items: Iterable[Item],
        name: str | Mapping[str, str] | Text | None = None,
        points: float | None = None,
    ) -> None:
        object.__setattr__(self, "key", key)
        object.__setattr__(self, "items", tuple(items))
        for item in self.items:
            if not isinstance(item, Item):
                raise errors.not_an_item(key, item)
        object.__setattr__(self, "name", Text.of(key.capitalize() if name is None else name))
        object.__setattr__(self, "points", points)


@dataclass(frozen=True)
class Instrument:
    """A questionnaire: dimensions on a scale, and the parts in which every item is asked.

    Parameters
    ----------
    name
        The instrument's name, by which findings and files refer to it.
    scale
        The scale of every answer.
    dimensions
        The dimensions, in the order in which every table shows them.
    parts
        What is asked of every item, in order. The last part is what was received; each part before it is a level to
        hold it against, so SERVQUAL has one pair (expectation, perception), SERVPERF (perception alone) none.
    title, source
        The instrument's title for readers, and where it comes from.
    touchpoints
        The stations of the service circle, in the order in which a customer meets them.
    aspects
        Aspects of one's own, in the order in which tables show them. The customary ones need not be named; one of the
        same key takes the place of the customary one.

    Raises
    ------
    ServgapError
        If a key stands twice, a dimension is empty, points do not sum to 100, or a standard names what is not there.

    Examples
    --------
    >>> from servgap import Instrument
    >>> servqual = Instrument.load("servqual")
    >>> len(servqual.items), servqual.dimension_keys[0]
    (22, 'tangibles')
    """

    name: str
    scale: Scale
    dimensions: Sequence[Dimension]
    parts: Sequence[str] = ("expectation", "perception")
    title: Text = UNTITLED
    source: str = ""
    touchpoints: Sequence[Touchpoint] = ()
    aspects: Sequence[Aspect] = ()

    def __post_init__(self) -> None:
        if not isinstance(self.scale, Scale):
            raise errors.not_a("The scale of an instrument", "a Scale", self.scale)
        for name in ("dimensions", "parts", "touchpoints", "aspects"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        for dimension in self.dimensions:
            if not isinstance(dimension, Dimension):
                raise errors.not_a("A dimension of an instrument", "a Dimension", dimension)
        object.__setattr__(self, "title", Text.of(self.title or self.name))
        for complaint in (
            self._texts_fail,
            self._keys_fail,
            self._parts_fail,
            self._points_fail,
            self._catalogue_fails,
            self._standards_fail,
        ):
            complaint()

    def _texts_fail(self) -> None:
        keys = (
            *((d.key, "the key of a dimension") for d in self.dimensions),
            *((k, "an item's key") for k in self.item_keys),
        )
        for text, what in (
            (self.name, "the instrument's name"),
            *((part, "a part's name") for part in self.parts),
            *keys,
        ):
            check_whole(str(text), what)

    def _keys_fail(self) -> None:
        if not self.dimensions:
            raise errors.no_dimensions(self.name)
        for dimension in self.dimensions:
            if not dimension.items:
                raise errors.empty_dimension(dimension.key)
        for kind, keys in (("dimension", self.dimension_keys), ("item", self.item_keys)):
            twice = [key for key, count in Counter(keys).items() if count > 1]
            if twice:
                raise errors.duplicate_key(kind, twice)

    def _parts_fail(self) -> None:
        if not self.parts or len(set(self.parts)) < len(self.parts):
            raise errors.parts_unusable(self.parts)
        if not KANO.isdisjoint(self.parts):
            self._feelings_fail()

    def _feelings_fail(self) -> None:
        if not asks_kano(self):
            raise errors.feelings_beside(self.parts)
        if self.scale.levels != LEVELS:
            raise errors.feelings_on_scale(str(self.scale), LEVELS)
        turned = [item.key for item in self.items if item.reversed]
        if turned:
            raise errors.feelings_reversed(turned)

    def _points_fail(self) -> None:
        points = {dimension.key: dimension.points for dimension in self.dimensions}
        without = [key for key, value in points.items() if value is None]
        if len(without) == len(points):
            return
        if without:
            raise errors.points_partial(without)
        numbers = {key: float(value) for key, value in points.items() if value is not None}
        negative = [key for key, value in numbers.items() if not value >= 0]
        if negative or abs(sum(numbers.values()) - POINTS_TOTAL) > POINTS_TOLERANCE:
            raise errors.points_total(numbers)

    def _catalogue_fails(self) -> None:
        for aspect in self.aspects:
            if not isinstance(aspect, Aspect):
                raise errors.not_a("An aspect of an instrument", "an Aspect", aspect)
            if aspect.component not in COMPONENTS:
                raise errors.unknown_in_catalogue("aspect", aspect.key, "component", aspect.component, COMPONENTS)
        for touchpoint in self.touchpoints:
            if touchpoint.phase is not None and touchpoint.phase not in PHASES:
                raise errors.unknown_in_catalogue("touchpoint", touchpoint.key, "phase", touchpoint.phase, PHASES)
        twice = [key for key, count in Counter(aspect.key for aspect in self.aspects).items() if count > 1]
        if twice:
            raise errors.duplicate_key("aspect", twice)

    def _standards_fail(self) -> None:
        first: dict[str, Standard] = {}
        touchpoints = {touchpoint.key for touchpoint in self.touchpoints}
        for item in self.items:
            standard = item.standard
            if standard != first.setdefault(standard.key, standard):
                raise errors.duplicate_key("standard", [standard.key])
            if standard.component is not None and standard.component not in COMPONENTS:
                raise errors.unknown_choice("component", standard.component, item.key, COMPONENTS)
            if standard.touchpoint is not None and touchpoints and standard.touchpoint not in touchpoints:
                raise errors.unknown_choice("touchpoint", standard.touchpoint, item.key, sorted(touchpoints))
            aspect = next((each for each in self.aspects if each.key == standard.aspect), None)
            if aspect is not None and standard.component not in (None, aspect.component):
                raise errors.aspect_elsewhere(aspect.key, aspect.component, standard.component, item.key)

    @classmethod
    def load(cls, name: str) -> Instrument:
        """Load a built-in instrument by name.

        Parameters
        ----------
        name
            ``"servqual"``, ``"servqual-1988"``, ``"servperf"``, ``"servqual-zones"`` or
            ``"servqual-disconfirmation"``.

        Raises
        ------
        ServgapError
            If there is no built-in instrument of that name.
        """
        from servgap.survey.questionnaire import load_builtin

        return load_builtin(name)

    @classmethod
    def from_toml(cls, path: str | PathLike[str]) -> Instrument:
        """Read an instrument of one's own from a TOML file.

        Parameters
        ----------
        path
            A file in the form of the built-in instruments; ``to_toml`` writes one to start from.

        Raises
        ------
        ServgapError
            If the file cannot be read or does not describe a valid instrument; the message says where.
        """
        from servgap.survey.questionnaire import read_toml

        return read_toml(path)

    def to_toml(self, path: str | PathLike[str]) -> None:
        """Write the instrument to a TOML file that ``from_toml`` reads back equal."""
        from servgap.survey.questionnaire import write_toml

        write_toml(self, path)

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """All items, dimension by dimension."""
        return tuple(item for dimension in self.dimensions for item in dimension.items)

    @cached_property
    def item_keys(self) -> tuple[str, ...]:
        """The keys of all items."""
        return tuple(item.key for item in self.items)

    @cached_property
    def dimension_keys(self) -> tuple[str, ...]:
        """The keys of the dimensions."""
        return tuple(dimension.key for dimension in self.dimensions)

    @cached_property
    def standards(self) -> tuple[Standard, ...]:
        """The standards, each once, in the order in which their items first come."""
        return tuple({item.standard.key: item.standard for item in self.items}.values())

    @cached_property
    def spans(self) -> tuple[slice, ...]:
        """Where each dimension's items stand among all items."""
        spans, start = [], 0
        for dimension in self.dimensions:
            spans.append(slice(start, start + len(dimension.items)))
            start += len(dimension.items)
        return tuple(spans)

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The pairs of parts to be compared: each level against what was received."""
        return tuple((part, self.parts[-1]) for part in self.parts[:-1])

    @property
    def points(self) -> tuple[float, ...] | None:
        """The importance points of the dimensions, if the instrument sets them."""
        if self.dimensions[0].points is None:
            return None
        return tuple(float(dimension.points or 0.0) for dimension in self.dimensions)

    def dimension_of(self, item_key: str) -> Dimension:
        """Find the dimension to which an item belongs."""
        return next(d for d in self.dimensions if any(item.key == item_key for item in d.items))

    def __repr__(self) -> str:
        sizes = "/".join(str(len(dimension.items)) for dimension in self.dimensions)
        parts = ", ".join(self.parts)
        return f"<Instrument {self.name!r}: {len(self.items)} items ({sizes}) on {self.scale}; parts: {parts}>"
