"""The measurements of `manage.py bench`: one module per subject, and the clock and database that they share."""
