"""What can go wrong when a picture is drawn."""

from __future__ import annotations

from collections.abc import Sequence

from servgap.errors import ServgapError


def no_axes(found: object) -> ServgapError:
    hint = " Pass one of its axes, such as figure.gca()." if type(found).__name__ == "Figure" else ""
    return ServgapError(
        f"A picture is drawn on matplotlib axes; found {type(found).__name__}.{hint} "
        "Pass ax=plt.subplots()[1], or leave ax= out for a new figure of a fitting size."
    )


def axes_taken() -> ServgapError:
    return ServgapError(
        "A picture sets limits, ticks and margins of its axes: expected empty ones, found something drawn on these "
        "already. Pass other axes, call ax.clear() first, or draw your own marks after the picture."
    )


def axes_shared(name: str, others: int) -> ServgapError:
    return ServgapError(
        f"A picture sets the limits of its axes: expected axes with their own, found some that share {name} with "
        f"{others} other{'s' if others > 1 else ''}. Make them without share{name}=, as in plt.subplots(2, 2)."
    )


def unknown_view(found: object, of: str, known: Sequence[str]) -> ServgapError:
    *others, last = map(repr, known or ("",))
    named = f"{', '.join(others)} and {last}" if others else last
    told = f"beside its usual picture this one of {of} has {named}" if known else ""
    none = f"this one of {of} has its usual picture alone"
    return ServgapError(
        f"kind= names another picture of a finding: {told or none}; found {found!r}. Leave kind= out for the usual one."
    )


def no_picture_file(path: object, known: Sequence[str]) -> ServgapError:
    endings = ", ".join(f".{ending}" for ending in known)
    return ServgapError(
        f"A picture is saved in the format by which the file's name ends: expected one of {endings}; found {path!r}. "
        "For other formats, use plot().figure.savefig(...)."
    )


def no_service_circle(name: str) -> ServgapError:
    return ServgapError(
        f"kind={name!r} draws what is measured at the touchpoints of a service circle. Here no touchpoints tell the "
        "standards apart: none is filed under one, or all under the same. Name touchpoints in the questionnaire's "
        "file, or in a catalogue that is joined to the survey (read_catalogue(...).on(survey)); leave kind= out for "
        "the usual picture."
    )


def no_yardstick(name: str) -> ServgapError:
    return ServgapError(
        f"kind={name!r} draws distances from a yardstick on both sides of zero. Here nothing is held against anything: "
        'a mean by itself, or a share. Measure against expectation (measure="gap"), targets (measure="target") or a '
        'point of the scale (measure=Measure("perception", against=4)); leave kind= out for the usual picture.'
    )
