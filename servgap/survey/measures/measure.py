"""The Measure: what a verb analyses of each respondent, such as a gap, a part by itself, or a share of customers."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from numbers import Real
from typing import TypeGuard

from servgap.errors import measures as errors
from servgap.survey.instrument import Instrument
from servgap.survey.kano_parts import asks_kano
from servgap.survey.scale import STEP_TOLERANCE, Scale
from servgap.survey.standards.standard import Standard

GAP, INDEX, TARGET, DIRECT, EXPECTED = "gap", "index", "target", "disconfirmation", "expectation"
AGAINST_YARDSTICK = ("met", "above", "short")
OF_ANSWERS = ("top", "bottom", "net")
SHARES = (*AGAINST_YARDSTICK, *OF_ANSWERS)
YARDSTICKS = ("expectation", "adequate")
"""Parts against which a standard is met, the first that is asked."""
NAMED = {"adequacy": "adequate", "superiority": "desired"}
"""Gaps that have a name of their own, and the level that they are held against."""
TWO_OF = 4
"""Levels of a scale from which on the two highest, and the two lowest, answers are taken; of fewer, one."""
POINTS = frozenset(("point", "points", "scale point", "scale points", "pts", "分", "量表分"))
"""Units of a target that is a level on the scale of the answers."""
RECOMMENDING, DETRACTING = (0.0, 10.0, 1.0), 6.0
"""The scale on which net scores take answers up to six as the bottom: Reichheld (2003), Harvard Bus. Rev. 81(12)."""


@dataclass(frozen=True)
class Measure:
    """What a verb analyses of each respondent.

    A part against a yardstick (the gap), a part by itself, or a share of customers. Verbs take one as ``measure=``, or
    its name: ``"gap"``, ``"adequacy"``, ``"superiority"``, ``"target"``, a part's own name such as ``"perception"``,
    ``"index"``, and the shares ``"met"``, ``"above"``, ``"short"``, ``"top"``, ``"bottom"`` and ``"net"``.

    Parameters
    ----------
    part
        The part that is analysed.
    against
        What it is held against: another part, ``"target"`` (each standard's own), a point on the scale, or None for the
        part by itself. Shares of answers, and the index, are of the part by itself, whatever stands here. Answers from
        worse to better than expected (the part ``"disconfirmation"``) are held against the expectation as they are
        given: it is the middle of their scale.
    share
        A share of customers: those for whom the yardstick was ``"met"`` (reached or passed), passed (``"above"``) or
        not reached (``"short"``); those whose answer is among the highest (``"top"``) or lowest (``"bottom"``); or the
        first less the second (``"net"``).
    top, bottom
        From which answer on the highest are taken, and up to which the lowest, on the scale; or all these answers in a
        list. Default: the two highest and the two lowest; up to 6 for the net share on 0–10.
    index
        Whether the part's mean is written from 0, the lowest answer, to 100, the highest.

    Raises
    ------
    ServgapError
        If the share is none of these, or what is asked contradicts itself.

    Examples
    --------
    >>> import servgap as sg
    >>> sg.Measure(against=5.5)
    Measure(part='perception', against=5.5, share=None, top=None, bottom=None, index=False)
    >>> sg.Measure(share="top", top=[6, 7]).top
    6.0
    """

    part: str = "perception"
    against: str | float | None = "expectation"
    share: str | None = None
    top: float | None = None
    bottom: float | None = None
    index: bool = False
    listed: tuple[tuple[str, tuple[float, ...]], ...] = field(default=(), init=False, repr=False, compare=False)

    def __init__(
        self,
        part: str = "perception",
        against: str | float | None = EXPECTED,
        share: str | None = None,
        top: float | Iterable[float] | None = None,
        bottom: float | Iterable[float] | None = None,
        *,
        index: bool = False,
    ) -> None:
        if not isinstance(part, str):
            raise errors.part_unusable(part)
        if share is not None and share not in SHARES:
            raise errors.unknown_share(share, SHARES)
        if index and share is not None:
            raise errors.index_of_share(share)
        if not (against is None or isinstance(against, str) or _is_number(against)):
            raise errors.yardstick_unusable(against)
        edges = {
            "top": top if share in {"top", "net"} else None,
            "bottom": bottom if share in {"bottom", "net"} else None,
        }
        told = {name: _answers(name, given) for name, given in edges.items() if given is not None}
        alone = index or share in OF_ANSWERS or against == part
        facts = {
            "part": part,
            "against": None if alone else against if isinstance(against, str | None) else float(against),
            "share": share,
            "top": min(told["top"]) if "top" in told else None,
            "bottom": max(told["bottom"]) if "bottom" in told else None,
            "index": bool(index),
            "listed": tuple((name, answers) for name, answers in told.items() if isinstance(edges[name], Iterable)),
        }
        if share in AGAINST_YARDSTICK and facts["against"] is None:
            raise errors.share_of_nothing(str(share))
        for name, value in facts.items():
            object.__setattr__(self, name, value)

    @property
    def family(self) -> str:
        """What kind of number it is, which decides its words: a gap, a mean, an index, a share or a net share."""
        if self.share is not None:
            return "net" if self.share == "net" else "share"
        if self.index:
            return INDEX
        if self.against is None:
            return "mean"
        return GAP if self.level is not None else "distance"

    @property
    def name(self) -> str:
        """A short name: of the share, of the part by itself, or of what it is a distance from."""
        if self.share is not None:
            return self.share
        return {"mean": self.part, "index": INDEX, "gap": GAP}.get(self.family, str(self.against))

    @property
    def is_direct(self) -> bool:
        """Whether answers from worse to better than expected are held against what was expected, their middle."""
        return self.part == DIRECT and self.against == EXPECTED

    @property
    def level(self) -> str | None:
        """The other part that it is held against, if it is one."""
        return self.against if isinstance(self.against, str) and self.against != TARGET and not self.is_direct else None

    def point(self, scale: Scale) -> float | None:
        """Give the point on the scale that all items are held against, if it is one and the same."""
        if self.is_direct:
            return (scale.low + scale.high) / 2
        return None if isinstance(self.against, str | None) else self.against

    @property
    def is_gap(self) -> bool:
        """Whether it holds answers of one part against those of another."""
        return self.family == GAP

    @property
    def is_share(self) -> bool:
        """Whether it is a share of customers, or one less another."""
        return self.share is not None

    @property
    def worse(self) -> int:
        """Which way it gets worse: −1 downwards, or 1 upwards for shares of customers whom the service failed."""
        return 1 if self.share in {"short", "bottom"} else -1

    @property
    def has_yardstick(self) -> bool:
        """Whether it is a distance from something, in scale points, which can be judged."""
        return self.family in {GAP, "distance"}

    def is_tallied(self, instrument: Instrument) -> bool:
        """Whether every tally of a questionnaire holds it: the gaps of its pairs of parts."""
        return self.share is None and (self.level, self.part) in instrument.pairs

    @property
    def counted(self) -> Measure:
        """The measure whose counts hold this one: means, indices and distances from a point are counted alike."""
        if self.share is None and self.level is None and self.against != TARGET:
            return Measure(self.part, None)
        return self


def measure_for(instrument: Instrument, measure: Measure | str | None) -> Measure:
    """Find what is meant on a questionnaire: the default where nothing is told, with all that the scale decides.

    Raises
    ------
    ServgapError
        If the questionnaire does not ask what the measure takes.
    """
    if asks_kano(instrument):
        raise errors.of_feelings(instrument.name)
    if measure is None:
        return _default(instrument)
    if isinstance(measure, str):
        return _settled(_named(instrument, measure), instrument)
    if not isinstance(measure, Measure):
        raise errors.no_measure(measure, _names(instrument))
    return _settled(measure, instrument)


def _default(instrument: Instrument) -> Measure:
    part = instrument.parts[-1]
    if instrument.pairs and part != DIRECT:
        return Measure(part, instrument.pairs[0][0])
    return Measure(part, EXPECTED if part == DIRECT else None)


def _named(instrument: Instrument, name: str) -> Measure:
    part = instrument.parts[-1]
    if name == GAP:
        found = _default(instrument)
        if not found.has_yardstick:
            raise errors.no_gap(instrument.name, instrument.parts, _names(instrument))
        return found
    if name in AGAINST_YARDSTICK:
        return Measure(part, _yardstick(instrument, name), name)
    known = {
        **{each: Measure(part, level) for each, level in NAMED.items()},
        TARGET: Measure(part, TARGET),
        INDEX: Measure(part, None, index=True),
        **{share: Measure(part, None, share) for share in OF_ANSWERS},
        **{each: Measure(each, None) for each in instrument.parts},
    }
    if name not in known:
        raise errors.no_measure(name, _names(instrument))
    return known[name]


def _yardstick(instrument: Instrument, share: str) -> str | float:
    """Choose what a standard is met against: expectation, else the adequate level, else its target."""
    if instrument.parts[-1] == DIRECT:
        return EXPECTED
    for part in YARDSTICKS:
        if part in instrument.parts[:-1]:
            return part
    if has_targets(instrument):
        return TARGET
    default = _default(instrument).against
    if default is None:
        raise errors.nothing_to_meet(share, instrument.name, instrument.parts)
    return default


def _settled(measure: Measure, instrument: Instrument) -> Measure:
    """Check that the questionnaire asks what the measure takes, and say all that the scale decides."""
    for part in (measure.part, measure.level):
        if part is not None and part not in instrument.parts:
            raise errors.part_not_asked(part, instrument.name, instrument.parts, _names(instrument))
    if measure.against == TARGET and not has_targets(instrument):
        raise errors.no_targets(instrument.name)
    scale = instrument.scale
    point = measure.point(scale)
    if point is not None and not scale.low <= point <= scale.high:
        raise errors.point_off_scale(point, scale)
    if measure.part == DIRECT and point == Measure(DIRECT).point(scale):
        return Measure(DIRECT, EXPECTED, measure.share)
    return with_answers(measure, scale) if measure.share in OF_ANSWERS else measure


def with_answers(measure: Measure, scale: Scale) -> Measure:
    """Say of a share of answers which they are, of those that the scale has."""
    for name, answers in measure.listed:
        _check_listed(name, answers, scale)
    two = 2 if scale.levels >= TWO_OF else 1
    top, bottom = scale.high - (two - 1) * scale.step, scale.low + (two - 1) * scale.step
    if measure.share == "net" and (scale.low, scale.high, scale.step) == RECOMMENDING:
        bottom = DETRACTING
    settled = Measure(measure.part, None, measure.share, _or(measure.top, top), _or(measure.bottom, bottom))
    for name, edge in (("top", settled.top), ("bottom", settled.bottom)):
        if edge is not None and not _is_answer(edge, scale):
            raise errors.answers_off_scale(name, edge, scale)
    if settled.share == "net" and not _or(settled.bottom, bottom) < _or(settled.top, top):
        raise errors.answers_overlap(_or(settled.bottom, bottom), _or(settled.top, top))
    return settled


def _check_listed(name: str, answers: tuple[float, ...], scale: Scale) -> None:
    """Refuse a list of answers that are not all from one of them to the end of the scale."""
    for answer in answers:
        if not _is_answer(answer, scale):
            raise errors.answers_off_scale(name, answer, scale)
    steps = {round((answer - scale.low) / scale.step) for answer in answers}
    wanted = range(min(steps), scale.levels) if name == "top" else range(max(steps) + 1)
    if steps != set(wanted):
        raise errors.answers_not_at_end(name, answers, [scale.low + scale.step * step for step in wanted], scale)


def _is_answer(value: float, scale: Scale) -> bool:
    steps = (value - scale.low) / scale.step
    return -STEP_TOLERANCE <= steps <= scale.levels - 1 + STEP_TOLERANCE and abs(steps - round(steps)) <= STEP_TOLERANCE


def _or(edge: float | None, default: float) -> float:
    return default if edge is None else edge


def has_targets(instrument: Instrument) -> bool:
    """Tell whether some standard has a target on the scale of the answers."""
    return any(on_scale(standard, instrument.scale) for standard in instrument.standards)


def on_scale(standard: Standard, scale: Scale) -> bool:
    """Tell whether a standard has a target on the scale of the answers: in points, and not beyond its ends."""
    target = standard.target
    points = not standard.unit or standard.unit.strip().casefold() in POINTS
    return points and _is_number(target) and scale.low <= float(str(target)) <= scale.high


def _names(instrument: Instrument) -> tuple[str, ...]:
    """List the measures that a questionnaire allows, by name."""
    default = _default(instrument)
    pairs = [name for name, part in NAMED.items() if part in instrument.parts[:-1]]
    target = [TARGET] if has_targets(instrument) else []
    against = AGAINST_YARDSTICK if default.has_yardstick or target else ()
    gap = [GAP] if default.has_yardstick else []
    return (*gap, *pairs, *target, *instrument.parts, *against, *OF_ANSWERS, INDEX)


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, Real) and not isinstance(value, bool)


def _answers(name: str, given: object) -> tuple[float, ...]:
    """Take one answer, from which on or up to which all are meant, or a list of answers."""
    answers = tuple(given) if isinstance(given, Iterable) and not isinstance(given, str) else (given,)
    if not answers or not all(_is_number(each) and math.isfinite(each) for each in answers):
        raise errors.answers_unusable(name, given)
    return tuple(map(float, answers))
