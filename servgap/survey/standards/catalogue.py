"""The catalogue of standards: what is promised, by whom, to whom, since when and until when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from os import PathLike
from typing import TYPE_CHECKING, TypeVar

import pandas as pd

from servgap.errors import catalogues as errors
from servgap.survey.frozen import Frozen
from servgap.survey.instrument import Instrument
from servgap.survey.ledger import LedgerLine
from servgap.survey.questionnaire import touchpoints as customary_circle
from servgap.survey.shown_as_card import ShownAsCard
from servgap.survey.standards.consistency import as_kept, check_consistent, check_kinds
from servgap.survey.standards.days import day_told
from servgap.survey.standards.limit import Limit
from servgap.survey.standards.limit_text import written_limits
from servgap.survey.standards.standard import Aspect, Standard, Touchpoint
from servgap.survey.survey import Survey
from servgap.survey.tally import Tally

if TYPE_CHECKING:
    import datetime as dt

    from servgap.survey.card_forms import Card
    from servgap.survey.standards.comparison import CatalogueComparison
    from servgap.survey.standards.customers_page import CustomersPage
    from servgap.survey.standards.joining import Matching
    from servgap.survey.standards.smart import CatalogueCheck

Subject = TypeVar("Subject", Instrument, Survey, Tally)


@dataclass(frozen=True, repr=False)
class Catalogue(ShownAsCard, Frozen):
    """The standards of a service, with what is promised and who answers for it.

    Read by `read_catalogue`. It is joined to a questionnaire, or to the answers to one, by ``catalogue.on(survey)``,
    and overrides what the questionnaire says of its standards.

    Parameters
    ----------
    standards
        The standards, each under a key of its own. One that another supersedes is an earlier version of it: it is kept,
        and left out wherever standards in force are meant (`current`).
    touchpoints
        The stations of the service circle on which they lie; the customary circle unless told.
    aspects
        Aspects of one's own.
    measured_by
        The keys of the items that measure a standard, where these are not its own key or its own words.
    name
        What it is called.
    lines
        What was detected automatically in its source.
    unread
        Columns of the source that are no fact of a standard.
    language
        The language in which it shows itself.

    Raises
    ------
    ServgapError
        If a key stands twice, a standard has no words, or a fact of it makes no sense.

    Examples
    --------
    >>> import servgap as sg
    >>> wait = sg.Standard("wait", "Calls are answered.", limit=sg.Limit(15, "s", share=0.85), review_by="2027-01-31")
    >>> catalogue = sg.Catalogue([wait])
    >>> catalogue.frame[["standard", "limit", "review_by"]]
      standard       limit   review_by
    0     wait  15 s, 85 %  2027-01-31
    >>> catalogue.overdue(on="2027-03-01").days_overdue.tolist()
    [29]
    """

    standards: Sequence[Standard]
    touchpoints: Sequence[Touchpoint] | None = None
    aspects: Sequence[Aspect] = ()
    measured_by: Mapping[str, Sequence[str]] = field(default_factory=dict)
    name: str = field(default="", compare=False)
    lines: tuple[LedgerLine, ...] = field(default=(), compare=False)
    unread: tuple[str, ...] = field(default=(), compare=False)
    language: str = field(default="en", compare=False)

    def __post_init__(self) -> None:
        check_kinds(self.standards, Standard, "standards")
        object.__setattr__(self, "standards", tuple(map(as_kept, self.standards)))
        stations = customary_circle() if self.touchpoints in (None, (), []) else self.touchpoints
        check_kinds(stations, Touchpoint, "touchpoints", empty=True)
        check_kinds(self.aspects, Aspect, "aspects", empty=True)
        object.__setattr__(self, "touchpoints", tuple(stations))
        object.__setattr__(self, "aspects", tuple(self.aspects))
        measured = {str(key): tuple(map(str, items)) for key, items in self.measured_by.items() if items}
        object.__setattr__(self, "measured_by", measured)
        super().__post_init__()
        check_consistent(self)

    @property
    def circle(self) -> tuple[Touchpoint, ...]:
        """The stations of its service circle."""
        return tuple(self.touchpoints or ())

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its standards."""
        return tuple(standard.key for standard in self.standards)

    @property
    def current(self) -> tuple[Standard, ...]:
        """The standards in force: those that no other of the catalogue supersedes."""
        gone = {standard.supersedes for standard in self.standards}
        return tuple(standard for standard in self.standards if standard.key not in gone)

    def standard(self, key: str) -> Standard:
        """Find a standard by its key.

        Parameters
        ----------
        key
            The key of the standard.

        Raises
        ------
        ServgapError
            If there is none.

        Examples
        --------
        >>> import servgap as sg
        >>> wait = sg.read_catalogue("data/samples/standards.csv").standard("res2")
        >>> wait.owner, wait.published, wait.review_by
        ('Service floor', True, '2027-01-31')
        """
        found = next((standard for standard in self.standards if standard.key == key), None)
        if found is None:
            raise errors.unknown_standard(key, self.keys)
        return found

    def versions(self, key: str) -> tuple[Standard, ...]:
        """Give a standard and the earlier versions of it that the catalogue holds, the latest first.

        Parameters
        ----------
        key
            The key of the standard.

        Raises
        ------
        ServgapError
            If there is none.

        Examples
        --------
        >>> import servgap as sg
        >>> now = sg.Standard("wait2", "Calls are answered at once.", supersedes="wait")
        >>> catalogue = sg.Catalogue([sg.Standard("wait", "Calls are answered."), now])
        >>> [each.key for each in catalogue.versions("wait2")]
        ['wait2', 'wait']
        """
        found = [self.standard(key)]
        while (before := found[-1].supersedes) in self.keys:
            found.append(self.standard(str(before)))
        return tuple(found)

    @property
    def frame(self) -> pd.DataFrame:
        """One row a standard, with the keys of what it is filed under, and its limits as they are written in a file."""
        from servgap.survey.standards.filing import filed_as

        rows = []
        for each in self.standards:
            filed = filed_as(each, self.circle, self.aspects)
            told = {name: getattr(each, name) for name in ("owner", "target", "unit", "revised", "review_by")}
            rows.append(
                {
                    "standard": each.key,
                    "text": each.text.to(self.language),
                    **{level: key or None for level, key in filed.items()},
                    **told,
                    "limit": written_limits(each.limit) or None,
                    "published": each.published,
                    "norm": written_limits(each.norm) or None,
                    "supersedes": each.supersedes,
                    "items": ", ".join(self.measured_by.get(each.key, ())) or None,
                    "in_force": each in self.current,
                }
            )
        return pd.DataFrame(rows).astype({"target": float})

    @property
    def limits(self) -> pd.DataFrame:
        """One row a limit, with its number, unit, share and longest, and the channel to which it applies."""
        names = [entry.name for entry in fields(Limit)]
        rows = [
            [each.key, *(getattr(limit, name) for name in names)] for each in self.standards for limit in each.limits
        ]
        frame = pd.DataFrame(rows, columns=["standard", *names])
        return frame.astype({"value": float, "share": float, "longest": float})

    def overdue(self, *, on: dt.date | str) -> pd.DataFrame:
        """List the standards in force whose day of review has passed.

        Parameters
        ----------
        on
            The day for which it is asked; it must be told, so that the same call gives the same list on any day.

        Returns
        -------
        pandas.DataFrame
            ``standard``, ``owner``, ``review_by`` and ``days_overdue``, those longest overdue first. A standard without
            a day of review is in no such list; `check` names it.

        Raises
        ------
        ServgapError
            If it is no day.

        Examples
        --------
        >>> import servgap as sg
        >>> late = sg.read_catalogue("data/samples/standards.csv").overdue(on="2026-12-31")
        >>> late[["standard", "owner", "days_overdue"]]
          standard    owner  days_overdue
        0     tan1  Systems            92
        1     tan2  Systems            92
        """
        day = day_told(on)
        known = ((each, day_told(each.review_by)) for each in self.current if each.review_by is not None)
        late = [((day - by).days, each) for each, by in known if by < day]
        late.sort(key=lambda found: -found[0])
        rows = [[each.key, each.owner, each.review_by, days] for days, each in late]
        return pd.DataFrame(rows, columns=["standard", "owner", "review_by", "days_overdue"])

    def check(self, instrument: Instrument | Survey | Tally | None = None) -> CatalogueCheck:
        """Say of each standard in force whether it is specific, measurable, attainable, relevant and time-bound.

        Decided by facts alone, by rules that stand in `CatalogueCheck`; what no fact decides is ``"unknown"``.

        Parameters
        ----------
        instrument
            The questionnaire that asks customers of the standards, or answers to one: with it, relevance is decided by
            whether some item measures a standard, and a target by whether the scale leaves room above it.

        Raises
        ------
        ServgapError
            If it is neither a questionnaire nor answers to one.

        Examples
        --------
        >>> import servgap as sg
        >>> catalogue = sg.read_catalogue("data/samples/standards.csv")
        >>> catalogue.check(sg.Instrument.load("servqual")).lacking["res1"]
        ('no_share',)
        """
        from servgap.survey.standards.smart import checked

        return checked(self, _questionnaire(instrument))

    def compare(self, previous: Catalogue) -> CatalogueComparison:
        """Say what has changed since an earlier catalogue: what was added, dropped, tightened, loosened, reworded.

        Standards go together by their keys, or where one supersedes the other.

        Parameters
        ----------
        previous
            The earlier catalogue.

        Raises
        ------
        ServgapError
            If it is none.

        Examples
        --------
        >>> import servgap as sg
        >>> catalogue = sg.read_catalogue("data/samples/standards.csv")
        >>> catalogue.compare(sg.read_catalogue("data/samples/standards_2025.csv")).of("tightened")
        ('rel2', 'res2')
        """
        from servgap.survey.standards.comparison import compared

        if not isinstance(previous, Catalogue):
            raise errors.not_a_catalogue(previous)
        return compared(self, previous)

    def match(self, instrument: Instrument | Survey | Tally) -> Matching:
        """Say which standard goes with which items of a questionnaire, and which are left over on either side.

        Parameters
        ----------
        instrument
            A questionnaire, or answers to one.

        Raises
        ------
        ServgapError
            If it is neither.

        Examples
        --------
        >>> import servgap as sg
        >>> catalogue = sg.Catalogue([sg.Standard("res2", "Calls are answered."), sg.Standard("home", "We come home.")])
        >>> catalogue.match(sg.Instrument.load("servqual")).beyond_survey
        ('home',)
        """
        from servgap.survey.standards.joining import matched

        found = _questionnaire(instrument)
        if found is None:
            raise errors.not_joinable(instrument)
        return matched(self, found)

    def on(self, subject: Subject) -> Subject:
        """Join the catalogue to a questionnaire, or to the answers to one.

        A standard goes with the items that `measured_by` names, else with the standard of the same key, else with that
        of the same words. What the catalogue says of it (component, touchpoint, owner, target, limits …) takes the
        place of what the questionnaire says; what it leaves open stays. Items keep the words in which customers were
        asked, but where one standard is measured by several items that were worded each by itself.

        Parameters
        ----------
        subject
            An Instrument, a Survey or a Tally.

        Returns
        -------
        Instrument | Survey | Tally
            The same with these standards. The ledger of a Survey or a Tally names what was left over on either side;
            for an Instrument, `match` does. A Tally loses counts that were held against other targets.

        Raises
        ------
        ServgapError
            If no standard goes with any item, or two go with the same one.

        Examples
        --------
        >>> import servgap as sg
        >>> catalogue = sg.read_catalogue("data/samples/standards.csv")
        >>> joined = catalogue.on(sg.Instrument.load("servqual"))
        >>> next(item for item in joined.items if item.key == "res2").standard.limit[0]
        Limit(value=15, unit='s', share=0.85, longest=None, channel='phone')
        """
        from servgap.survey.standards.joining import joined_to

        return joined_to(self, subject)

    def for_customers(self, language: str | None = None, *, title: str | None = None) -> CustomersPage:
        """Give the page that customers may read: the published standards in force, and only what they promise.

        Parameters
        ----------
        language
            ``"en"`` or ``"zh"``; the catalogue's own unless told.
        title
            What heads it; the trade's usual words unless told.

        Raises
        ------
        ServgapError
            If no standard is published, or one has no words in that language.

        Examples
        --------
        >>> import servgap as sg
        >>> page = sg.read_catalogue("data/samples/standards.csv").for_customers("en", title="What we promise")
        >>> page.markdown.splitlines()[0]
        '# What we promise'
        """
        from servgap.survey.standards.customers_page import page_for_customers

        return page_for_customers(self, language or self.language, title)

    def to_csv(self, path: str | PathLike[str]) -> None:
        """Write the standards as CSV, from which `read_catalogue` gives them back.

        A table has no room for stations of the circle and aspects of one's own; `to_toml` writes these too.

        Parameters
        ----------
        path
            Where to; a file that is there is replaced only once the new one is complete.

        Examples
        --------
        >>> import servgap as sg
        >>> from tempfile import TemporaryDirectory
        >>> catalogue = sg.read_catalogue("data/samples/standards.csv")
        >>> with TemporaryDirectory() as folder:
        ...     catalogue.to_csv(f"{folder}/mine.csv")
        ...     sg.read_catalogue(f"{folder}/mine.csv") == catalogue
        True
        """
        from servgap.survey.standards.catalogue_file import write_csv

        write_csv(self, path)

    def to_toml(self, path: str | PathLike[str]) -> None:
        """Write the catalogue as TOML, from which `read_catalogue` gives it back equal.

        Parameters
        ----------
        path
            Where to; a file that is there is replaced only once the new one is complete.

        Examples
        --------
        >>> import servgap as sg
        >>> from tempfile import TemporaryDirectory
        >>> catalogue = sg.read_catalogue("data/samples/standards.csv")
        >>> with TemporaryDirectory() as folder:
        ...     catalogue.to_toml(f"{folder}/mine.toml")
        ...     sg.read_catalogue(f"{folder}/mine.toml") == catalogue
        True
        """
        from servgap.survey.standards.catalogue_file import write_toml

        write_toml(self, path)

    def _card(self) -> Card:
        from servgap.survey.standards.catalogue_card import card_of

        return card_of(self)

    def __len__(self) -> int:
        return len(self.standards)


def _questionnaire(subject: Instrument | Survey | Tally | None) -> Instrument | None:
    if isinstance(subject, Survey | Tally):
        return subject.instrument
    if subject is None or isinstance(subject, Instrument):
        return subject
    raise errors.not_joinable(subject)
