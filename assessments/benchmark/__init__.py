"""Compares a cluster with the finished assessments of others, under disclosure control."""
