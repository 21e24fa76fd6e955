#!/usr/bin/env python
"""The command line of the project."""

import os
import sys


def main() -> None:
    """Runs one management command, with the development settings unless others are named."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "labelcheck.settings.development")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
