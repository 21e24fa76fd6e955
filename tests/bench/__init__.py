"""What `manage.py bench` measures: one module for each subject, beside the clock and the database they share."""
