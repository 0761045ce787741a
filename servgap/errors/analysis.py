"""What can be wrong with a question put to a verb."""

from __future__ import annotations

from collections.abc import Sequence

from servgap.errors import ServgapError, first_places


def not_one_of(keyword: str, value: object, choices: Sequence[str]) -> ServgapError:
    return ServgapError(f"{keyword}={value!r} is not known; choose {' or '.join(map(repr, choices))}.")


def not_a_level(confidence: object) -> ServgapError:
    return ServgapError(
        f"confidence is a share between 0.5 and 1, such as 0.95; found {confidence!r}. "
        "For a 95% interval write confidence=0.95."
    )


def not_positive(keyword: str, value: object, rules: Sequence[str] = ()) -> ServgapError:
    named = f", or {' or '.join(map(repr, rules))}" if rules else ""
    return ServgapError(f"{keyword} is a finite number above 0{named}; found {value!r}. Leave it out for the default.")


def worst_out_of_range(worst: object, standards: int) -> ServgapError:
    return ServgapError(
        f"worst is how many standards to look for at the bottom, from 1 to the {standards} there are; found {worst!r}."
    )


def needs_pair(verb: str, instrument: str, parts: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"{verb} asks whether two parts were understood alike, before one is subtracted from the other, and the "
        f"instrument {instrument!r} asks only {', '.join(parts)}: there is nothing to subtract, and nothing to check. "
        "How well that part was measured, check_reliability and check_validity say; all other verbs work with it."
    )


def pairs_nothing(verb: str, instrument: str) -> ServgapError:
    return ServgapError(
        f"{verb} looks at the answers to two parts beside each other, and the instrument {instrument!r} asks in one "
        "answer how the service compares with what was expected: nothing is subtracted, so nothing has to pair. "
        "check_reliability and check_validity check such answers."
    )


def needs_yardstick(verb: str, measure: str, what: str, others: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"{verb} asks whether a distance from a yardstick is more than chance, and {measure!r} is {what}, which is a "
        f"distance from nothing. Take {' or '.join(others)}; intervals of {measure!r} are given by measure_gaps."
    )


def criterion_of_a_gap(criterion: str, measure: object) -> ServgapError:
    return ServgapError(
        f"criterion={criterion!r} weighs distances from a yardstick, and {measure!r} is none. Rank by its size "
        "(criterion='size'), or hold the answers against a point on the scale: measure=Measure(against=...)."
    )


def tests_need_two_parts(tests: Sequence[str], measure: object) -> ServgapError:
    return ServgapError(
        f"test={first_places(map(repr, tests))} compares how two parts were answered, and {measure!r} holds one part "
        "against a point. Choose among the other tests."
    )


def needs_points(verb: str) -> ServgapError:
    return ServgapError(
        f"{verb} by 'weighted' needs importance points, which neither the instrument nor the respondents have. "
        "Read them with columns={..., 'points': {dimension: column}}, give the instrument's dimensions points, "
        "or use criterion='gap'."
    )


def needs_rows(verb: str) -> ServgapError:
    return ServgapError(
        f"{verb} looks at the answers of each respondent, which a Tally no longer holds; found a Tally. "
        "Pass the Survey that it was counted from."
    )


def no_groups_asked(table: str) -> ServgapError:
    return ServgapError(
        f"{table} is about groups of respondents, and the reliability was computed for all together. "
        "Name the attribute whose values make the groups: check_reliability(survey, by='branch')."
    )


def no_durations(attribute: str, values: Sequence[object]) -> ServgapError:
    return ServgapError(
        f"The attribute {attribute!r} was named for completion times, and holds none: "
        f"{first_places(map(repr, values))}. "
        "Times come as seconds (95), text such as '95' or '01:35', or durations; name the attribute that has them."
    )


def no_criterion(choices: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"criterion names the flags that count; found none. Choose from {', '.join(map(repr, choices))}, "
        "or leave it out for those that are usual."
    )


def too_few_groups(verb: str, by: str, found: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"{verb} needs at least two values of {by!r}; found {first_places(map(repr, found)) or 'none'}. "
        "Choose another attribute, or read more data."
    )


def not_in_order(by: str, labels: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"The waves of {by!r} cannot be put in calendar order; these are not quarters, months, years, dates, numbers, "
        f"or before and after: {first_places(map(repr, labels))}. Write them like '2026Q1', '2026-03', '2026' or "
        "'2026-03-31', or tell their order, earliest first: order=['spring', 'autumn', ...]."
    )


def waves_of_several_kinds(by: str, examples: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"The waves of {by!r} cannot be put in calendar order; these are not of one kind, or some have a year and "
        f"some not: {first_places(map(repr, examples))}. Write all in one way, or tell their order, earliest first: "
        "order=['Q4 2025', 'Q1', ...]."
    )


def waves_are_days(by: str, example: str, count: int, cuts: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"The {count:,} values of {by!r} are days or moments, such as {example!r}, too many or too fine for waves. "
        f"Say to what they are to be cut: {' or '.join(f'order={cut!r}' for cut in reversed(cuts))}."
    )


def order_unusable(
    by: str, labels: Sequence[str], missing: Sequence[str], twice: Sequence[str], cuts: Sequence[str]
) -> ServgapError:
    wrong = [f"it lacks {first_places(map(repr, missing))}"] if missing else []
    wrong += [f"{first_places(map(repr, twice))} stands in it twice"] if twice else []
    return ServgapError(
        f"order= is the list of all waves of {by!r}, earliest first, or, for dates, one of "
        f"{', '.join(map(repr, cuts))}; {' and '.join(wrong) or 'found something else'}. "
        f"The waves found are {', '.join(map(repr, labels))}."
    )


def no_such_cut(found: str, cuts: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"order= is the list of all waves, earliest first, or what dates are cut to, one of "
        f"{', '.join(map(repr, cuts))}; found {found!r}. Write order=[...] around names of waves."
    )


def not_cut(by: str, length: str, labels: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"order={length!r} cuts dates with a year that are no longer than a {length}; {by!r} holds others: "
        f"{first_places(map(repr, labels))}. Write dates like '2026-03-31', or tell the waves' order: order=[...]."
    )


def waves_alike(by: str, first: str, second: str) -> ServgapError:
    return ServgapError(
        f"Two waves of {by!r} mean the same time: {first!r} and {second!r}. Write each wave in one way only."
    )


def pooled_only(verb: str, groups: int, most: int) -> ServgapError:
    return ServgapError(
        f"{verb} for each of {groups} groups needs a tally that keeps the products of all items for each; above {most} "
        "groups they are pooled. Select fewer groups with survey.where(...), or tally by fewer attributes."
    )


def no_group_left(by: Sequence[str]) -> ServgapError:
    return ServgapError(f"No respondent has a value of {', '.join(map(repr, by))}. Choose another attribute.")


def by_unusable(by: object) -> ServgapError:
    return ServgapError(
        f"by names an attribute of the respondents, or lists several; found {by!r}. "
        "Write by='branch' or by=['branch', 'quarter']."
    )


def one_attribute(verb: str, names: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"{verb} compares the values of one attribute; found by={list(names)}. "
        "Name one, such as by='branch'; for one value at a time of another, select with survey.where(...) first."
    )


def one_or_two_attributes(verb: str, names: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"{verb} compares the values of one attribute, or of two; found by={list(names)}. "
        "Name one, such as by='branch', or two, such as by=['branch', 'quarter']."
    )


def no_such_reference(by: str, reference: object, labels: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"reference={reference!r} is none of the groups of {by!r}: {first_places(map(repr, labels))}. "
        "Name the group that every other is to be held against."
    )


def no_reference() -> ServgapError:
    return ServgapError(
        "Groups are held against one of them where it is named: compare_groups(survey, by=..., reference='North')."
    )


def no_parts() -> ServgapError:
    return ServgapError(
        "Whether groups differ in what is expected or in what is perceived is asked of a gap between two parts that "
        "were both asked, such as measure='gap'."
    )


def no_second_factor(by: str) -> ServgapError:
    return ServgapError(
        f"Two factors are tested where two attributes are named: compare_groups(survey, by=[{by!r}, 'quarter'])."
    )


def no_generator(rng: object) -> ServgapError:
    return ServgapError(
        f"rng is a numpy.random.Generator or a whole number as its seed, 0 or more; found {rng!r}. "
        "Leave it out for seed 0."
    )


def grouped_twice(by: Sequence[str]) -> ServgapError:
    return ServgapError(f"Each attribute is named once in by; found {list(by)}.")


def too_many_pairs(by: str, groups: int, most: int) -> ServgapError:
    return ServgapError(
        f"Pairs of groups are compared for at most {most:,} groups; {by!r} has {groups:,}, which are "
        f"{groups * (groups - 1) // 2:,} pairs. Select groups with survey.where({by}=[...]), or look at .groups, which "
        "has every group."
    )


def no_scores_to_adjust(verb: str) -> ServgapError:
    return ServgapError(
        f"{verb} adjusts respondents' scores for the mix of respondents, and where not everybody was asked all items "
        "nobody has a score. Leave adjust_for out, or compare one kind of respondents: survey.where(...)."
    )


def adjusted_for_itself(name: str) -> ServgapError:
    return ServgapError(
        f"adjust_for={name!r} is what the groups are made by: adjusted for it nothing of them is left. "
        "Name attributes of respondents, such as age or the service that they used."
    )


def one_kind(name: str, values: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"adjust_for={name!r} tells no kinds of respondents apart: it has only "
        f"{first_places(map(repr, values)) or 'no value'}. Leave it out."
    )


def too_many_kinds(name: str, values: Sequence[str], most: int, *, numbers: bool) -> ServgapError:
    what = "numbers" if numbers else "values"
    how = (
        f"cut it into bands whose ends you choose, such as pd.cut(survey.respondents[{name!r}], [0, 30, 45, 60, 120]), "
        "and read the bands as an attribute of their own"
        if numbers
        else "join those that belong together, and leave out what names single respondents"
    )
    return ServgapError(
        f"adjust_for={name!r} has {len(values):,} {what}, such as {first_places(map(repr, values))}; respondents are "
        f"told apart by up to {most}. Nothing is cut unasked: {how}."
    )


def not_adjusted() -> ServgapError:
    return ServgapError(
        "The groups were not adjusted for the mix of their respondents. Name the attributes that tell kinds of "
        "respondents: compare_groups(survey, by='branch', adjust_for=['age_band'])."
    )


def no_league(by: str) -> ServgapError:
    return ServgapError(
        f"There is no league of the groups by {by!r}: it takes two groups of at least 5 respondents whose answers "
        "vary. Leave kind= out for the usual picture."
    )


def kinds_of_groups(name: str) -> ServgapError:
    return ServgapError(
        f"adjust_for={name!r} tells groups apart rather than the respondents of one: groups with one of its values "
        "have hardly any respondents with another, so that there is no common mix to adjust to. Name attributes "
        "of respondents, or compare the groups of one value: survey.where(...)."
    )
