"""Why a number is not there: the codes that stand in the column `reason`."""

from __future__ import annotations

NONE = ""
TOO_FEW = "too_few"
TOO_SMALL = "too_small"
NO_VARIATION = "no_variation"
BORROWED_SPREAD = "borrowed_spread"
CONSTANT_ITEM = "constant_item"
CONSTANT_GROUP = "constant_group"
SINGLE_ITEM = "single_item"
TWO_ITEMS = "two_items"
NOT_IDENTIFIED = "not_identified"
NOT_CONVERGED = "not_converged"
SINGULAR = "singular"
SINGULAR_DIMENSIONS = "singular_dimensions"
EMPTY_CELLS = "empty_cells"
TOO_FEW_COMPLETE = "too_few_complete"
IMPROPER = "improper"
POOLED_ONLY = "pooled_only"
NO_POINTS = "no_points"
GAPS_ONLY = "gaps_only"
ITEMS_ONLY = "items_only"
ONE_PART = "one_part"
NO_TARGET = "no_target"
NOT_KEPT = "not_kept"
TOO_FEW_FOR_ALL = "too_few_for_all"
TOO_FEW_BRANCHES = "too_few_branches"
NO_BRANCH_VARIATION = "no_branch_variation"
TOO_MANY_NEEDED = "too_many_needed"
TOO_FEW_ANSWERS = "too_few_answers"
SAME_ANSWERS = "same_answers"
TOO_SHORT = "too_short"
NO_SYNONYMS = "no_synonyms"
NO_TIMES = "no_times"
NOT_ON_SCALE = "not_on_scale"
NEEDS_ROWS = "needs_rows"
NEEDS_PAIRS = "needs_pairs"
NOT_RELIABLE = "not_reliable"
SINGLE_GROUP = "single_group"
NO_SKEWED_NULL = "no_skewed_null"
TOO_MANY_GROUPS = "too_many_groups"
TOO_MANY_TO_RANK = "too_many_to_rank"
SATURATED = "saturated"
OPPOSED_ITEM = "opposed_item"
TOO_FEW_FOR_ITEMS = "too_few_for_items"
BETTER_MODEL = "better_model"
NOT_DISTINCT = "not_distinct"
NO_PARTIAL = "no_partial"
NOT_COUNTED = "not_counted"
NO_INTERVAL = "no_interval"
SIDES_ALIKE = "sides_alike"
NO_CUT = "no_cut"
NOT_ASKED_ALL = "not_asked_all"
PERFORMANCE_UNSURE = "performance_unsure"
IMPORTANCE_UNSURE = "importance_unsure"
BOTH_UNSURE = "both_unsure"
LINE_UNSURE = "line_unsure"
NO_IMPORTANCE = "no_importance"
NOT_SEPARATED = "not_separated"
CATEGORIES_TIED = "categories_tied"
NO_COUNTED_CATEGORY = "no_counted_category"
NO_LIMIT = "no_limit"
NO_SHARE_PROMISED = "no_share_promised"
NOT_A_TIME = "not_a_time"
LIMIT_OF_WHICH_STAGE = "limit_of_which_stage"
NOT_FOLLOWED = "not_followed"
TOO_FEW_PERIODS = "too_few_periods"
TOO_FEW_WAVES = "too_few_waves"
NO_ORDER = "no_order"
TOO_FEW_FOR_SURFACE = "too_few_for_surface"
OUTCOME_ALIKE = "outcome_alike"
TERMS_ALIKE = "terms_alike"
FITS_EXACTLY = "fits_exactly"
STANDS_ALONE = "stands_alone"
AXIS_UNSURE = "axis_unsure"
NESTED_MODELS = "nested_models"
NO_SUCH_COVARIANCE = "no_such_covariance"
SHARE_BY_CHANCE = "share_by_chance"
NO_COMMON_MIX = "no_common_mix"
TOO_FEW_TO_STAND = "too_few_to_stand"
NOT_TOLD_APART = "not_told_apart"
NO_EARLIER_WAVE = "no_earlier_wave"
NO_OTHER_BRANCH = "no_other_branch"
EVENT_IN_ONE = "event_in_one"
ONE_OTHER_BRANCH = "one_other_branch"
FEW_CHOICES = "few_choices"
EVENT_NOT_FOLLOWED = "event_not_followed"
NOT_FILED = "not_filed"
TOO_MANY_SETS = "too_many_sets"

REASONS = {
    TOO_FEW: "fewer than two respondents",
    TOO_SMALL: "too few respondents to be tested or ranked",
    NO_VARIATION: "nothing varies between respondents",
    BORROWED_SPREAD: "does not vary between respondents, and is ranked with the spread of others",
    CONSTANT_ITEM: "everybody gave one item the same answer",
    CONSTANT_GROUP: "everybody in one group has the same score",
    SINGLE_ITEM: "the dimension has one item",
    TWO_ITEMS: "the dimension has two items, so that without this one a single item is left",
    NOT_IDENTIFIED: "a factor model of fewer than three items cannot be told from others",
    NOT_CONVERGED: "the factor model has no solution, as where some items vary against others",
    SINGULAR: "items repeat each other, are constant, or are more than the respondents",
    SINGULAR_DIMENSIONS: "dimensions follow from each other or do not vary, or a group has no more respondents than "
    "there are dimensions",
    TOO_FEW_COMPLETE: "too few respondents answered every item in both parts for their spread to stand for all",
    EMPTY_CELLS: "some values of the two attributes do not occur together",
    IMPROPER: "the factor model fits best with a negative variance or a correlation beyond one, which cannot be",
    POOLED_ONLY: "the tally keeps the products of all items for all groups together only",
    NO_POINTS: "nobody gave importance points",
    GAPS_ONLY: "of respondents' overall scores the tally keeps the gap, not both parts",
    ONE_PART: "one part is held against a point, and the spread of both parts is needed",
    NO_TARGET: "no target is set on the scale of the answers",
    NOT_KEPT: "the tally keeps no cross-products of dimensions' squared scores",
    ITEMS_ONLY: "answers as ordered categories are those of single items",
    TOO_FEW_FOR_ALL: "no more respondents than gaps to be tested at once",
    TOO_FEW_BRANCHES: "so few branches, drawn from many, tell too little however many respondents are asked",
    NO_BRANCH_VARIATION: "branches do not differ, so that no number of respondents tells them apart reliably",
    TOO_MANY_NEEDED: "it would take more than a million respondents",
    TOO_FEW_ANSWERS: "the respondent answered too few items",
    SAME_ANSWERS: "the respondent's answers do not vary enough",
    TOO_SHORT: "the questionnaire has too few items or dimensions for it",
    NO_SYNONYMS: "too few items go together closely enough",
    NO_TIMES: "no completion time is known",
    NOT_ON_SCALE: "a gap is no answer on the scale",
    NEEDS_ROWS: "it takes the answers of each respondent, which a tally no longer holds",
    NEEDS_PAIRS: "it takes a table for every two items, which the tally was counted without",
    NOT_RELIABLE: "reliability is too low, or not above zero, for any realistic number of respondents to fix it",
    SINGLE_GROUP: "there is one group only",
    NO_SKEWED_NULL: "the variance of skewed answers at random is published for five to eleven options only",
    TOO_MANY_GROUPS: "so many groups are not held against each other step by step; compare fewer, or waves",
    TOO_MANY_TO_RANK: "so many groups are not ranked; compare fewer, selected with survey.where(...)",
    NO_PARTIAL: "no partial correlations are left, or not for certain which, after so many components",
    SATURATED: "the model has as many parameters as there is to fit, so that any answers fit",
    OPPOSED_ITEM: "an item runs against the others of its dimension, so that nothing is concluded from them together",
    TOO_FEW_FOR_ITEMS: "respondents are too few for so many items",
    BETTER_MODEL: "another model describes the answers clearly better",
    NOT_DISTINCT: "dimensions of the model are not shown to be different things",
    NOT_COUNTED: "the tally was counted by an earlier version, which did not keep what it takes",
    SIDES_ALIKE: "a distance or a share does not vary between respondents",
    NO_CUT: "no two points of the scale leave enough respondents low, between and high",
    NOT_ASKED_ALL: "not everybody was asked all items, so that respondents have no scores of their own",
    PERFORMANCE_UNSURE: "chance reaches across the cross-hair's line of performance",
    IMPORTANCE_UNSURE: "chance reaches across the cross-hair's line of importance",
    BOTH_UNSURE: "chance reaches across both lines of the cross-hair",
    NO_IMPORTANCE: "nobody said how important it is",
    LINE_UNSURE: "chance reaches across the line on which importance is performance",
    NOT_SEPARATED: "no category is clearly more frequent than the next",
    CATEGORIES_TIED: "two categories are equally frequent",
    NO_COUNTED_CATEGORY: "all answers are reverse or questionable",
    NO_LIMIT: "no limit is set",
    NO_SHARE_PROMISED: "a limit without a share of customers to whom it is promised is neither kept nor broken",
    NOT_A_TIME: "the limit is no time",
    LIMIT_OF_WHICH_STAGE: "the limit does not say of which stage it is",
    NOT_FOLLOWED: "no case was followed for as long as the limit",
    TOO_FEW_PERIODS: "limits from fewer than eight earlier periods are on trial and give no signal",
    TOO_FEW_WAVES: "it takes more waves",
    NO_ORDER: "these are no periods in an order",
    NO_INTERVAL: "there are fewer than five respondents, or too little varies, for an interval",
    TOO_FEW_FOR_SURFACE: "there are fewer than thirty respondents with both scores and the outcome",
    OUTCOME_ALIKE: "all respondents gave the outcome the same answer",
    TERMS_ALIKE: "expectation or perception takes too few values for a curved surface",
    FITS_EXACTLY: "the surface fits without any error, so that there is nothing to judge by",
    STANDS_ALONE: "one respondent alone settles a coefficient, so that its error cannot be known",
    AXIS_UNSURE: "the surface is not shown to bend enough to have it",
    NESTED_MODELS: "one of the two is a special case of the other, so that the interval has a lower end only",
    NO_SUCH_COVARIANCE: "covariances of pairs of items are not those of any answers, or some pair has none",
    NOT_FILED: "these standards are not filed under anything of it, so that they have no place",
    TOO_MANY_SETS: "a dimension has so many items that single items have no shares",
    NO_EARLIER_WAVE: "the event began with the first wave, so that nothing is known of before",
    NO_OTHER_BRANCH: "no branch was without the event at the time",
    EVENT_IN_ONE: "one branch alone had the event",
    ONE_OTHER_BRANCH: "one branch alone was without the event",
    FEW_CHOICES: "so few branches could have been chosen in too few ways for chance to be ruled out",
    EVENT_NOT_FOLLOWED: "no branch with the event has enough respondents in every wave",
    SHARE_BY_CHANCE: "chance alone could explain the share, so that of its size nothing is known",
    NO_COMMON_MIX: "respondents of a kind that no other group has, so that there is no common mix to adjust to",
    TOO_FEW_TO_STAND: "fewer than ten groups, so that none is said to stand apart from what is expected",
    NOT_TOLD_APART: "groups differ no more than chance has it, and cannot be told apart",
}
