"""The URL path converter for keys of the catalogue."""

from django.urls.converters import StringConverter

from criteria.definitions import KEY_LENGTH


class KeyConverter(StringConverter):
    """The key of an area or an indicator, such as "A2" or "1.1.0"."""

    regex = rf"[0-9A-Za-z.]{{1,{KEY_LENGTH}}}"
