"""The editions of the label: one package each, with its TOML files and the functions that are true of it alone."""
