"""Where labels stand beside their points so that none lies on another, found by rule and not by chance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

RING, FIRST, RINGS = 0.45, 0.35, 60
ANGLES = tuple(turn * pi / 8 for turn in (1, 7, 15, 9, 0, 8, 4, 12, 2, 6, 14, 10, 3, 5, 13, 11))
"""Ways to go from a point, the best first: to the upper right, then left, down, and between."""
NEAR = 3.0
TOUCHING = 1e-9


@dataclass(frozen=True)
class Box:
    """A rectangle, in ems from the lower left corner of the axes."""

    left: float
    bottom: float
    right: float
    top: float

    @classmethod
    def around(cls, x: float, y: float, across: float, down: float) -> Box:
        """Give the rectangle of this size around a centre."""
        return cls(x - across / 2, y - down / 2, x + across / 2, y + down / 2)

    def meets(self, other: Box) -> bool:
        """Tell whether two rectangles overlap by more than rounding."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.top, other.top) - max(self.bottom, other.bottom)
        return across > TOUCHING and down > TOUCHING

    def inside(self, room: Box) -> bool:
        """Tell whether it lies wholly in another."""
        return (
            self.left >= room.left - TOUCHING
            and self.bottom >= room.bottom - TOUCHING
            and self.right <= room.right + TOUCHING
            and self.top <= room.top + TOUCHING
        )


def placed(
    points: Sequence[tuple[float, float]],
    sizes: Sequence[tuple[float, float]],
    room: Box,
    *,
    dot: float = 0.8,
    taken: Sequence[Box] = (),
) -> list[tuple[float, float]]:
    """Find for each point the centre of its label: as near as may be, on no dot, on no other label, and in the room.

    Those in a crowd come first, as they have least choice; of equal ones the first. A label for which there is no place
    beside its point takes the nearest free one in the room, and only where there is none anywhere, the first it tried.

    Parameters
    ----------
    points
        Where the dots lie, in ems.
    sizes
        Width and height of each label.
    room
        Where labels may stand.
    dot
        How wide a dot is.
    taken
        What else must not be covered.

    Examples
    --------
    >>> centres = placed([(5.0, 5.0), (5.0, 5.0)], [(1.0, 1.0)] * 2, Box(0, 0, 10, 10))
    >>> Box.around(*centres[0], 1, 1).meets(Box.around(*centres[1], 1, 1))
    False
    """
    dots = [Box.around(x, y, dot, dot) for x, y in points]
    crowd = [sum(abs(x - u) < NEAR and abs(y - v) < NEAR for u, v in points) for x, y in points]
    done: dict[int, tuple[Box, tuple[float, float]]] = {}
    for place in sorted(range(len(points)), key=lambda each: (-crowd[each], each)):
        blocked = [*taken, *dots, *(box for box, _ in done.values())]
        centre = _free(points[place], sizes[place], room, blocked, dot)
        done[place] = (Box.around(*centre, *sizes[place]), centre)
    return [done[place][1] for place in range(len(points))]


def _free(
    point: tuple[float, float], size: tuple[float, float], room: Box, blocked: Sequence[Box], dot: float
) -> tuple[float, float]:
    tried: list[tuple[float, float]] = []
    for centre in (*_around(point, size, dot), *_everywhere(point, size, room)):
        box = Box.around(*centre, *size)
        if box.inside(room):
            if not any(box.meets(other) for other in blocked):
                return centre
            tried.append(centre)
    return tried[0] if tried else point


def _around(point: tuple[float, float], size: tuple[float, float], dot: float) -> Iterator[tuple[float, float]]:
    """Go around a point in rings, each a little further out."""
    for ring in range(RINGS):
        for angle in ANGLES:
            away = FIRST * dot + ring * RING
            x = point[0] + cos(angle) * (away + (size[0] + dot) / 2)
            y = point[1] + sin(angle) * (away + (size[1] + dot) / 2)
            yield round(x, 6), round(y, 6)


def _everywhere(point: tuple[float, float], size: tuple[float, float], room: Box) -> Iterator[tuple[float, float]]:
    """Give a grid of places over the room, the nearest first."""
    columns = max(int((room.right - room.left) / size[0]), 1)
    rows = max(int((room.top - room.bottom) / size[1]), 1)
    grid = [
        (
            round(room.left + (column + 0.5) * (room.right - room.left) / columns, 6),
            round(room.bottom + (row + 0.5) * (room.top - room.bottom) / rows, 6),
        )
        for column in range(columns)
        for row in range(rows)
    ]
    yield from sorted(grid, key=lambda each: (round((each[0] - point[0]) ** 2 + (each[1] - point[1]) ** 2, 6), each))


def stacked(wanted: Sequence[float], sizes: Sequence[float], room: tuple[float, float]) -> list[float]:
    """Move centres on a line as little as needed so that what stands there, of these sizes, follows in the given order.

    Parameters
    ----------
    wanted
        Where the centres had best be.
    sizes
        How much of the line each takes.
    room
        The ends of the line. What is longer than the line begins where it begins, and goes beyond its end.

    Examples
    --------
    >>> stacked([1.0, 1.2, 5.0], [1.0, 1.0, 1.0], (0.0, 9.0))
    [0.6, 1.6, 5.0]
    >>> stacked([1.0, 1.0], [2.0, 4.0], (0.0, 9.0))
    [1.0, 4.0]
    """
    before = [sum(sizes[:place]) + size / 2 for place, size in enumerate(sizes)]
    blocks: list[tuple[float, int]] = []
    for want, offset in zip(wanted, before, strict=True):
        blocks.append((want - offset, 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (upper, many), (lower, few) = blocks.pop(), blocks.pop()
            blocks.append(((upper * many + lower * few) / (many + few), many + few))
    starts = [start for start, many in blocks for _ in range(many)]
    last = room[1] - sum(sizes)
    return [round(max(min(start, last), room[0]) + offset, 6) for start, offset in zip(starts, before, strict=True)]
