"""What can be wrong with a file as such: where it is to be written, or what it is before anything of it is read."""

from __future__ import annotations

from collections.abc import Sequence

from servgap.errors import ServgapError, first_places


def no_path(found: object) -> ServgapError:
    return ServgapError(
        f"Expected the path of a file to be written; found {type(found).__name__}. Pass a text, or a pathlib.Path."
    )


def not_written(path: object, why: str) -> ServgapError:
    return ServgapError(
        f"The file {str(path)!r} cannot be written: {why}. Nothing was changed. "
        "Name a folder that exists and may be written to, and close the file where it is open."
    )


def written_in_part(path: object, why: str, changed: Sequence[str]) -> ServgapError:
    return ServgapError(
        f"The file {str(path)!r} cannot be written: {why}. What was to stand beside it is new already and could not be "
        f"put back: {first_places(map(repr, changed))}. Write all of them again, to a folder that may be written to."
    )
