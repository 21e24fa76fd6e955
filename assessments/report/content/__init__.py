"""Builds the frozen tree that the report's templates print from an assessment."""
