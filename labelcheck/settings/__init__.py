"""Settings for development, tests and production; `base` contains what they share."""
