"""SMART: whether each standard is specific, measurable, attainable, relevant and time-bound, decided by facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from servgap.language import Fact, joined, named, say, word
from servgap.survey.card_forms import Card
from servgap.survey.instrument import Instrument
from servgap.survey.measures.measure import on_scale
from servgap.survey.shown_as_card import ShownAsCard
from servgap.survey.standards.joining import bare_words, matched
from servgap.survey.standards.standard import Standard
from servgap.survey.text import Text

if TYPE_CHECKING:
    from servgap.survey.standards.catalogue import Catalogue

CRITERIA = ("specific", "measurable", "attainable", "relevant", "time_bound")
YES, NO, UNKNOWN = "yes", "no", "unknown"
OPEN = frozenset(("no_norm", "tighter_than_norm", "norm_unlike", "questionnaire_not_told"))
"""What leaves a criterion open; whatever else lacks denies it."""


@dataclass(frozen=True)
class Criterion:
    """Whether a standard meets one criterion, and what it lacks.

    Parameters
    ----------
    standard, criterion
        The standard's key, and the criterion.
    met
        ``"yes"``, ``"no"``, or ``"unknown"`` where no fact decides it.
    lacks
        What is wanting, or what keeps it open, as codes.
    """

    standard: str
    criterion: str
    met: str
    lacks: tuple[str, ...]

    @property
    def decisive(self) -> tuple[str, ...]:
        """What denies it, without what would leave it open; all of that where it is open."""
        return tuple(code for code in self.lacks if self.met != NO or code not in OPEN)


@dataclass(frozen=True, repr=False)
class CatalogueCheck(ShownAsCard):
    """Whether each standard in force is specific, measurable, attainable, relevant and time-bound.

    Made by ``catalogue.check()``. Each criterion is decided by facts that stand in the catalogue, and in the
    questionnaire where one was given; nothing is read out of a standard's words.

    - *Specific*: it says on which station of the service circle it lies (else ``no_touchpoint``) and in what it
      consists, as a component or an aspect (else ``no_component``), somebody answers for it (else ``no_owner``), and no
      other standard has the same words (else ``same_words``).
    - *Measurable*: it has a limit or a target (else ``nothing_to_hold_it_against``), and a limit that is a time says
      for which share of customers it is to hold, or what nobody is to exceed (else ``no_share``). A standard of conduct
      or appearance has its measure in the customers' answers: its target on their scale will do.
    - *Attainable*: denied where a limit is promised to every customer without an exception (``promised_to_all``), or a
      target is the highest answer there is (``target_at_top``, which needs the questionnaire). Met where a limit is no
      tighter than what the industry does, or a target lies below the top of the scale. Open where the industry's
      ``norm`` is not told (``no_norm``), is of another unit or channel (``norm_unlike``) or is passed
      (``tighter_than_norm``): that it can be kept then has to be shown by what is delivered.
    - *Relevant*: customers are asked about it: an item measures it (else ``not_asked``). Open without a questionnaire,
      if the catalogue names no items (``questionnaire_not_told``).
    - *Time-bound*: it has a day of review (else ``no_review``), which lies after its last revision (else
      ``review_before_revision``).

    Parameters
    ----------
    criteria
        Standard by standard, the five in their order.
    names
        The words of the standards, by key.
    language
        The language in which it shows itself.

    References
    ----------
    Doran (1981), There's a S.M.A.R.T. way to write management's goals and objectives, Management Review 70(11),
    35–36; the rules by which each is decided are servgap's own.

    Examples
    --------
    >>> import servgap as sg
    >>> wait = sg.Standard("wait", "Calls are answered.", touchpoint="waiting", limit=sg.Limit(15, "s"), owner="Desk")
    >>> sg.Catalogue([wait]).check().frame
      standard   criterion      met                   lacks
    0     wait    specific       no            no_component
    1     wait  measurable       no                no_share
    2     wait  attainable  unknown                 no_norm
    3     wait    relevant  unknown  questionnaire_not_told
    4     wait  time_bound       no               no_review
    """

    criteria: tuple[Criterion, ...]
    names: Mapping[str, Text] = field(default_factory=dict, repr=False)
    language: str = "en"

    @property
    def frame(self) -> pd.DataFrame:
        """One row a standard and criterion: whether it is met, and what lacks, as codes parted by commas."""
        rows = [[each.standard, each.criterion, each.met, ", ".join(each.lacks)] for each in self.criteria]
        return pd.DataFrame(rows, columns=["standard", "criterion", "met", "lacks"])

    @property
    def lacking(self) -> dict[str, tuple[str, ...]]:
        """What denies some criterion, by standard; those that lack nothing are not in it."""
        found: dict[str, tuple[str, ...]] = {}
        for each in self.criteria:
            if each.met == NO:
                found[each.standard] = (*found.get(each.standard, ()), *each.decisive)
        return found

    def _card(self) -> Card:
        keys = tuple(dict.fromkeys(each.standard for each in self.criteria))
        lacking = self.lacking
        left_open = [key for key in keys if key not in lacking and self._of(key, UNKNOWN)]
        complete = len(keys) - len(lacking) - len(left_open)
        counts = {"total": len(keys), "complete": complete, "lacking": len(lacking), "open": len(left_open)}
        told = [key for key in left_open if self._said(key, UNKNOWN)]
        return Card.of(
            say("catalogue.check.headline", **counts),
            (
                (say("catalogue.check.criteria"), self._criteria()),
                (say("catalogue.check.lacking"), ((key, self._line(key)) for key in lacking)),
                (say("catalogue.check.open"), ((key, self._line(key)) for key in told)),
            ),
        )

    @cached_property
    def _open_alike(self) -> Mapping[str, tuple[str, ...]]:
        """The criteria that are open for all standards for the same reasons, which are told once."""
        found = {}
        for criterion in CRITERIA:
            of_all = {(each.met, each.lacks) for each in self.criteria if each.criterion == criterion}
            if len(of_all) == 1 and (only := next(iter(of_all)))[0] == UNKNOWN:
                found[criterion] = only[1]
        return found

    def _criteria(self) -> Iterator[tuple[Fact, Fact]]:
        for criterion in CRITERIA:
            found = [each.met for each in self.criteria if each.criterion == criterion]
            lacks = self._open_alike.get(criterion)
            why = {} if lacks is None else {"case": "because", "lacks": _lacks(lacks)}
            counts = [
                say(f"catalogue.check.counts.{met}", n=found.count(met), **why)
                for met in (YES, NO, UNKNOWN)
                if met in found
            ]
            yield word("smart", criterion), joined(counts, "phrases")

    def _line(self, key: str) -> Fact:
        told = joined([*self._said(key, NO), *self._said(key, UNKNOWN)], "clauses")
        return say("catalogue.check.line", standard=named(self.names[key], ".。 "), told=told)

    def _of(self, key: str, met: str) -> list[Criterion]:
        return [each for each in self.criteria if each.standard == key and each.met == met]

    def _said(self, key: str, met: str) -> list[Fact]:
        return [
            say(
                "catalogue.check.criterion", case=met, criterion=word("smart", each.criterion), lacks=_lacks(each.lacks)
            )
            for each in self._of(key, met)
            if each.criterion not in self._open_alike
        ]


def _lacks(codes: Iterable[str]) -> Fact:
    return joined((word("smart_lack", code) for code in codes), "phrases")


def checked(catalogue: Catalogue, instrument: Instrument | None) -> CatalogueCheck:
    """Decide the five criteria of every standard in force."""
    found = []
    asked = None if instrument is None else {match.standard for match in matched(catalogue, instrument).matches}
    same = _worded_alike(catalogue.current)
    for standard in catalogue.current:
        lacks = {
            "specific": [*_specific(standard), *(["same_words"] if standard.key in same else [])],
            "measurable": list(_measurable(standard)),
            "attainable": list(_attainable(standard, instrument)),
            "relevant": list(_relevant(standard, catalogue, asked)),
            "time_bound": list(_time_bound(standard)),
        }
        found += [Criterion(standard.key, name, _met(lacks[name]), tuple(lacks[name])) for name in CRITERIA]
    names = {standard.key: standard.text for standard in catalogue.current}
    return CatalogueCheck(tuple(found), names, catalogue.language)


def _met(lacks: list[str]) -> str:
    if not lacks:
        return YES
    return UNKNOWN if OPEN.issuperset(lacks) else NO


def _worded_alike(standards: tuple[Standard, ...]) -> set[str]:
    first: dict[str, str] = {}
    same = set()
    for standard in standards:
        for version in standard.text.all:
            words = bare_words(version)
            other = first.setdefault(words, standard.key)
            if other != standard.key:
                same |= {other, standard.key}
    return same


def _specific(standard: Standard) -> Iterator[str]:
    if standard.touchpoint is None:
        yield "no_touchpoint"
    if standard.component is None and standard.aspect is None:
        yield "no_component"
    if not (standard.owner or "").strip():
        yield "no_owner"


def _measurable(standard: Standard) -> Iterator[str]:
    if not standard.limits and standard.target is None:
        yield "nothing_to_hold_it_against"
    if any(limit.is_time and limit.share is None and limit.longest is None for limit in standard.limits):
        yield "no_share"


def _attainable(standard: Standard, instrument: Instrument | None) -> Iterator[str]:
    if any(limit.share == 1 for limit in standard.limits):
        yield "promised_to_all"
    if instrument is not None and on_scale(standard, instrument.scale) and standard.target == instrument.scale.high:
        yield "target_at_top"
    if not standard.limits:
        if standard.target is None:
            yield "no_norm"
        return
    norms = {norm.channel: norm for norm in standard.norms}
    if not norms:
        yield "no_norm"
        return
    beside = [(limit, norms.get(limit.channel, norms.get(None))) for limit in standard.limits]
    stands = [limit.against(norm) if norm is not None else "other" for limit, norm in beside]
    if "tighter" in stands or "mixed" in stands:
        yield "tighter_than_norm"
    if "other" in stands:
        yield "norm_unlike"


def _relevant(standard: Standard, catalogue: Catalogue, asked: set[str] | None) -> Iterator[str]:
    if asked is None and not catalogue.measured_by.get(standard.key):
        yield "questionnaire_not_told"
    elif asked is not None and standard.key not in asked:
        yield "not_asked"


def _time_bound(standard: Standard) -> Iterator[str]:
    if standard.review_by is None:
        yield "no_review"
    elif standard.revised is not None:
        revised = _from_month(str(standard.revised))
        if standard.review_by[: len(revised)] < revised:
            yield "review_before_revision"


def _from_month(revised: str) -> str:
    """Write a quarter as its first month, so that it compares with the beginning of a day."""
    year, _, quarter = revised.replace("-Q", "Q").partition("Q")
    return f"{year}-{3 * int(quarter) - 2:02d}" if quarter else revised
