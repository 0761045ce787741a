"""What a validity stands on and what its words are made of: methods, respondents, and the facts behind the headline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from servgap._stats.factor_models.confirmatory import modification_indices
from servgap._stats.factor_models.construct_validity import construct_validity
from servgap._stats.factor_models.heterotrait import htmt, htmt_bootstrap
from servgap._stats.factor_models.invariance import measurement_invariance
from servgap._stats.factor_models.nested_models import chi_square_difference, scaled_difference
from servgap._stats.ordinal.polychoric import polychoric
from servgap._stats.registry import Function
from servgap.analysis.finding import Remark
from servgap.analysis.validity.bands import CLOSE, LEAST_GROUP, MOST_GROUPS, WEAK
from servgap.analysis.validity.doubts import Doubts
from servgap.analysis.validity.exploration import DRAWS as RANDOM_DRAWS
from servgap.analysis.validity.exploration import exploration_statistics
from servgap.analysis.validity.factor_fits import DWLS, SCALED, STATISTICS, USES_INCOMPLETE, PartAnswers
from servgap.analysis.validity.facts import DimensionPair, GroupsCompared, OwnFit, ValidityFacts
from servgap.analysis.validity.rows import DRAWS, Structure
from servgap.survey.tally import Tally


@dataclass(frozen=True)
class Asked:
    """The part, the estimator, what was found of groups, and the seed."""

    part: str
    estimator: str
    compared: GroupsCompared | None
    seed: int | None


def validity_statistics(asked: Asked, doubts: Doubts, answers: PartAnswers) -> tuple[Function, ...]:
    """Name the statistics that were computed, and no others."""
    several = len(doubts.instrument.dimensions) > 1
    found: list[Function] = [STATISTICS[asked.estimator], *([polychoric] if asked.estimator == DWLS else [])]
    joined = any(each.model.within(doubts.own.model) for each in doubts.fitted[1:])
    if joined and asked.estimator != DWLS:
        found.append(scaled_difference if asked.estimator in SCALED else chi_square_difference)
    found.append(construct_validity)
    if several:
        found += [htmt, *([htmt_bootstrap] if answers.given_rows is not None else [])]
    found += [modification_indices, *exploration_statistics(several=several)]
    return (*found, *((measurement_invariance,) if asked.compared is not None else ()))


def validity_remarks(asked: Asked, tally: Tally, answers: PartAnswers) -> list[Remark]:
    """Tell on whom the models rest, which groups were left out, and what was drawn."""
    remarks = []
    if answers.known and answers.n < tally.n:
        code = "incomplete_used" if asked.estimator in USES_INCOMPLETE else "complete_cases"
        told = (("n", answers.n), ("of", tally.n), ("rows", answers.given_rows is not None))
        remarks.append(Remark(code, (*told, ("estimator", asked.estimator))))
    if asked.compared is not None:
        many = asked.compared.groups > MOST_GROUPS
        counted = {
            "groups_left_out": asked.compared.left_out,
            "groups_unsure": 0 if many else asked.compared.small,
        }
        remarks += [Remark(code, (("n", n), ("minimum", LEAST_GROUP))) for code, n in counted.items() if n]
        if many:
            remarks.append(Remark("groups_too_many", (("n", asked.compared.groups), ("most", MOST_GROUPS))))
    several = len(tally.instrument.dimensions) > 1
    draws = DRAWS if answers.given_rows is not None and several else 0
    drawn = (("parallel", RANDOM_DRAWS), ("bootstrap", draws), ("seed", asked.seed))
    return [*remarks, Remark("validity_draws", drawn)]


def validity_facts(asked: Asked, doubts: Doubts, structure: Structure, frame: pd.DataFrame, of: int) -> ValidityFacts:
    """Give what the headline and the note say."""
    first, convergent = frame.iloc[0], structure.convergent(doubts)
    named = ("n", "n_items", "chi_square", "df", "p_value", "srmr", "fit", "reason")
    own: dict[str, Any] = {**{name: first[name] for name in named}, **doubts.own.judged}
    return ValidityFacts(
        part=asked.part,
        estimator=asked.estimator,
        own=OwnFit(**own),
        of=of,
        complete=structure.answers.n if structure.answers.known else np.nan,
        dimensions=len(doubts.instrument.dimensions),
        opposed=tuple(doubts.opposed),
        loads_against=doubts.loads_against,
        too_few=doubts.too_few,
        improper=doubts.improper,
        better=doubts.better,
        not_distinct=doubts.not_distinct,
        closest=max(doubts.pairs, key=_end, default=None),
        close=tuple(pair for pair in doubts.pairs if pair.separation == CLOSE),
        resampled=structure.resampled,
        weak=tuple(convergent.loc[convergent["convergence"] == WEAK, "dimension"]),
        invariance=asked.compared,
    )


def _end(pair: DimensionPair) -> float:
    """Give what a pair is judged by: the upper limit, or the ratio where there is none."""
    return round(pair.htmt_high if np.isfinite(pair.htmt_high) else pair.htmt, 9)
