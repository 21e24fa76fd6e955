"""Settings for development, tests and production; `base` is what they share."""
