"""Cells of few respondents put with those beside them: what a report and a workbook show of where the answers lie."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from servgap.analysis.finding import Remark
from servgap.analysis.surface.rows import CELLS_ACROSS
from servgap.analysis.surface.verb import Surface

SCORES = ["expectation", "perception"]


def merged(finding: Surface, minimum: int) -> Surface:
    """Give a finding in which no cell of both scores counts fewer respondents than a minimum.

    The smallest cell goes to its nearest neighbour, the larger of equally near ones, at the neighbour's place, until
    none is too small. What lies alone and far out is thereby not shown where it lies. Of fewer respondents than the
    minimum no cell is left.

    Parameters
    ----------
    finding
        A surface.
    minimum
        The least number of respondents of a cell.
    """
    cells = finding.frames["cells"]
    if not len(cells) or cells["n"].min() >= minimum:
        return finding
    step = finding.basis.instrument.scale.width / CELLS_ACROSS
    parts = [_merged(own, step, minimum) for _, own in cells.groupby(["level", "dimension"], sort=False)]
    basis = finding.basis
    basis = replace(basis, remarks=(*basis.remarks, Remark("cells_merged", (("minimum", minimum),))))
    return replace(finding, basis=basis, frames={**finding.frames, "cells": pd.concat(parts, ignore_index=True)})


def _merged(cells: pd.DataFrame, step: float, minimum: int) -> pd.DataFrame:
    scores = cells[SCORES].to_numpy(dtype=float)
    places = np.rint((scores - scores.min(axis=0)) / step).astype(int)  # whole numbers: equally near is equally near
    n = cells["n"].to_numpy(dtype=int, copy=True)
    while (n > 0).sum() > 1 and n[n > 0].min() < minimum:
        left = np.flatnonzero(n)
        smallest = left[np.argmin(n[left])]
        others = left[left != smallest]
        far = np.square(places[others] - places[smallest]).sum(axis=1)
        nearest = others[np.lexsort((-n[others], far))[0]]
        n[nearest] += n[smallest]
        n[smallest] = 0
    return cells.assign(n=n)[n >= minimum]
