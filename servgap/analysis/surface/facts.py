"""The facts behind the headline of a surface."""

from __future__ import annotations

from dataclasses import dataclass

from servgap.analysis.facts import Facts


@dataclass(frozen=True, kw_only=True)
class SurfaceFacts(Facts):
    """The facts behind the headline.

    Parameters
    ----------
    outcome
        The name of the outcome.
    share, top, bottom
        What is taken of it: nothing but its mean, or a share of answers, with the edges of these.
    n
        Respondents overall.
    verdict
        Whether subtracting loses something overall; nothing where it could not be told.
    surface_r2, difference_r2, loss, loss_low, loss_high
        What is explained of the outcome's variance overall, and what is lost.
    weights_differ, curved
        Whether it is shown, overall, that both do not weigh alike and opposed, and that the relation is curved.
    weight_expectation, weight_perception
        Overall, what goes with a point more of each, where nothing is curved.
    model
        The model of smallest criterion overall.
    better
        What predicts those left out better overall, perception or the difference.
    loses, little_lost, undecided, untold
        Dimensions by verdict; the last have none.
    """

    outcome: str
    share: str | None
    top: float | None
    bottom: float | None
    n: int
    verdict: str
    surface_r2: float
    difference_r2: float
    loss: float
    loss_low: float
    loss_high: float
    weights_differ: bool
    curved: bool
    weight_expectation: float
    weight_perception: float
    model: str
    better: str
    loses: tuple[str, ...]
    little_lost: tuple[str, ...]
    undecided: tuple[str, ...]
    untold: tuple[str, ...]
