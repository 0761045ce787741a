"""Whether the questionnaire measured what it claims to: its structure, its dimensions apart, its groups alike."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import ClassVar

import numpy as np
import pandas as pd

from servgap.analysis.finding import Finding
from servgap.analysis.frames import Frames, Later
from servgap.analysis.no_level import need_levels
from servgap.analysis.opposed import opposed_of
from servgap.analysis.subject import By, Chance, basis_of, check_choice, check_level, tally_of
from servgap.analysis.validity.competing_models import Models, models_of
from servgap.analysis.validity.doubts import Doubts
from servgap.analysis.validity.exploration import Exploration
from servgap.analysis.validity.factor_fits import ESTIMATORS, USES_INCOMPLETE, fit_model
from servgap.analysis.validity.facts import GroupsCompared, ValidityFacts
from servgap.analysis.validity.grounds import Asked, validity_facts, validity_remarks, validity_statistics
from servgap.analysis.validity.invariance import invariance
from servgap.analysis.validity.part_answers import check_estimator, default_estimator, part_answers
from servgap.analysis.validity.rows import Structure, models_frame, modification_frame
from servgap.analysis.verbs import verb
from servgap.errors import validity as errors
from servgap.survey.covariances import GAP
from servgap.survey.instrument import Instrument
from servgap.survey.survey import Survey
from servgap.survey.tally import Tally

RECEIVED = "perception"


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

    facts: ValidityFacts

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


@verb
def check_validity(
    subject: Survey | Tally,
    *,
    by: By = None,
    part: str | None = None,
    models: Models | None = None,
    estimator: str | None = None,
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
        One part of the questionnaire, or ``"gap"``; perception, or the last part, where none is named.
    models
        Alternatives by name, each a list of factors, a factor being a list of keys of dimensions or items:
        ``{"two": [["tangibles"], ["reliability", "responsiveness", "assurance", "empathy"]]}``.
    estimator
        ``"ml"``, maximum likelihood of complete answers, as if they were normal: all that a Tally allows, and its
        default. With a Survey also ``"mlr"``, the same with robust errors and scaled tests; ``"fiml"``, which uses
        incomplete answers too, supposing that they are missing at random; ``"robust_fiml"``, both of these; ``"dwls"``,
        least squares on polychoric correlations of complete answers, for ordered ones. Default for a Survey:
        ``"robust_fiml"``, or ``"mlr"`` where no answer is missing, which is then the same.
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
    tested by the rise of χ². HTMT = mean |r| between two dimensions over the root of the product of the means within.
    Invariance and modification indices are by maximum likelihood of complete answers whatever the estimator, and
    exploration and HTMT are of complete answers; these are right only where answers are missing completely at random.

    The weakest check speaks first: an item that runs against the others of its dimension, too few respondents, an
    improper solution, a model that describes the answers better, dimensions that are not shown to be different. What
    rests on them is not judged: `fit`, `convergence`, `separation` and `fornell_larcker` are empty, with the reason.

    References
    ----------
    Jöreskog (1969), Psychometrika 34, 183–202; Jöreskog (1971), Psychometrika 36, 409–426; Yuan & Bentler (2000),
    Sociological Methodology 30, 165–200; Zhang & Savalei (2023), Psychological Methods 28, 263–283; Hu & Bentler
    (1999), Structural Equation Modeling 6, 1–55; Fornell & Larcker (1981), Journal of Marketing Research 18, 39–50;
    Henseler, Ringle & Sarstedt (2015), J. Acad. Mark. Sci. 43, 115–135; Chen (2007), Structural Equation Modeling 14,
    464–504.

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
    if estimator is not None:
        check_choice("estimator", estimator, ESTIMATORS)
    chance, tally = Chance.of(rng), tally_of(subject, by)
    need_levels(tally, "check_validity")
    part = _received(tally.instrument) if part is None else part
    check_choice("part", part, (*tally.instrument.parts, *((GAP,) if tally.instrument.pairs else ())))
    way = estimator or default_estimator(subject, part)
    check_estimator(subject, part, way)
    answers = part_answers(subject, tally, part)
    fitted = [fit_model(model, answers, way) for model in models_of(tally.instrument, models)]
    of_factors, of_ratios = chance.rng.spawn(2)
    structure = Structure(tally.instrument, fitted[0], answers, confidence, of_ratios)
    opposed = opposed_of(tally, part, confidence)
    doubts = Doubts(tally.instrument, fitted, opposed, structure.separated(), confidence)
    exploration = Exploration(answers, len(tally.instrument.dimensions), of_factors)
    frame = models_frame(doubts, way)
    frames = {"frame": frame, **_tables(structure, doubts, exploration)}
    compared: GroupsCompared | None = None
    if tally.by:
        tables, compared = invariance(tally, part, fitted[0], confidence)
        frames |= tables
    asked = Asked(part, way, compared, chance.seed)
    basis = basis_of(
        tally,
        compared=True,
        policy=None if way in USES_INCOMPLETE else "complete",
        confidence=confidence,
        statistics=validity_statistics(asked, doubts, answers),
        remarks=validity_remarks(asked, tally, answers),
    )
    return Validity(basis, Frames(frames), validity_facts(asked, doubts, structure, frame, tally.n))


def _received(instrument: Instrument) -> str:
    """Choose the part that is checked unless another is named: what was received, else the last one that is asked."""
    return RECEIVED if RECEIVED in instrument.parts else instrument.parts[-1]


def _tables(structure: Structure, doubts: Doubts, exploration: Exploration) -> dict[str, pd.DataFrame | Later]:
    """Give the tables that are made when they are looked at."""
    return {
        "loadings": structure.loadings,
        "correlations": structure.correlations,
        "convergent": partial(structure.convergent, doubts),
        "discriminant": partial(structure.discriminant, doubts),
        "modification": partial(modification_frame, structure.instrument, structure.own.model, structure.answers),
        "factors": exploration.factors,
        "adequacy": exploration.adequacy,
    }
