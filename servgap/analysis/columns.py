"""Every column a finding's frame may have: its name, what it means, and its unit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """A column of findings' frames."""

    name: str
    meaning: str
    unit: str = ""


COLUMNS: dict[str, Column] = {
    column.name: column
    for column in (
        Column("level", "what the row is about: overall, dimension, standard or item"),
        Column("dimension", "key of the dimension"),
        Column("standard", "key of the service standard"),
        Column("item", "key of the questionnaire item"),
        Column("component", "what the standard consists in: hardware, software or people"),
        Column("aspect", "key of the component's aspect"),
        Column("touchpoint", "key of the station of the service circle"),
        Column("part", "which answers: expectation, perception, gap, ..."),
        Column("group_a", "the first group of a pair"),
        Column("group_b", "the second group of a pair"),
        Column("wave", "the wave"),
        Column("wave_from", "the earlier wave of a change"),
        Column("wave_to", "the later wave of a change"),
        Column("groups", "groups compared", "groups"),
        Column("n_items", "items in the dimension, or in all", "items"),
        Column("n", "respondents on whom the row rests", "respondents"),
        Column("n_a", "respondents in the first group", "respondents"),
        Column("n_b", "respondents in the second group", "respondents"),
        Column("n_from", "respondents in the earlier wave", "respondents"),
        Column("n_to", "respondents in the later wave", "respondents"),
        Column("expectation", "mean of the level held against what was received", "scale points"),
        Column("perception", "mean of what was received", "scale points"),
        Column("gap", "mean of perception less expectation; negative is short of expectation", "scale points"),
        Column("points", "mean importance", "points of 100"),
        Column("weighted_gap", "mean of importance times gap, over 100", "scale points"),
        Column("gap_from", "mean gap in the earlier wave", "scale points"),
        Column("gap_to", "mean gap in the later wave", "scale points"),
        Column("mean", "mean of the part's scores", "scale points"),
        Column("difference", "second less first, later less earlier", "scale points"),
        Column("sd", "standard deviation over respondents", "scale points"),
        Column("se", "standard error"),
        Column("ci_low", "lower end of the confidence interval"),
        Column("ci_high", "upper end of the confidence interval"),
        Column("percentile_low", "lower end of the bootstrap's percentile interval"),
        Column("percentile_high", "upper end of the bootstrap's percentile interval"),
        Column("bca_low", "lower end of the bootstrap's bias-corrected, accelerated interval"),
        Column("bca_high", "upper end of the bootstrap's bias-corrected, accelerated interval"),
        Column("alpha", "Cronbach's alpha"),
        Column("alpha_standardized", "alpha of the standardised items"),
        Column("alpha_if_dropped", "alpha of the other items"),
        Column("item_rest_r", "correlation of the item with the sum of the others"),
        Column("omega", "omega total of a congeneric factor model"),
        Column("omega_low", "lower end of omega's confidence interval"),
        Column("omega_high", "upper end of omega's confidence interval"),
        Column("average_r", "mean correlation between the items"),
        Column("difference_reliability", "reliability of the gap score as a difference of two scores"),
        Column("r_expectation_perception", "correlation of expectation and perception scores"),
        Column(
            "variance_ratio",
            "variance of perceptions over that of gaps; near 1 gaps vary as perceptions do",
        ),
        Column("test", "the test"),
        Column("method", "how the number was computed"),
        Column("statistic", "the test's statistic"),
        Column("df", "degrees of freedom"),
        Column("df_denominator", "degrees of freedom of the denominator"),
        Column("p_value", "p-value of this test alone"),
        Column("p_adjusted", "p-value corrected over the family of tests"),
        Column("f", "F of a test of several gaps at once"),
        Column("bayes_factor", "evidence for a gap against none"),
        Column("bayes_factor_interval", "evidence for a gap that matters against one that does not"),
        Column("effect_kind", "which effect size"),
        Column("effect", "effect size"),
        Column("effect_low", "lower end of the effect size's confidence interval"),
        Column("effect_high", "upper end of the effect size's confidence interval"),
        Column("estimate", "what the test takes the gap to be: mean, or pseudo-median", "scale points"),
        Column("contradicts", "whether answers taken as ordered say otherwise than their mean"),
        Column("disagrees", "whether the tests of this row's standard disagree at the level used"),
        Column("differs", "whether the groups differ at the level used, after correction"),
        Column("criterion", "what the ranking goes by"),
        Column("value", "value of the criterion, whose lowest is ranked 1, or of the coefficient"),
        Column("rank", "place in the order, 1 for the worst"),
        Column("rank_low", "lowest rank in the confidence set"),
        Column("rank_high", "highest rank in the confidence set"),
        Column("rank_low_alone", "lowest rank in the set that holds for this row alone"),
        Column("rank_high_alone", "highest rank in the set that holds for this row alone"),
        Column("may_be_best", "whether it may be among the best k"),
        Column("share_worst", "share of draws in which it is among the worst k; a description, no confidence"),
        Column("corrected", "value corrected for having been picked as the worst"),
        Column("corrected_low", "lower end of the corrected value's confidence interval"),
        Column("corrected_high", "upper end of the corrected value's confidence interval"),
        Column("shrunken", "value drawn towards the mean as far as differences are chance"),
        Column("may_be_worst", "whether it may be among the worst k"),
        Column("verdict", "the gap against the smallest one that matters, with chance"),
        Column("trade_verdict", "the trade's rule, by the sign of the mean alone"),
        Column("respondent", "label of the respondent, the row of the source"),
        Column("answered", "answers given", "answers"),
        Column("longest_run", "longest run of one answer; over several parts, the shortest of theirs", "items"),
        Column("average_run", "mean length of the runs of one answer", "items"),
        Column(
            "irv",
            "standard deviation of the respondent's answers; over several parts, the largest of theirs",
            "scale points",
        ),
        Column("even_odd", "even–odd consistency of the respondent's answers over dimensions; near 1 is consistent"),
        Column("synonyms", "correlation within the respondent over pairs of items that go together"),
        Column("mahalanobis", "squared Mahalanobis distance from all respondents' mean; for putting in order only"),
        Column("distance_rank", "place by distance, 1 for the furthest"),
        Column("twin", "respondent whose answers are nearest; nothing where nobody's are near"),
        Column("cells_apart", "answers in which the twin's differ; nothing without a twin", "answers"),
        Column("seconds_per_item", "completion time by item and part", "seconds"),
        Column(
            "share_top",
            "share of answers at the top of the scale; of a respondent, in the part held against perception",
        ),
        Column("share_bottom", "share of answers at the bottom of the scale"),
        Column("n_flags", "flags raised among those that count", "flags"),
        Column("flagged", "whether a flag that counts is raised"),
        Column("flags", "the flags raised among those that count"),
        Column("flag", "the flag"),
        Column("counted", "whether the flag counts"),
        Column("share", "share of all respondents"),
        Column("n_alone", "respondents who raise this flag only", "respondents"),
        Column("n_without", "respondents without the flagged", "respondents"),
        Column("mean_without", "mean of the part's scores without the flagged", "scale points"),
        Column("ci_low_without", "lower end of its confidence interval"),
        Column("ci_high_without", "upper end of its confidence interval"),
        Column("purpose", "what the sample is for"),
        Column("sampling", "whether the results speak for these branches, or for many of which these were drawn"),
        Column("target", "what is aimed at: a gap, half an interval's width, or a reliability"),
        Column("n_total", "respondents needed in all", "respondents"),
        Column("n_per_group", "respondents needed in each branch or wave", "respondents"),
        Column("design_effect", "how much branches drawn from many multiply the variance"),
        Column("power", "probability that a gap of this size is found"),
        Column("detectable", "smallest gap found with that power, or half the interval's width", "scale points"),
        Column("least_groups", "the fewest branches with which any number of respondents suffices", "groups"),
        Column("coefficient", "the coefficient of reliability"),
        Column("band", "what the reliability is good enough for"),
        Column("loading", "standardised loading on the dimension's one factor"),
        Column("msa", "sampling adequacy of the item among those of its dimension"),
        Column("icc1", "share of the variance of scores that lies between groups, ICC(1)"),
        Column("icc1_low", "lower end of its confidence interval"),
        Column("icc1_high", "upper end of its confidence interval"),
        Column("icc2", "reliability of the groups' means, ICC(2)"),
        Column("icc2_low", "lower end of its confidence interval"),
        Column("icc2_high", "upper end of its confidence interval"),
        Column("rwg", "agreement within the group, against answers spread evenly; over groups, the median"),
        Column("rwg_skewed", "agreement within the group, against slightly skewed answers; over groups, the median"),
        Column("reason", "why a number is not there"),
    )
}

RESPONDENTS_ONLY = frozenset(
    (
        *("respondent", "answered", "longest_run", "average_run", "irv", "even_odd", "synonyms", "mahalanobis"),
        *("distance_rank", "twin", "cells_apart", "seconds_per_item", "n_flags"),
        *("flagged", "flags", "flag", "counted", "share", "n_alone", "n_without", "mean_without"),
        *("ci_low_without", "ci_high_without"),
    )
)
"""Columns of the screening of respondents, which is never split by attributes; these may have the same names."""

PLANS_ONLY = frozenset(
    (
        *("purpose", "sampling", "target", "n_total", "design_effect", "power", "detectable"),
        "least_groups",
    )
)
"""Columns of plans, which are not split by attributes either."""
