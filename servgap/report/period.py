"""What a report is about: one wave, several waves together, or all that there is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from servgap.errors import ServgapError
from servgap.errors import reports as errors
from servgap.language import Fact, listed, say, verbatim
from servgap.report.names import attribute, group
from servgap.survey.attribute_names import NO_NAMES, AttributeNames
from servgap.survey.waves import calendar_order, named_by

ALL = "all"
MOST_NAMED = 4


@dataclass(frozen=True)
class Period:
    """The waves that a report is about.

    Parameters
    ----------
    told
        What the caller said: the text under the heading where there are no waves.
    by
        The attribute that holds the waves; nothing where there are none.
    waves
        Those that there are, in calendar order where they have one.
    chosen
        Those that the report is about.
    """

    told: str = ""
    by: str = ""
    waves: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()

    passed_over: int = 0
    """Later waves that have too few respondents to be reported."""

    names: AttributeNames = NO_NAMES
    """What the attribute and its waves are called."""

    @property
    def label(self) -> Fact:
        """What names the waves in a section's heading; nothing where it is about all there are."""
        return None if self.chosen == self.waves else self._named

    def heading(self, n: int, total: int) -> Fact:
        """Say what the report is about, with its n; the caller's own text where there are no waves."""
        if not self.by:
            return verbatim(self.told)
        facts: dict[str, Fact] = {
            "whom": say("report.of_respondents", n=n, total=total),
            "by": attribute(self.names, self.by),
            "period": verbatim(self.told),
            "waves": self._named,
            "total": len(self.waves),
        }
        if len(self.chosen) > 1:
            return say("report.pooled_waves" if self.told else "report.all_waves", **facts)
        if self.told or len(self.waves) == 1:
            return say("report.one_wave", **facts)
        return say("report.latest_large_wave" if self.passed_over else "report.latest_wave", **facts)

    @property
    def _named(self) -> Fact:
        names = [group(self.names, self.by, wave) for wave in self.chosen]
        return listed(names) if len(names) <= MOST_NAMED else say("report.from_to", first=names[0], last=names[-1])


def period_of(
    told: str | None,
    by: str,
    respondents: Mapping[str, int],
    minimum: int,
    known: Sequence[str] = (),
    names: AttributeNames = NO_NAMES,
) -> Period:
    """Find the waves that a report is about: those named, or the latest; all where they have no order.

    Parameters
    ----------
    told
        The wave, or a longer period, as the caller names it; ``"all"`` for all of them.
    by
        The attribute that holds the waves.
    respondents
        The waves that there are, with how many answered in each.
    minimum
        The least number of respondents that a report is about.
    known
        The waves' order where the attribute is an ordered categorical.
    names
        What the attribute and its waves are called.

    Raises
    ------
    ServgapError
        If what was told names none of them, or too few respondents.
    """
    labels, wanted = list(respondents), (told or "").strip()
    order = _order(by, labels, known)
    waves = tuple(labels[place] for place in order or range(len(labels)))
    if wanted.casefold() == ALL or not (wanted or order):
        return Period("", by, waves, waves, names=names)
    if not wanted:
        enough = [place for place, wave in enumerate(waves) if respondents[wave] >= minimum]
        last = enough[-1] if enough else len(waves) - 1
        return Period("", by, waves, (waves[last],), len(waves) - 1 - last, names)
    chosen = tuple(waves[place] for place in named_by(wanted, waves))
    if not chosen:
        raise errors.period_not_there(wanted, by, waves)
    n = sum(respondents[wave] for wave in chosen)
    if n < minimum:
        raise errors.period_too_small(wanted, n, minimum)
    return Period(wanted, by, waves, chosen, names=names)


def _order(by: str, labels: Sequence[str], known: Sequence[str]) -> list[int]:
    """Put the waves in order; nothing where they have none."""
    try:
        return calendar_order(by, labels, known=known)
    except ServgapError:
        return []
