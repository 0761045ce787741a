"""Tables for readers: what they hold, before a language says it and a writer writes it."""
