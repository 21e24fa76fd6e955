"""The editions of labels: one package each, with its TOML files and the functions that apply only to it."""
