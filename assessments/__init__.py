"""The application for assessments: answers, review, comparison, labels and reports."""
