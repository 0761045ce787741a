"""The answers to an Instrument: one aligned matrix a part, the respondents' attributes, and the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from functools import cached_property
from os import PathLike
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap.errors import surveys as errors
from servgap.language.shown import check_whole
from servgap.survey.attribute_names import NO_NAMES, AttributeNames
from servgap.survey.dropped_rows import kept_without
from servgap.survey.frozen import Frozen, hands_out
from servgap.survey.groups import group_labels
from servgap.survey.instrument import Instrument
from servgap.survey.ledger import Ledger
from servgap.survey.outcomes.outcome import Outcome, OutcomeAnswers
from servgap.survey.scale import Codes
from servgap.survey.shown_as_card import ShownAsCard

if TYPE_CHECKING:
    from servgap.survey.card_forms import Card
    from servgap.survey.invitations import Invitations
    from servgap.survey.measures.measure import Measure
    from servgap.survey.tally import Tally


class Absence(IntEnum):
    """Why there is no answer: an empty cell, a question skipped, one that does not apply, or one that was not asked."""

    MISSING = 0
    NOT_ANSWERED = 1
    DOES_NOT_APPLY = 2
    NOT_ASKED = 3


@dataclass(frozen=True, eq=False)
class Answers(Frozen):
    """The answers to one part: a code for every item and respondent, and why answers are absent.

    Parameters
    ----------
    codes
        Items × respondents: 1 is the scale's lowest level, 0 no answer. Scored: reversed items are mirrored.
    absences
        Items × respondents, values of `Absence`, read only where the code is 0; None where all are missing.
    """

    codes: Codes
    absences: Codes | None = None

    def only(self, kept: NDArray[np.bool_]) -> Answers:
        """Keep some respondents."""
        absences = None if self.absences is None else np.ascontiguousarray(self.absences[:, kept])
        return Answers(np.ascontiguousarray(self.codes[:, kept]), absences)


def not_asked(answers: Iterable[Answers]) -> bool:
    """Tell whether some items were put to some respondents only."""
    absences = (each.absences for each in answers)
    return any(each is not None and bool((each == Absence.NOT_ASKED).any()) for each in absences)


@hands_out("respondents", "row_names")
@dataclass(frozen=True, eq=False, repr=False)
class Survey(ShownAsCard, Frozen):
    """The answers of a survey, checked and complete in the books; what verbs analyse.

    Made by `read_survey`. A Survey that exists is valid: every answer lies on the scale, every part stands beside its
    partner, and `ledger` accounts for every row of the source.

    Parameters
    ----------
    instrument
        The questionnaire.
    answers
        One matrix of answer codes a part.
    respondents
        One row a respondent: attributes only, indexed by the row of the source: as a spreadsheet counts for files, from
        0 for frames (``frame.iloc``), and with the source's name before it where several are read together.
    ledger
        Rows read = rows used + rows left out.
    points
        Dimensions × respondents: importance out of 100 as each respondent gave it; NaN for one who did not.
    weight
        A sampling weight for each respondent.
    row_names
        What the source itself calls the rows: the index of a frame, or the column that names respondents; None where it
        calls them nothing. They may say who answered, so that they stand nowhere else: in no finding, message or file,
        nor where a Survey is pickled or copied.
    language
        The language in which its card is written.
    outcomes
        What was asked beside the items and is to be explained, such as overall satisfaction, each on its own scale.
    persons
        A number for each row, the same for rows of one person, -1 where nobody is named; None where all rows are taken
        to be of different persons. The numbers count persons in the order of the source, and say not who they are.
    invitations
        How many were invited, by the attributes for which it was told with `invited`.
    names
        What readers are shown in the place of attributes and of their values, as it was told with `with_names`.

    Examples
    --------
    >>> import servgap as sg
    >>> survey = sg.read_survey("data/samples/hotline_2026.csv", attributes=["branch"])
    >>> survey.n, survey.where(branch="North").n
    (1489, 339)
    """

    instrument: Instrument
    answers: Mapping[str, Answers]
    respondents: pd.DataFrame
    ledger: Ledger
    points: NDArray[np.float64] | None = None
    weight: NDArray[np.float64] | None = None
    row_names: pd.Series[Any] | None = None
    language: str = "en"
    outcomes: Mapping[str, OutcomeAnswers] = field(default_factory=dict)
    persons: NDArray[np.int64] | None = None
    invitations: Invitations | None = None
    names: AttributeNames = NO_NAMES

    @property
    def n(self) -> int:
        """The number of respondents."""
        return len(self.respondents)

    @property
    def matrix_sampled(self) -> bool:
        """Whether some items were put to some respondents only, so that these have no scores of their own."""
        return not_asked(self.answers.values())

    @property
    def attributes(self) -> tuple[str, ...]:
        """The names of the respondents' attributes."""
        return tuple(str(name) for name in self.respondents.columns)

    @property
    def expectations(self) -> pd.DataFrame:
        """Expectations as scored: respondents × item keys, NaN where there is no answer."""
        return self.part("expectation")

    @property
    def perceptions(self) -> pd.DataFrame:
        """Perceptions as scored: respondents × item keys, NaN where there is no answer."""
        return self.part("perception")

    @cached_property
    def points_are_whole(self) -> bool:
        """Whether all importance points are whole numbers, or there are none; sums of such are exact in any order."""
        points = self.points if self.points is not None else self.instrument.points
        given = np.asarray(() if points is None else points, dtype=np.float64)
        return bool(((np.floor(given) == given) | np.isnan(given)).all())

    def part(self, part: str) -> pd.DataFrame:
        """Give one part's answers as scored.

        Parameters
        ----------
        part
            One of the instrument's parts, such as ``"desired"``.

        Returns
        -------
        pandas.DataFrame
            Respondents × item keys; NaN where there is no answer.

        Raises
        ------
        ServgapError
            If the instrument does not ask that part.
        """
        if part not in self.answers:
            raise errors.unknown_part(part, self.instrument.parts, self.instrument.name)
        scored = self.instrument.scale.decode(self.answers[part].codes)
        return pd.DataFrame(scored.T, index=self.respondents.index, columns=list(self.instrument.item_keys))

    def where(self, **attributes: Any) -> Survey:
        """Select respondents by their attributes.

        Parameters
        ----------
        **attributes
            One value, or a list of values, for each attribute named: ``where(branch=["North", "South"])``.

        Returns
        -------
        Survey
            The selected respondents; the ledger enters the others as left out, outside the selection.

        Raises
        ------
        ServgapError
            If an attribute is unknown or no respondent has the values.
        """
        kept, told, invitations = np.ones(self.n, dtype=bool), [], self.invitations
        for name, wanted in attributes.items():
            if name not in self.respondents.columns:
                raise errors.unknown_attribute(name, self.attributes)
            labels = group_labels(self.respondents[name])
            values = [wanted] if isinstance(wanted, str) or not isinstance(wanted, Iterable) else list(wanted)
            chosen = set(group_labels(pd.Series(values)))
            stays = np.array([label in chosen for label in labels], dtype=bool)
            invitations = invitations and (invitations if stays.all() else invitations.where(name, chosen))
            kept &= stays
            told.append((name, tuple(map(str, values))))
        if not kept.any():
            occurring = [label for name in attributes for label in sorted(set(group_labels(self.respondents[name])))]
            raise errors.nobody_selected(told, occurring)
        return replace(self._keep(kept, "outside_selection", {"chosen": told}), invitations=invitations)

    def invited(self, table: Any) -> Survey:
        """Say how many were invited to answer, so that response rates can be shown beside the answers.

        Parameters
        ----------
        table
            A frame, or the path of a file, with a row for each group of respondents: columns called like attributes of
            the survey, such as branch and quarter, and one called ``"invited"``, ``"sent"``, ``"邀请"`` or ``"发放"``.
            Or a mapping from labels to numbers, ``{"North": 400, "South": 250}``.

        Returns
        -------
        Survey
            The same survey, which keeps the numbers; so do its selections by these attributes, its tallies and its
            files. Who is left out later, as careless or for no pair of answers, counts as one who did not answer.

        Raises
        ------
        ServgapError
            If the columns are not clear, a group is not known, stands twice or is missing, or fewer were invited than
            answered.

        Examples
        --------
        >>> import servgap as sg
        >>> survey = sg.read_survey("data/samples/hotline_2026.csv", attributes=["branch", "quarter"])
        >>> asked = survey.invited({"2026Q1": 1200, "2026Q2": 1200, "2026Q3": 1500, "2026Q4": 1500})
        >>> asked.invitations.total, asked.where(quarter=["2026Q3", "2026Q4"]).invitations.total
        (5400, 3000)
        """
        from servgap.survey.reading.invited import invitations_of

        return replace(self, invitations=invitations_of(self, table))

    def with_names(self, names: Mapping[str, Any]) -> Survey:
        """Say what readers are shown in the place of attributes and of their values, in every language.

        Headlines, notes, tables, pictures and reports call them so. Frames, `where` and ``by=`` go on by the attributes
        and values as they were read, and so does the order of groups.

        Parameters
        ----------
        names
            For each attribute to be named, its name: a text, which serves in every language, or one by language,
            ``{"en": "branch", "zh": "网点"}``. Beside these, ``"values"`` names its values in the same way, each by
            itself as it stands in the data.

        Returns
        -------
        Survey
            The same survey, which keeps the names; so do its selections, tallies, files and all that is found of them.
            What had a name before keeps it, unless it is given another. What has none in a language is called in it as
            it was read.

        Raises
        ------
        ServgapError
            If an attribute or a language is not known, a value is likely to be misspelt, a name is empty, or in some
            language two attributes, or two values of one, would be called the same.

        Examples
        --------
        >>> import servgap as sg
        >>> survey = sg.read_survey("data/samples/hotline_2026.csv", attributes=["branch", "quarter"])
        >>> named = survey.with_names({"branch": {"zh": "网点", "values": {"Airport": {"zh": "机场"}}}})
        >>> gaps = sg.measure_gaps(named.where(branch="Airport"), by="branch")
        >>> gaps.frame["branch"].unique().tolist(), "网点“机场”" in gaps.headline_in("zh")
        (['Airport'], True)
        """
        from servgap.survey.counted_once import sharing_counts
        from servgap.survey.reading.given_names import names_given

        return sharing_counts(replace(self, names=names_given(self, names)), self)

    def drop(self, rows: Sequence[Any] | NDArray[Any] | pd.Index, *, reason: str) -> Survey:
        """Leave respondents out, and enter it in the ledger.

        Parameters
        ----------
        rows
            Rows as in ``respondents.index``, such as a screening's ``flagged``. Whoever has the source's own names
            takes ``survey.row_names[survey.row_names.isin(names)].index``.
        reason
            Why, in a word or two; it stands in the ledger and in every finding's note.

        Raises
        ------
        ServgapError
            If a row is not there, names may be meant instead of rows, or nobody would be left.
        """
        if not reason.strip():
            raise errors.no_reason()
        check_whole(reason, "the reason")
        return self._keep(kept_without(rows, self.respondents.index, self.row_names), reason, {})

    def _keep(self, kept: NDArray[np.bool_], reason: str, facts: Mapping[str, Any]) -> Survey:
        return replace(
            self,
            answers={part: answers.only(kept) for part, answers in self.answers.items()},
            respondents=self.respondents.loc[kept],
            ledger=self.ledger.left_out(reason, int((~kept).sum()), facts),
            points=None if self.points is None else self.points[:, kept],
            weight=None if self.weight is None else self.weight[kept],
            row_names=None if self.row_names is None else self.row_names[kept],
            outcomes={name: each.only(kept) for name, each in self.outcomes.items()},
            persons=None if self.persons is None else self.persons[kept],
        )

    def in_language(self, language: str) -> Self:
        """Give the same survey, showing itself in a language, ``"en"`` or ``"zh"``.

        Raises
        ------
        ServgapError
            If it does not speak that language.
        """
        from servgap.survey.counted_once import sharing_counts

        told = super().in_language(language)
        sharing_counts(told, self)
        return told

    def __reduce__(self) -> tuple[Any, ...]:
        told = (self.instrument, self.answers, self.respondents, self.ledger, self.points, self.weight)
        return type(self), (*told, None, self.language, self.outcomes, self.persons, self.invitations, self.names)

    def __copy__(self) -> Self:
        return self if self.row_names is None else replace(self, row_names=None)

    def tally(
        self,
        by: str | Sequence[str] = (),
        *,
        pairs: bool = False,
        measures: str | Measure | Sequence[str | Measure] = (),
        zones: bool = False,
        outcomes: str | Outcome | Sequence[str | Outcome] = (),
    ) -> Tally:
        """Count the answers, in one pass over the respondents.

        What was counted once is remembered, so that several verbs on one survey count it together but once, and coarser
        groups are put together from finer ones.

        Parameters
        ----------
        by
            Attributes whose every combination of values is counted separately.
        pairs
            Whether to count a table for every two items of a part as well, for polychoric correlations.
        measures
            Measures to be counted as well, by name or as a `Measure`, for verbs that are given this tally; gaps, and a
            part that is asked alone, are always counted.
        zones
            Whether to count triples of a desired, an adequate and a received level as well, for `measure_zones`.
        outcomes
            Outcomes, by name or as an `Outcome`, whose products with the items are to be counted as well, for
            `find_drivers`: with what was received by itself, and with each of the measures named that is no share.

        Returns
        -------
        Tally
            Counts and moments, from which every verb works; it adds up with other tallies and can be saved.

        Raises
        ------
        ServgapError
            If an attribute or an outcome is unknown, or the questionnaire does not ask what a measure or a zone takes.
        """
        from servgap.errors.measures import measures_unusable
        from servgap.survey.counted_once import counts_of
        from servgap.survey.measures.measure import Measure, measure_for
        from servgap.survey.outcomes.outcome_counts import explained_of

        asked = [measures] if isinstance(measures, str | Measure) else measures
        if not isinstance(asked, Iterable):
            raise measures_unusable(measures)
        settled = tuple(measure_for(self.instrument, each) for each in asked)
        names = (by,) if isinstance(by, str) else tuple(by)
        listed = [outcomes] if isinstance(outcomes, str | Outcome) else outcomes
        received = Measure(self.instrument.parts[-1], None)
        taken = dict.fromkeys((received, *(each.counted for each in settled if not each.is_share)))
        explained = tuple(explained_of(self, each, measure) for each in listed for measure in taken)
        return counts_of(self).tally(self, names, pairs=pairs, measures=settled, zones=zones, outcomes=explained)

    def to_csv(self, path: str | PathLike[str]) -> None:
        """Write the survey as CSV, from which ``read_survey(path)`` gives it back.

        The table holds respondents' attributes and answers as scored; rows above it whose first cell begins with ``#``
        hold the instrument and the ledger.

        Parameters
        ----------
        path
            The file to be written.

        Raises
        ------
        ServgapError
            If it cannot be written; then nothing is changed.
        """
        from servgap.survey.survey_file import write_csv

        write_csv(self, path)

    def to_parquet(self, path: str | PathLike[str]) -> None:
        """Write the survey as Parquet, from which ``read_survey(path)`` gives it back.

        Parameters
        ----------
        path
            The file to be written; its metadata hold the instrument and the ledger.

        Raises
        ------
        ServgapError
            If it cannot be written; then nothing is changed.
        """
        from servgap.survey.survey_file import write_parquet

        write_parquet(self, path)

    def _card(self) -> Card:
        from servgap.survey.card import card_of

        return card_of(self)
