"""Requested reports: made under a lease, stored as numbered issues, bundled and verified."""
