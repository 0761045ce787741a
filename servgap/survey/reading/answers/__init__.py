"""Answers turned into codes: numbers, labels as whole sets, and words for having no answer."""
