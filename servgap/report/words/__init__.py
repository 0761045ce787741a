"""What findings say, in English and Chinese: headlines, notes, names, and how numbers are written."""

from servgap.report.words.headlines import headline
from servgap.report.words.languages import languages
from servgap.report.words.notes import note

__all__ = ["headline", "languages", "note"]
