"""An outcome: a question beside the questionnaire's items, such as overall satisfaction, that these are to explain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from servgap.errors import outcomes as errors
from servgap.survey.frozen import Frozen
from servgap.survey.measures.measure import OF_ANSWERS, Measure, with_answers
from servgap.survey.scale import Scale


@dataclass(frozen=True, eq=False)
class OutcomeAnswers(Frozen):
    """The answers to an outcome.

    Parameters
    ----------
    scale
        The scale of the outcome, which need not be that of the items.
    values
        Respondents' answers; NaN where there is none.
    """

    scale: Scale
    values: NDArray[np.float64]

    def only(self, kept: NDArray[np.bool_]) -> OutcomeAnswers:
        """Keep some respondents."""
        return OutcomeAnswers(self.scale, self.values[kept])


@dataclass(frozen=True)
class Outcome:
    """What a verb takes of an outcome: its mean, or a share of customers.

    Verbs take one as ``outcome=``, or its name for the mean.

    Parameters
    ----------
    name
        The outcome, as `read_survey` was told to call it.
    share
        None for the mean; the share of respondents whose answer is among the highest (``"top"``) or lowest
        (``"bottom"``), or the first less the second (``"net"``), as a net promoter score is.
    top, bottom
        From which answer on the highest are taken, and up to which the lowest. Default: the two highest and the two
        lowest; up to 6 for the net share on 0–10.

    Raises
    ------
    ServgapError
        If the share is none of these, or what is asked contradicts itself.

    Examples
    --------
    >>> import servgap as sg
    >>> sg.Outcome("recommend", share="net", top=9, bottom=6)
    Outcome(name='recommend', share='net', top=9.0, bottom=6.0)
    """

    name: str
    share: str | None = None
    top: float | None = None
    bottom: float | None = None

    def __init__(
        self,
        name: str,
        share: str | None = None,
        top: float | Iterable[float] | None = None,
        bottom: float | Iterable[float] | None = None,
    ) -> None:
        if not isinstance(name, str):
            raise errors.outcome_unusable(name)
        if share is not None and share not in OF_ANSWERS:
            raise errors.unknown_share(share, OF_ANSWERS)
        edges = Measure(share=share, top=top, bottom=bottom)
        for field, value in (("name", name), ("share", share), ("top", edges.top), ("bottom", edges.bottom)):
            object.__setattr__(self, field, value)

    def on(self, scale: Scale) -> Outcome:
        """Say of a share of answers which they are, of those that the scale has.

        Parameters
        ----------
        scale
            The scale of the answers.

        Raises
        ------
        ServgapError
            If one is off the scale, or they overlap.

        Examples
        --------
        >>> import servgap as sg
        >>> sg.Outcome("recommend", share="net").on(sg.Scale(0, 10))
        Outcome(name='recommend', share='net', top=9.0, bottom=6.0)
        """
        if self.share is None:
            return self
        settled = with_answers(Measure(share=self.share, top=self.top, bottom=self.bottom), scale)
        return Outcome(self.name, self.share, settled.top, settled.bottom)

    def answers_to(self, asked: Outcome) -> bool:
        """Tell whether this is what was asked for, where that leaves open which answers are the highest and lowest."""
        same = (self.name, self.share) == (asked.name, asked.share)
        return same and asked.top in {None, self.top} and asked.bottom in {None, self.bottom}

    def values(self, answers: OutcomeAnswers) -> NDArray[np.float64]:
        """Give each respondent's value: the answer, or of a share 1 or 0; of the net one −1 for the lowest.

        Parameters
        ----------
        answers
            The answers to the outcome.

        Returns
        -------
        numpy.ndarray
            A value for each respondent; NaN where there is no answer.

        Examples
        --------
        >>> import servgap as sg
        >>> survey = sg.read_survey("data/samples/hotline_2026.csv", columns={"outcome": {"pleased": "satisfaction"}})
        >>> sg.Outcome("pleased", share="top").values(survey.outcomes["pleased"])[:4]
        array([1., 1., 1., 1.])
        """
        if self.share is None:
            return answers.values
        settled = self.on(answers.scale)
        top, bottom = settled.top, settled.bottom
        value = np.zeros_like(answers.values)
        if top is not None:
            value += answers.values >= top
        if bottom is not None:
            value += (answers.values <= bottom) * (-1.0 if self.share == "net" else 1.0)
        return np.where(np.isnan(answers.values), np.nan, value)

    def scale(self, answers: Scale) -> Scale:
        """Give the scale on which the values lie.

        Parameters
        ----------
        answers
            The scale of the answers.

        Examples
        --------
        >>> import servgap as sg
        >>> sg.Outcome("recommend", share="net").scale(sg.Scale(0, 10)).low
        -1
        """
        if self.share is None:
            return answers
        return Scale(-1, 1) if self.share == "net" else Scale(0, 1)


def outcome_for(outcomes: Mapping[str, object], told: Outcome | str) -> Outcome:
    """Settle which outcome is meant.

    Parameters
    ----------
    outcomes
        The outcomes that there are, by name.
    told
        An `Outcome`, or its name.

    Raises
    ------
    ServgapError
        If there is none of that name.
    """
    if not isinstance(told, Outcome | str):
        raise errors.outcome_unusable(told)
    outcome = Outcome(told) if isinstance(told, str) else told
    if outcome.name not in outcomes:
        raise errors.unknown_outcome(outcome.name, tuple(outcomes))
    return outcome
