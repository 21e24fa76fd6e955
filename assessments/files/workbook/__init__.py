"""The answer file as an XLSX workbook: its cells, style, writing, opening and reading."""
