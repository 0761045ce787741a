"""What can be wrong with a question about the questionnaire's structure."""

from __future__ import annotations

from collections.abc import Sequence

from servgap.errors import ServgapError, first_places

EXAMPLE = "models={'two': [['tangibles', 'reliability'], ['responsiveness', 'assurance', 'empathy']]}"


def estimator_needs_rows(estimator: str, what: str) -> ServgapError:
    return ServgapError(
        f"estimator={estimator!r} {what}, which takes the answers of each respondent; found a Tally, which no longer "
        "holds them. Pass the Survey that it was counted from, or use estimator='ml'."
    )


def ordinal_gaps(part: str) -> ServgapError:
    return ServgapError(
        f"estimator='dwls' takes answers as ordered categories, and a {part} is no answer on the scale. "
        "Use it for the parts one by one, or estimator='mlr' for the gap."
    )


def models_unreadable(models: object) -> ServgapError:
    return ServgapError(
        "models names each alternative and lists its factors, each as keys of dimensions or items; "
        f"found {models!r}. Write {EXAMPLE}."
    )


def model_name_taken(name: object, taken: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"The model name {name!r} cannot be used: it is empty, no text, or one of those that are always compared "
        f"({', '.join(taken)}). Choose another."
    )


def model_unknown_key(name: str, keys: Sequence[object], dimensions: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"The model {name!r} speaks of what is neither a dimension nor an item: {first_places(map(repr, keys))}. "
        f"The dimensions are {', '.join(dimensions)}; items go by the keys in instrument.item_keys."
    )


def model_repeats(name: str, items: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"The model {name!r} gives items to more than one factor: {first_places(items)}. "
        "Give every item to one factor, since the models compared are of that kind."
    )


def model_leaves_out(name: str, items: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"The model {name!r} leaves items out: {first_places(items)}. Give every item a factor; models of other items "
        "cannot be compared with the questionnaire's own."
    )


def no_groups_for_invariance(table: str) -> ServgapError:
    return ServgapError(
        f"{table} is about groups of respondents, and validity was checked for all together. "
        "Name the attribute whose values make the groups: check_validity(survey, by='branch')."
    )
