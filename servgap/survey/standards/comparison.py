"""What has changed between two catalogues."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from servgap.language import Fact, joined, named, say, word
from servgap.survey.card_forms import Card
from servgap.survey.shown_as_card import ShownAsCard
from servgap.survey.standards.limit import Limit
from servgap.survey.standards.limit_text import written_limits, written_number
from servgap.survey.standards.limit_words import limits_said
from servgap.survey.standards.standard import Standard
from servgap.survey.standards.units import SECONDS
from servgap.survey.text import Text

if TYPE_CHECKING:
    from servgap.survey.standards.catalogue import Catalogue

TIGHTENED, LOOSENED = "tightened", "loosened"
ORDER = (
    *("added", "dropped", TIGHTENED, LOOSENED, "limit_changed", "limit_added", "limit_dropped"),
    *("target_changed", "target_added", "target_dropped", "reworded", "owner_changed"),
    *("published", "withdrawn", "moved", "norm_changed", "revised", "review_moved"),
)
"""Changes in the order in which they are told: those that customers notice first."""
WAYS = {"tighter": TIGHTENED, "looser": LOOSENED, "mixed": "limit_changed", "other": "limit_changed"}
DAYS = ("revised", "review_moved")
"""Changes of days alone, which come with every year."""
FILED = ("component", "aspect", "touchpoint", "process")
STANDARD, STOPS = "standard", ".。 "
_NOBODY = Standard("", "")


@dataclass(frozen=True)
class Change:
    """One change of one standard.

    Parameters
    ----------
    standard
        Its key now; for one that was dropped, its key then.
    change
        Which change it is, a code of `ORDER`.
    before, after
        What stood there then and what stands there now, as a file has it; empty where nothing did.
    channel
        The channel that it is about; empty for all.
    previous
        The key that it had then, where that is another.
    is_of_limit
        Whether it is about a limit.
    """

    standard: str
    change: str
    before: str = ""
    after: str = ""
    channel: str = ""
    previous: str = ""
    is_of_limit: bool = False


@dataclass(frozen=True, repr=False)
class CatalogueComparison(ShownAsCard):
    """What has changed since an earlier catalogue.

    Made by ``catalogue.compare(previous)``. A limit is tightened where its value or its longest is lower or its share
    is larger, and nothing of it goes the other way; a target on the scale of answers where it is higher, and one that
    is a time where it is lower.

    Parameters
    ----------
    changes
        All changes, those of one kind together.
    same
        Keys of standards of which nothing has changed but days of revision and review.
    was, now
        The standards then and now, by the keys under which their changes stand.
    language
        The language in which it shows itself.

    Examples
    --------
    >>> import servgap as sg
    >>> was, now = (sg.Standard("wait", "Calls are answered.", limit=sg.Limit(n, "s", share=0.85)) for n in (20, 15))
    >>> sg.Catalogue([now]).compare(sg.Catalogue([was])).frame[["standard", "change", "before", "after"]]
      standard     change      before       after
    0     wait  tightened  20 s, 85 %  15 s, 85 %
    """

    changes: tuple[Change, ...]
    same: tuple[str, ...]
    was: Mapping[str, Standard] = field(default_factory=dict, repr=False)
    now: Mapping[str, Standard] = field(default_factory=dict, repr=False)
    language: str = "en"

    @property
    def frame(self) -> pd.DataFrame:
        """One row a change: of which standard and channel, what stood there before, and what stands there now."""
        names = [STANDARD, "change", "channel", "before", "after", "previous"]
        return pd.DataFrame([[getattr(each, name) for name in names] for each in self.changes], columns=names)

    def of(self, change: str) -> tuple[str, ...]:
        """Give the keys of standards with a change, such as ``"tightened"``."""
        return tuple(dict.fromkeys(each.standard for each in self.changes if each.change == change))

    def _card(self) -> Card:
        changed = len({each.standard for each in self.changes if each.change not in DAYS})
        return Card.of(
            say("catalogue.comparison.headline", changed=changed, total=changed + len(self.same)),
            ((word("standard_change", kind), self._lines(kind)) for kind in ORDER),
        )

    def _lines(self, kind: str) -> Iterator[tuple[Fact, Fact]]:
        if kind not in DAYS:
            yield from (self._line(each) for each in self.changes if each.change == kind)
        elif keys := self.of(kind):
            yield None, joined(keys, "series")

    def _line(self, change: Change) -> tuple[Fact, Fact]:
        was, now = self.was.get(change.standard), self.now.get(change.standard)
        before, after = _said(change, was), _said(change, now)
        told: list[Fact] = [named((now or was or _NOBODY).text, STOPS, change.standard)]
        if change.change not in ("added", "dropped") and (before or after):
            case = "both" if before and after else "after" if after else "before"
            told.append(say("catalogue.comparison.line", case=case, before=before, after=after))
        if change.previous:
            told.append(say("catalogue.comparison.previous", key=change.previous))
        return change.standard, joined(told, "clauses")


def _said(change: Change, standard: Standard | None) -> Fact:
    """Say what a standard was, or is, in what has changed."""
    if standard is None or change.change in ("published", "withdrawn"):
        return None
    if change.is_of_limit:
        limits = tuple(limit for limit in standard.limits if (limit.channel or "") == change.channel)
        return limits_said(limits) if limits else None
    others: dict[str, Fact] = {
        "norm_changed": limits_said(standard.norm) if standard.norms else None,
        "reworded": named(standard.text, STOPS),
        "moved": " / ".join(str(getattr(standard, name)) for name in FILED if getattr(standard, name)) or None,
        "owner_changed": standard.owner,
    }
    return others.get(change.change, _level(standard) or None)


def compared(catalogue: Catalogue, previous: Catalogue) -> CatalogueComparison:
    """Compare the standards in force with those that were."""
    left = {each.key: each for each in previous.current}
    changes: list[Change] = []
    was: dict[str, Standard] = {}
    same = []
    for standard in catalogue.current:
        earlier = _earlier(standard, catalogue, left)
        if earlier is None:
            changes.append(Change(standard.key, "added", after=written_limits(standard.limit)))
            continue
        was[standard.key] = left.pop(earlier.key)
        found = list(_changes(earlier, standard))
        changes += found
        if all(each.change in DAYS for each in found):
            same.append(standard.key)
    changes += [Change(each.key, "dropped", before=written_limits(each.limit)) for each in left.values()]
    changes.sort(key=lambda each: ORDER.index(each.change))
    now = {each.key: each for each in catalogue.current}
    return CatalogueComparison(tuple(changes), tuple(same), {**left, **was}, now, catalogue.language)


def _earlier(standard: Standard, catalogue: Catalogue, before: Mapping[str, Standard]) -> Standard | None:
    """Find what a standard was: the same key, or the nearest of its earlier versions."""
    for version in catalogue.versions(standard.key):
        for key in (version.key, version.supersedes or ""):
            if key in before:
                return before[key]
    return None


def _changes(was: Standard, now: Standard) -> Iterator[Change]:
    previous = was.key if was.key != now.key else ""
    for change, before, after, channel in _limits(was, now):
        yield Change(now.key, change, before, after, channel, previous, is_of_limit=True)
    for change, before, after, channel in (*_target(was, now), *_facts(was, now)):
        yield Change(now.key, change, before, after, channel, previous)


def _limits(was: Standard, now: Standard) -> Iterator[tuple[str, str, str, str]]:
    then, here = ({limit.channel: limit for limit in each.limits} for each in (was, now))
    for channel in dict.fromkeys((*here, *then)):
        before, after = then.get(channel), here.get(channel)
        told = (_promised(before), _promised(after), channel or "")
        if before is None:
            yield "limit_added", *told
        elif after is None:
            yield "limit_dropped", *told
        elif (way := after.against(before)) != "same":
            yield WAYS[way], *told


def _promised(limit: Limit | None) -> str:
    if limit is None:
        return ""
    return written_limits(Limit(limit.value, limit.unit, limit.share, limit.longest))


def _target(was: Standard, now: Standard) -> Iterator[tuple[str, str, str, str]]:
    if (was.target, was.unit) == (now.target, now.unit):
        return
    before, after = _level(was), _level(now)
    if was.target is None or now.target is None:
        if was.target is not None or now.target is not None:
            yield ("target_added" if was.target is None else "target_dropped"), before, after, ""
        return
    if was.unit != now.unit:
        yield "target_changed", before, after, ""
        return
    lower_is_tighter = (now.unit or "") in SECONDS
    is_tighter = (now.target > was.target) != lower_is_tighter
    yield (TIGHTENED if is_tighter else LOOSENED), before, after, ""


def _level(standard: Standard) -> str:
    if standard.target is None:
        return ""
    return " ".join(filter(None, (written_number(standard.target), standard.unit)))


def _facts(was: Standard, now: Standard) -> Iterator[tuple[str, str, str, str]]:
    if was.text != now.text and _reworded(was.text, now.text):
        yield "reworded", was.text.to("en"), now.text.to("en"), ""
    if (was.owner or "") != (now.owner or ""):
        yield "owner_changed", was.owner or "", now.owner or "", ""
    if bool(was.published) != bool(now.published):
        yield ("published" if now.published else "withdrawn"), "", "", ""
    filed_then, filed_now = ([str(getattr(each, name) or "") for name in FILED] for each in (was, now))
    if filed_then != filed_now:
        yield "moved", " / ".join(filter(None, filed_then)), " / ".join(filter(None, filed_now)), ""
    if written_limits(was.norm) != written_limits(now.norm):
        yield "norm_changed", written_limits(was.norm), written_limits(now.norm), ""
    for change, name in (("revised", "revised"), ("review_moved", "review_by")):
        then, here = (str(getattr(each, name) or "") for each in (was, now))
        if then != here:
            yield change, then, here, ""


def _reworded(was: Text, now: Text) -> bool:
    then, here = dict(was.versions), dict(now.versions)
    shared = then.keys() & here.keys()
    return not shared or any(then[language] != here[language] for language in shared)
