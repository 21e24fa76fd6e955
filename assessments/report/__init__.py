"""Turns an assessment into the report for the cluster's board: a frozen tree, then HTML, then PDF."""
