"""Which category each feature falls into, how sure that is, and what it adds or takes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from servgap._stats.kano.better_worse import better_worse
from servgap._stats.kano.evaluation import BY_CHANCE, kano_categories
from servgap._stats.kano.scores import kano_scores
from servgap._stats.registry import registered
from servgap._stats.shares.multinomial import goodman
from servgap._stats.shares.paired_shares import mcnemar
from servgap._stats.ties import at_least, first_most
from servgap.analysis.finding import Basis, Finding, Remark
from servgap.analysis.frames import Frames
from servgap.analysis.kano.facts import Coefficient, KanoFacts
from servgap.analysis.kano.rows import (
    QUESTIONABLE,
    Numbers,
    answers_by_item,
    answers_frame,
    items_frame,
    kano_columns,
    regions_frame,
)
from servgap.analysis.rows import group_of
from servgap.analysis.source import Source
from servgap.analysis.subject import TESTED_FROM, By, check_level, tally_of
from servgap.analysis.verbs import verb
from servgap.analysis.verdicts import NONE, UNDECIDED
from servgap.errors import kano as errors
from servgap.errors import surveys as survey_errors
from servgap.survey.kano_parts import DYSFUNCTIONAL, FUNCTIONAL, asks_kano
from servgap.survey.survey import Survey
from servgap.survey.tally import Tally


@dataclass(frozen=True, eq=False, repr=False)
class KanoClasses(Finding):
    """Kano's category of each item, with its shares, coefficients and means.

    Examples
    --------
    >>> import servgap as sg
    >>> hotel = sg.Instrument.from_toml("data/samples/hotel_kano.toml")
    >>> kano = sg.classify_kano(sg.read_survey("data/samples/hotel_kano.csv", hotel))
    >>> kano.frame[["item", "n", "kano_category", "better", "worse"]].round(2).head(3)
          item    n kano_category  better  worse
    0     wifi  238       must_be    0.16  -0.82
    1    quiet  239       must_be    0.21  -0.83
    2  upgrade  239    attractive    0.74  -0.16
    """

    kind: ClassVar[str] = "kano"

    facts: KanoFacts

    @property
    def answers(self) -> pd.DataFrame:
        """The table of answers of every item: if it is there by if it is not, with the category of each pair."""
        return self.frames["answers"]

    @property
    def regions(self) -> pd.DataFrame:
        """The joint regions of better and worse: ellipses by their centre, half widths and correlation."""
        return self.frames["regions"]


@verb
def classify_kano(subject: Survey | Tally, *, by: By = None, confidence: float = 0.95) -> KanoClasses:
    """
    Classify what customers were asked twice about: how they feel if it is there, and if it is not.

    Each respondent's pair of answers is a category by the evaluation table of Berger et al. (1993). An item has the
    category that most respondents name, if it is clearly more frequent than the next by Fong's test; else it is
    undecided. Beside it stand how much satisfaction the item adds if it is there (better) and takes if it is not
    (worse), which say more of an item on which customers are divided.

    Parameters
    ----------
    subject
        A Survey, or a Tally, of a questionnaire with the parts ``"functional"`` and ``"dysfunctional"``.
    by
        Attributes; items are classified separately for each of their values.
    confidence
        The level of the intervals. Those of an item's six shares hold at once, and so does the region of better and
        worse; Fong's critical value is 1.65 whatever the level.

    Returns
    -------
    KanoClasses
        Its frame has a row an item: the category or ``"undecided"`` with the reason, counts and shares of the six
        categories, Fong's test, strengths, better and worse with their errors and covariance, and mean scores.
        ``regions`` has the joint regions, ``answers`` the 5 × 5 tables.

    Raises
    ------
    ServgapError
        If the questionnaire does not ask these two questions, or a keyword's value makes no sense.

    Notes
    -----
    Fong's test is what the field decides by, and it decides easily: where two categories that are equally frequent hold
    most of the answers, for one of them in up to a fifth of all samples. ``p_value`` is that of McNemar's exact test of
    the same two, and the headline counts the items whose lead it takes for chance.

    A respondent counts in an item if he answered both of its questions. Questionable answers, twice liking or twice
    disliking, contradict themselves; where they are as frequent as answers picked at random would be (2 of the 25
    cells, 8 %), the headline says so first. Categories cannot be derived from expectations and perceptions.

    References
    ----------
    Kano et al. (1984), Hinshitsu 14(2), 39–48; Berger et al. (1993), Center for Quality of Management Journal 2(4);
    Fong (1996), Center for Quality of Management Journal 5(3), 21–24.

    Examples
    --------
    >>> import servgap as sg
    >>> hotel = sg.Instrument.from_toml("data/samples/hotel_kano.toml")
    >>> survey = sg.read_survey("data/samples/hotel_kano.csv", hotel, attributes="trip")
    >>> sg.classify_kano(survey).frame.kano_category.value_counts().sort_index().to_dict()
    {'attractive': 2, 'indifferent': 2, 'must_be': 3, 'one_dimensional': 1, 'reverse': 1, 'undecided': 1}
    """
    source = Source.of(classify_kano, locals())
    check_level(confidence)
    if not isinstance(subject, Survey | Tally):
        raise survey_errors.not_a_survey(subject)
    if not asks_kano(subject.instrument):
        raise errors.not_asked(subject.instrument.name, subject.instrument.parts)
    tally = tally_of(subject, by)
    answers = answers_by_item(tally)
    columns = kano_columns(answers, confidence)
    frames = Frames(
        {
            "frame": items_frame(tally, columns),
            "regions": regions_frame(tally, answers, confidence),
            "answers": answers_frame(tally, answers),
        }
    )
    return KanoClasses(_basis(tally, confidence), frames, _facts(tally, columns, confidence), source)


def _basis(tally: Tally, confidence: float) -> Basis:
    """Say what it stands on; answers that name feelings have no measure, and none of them runs against another."""
    return Basis(
        instrument=tally.instrument,
        rows_used=tally.n,
        rows_read=tally.ledger.rows_read,
        left_out=tuple(tally.ledger.reasons.items()),
        pair=(FUNCTIONAL, DYSFUNCTIONAL),
        separately=tally.by,
        confidence=confidence,
        statistics=registered((kano_categories, mcnemar, goodman, better_worse, kano_scores)),
        remarks=(Remark("weights_ignored"),) if tally.weighted else (),
        names=tally.names,
    )


def _largest_group(columns: Numbers) -> int:
    return first_most(columns["n"].sum(axis=1))


def _alike(columns: Numbers, cell: int) -> bool:
    answered = columns["n"].sum(axis=1)
    return bool((answered == answered[cell]).sum() > 1)


def _facts(tally: Tally, columns: Numbers, confidence: float) -> KanoFacts:
    cell = _largest_group(columns)
    row = {name: values[cell] for name, values in columns.items()}
    keys = tally.instrument.item_keys
    category = row["kano_category"]
    doubtful = at_least(row["share_questionable"], BY_CHANCE) & (row["n"] >= TESTED_FROM)
    counted = Counter(str(each) for each in category if each != NONE)
    wanted = sum(int(row[f"n_{name}"].sum()) for name in ("must_be", "one_dimensional", "attractive"))
    return KanoFacts(
        group=group_of(tally, cell),
        items=len(keys),
        categories=dict(sorted(counted.items())),
        narrow=int((~np.isin(category, (NONE, UNDECIDED)) & at_least(row["p_value"], 1 - confidence)).sum()),
        unjudged=int((category == NONE).sum()),
        worst=_coefficient(keys, row, "worse"),
        best=_coefficient(keys, row, "better"),
        questionable=tuple(key for key, marked in zip(keys, doubtful, strict=True) if marked),
        questionable_share=float(row[f"share_{QUESTIONABLE}"][doubtful].max()) if doubtful.any() else float("nan"),
        reversed=int(row["n_reverse"].sum()) > wanted,
        groups=len(tally.cells),
        alike=_alike(columns, cell),
        differing=sum(_differs(each) for each in columns["kano_category"].T),
    )


def _coefficient(keys: tuple[str, ...], row: dict[str, Any], name: str) -> Coefficient | None:
    """Give the item with the largest coefficient either way, among those of enough respondents."""
    size = np.where(row["n_counted"] >= TESTED_FROM, np.abs(row[name]), np.nan)
    if not (size > 0).any():
        return None
    place = first_most(size)
    tied = int(at_least(size, float(size[place])).sum())
    value, low, high = (float(row[f"{name}{end}"][place]) for end in ("", "_low", "_high"))
    return Coefficient(keys[place], value, low, high, tied)


def _differs(categories: Any) -> bool:
    """Tell whether an item falls into different categories in different groups, of those in which it is decided."""
    return len({str(each) for each in categories} - {NONE, UNDECIDED}) > 1
