"""Where a cluster stands among the finished assessments of others."""
