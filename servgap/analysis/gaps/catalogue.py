"""What the catalogue says of each standard beside what it is filed under: who answers for it, its target, its age."""

from __future__ import annotations

import numpy as np
import pandas as pd

from servgap.analysis.reasons import NO_TARGET
from servgap.analysis.rows import standard_rows
from servgap.survey.instrument import Instrument

TOLD = ("owner", "target", "unit", "revised")


def catalogue_frame(instrument: Instrument) -> dict[str, pd.DataFrame]:
    """Give a table with a row for each standard; none where the catalogue says nothing of the kind of any."""
    standards = instrument.standards
    if all(getattr(standard, name) in (None, "") for standard in standards for name in TOLD):
        return {}
    targets = [float(each.target) if isinstance(each.target, int | float) else np.nan for each in standards]
    told = {
        "owner": [each.owner or "" for each in standards],
        "target_level": targets,
        "target_unit": [each.unit or "" for each in standards],
        "revised": [each.revised or "" for each in standards],
        "reason": np.where(np.isnan(targets), NO_TARGET, ""),
    }
    return {"catalogue": pd.DataFrame({**standard_rows(instrument).columns(), **told})}
