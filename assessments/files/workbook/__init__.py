"""The answer file as an XLSX workbook: its cells, its look, writing, opening and reading it."""
