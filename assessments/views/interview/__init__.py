"""The page of the interview: its parts, what it shows, and its requests."""
