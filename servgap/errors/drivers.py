"""What can be wrong with a question about drivers."""

from __future__ import annotations

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


def asymmetry_needs_survey() -> ServgapError:
    return ServgapError(
        "Dissatisfiers and satisfiers take the answers of each respondent, which a tally no longer holds. "
        "Give the survey itself, or leave out asymmetry=True."
    )


def needs_survey(verb: str) -> ServgapError:
    return ServgapError(
        f"{verb} takes the answers of each respondent, which the drivers of a tally do not have. "
        "Give the survey itself, and drivers found of it."
    )
