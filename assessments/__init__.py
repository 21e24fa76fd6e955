"""Who answered what, and what became of it."""
