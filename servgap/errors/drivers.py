"""What can be wrong with a question about drivers."""

from __future__ import annotations

from collections.abc import Sequence

from servgap.errors import ServgapError


def too_many_drivers(predictors: str, drivers: int, sets: int, most: int) -> ServgapError:
    rather = ", or take predictors='dimensions'" if predictors == "items" else ""
    return ServgapError(
        f"What {drivers} {predictors} account for takes R² of {sets:,} sets of them, and up to {most:,} are looked at: "
        "each item more in one dimension doubles them. Take a questionnaire whose dimensions have fewer items"
        f"{rather}."
    )


def not_drivers(kind: str) -> ServgapError:
    return ServgapError(
        f"Derived importances are those of find_drivers; found a finding of the kind {kind!r}. "
        "Give what find_drivers(survey, outcome=...) returned."
    )


def not_marked(level: str, keys: Sequence[str]) -> ServgapError:
    found = ", ".join(repr(key) for key in keys if key)
    return ServgapError(
        f"predictors={level!r} holds items against each other whose standards have different keys of it; found "
        f"{'none' if not found else 'the one key ' + found}. Give standards their {level} in the questionnaire, or "
        "join a catalogue that does: catalogue.on(survey)."
    )


def marks_are_no_importances(level: str) -> ServgapError:
    return ServgapError(
        f"Derived importances are those of items or dimensions; found find_drivers(..., predictors={level!r}). Take "
        "predictors='items' or 'dimensions'."
    )


def asymmetry_needs_survey() -> ServgapError:
    return ServgapError(
        "Dissatisfiers and satisfiers take the answers of each respondent, which a tally no longer holds. "
        "Give the survey itself, or leave out asymmetry=True."
    )


def scores_of_half(policy: str) -> ServgapError:
    return ServgapError(
        "A tally holds products of scores of respondents who answered half of a dimension's items at least; found "
        f"policy={policy!r}. Leave policy out, take predictors='items', or give the survey itself."
    )


def pooled_only(most: int) -> ServgapError:
    return ServgapError(
        f"The tally has more than {most} groups, of which the products of all items are pooled: no group can be "
        "partialled out of these, nor left out. Give the survey itself, or tally by fewer attributes."
    )
