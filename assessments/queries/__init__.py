"""Reading: what is selected from the database and judged from it. Nothing here writes."""
