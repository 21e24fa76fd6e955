"""Formats that people bring and take: answer workbooks, cohort files, CSV, calendar files, and what an upload is."""
