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
        Column("n_items", "items in the dimension", "items"),
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
        Column("effect_kind", "which effect size"),
        Column("effect", "effect size"),
        Column("effect_low", "lower end of the effect size's confidence interval"),
        Column("effect_high", "upper end of the effect size's confidence interval"),
        Column("disagrees", "whether the tests of this row's standard disagree at the level used"),
        Column("differs", "whether the groups differ at the level used, after correction"),
        Column("criterion", "what the ranking goes by"),
        Column("value", "the criterion's value; the lowest is ranked 1"),
        Column("rank", "place in the order, 1 for the worst"),
        Column("rank_low", "lowest rank in the confidence set"),
        Column("rank_high", "highest rank in the confidence set"),
        Column("may_be_worst", "whether it may be among the worst k"),
        Column("verdict", "the gap against the smallest one that matters, with chance"),
        Column("trade_verdict", "the trade's rule, by the sign of the mean alone"),
        Column("reason", "why a number is not there"),
    )
}
