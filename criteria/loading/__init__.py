"""Reads the tables of an edition's TOML files into definitions; every error names the file and the key."""
