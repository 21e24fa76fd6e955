"""File formats for import and export: answer workbooks, cohort files, CSV, calendar files; and checks of uploads."""
