"""Whether the questionnaire measured what it claims to: its structure, its dimensions apart, its groups alike."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from servgap._stats.ties import first_most
from servgap.analysis.competing_models import SECOND, Models, models_of
from servgap.analysis.exploration_rows import DRAWS as RANDOM_DRAWS
from servgap.analysis.exploration_rows import STATISTICS as OF_EXPLORATION
from servgap.analysis.exploration_rows import Exploration
from servgap.analysis.factor_fits import ESTIMATORS, FIML, ML, STATISTICS, FittedModel, PartAnswers, fit_model
from servgap.analysis.finding import Finding, Remark
from servgap.analysis.frames import Frames, Later
from servgap.analysis.invariance_rows import STATISTIC as OF_INVARIANCE
from servgap.analysis.invariance_rows import invariance
from servgap.analysis.part_answers import check_estimator, part_answers
from servgap.analysis.subject import By, Chance, basis_of, check_choice, check_level, tally_of
from servgap.analysis.validity_bands import BETTER, CLOSE, INDISTINCT, LEAST_GROUP, MOST_GROUPS, WEAK, separations
from servgap.analysis.validity_rows import Structure, models_frame, modification_frame
from servgap.errors import validity as errors
from servgap.survey.covariances import GAP
from servgap.survey.survey import Survey
from servgap.survey.tally import Tally

DRAWS = 4999


@dataclass(frozen=True, eq=False, repr=False)
class Validity(Finding):
    """How well the questionnaire's structure fits, which dimensions can be told apart, and whether groups are alike.

    Examples
    --------
    >>> import servgap as sg
    >>> validity = sg.check_validity(sg.read_survey("data/samples/hotline_2026.csv").tally())
    >>> validity.convergent[["dimension", "ave", "composite_reliability", "msv"]].round(2)
            dimension   ave  composite_reliability   msv
    0       tangibles  0.62                   0.86  0.42
    1     reliability  0.64                   0.90  0.40
    2  responsiveness  0.67                   0.89  0.40
    3       assurance  0.61                   0.86  0.42
    4         empathy  0.66                   0.90  0.41
    """

    kind: ClassVar[str] = "validity"

    @property
    def fit(self) -> pd.DataFrame:
        """The fit of the models compared, the questionnaire's own first; the same as `frame`, a copy."""
        return self.frame

    @property
    def factors(self) -> pd.DataFrame:
        """Eigenvalues beside those of random answers, and average partial correlations; a copy."""
        return self.frames["factors"].copy()

    @property
    def adequacy(self) -> pd.DataFrame:
        """Sampling adequacy, sphericity, and the number of factors by each rule; a copy."""
        return self.frames["adequacy"].copy()

    @property
    def loadings(self) -> pd.DataFrame:
        """Each item on each dimension: confirmatory and exploratory loading, structure, communality; a copy."""
        return self.frames["loadings"].copy()

    @property
    def correlations(self) -> pd.DataFrame:
        """Correlations of the dimensions' factors with intervals; a copy."""
        return self.frames["correlations"].copy()

    @property
    def discriminant(self) -> pd.DataFrame:
        """Every two dimensions: heterotrait-monotrait ratios, shared variance against extracted; a copy."""
        return self.frames["discriminant"].copy()

    @property
    def convergent(self) -> pd.DataFrame:
        """Each dimension: average variance extracted, composite reliability, maximum shared variance; a copy."""
        return self.frames["convergent"].copy()

    @property
    def modification(self) -> pd.DataFrame:
        """The changes of the questionnaire's own model that would gain most; a copy."""
        return self.frames["modification"].copy()

    @property
    def invariance(self) -> pd.DataFrame:
        """The steps from the same items to the same loadings, intercepts and errors in all groups; a copy."""
        return self._of_groups("invariance")

    @property
    def groups(self) -> pd.DataFrame:
        """The questionnaire's own structure fitted to each group by itself; a copy."""
        return self._of_groups("groups")

    def _of_groups(self, name: str) -> pd.DataFrame:
        if name not in self.frames:
            raise errors.no_groups_for_invariance(name)
        return self.frames[name].copy()


def check_validity(
    subject: Survey | Tally,
    *,
    by: By = None,
    part: str = "perception",
    models: Models | None = None,
    estimator: str = ML,
    confidence: float = 0.95,
    rng: np.random.Generator | int | None = None,
) -> Validity:
    """
    Check whether the items of a part hang together as the questionnaire says, and whether groups may be compared.

    A confirmatory factor analysis of the questionnaire's own dimensions is held against one factor, a second-order
    factor, and alternatives of yours. Beside it stands what the correlations say by themselves: sampling adequacy,
    parallel analysis, minimum average partial, exploratory factors.

    Parameters
    ----------
    subject
        A Survey or a Tally.
    by
        Attributes whose values are held against each other, by steps: same pattern, loadings, intercepts, errors. The
        structure itself is judged over all groups together, and for each in `groups`.
    part
        One part of the questionnaire, or ``"gap"``.
    models
        Alternatives by name, each a list of factors, a factor being a list of keys of dimensions or items:
        ``{"two": [["tangibles"], ["reliability", "responsiveness", "assurance", "empathy"]]}``.
    estimator
        ``"ml"``, maximum likelihood of complete answers. With a Survey also ``"mlr"``, the same with robust errors and
        scaled tests, for answers far from normal; ``"fiml"``, which uses incomplete answers; ``"dwls"``, least squares
        on polychoric correlations, for ordered answers.
    confidence
        The level of the intervals; that of RMSEA is always 90%.
    rng
        A generator, or a seed, for parallel analysis and bootstrap. Default: seed 0.

    Returns
    -------
    Validity
        Its frame, also `fit`, has one row a model. `loadings`, `correlations`, `convergent`, `discriminant` and
        `modification` are about the questionnaire's own; `factors` and `adequacy` suppose none; with `by`,
        `invariance` has one row a step.

    Raises
    ------
    ServgapError
        If the part is not asked, the estimator needs rows that a Tally no longer holds, a model cannot be read, or a
        keyword's value makes no sense.

    Notes
    -----
    χ² = n·F with F = ln|Σ| + tr(SΣ⁻¹) − ln|S| − p; models that are the questionnaire's own with dimensions joined are
    tested by the rise of χ². HTMT = mean r between two dimensions over the root of the product of the means within.
    Invariance and modification indices are by maximum likelihood of complete answers whatever the estimator.

    References
    ----------
    Jöreskog (1969, 1971), Psychometrika 34 and 36; Hu & Bentler (1999), Structural Equation Modeling 6, 1–55; Fornell
    & Larcker (1981), Journal of Marketing Research 18, 39–50; Henseler, Ringle & Sarstedt (2015), J. Acad. Mark. Sci.
    43, 115–135; Chen (2007), Structural Equation Modeling 14, 464–504.

    Examples
    --------
    >>> import servgap as sg
    >>> survey = sg.read_survey("data/samples/hotline_2026.csv", attributes=["branch"])
    >>> validity = sg.check_validity(survey.tally())
    >>> validity.fit[["model", "n", "chi_square", "df", "cfi", "rmsea", "fit"]].round(3)
              model      n  chi_square     df    cfi  rmsea   fit
    0    dimensions  658.0     228.932  199.0  0.997  0.015  good
    1    one_factor  658.0    2886.287  209.0  0.705  0.140  poor
    2  second_order  658.0     236.421  204.0  0.996  0.016  good
    """
    check_level(confidence)
    check_choice("estimator", estimator, ESTIMATORS)
    chance, tally = Chance.of(rng), tally_of(subject, by)
    check_choice("part", part, (*tally.instrument.parts, *((GAP,) if tally.instrument.pairs else ())))
    check_estimator(subject, part, estimator)
    answers = part_answers(subject, tally, part)
    fitted = [fit_model(model, answers, estimator) for model in models_of(tally.instrument, models)]
    structure = Structure(tally.instrument, fitted[0], answers, confidence)
    of_factors, of_ratios = chance.rng.spawn(2)
    exploration = Exploration(answers, len(tally.instrument.dimensions), of_factors)
    frame = models_frame(fitted, estimator, len(tally.instrument.items))
    frames = {"frame": frame, **_tables(structure, exploration, of_ratios)}
    compared: dict[str, Any] | None = None
    if tally.by:
        tables, compared = invariance(tally, part, fitted[0].model)
        frames |= tables
    basis = basis_of(
        tally,
        policy=None if estimator == FIML else "complete",
        confidence=confidence,
        statistics=_statistics(estimator, answers, compared),
        remarks=_remarks(tally, estimator, answers, compared, chance),
    )
    return Validity(
        basis, Frames(frames), _facts(part, estimator, frame, fitted[0], structure) | {"invariance": compared}
    )


def _tables(
    structure: Structure, exploration: Exploration, rng: np.random.Generator
) -> dict[str, pd.DataFrame | Later]:
    """Give the tables that are made when they are looked at."""
    return {
        "loadings": structure.loadings,
        "correlations": structure.correlations,
        "convergent": structure.convergent,
        "discriminant": partial(structure.discriminant, DRAWS, rng),
        "modification": partial(modification_frame, structure.instrument, structure.own.model, structure.answers),
        "factors": exploration.factors,
        "adequacy": exploration.adequacy,
    }


def _statistics(estimator: str, answers: PartAnswers, compared: dict[str, Any] | None) -> tuple[str, ...]:
    keys = [STATISTICS[estimator], "nested_models", "construct_validity", "htmt"]
    keys += ["htmt_bootstrap"] if answers.given_rows is not None else []
    keys += ["modification_indices", *OF_EXPLORATION]
    return (*keys, *((OF_INVARIANCE,) if compared is not None else ()))


def _remarks(
    tally: Tally, estimator: str, answers: PartAnswers, compared: dict[str, Any] | None, chance: Chance
) -> list[Remark]:
    """Tell on whom the models rest, which groups were left out, and what was drawn."""
    remarks = []
    if answers.known and answers.n < tally.n:
        code = "incomplete_used" if estimator == FIML else "complete_cases"
        remarks.append(Remark(code, (("n", answers.n), ("of", tally.n))))
    if compared is not None:
        many = compared["groups"] > MOST_GROUPS
        told = {"groups_left_out": compared["left_out"], "groups_unsure": 0 if many else compared["small"]}
        remarks += [Remark(code, (("n", n), ("minimum", LEAST_GROUP))) for code, n in told.items() if n]
        if many:
            remarks.append(Remark("groups_too_many", (("n", compared["groups"]), ("most", MOST_GROUPS))))
    draws = DRAWS if answers.given_rows is not None else 0
    drawn = (("parallel", RANDOM_DRAWS), ("bootstrap", draws), ("seed", chance.seed))
    return [*remarks, Remark("validity_draws", drawn)]


def _facts(part: str, estimator: str, frame: pd.DataFrame, own: FittedModel, structure: Structure) -> dict[str, Any]:
    first, names = frame.iloc[0], structure.dimensions
    every = zip(*structure.pairs, structure.ratios, separations(structure.ratios), strict=True)
    pairs = [
        {"dimensions": [names[a], names[b]], "htmt": float(ratio), "separation": separation}
        for a, b, ratio, separation in every
        if np.isfinite(ratio)
    ]
    convergent = structure.convergent()
    return {
        "part": part,
        "estimator": estimator,
        "own": {
            **{name: first[name] for name in ("n", "n_items", "chi_square", "df", "p_value", "srmr", "fit", "reason")},
            **own.judged,
        },
        "dimensions": len(names),
        "better": _better(frame),
        "closest": pairs[first_most([pair["htmt"] for pair in pairs])] if pairs else None,
        "indistinct": [pair for pair in pairs if pair["separation"] == INDISTINCT],
        "close": [pair for pair in pairs if pair["separation"] == CLOSE],
        "weak": convergent.loc[convergent["convergence"] == WEAK, "dimension"].tolist(),
    }


def _better(frame: pd.DataFrame) -> dict[str, Any] | None:
    """Name the simpler model, or the user's, that describes the answers better than the questionnaire's own."""
    own, *rivals = frame[["model", "bic", "converged"]].to_dict("records")
    lower = {
        str(rival["model"]): float(own["bic"] - rival["bic"])
        for rival in rivals
        if rival["model"] != SECOND and rival["converged"] and own["bic"] - rival["bic"] >= BETTER
    }
    if not lower:
        return None
    best = list(lower)[first_most(list(lower.values()))]
    return {"model": best, "bic_difference": lower[best]}
