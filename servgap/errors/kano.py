"""What can be wrong with questions of how somebody feels if something is there, and if it is not."""

from __future__ import annotations

from collections.abc import Sequence

from servgap.errors import ServgapError


def no_levels(verb: str, name: str) -> ServgapError:
    return ServgapError(
        f"{verb} takes answers for more and less of something; {name!r} asks how somebody feels if something is there "
        "and if it is not, and such answers name categories. Use classify_kano."
    )


def not_asked(name: str, parts: Sequence[str]) -> ServgapError:
    return ServgapError(
        "classify_kano needs two questions about every item: how somebody feels if it is there (functional), and if it "
        f"is not (dysfunctional); {name!r} asks {', '.join(parts)}. Categories cannot be derived from anything else. "
        'Read such answers with an instrument of parts=("functional", "dysfunctional").'
    )
