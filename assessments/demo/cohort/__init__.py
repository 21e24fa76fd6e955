"""The cohort of the demo: fictional clusters to compare with."""
