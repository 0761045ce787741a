"""The TOML of questionnaires and catalogues, read; whatever is wrong with it is refused in words."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from os import PathLike
from typing import Any, TypeVar

from servgap.errors import ServgapError
from servgap.survey.files.opening import read_whole

MOST_BYTES, MOST_DOTS = 1 << 22, 50
"""Bytes of the largest file, and dots in a line outside quotes, that are read."""
_QUOTED = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'')
Made = TypeVar("Made")


def text_of(path: str | PathLike[str], mend: str, refused: Callable[[str], ServgapError]) -> str:
    """Give the text of a TOML file, its lines ended by a newline.

    Parameters
    ----------
    path
        The file.
    fix
        What to do if it is larger than any that is read.
    refused
        Says that the file cannot be read, given why.

    Raises
    ------
    ServgapError
        If there is no such file, it is too large, or no text.
    """
    try:
        return read_whole(path, MOST_BYTES, mend=mend).decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as problem:
        why = problem.strerror or "it cannot be opened"
    except UnicodeDecodeError:
        why = "it is not UTF-8 text"
    except ServgapError:
        raise
    except ValueError:
        why = "no file can have this name"
    raise refused(why)


def parsed(text: str, made: Callable[[dict[str, Any]], Made], refused: Callable[[str], ServgapError]) -> Made:
    """Read a text as TOML, and make something of its tables.

    Parameters
    ----------
    text
        The text of a file.
    made
        Makes it, given the tables; what it refuses is refused.
    refused
        Says that the file cannot be read, given why.

    Raises
    ------
    ServgapError
        If it is no TOML, or beyond what is read.

    Examples
    --------
    >>> parsed("name = 'hotline'", lambda tables: tables["name"], ServgapError)
    'hotline'
    """
    dots = max(line.count(".") for line in _QUOTED.sub("", text).split("\n"))
    if dots > MOST_DOTS:  # each is a table within a table, and very many take for ever
        why = f"a line has {dots:,} dots outside quotes, at most {MOST_DOTS} are read"
        raise refused(why)
    try:
        return made(tomllib.loads(text))
    except tomllib.TOMLDecodeError as problem:
        why = f"it is not TOML ({problem})"
    except ServgapError:
        raise
    except RecursionError:
        why = "tables or lists in it stand within one another too often"
    except (ValueError, OverflowError):
        why = "a number or a date in it is beyond what is read"
    raise refused(why)
