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


def not_a_file(path: object, what: str) -> ServgapError:
    return ServgapError(
        f"Expected a file to be read; {str(path)!r} is {what}. Save what comes from there as a file, and pass its path."
    )


def too_large(path: object, found: int, most: int, limit: str, mend: str) -> ServgapError:
    return ServgapError(
        f"{str(path)!r} goes beyond the limit on {limit}: found {found:,}, at most {most:,} are read. {mend}"
    )
