"""Template tags of the pages around an assessment."""
