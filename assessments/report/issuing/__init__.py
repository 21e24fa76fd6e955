"""Reports that people asked for: made under a lease, kept as numbered issues, bundled, verified."""
