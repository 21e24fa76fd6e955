"""Fictional people, clusters and assessments for trying out the application; all are marked as demo data."""
