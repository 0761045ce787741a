"""What matters most of a comparison of groups: whether they differ, which stands out, and the two ends."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from servgap._stats.groups.spreads import levene
from servgap._stats.ties import at_least, first_least, first_most
from servgap.analysis.groups.facts import Decision, End, GroupsFacts, Overall, Spreads
from servgap.analysis.groups.omnibus import LEADING, taken_counts
from servgap.analysis.groups.pairs import pairs_differing
from servgap.analysis.groups.ranks import GroupRanks
from servgap.analysis.groups.taking_part import all_alike, enough
from servgap.analysis.levels import Level
from servgap.survey.tally import Tally


def facts_of(
    tally: Tally, omnibus: pd.DataFrame, values: pd.DataFrame, by: str, level: Level, ranks: GroupRanks
) -> GroupsFacts:
    """Gather what the headline says of the groups; of their league `FairLeague.facts` does."""
    lead, alpha = omnibus[omnibus["test"] == LEADING], 1 - ranks.question.confidence
    overall, dimensions = lead[lead["level"] == "overall"].iloc[0], lead[lead["level"] == "dimension"]
    labels = [cell[0] for cell in tally.cells]
    facts = GroupsFacts(
        by=by,
        groups=len(labels),
        tested=int(overall["groups"]),
        small=int((~enough(level)).sum()),
        alike=tuple(label for label, alike in zip(labels, all_alike(level)[:, 0], strict=True) if alike),
        overall=Overall(**{each.name: overall[each.name] for each in fields(Overall)}),
        dimensions=len(dimensions),
        differing=tuple(dimensions.loc[dimensions["differs"], "dimension"]),
        worst=ranks.worst(labels),
        pairs_differing=pairs_differing(level, ranks.question.confidence),
        decisions=_decisions(omnibus[omnibus["level"] == "overall"]),
        spreads=_spreads(level, alpha),
    )
    return _with_ends(facts, values, enough(level)[:, 0], ranks.worse)


def _decisions(overall: pd.DataFrame) -> tuple[Decision, ...]:
    made = overall[overall["p_value"].notna()]
    rows = zip(made["test"], made["p_value"], made["differs"], strict=True)
    return tuple(Decision(str(test), float(p), bool(differs)) for test, p, differs in rows)


def _spreads(level: Level, alpha: float) -> Spreads | None:
    """Test whether respondents' overall values spread as widely in all groups."""
    found = levene(level.distribution.values, taken_counts(level))
    figures = (found.statistic, found.df1, found.df2, found.p_value)
    statistic, df, below, p_value = (float(each[0]) for each in figures)
    return Spreads(statistic, df, below, p_value, p_value < alpha) if np.isfinite(p_value) else None


def _with_ends(facts: GroupsFacts, groups: pd.DataFrame, taken: NDArray[np.bool_], worse: int) -> GroupsFacts:
    """Find the groups with the worst and the best overall value; of equal ones the first, whatever rounding says."""
    whole = groups[groups["level"] == "overall"][taken & groups.loc[groups["level"] == "overall", "value"].notna()]
    if not len(whole):
        return facts
    value, labels = -worse * whole["value"].to_numpy(dtype=np.float64), whole[facts.by]
    least, most = first_least(value), first_most(value)
    lowest, highest = (
        End(group=row[facts.by], **{name: row[name] for name in ("value", "ci_low", "ci_high", "n")})
        for row in (whole.iloc[least], whole.iloc[most])
    )
    return replace(
        facts,
        compared=len(whole),
        lowest=lowest,
        highest=highest,
        lowest_groups=tuple(labels[at_least(-value, -value[least])]),
        highest_groups=tuple(labels[at_least(value, value[most])]),
    )
