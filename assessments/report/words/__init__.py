"""Whole sentences of the report, in every language."""
