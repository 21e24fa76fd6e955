"""The project package: settings, URLs and middleware. No domain code."""
