"""Where service lies to the zone between what would do and what is wished for."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from servgap._stats.covariance import mean_covariance
from servgap._stats.shares.multinomial import goodman
from servgap._stats.shares.zone_of_tolerance import zone_of_tolerance
from servgap._stats.ties import at_least, first_most
from servgap.analysis.finding import Finding, Remark
from servgap.analysis.frames import Frames
from servgap.analysis.rows import RowLabels, frame_of, group_of, stacked, stacked_labels
from servgap.analysis.source import Source
from servgap.analysis.subject import TESTED_FROM, By, basis_of, check_level, check_policy, measure_of, tally_of
from servgap.analysis.verbs import verb
from servgap.analysis.zones.facts import Zone, ZoneFacts, ZoneOfDimension
from servgap.analysis.zones.rows import BELOW, Numbers, zone_blocks
from servgap.errors import measures as errors
from servgap.survey.measures.measure import Measure
from servgap.survey.survey import Survey
from servgap.survey.tally import Floats, Tally
from servgap.survey.zones.zone_counts import zone_parts
from servgap.survey.zones.zone_moments import item_zones


@dataclass(frozen=True, eq=False, repr=False)
class Zones(Finding):
    """Where what was received lies to the zones of tolerance, by means and by shares of customers.

    Examples
    --------
    >>> import servgap as sg
    >>> zones = sg.measure_zones(sg.read_survey("data/samples/counter_zones.csv", instrument="servqual-zones"))
    >>> zones.frame.verdict.value_counts().to_dict()
    {'inside_zone': 17, 'below_zone': 9, 'undecided': 2}
    """

    kind: ClassVar[str] = "zones"

    facts: ZoneFacts


@verb
def measure_zones(
    subject: Survey | Tally,
    *,
    by: By = None,
    policy: str = "half",
    confidence: float = 0.95,
) -> Zones:
    """
    Measure zones of tolerance: what was received against an adequate and a desired level.

    Superiority is perception less the desired level, adequacy perception less the adequate one, and the zone's width
    what lies between them. Beside these means stand the shares of customers for whom service was below their own
    adequate level, inside their zone (either end included), or above what they desire: a mean inside the mean zone may
    hide many customers who are not.

    Parameters
    ----------
    subject
        A Survey, or a Tally that was counted with ``zones=True``, of a questionnaire that asks for a desired and an
        adequate level, such as ``servqual-zones``.
    by
        Attributes; zones are measured separately for each of their values.
    policy
        When a respondent counts in a dimension: ``"half"`` of its items with all three answers, ``"complete"``, or any
        (``"pairs"``).
    confidence
        The level of the intervals; those of the three shares of a row hold at once.

    Returns
    -------
    Zones
        Its frame has, overall and by dimension and standard, the means of all three levels in scale points, distances
        and shares with their intervals, a verdict, and how many answers were left out as inconsistent.

    Raises
    ------
    ServgapError
        If the questionnaire does not ask for both levels, the Tally was counted without zones, or a keyword's value
        makes no sense.

    Notes
    -----
    Everything rests on triples: all three answers of a respondent to an item. A triple whose adequate level is above
    the desired one contradicts itself; it is left out and counted in ``n_inconsistent``, and the respondent stays. All
    means of a row come from the same triples, so that width = adequacy − superiority. A respondent's scores on a
    dimension, and his shares below, inside and above, are means over his triples; overall is the mean of the
    dimensions. Intervals of distances are Student's. Those of shares are Goodman's where a row is a single item, which
    puts every respondent on one side; elsewhere they follow from the variance of respondents' own shares, at the level
    1 − α/3 and cut at 0 and 1.

    The verdict is ``below_zone`` where the whole interval of adequacy lies below 0, ``above_zone`` where that of
    superiority lies above 0, ``inside_zone`` where adequacy's lies above and superiority's below 0, else ``undecided``.
    It is about the mean, not about each customer.

    References
    ----------
    Parasuraman, Zeithaml & Berry (1994), Journal of Retailing 70, 201–230; Goodman (1965), Technometrics 7, 247–254.

    Examples
    --------
    >>> import servgap as sg
    >>> survey = sg.read_survey("data/samples/counter_zones.csv", instrument="servqual-zones")
    >>> zones = sg.measure_zones(survey).frame
    >>> zones.loc[zones.level == "dimension", ["dimension", "n", "adequacy", "superiority", "share_below"]].round(2)
            dimension    n  adequacy  superiority  share_below
    1       tangibles  160      1.40        -0.76         0.15
    2     reliability  160     -1.19        -2.43         0.66
    3  responsiveness  160     -0.30        -1.91         0.46
    4       assurance  159      0.48        -1.08         0.29
    5         empathy  160      0.60        -1.30         0.27
    """
    source = Source.of(measure_zones, locals(), zones=True)
    check_policy(policy)
    check_level(confidence)
    received = measure_of(subject, None).part
    if zone_parts(subject.instrument) is None:
        raise errors.no_zones(subject.instrument.name, subject.instrument.parts)
    tally = tally_of(subject, by, zones=True)
    blocks = zone_blocks(tally, policy, confidence)
    labels, columns = stacked_labels(label for label, _ in blocks), stacked(numbers for _, numbers in blocks)
    basis = basis_of(
        tally,
        measure=Measure(received, None),
        policy=policy,
        averaged=True,
        confidence=confidence,
        statistics=(zone_of_tolerance, mean_covariance, goodman),
        remarks=_left_out(tally),
    )
    frames = Frames({"frame": frame_of(tally, labels.columns(), columns)})
    return Zones(basis, frames, _facts(tally, columns, labels), source)


def _left_out(tally: Tally) -> list[Remark]:
    items = item_zones(tally)
    left, asked = int(items.inconsistent.sum()), int(items.n.sum() + items.inconsistent.sum())
    return [Remark("inconsistent_triples", (("n", left), ("total", asked)))] if left else []


def _worst_group(below: Floats, n: NDArray[Any]) -> tuple[int, int, bool]:
    """Find the group with the largest share below, how many have it, and whether it was sought among larger ones."""
    for least in (TESTED_FROM, 1):
        value = np.where((n >= least) & np.isfinite(below), below, -np.inf)
        if np.isfinite(value).any():
            place = first_most(value)
            passed_over = bool((np.isfinite(below) & (n < least)).any())
            return place, int(at_least(value[np.isfinite(value)], value[place]).sum()), passed_over
    return 0, 1, False


def _facts(tally: Tally, columns: Numbers, labels: RowLabels) -> ZoneFacts:
    cell, tied, larger_only = _worst_group(columns["share_below"][:, 0], columns["n"][:, 0])
    row = {name: values[cell] for name, values in columns.items()}
    level = np.array(labels.level)
    dimensions = np.flatnonzero(level == "dimension")
    below = row["share_below"][dimensions]
    worst = int(dimensions[first_most(np.where(np.isnan(below), -np.inf, below))])
    judged = row["verdict"][level == "standard"]
    shown = [each.name for each in fields(Zone)]
    return ZoneFacts(
        group=group_of(tally, cell),
        overall=Zone(**{name: row[name][0] for name in shown}),
        worst=ZoneOfDimension(**{name: row[name][worst] for name in shown}, dimension=labels.dimension[worst]),
        standards=int((judged != "").sum()),
        below=int((judged == BELOW).sum()),
        groups=len(tally.cells),
        tied=tied,
        larger_only=larger_only,
    )
