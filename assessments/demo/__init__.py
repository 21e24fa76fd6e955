"""Fictional people, clusters and assessments to try the application out with; all of them are marked as demo."""
