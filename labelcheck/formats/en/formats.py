"""The dates of the administration as on all other pages: the day first, the time with 24 hours."""

from typing import Final

DATE_FORMAT: Final = "j F Y"
DATETIME_FORMAT: Final = "j F Y H:i"
