"""Reads from the database: selections and judgements. Nothing here writes."""
