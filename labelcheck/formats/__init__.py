"""Formats of dates where Django shows them by itself, as in the administration."""
