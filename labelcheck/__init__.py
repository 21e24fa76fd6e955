"""The project package: settings, addresses and wiring. No domain code."""
