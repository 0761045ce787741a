"""Every export shape of the survey tools, written from one table of answers."""

from __future__ import annotations

from tests.exports import (
    forms,
    kobo,
    limesurvey,
    plain,
    qualtrics,
    redcap,
    statistical,
    surveymonkey,
    tencent,
    typeform,
    wenjuanxing,
)
from tests.exports.shape import Shape
from tests.exports.truth import Truth, truth

ROOMS = (
    *(qualtrics, surveymonkey, limesurvey, forms, wenjuanxing, tencent, typeform, kobo, redcap, statistical),
    plain,
)
SHAPES: tuple[Shape, ...] = tuple(shape for room in ROOMS for shape in room.SHAPES)

__all__ = ["SHAPES", "Shape", "Truth", "truth"]
