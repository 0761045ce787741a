"""Notes in a language given by its code."""

from servgap.report.notes import note

__all__ = ["note"]
