"""Reads TOML tables key by key, so that every error names its file and key."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from criteria.definitions import Text
from criteria.languages import FALLBACK, is_language


class CatalogueError(Exception):
    """A catalogue file that cannot be used; the message names the file and the key."""


class Table:
    """A TOML table that knows its file and position. Each key is taken once; `close` refuses those left over."""

    def __init__(self, data: dict[str, Any], place: str) -> None:
        self.data = dict(data)
        self.place = place

    def fault(self, key: str, what: str) -> CatalogueError:
        """The error for `key`, with the table's file and position."""
        return CatalogueError(f"{self.place}: {key}: {what}")

    def take[T](self, key: str, kind: type[T], default: T | None = None) -> T:
        """The value of `key`, which must be of type `kind`; `default` if the key is missing. Raises CatalogueError."""
        if key not in self.data:
            if default is not None:
                return default
            raise self.fault(key, "is missing")
        value = self.data.pop(key)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.fault(key, f"must be {kind.__name__}, not {value!r}")
        return value

    def text(self, key: str) -> Text:
        """The text at `key`. Raises CatalogueError without English or with an empty wording."""
        return self._text(self.take(key, dict), key)

    def optional_text(self, key: str) -> Text | None:
        return self.text(key) if key in self.data else None

    def _text(self, value: dict[str, Any], key: str) -> Text:
        table = Table(value, f"{self.place}: {key}")
        result = table.wording()
        table.close()
        return result

    def wording(self) -> Text:
        """A text whose wordings are in this table by language code. Raises CatalogueError without English."""
        wordings = {code: self.take(code, str).strip() for code in sorted(filter(is_language, self.data))}
        if FALLBACK not in wordings:
            raise self.fault(FALLBACK, "is missing")
        for code, wording in wordings.items():
            if not wording:
                raise self.fault(code, "is empty")
        return Text(wordings)

    def texts(self, key: str) -> tuple[Text, ...]:
        """The texts in the array `key`; () if it is missing."""
        return tuple(self._text(value, f"{key}[{n}]") for n, value in enumerate(self.take(key, list, []), 1))

    def tables(self, key: str) -> list[Table]:
        """The tables in the array `key`, which the caller must close; [] if it is missing."""
        return [Table(v, f"{self.place}: {key}[{n}]") for n, v in enumerate(self.take(key, list, []), 1)]

    def each[T](self, key: str, read: Callable[[Table], T], *, at_least: int = 0) -> tuple[T, ...]:
        """The tables of the array `key`, converted by `read` and closed. Raises CatalogueError if fewer than
        `at_least`.
        """
        result = []
        for table in self.tables(key):
            result.append(read(table))
            table.close()
        if len(result) < at_least:
            raise self.fault(key, f"needs at least {at_least}, has {len(result)}")
        return tuple(result)

    def strings(self, key: str) -> tuple[str, ...]:
        """The strings in the array `key`; () if it is missing. Raises CatalogueError for other values."""
        values = self.take(key, list, [])
        if not all(isinstance(value, str) for value in values):
            raise self.fault(key, "must be a list of strings")
        return tuple(values)

    def number(self, key: str) -> Decimal | None:
        """The exact number at `key`; None if it is missing. Raises CatalogueError for other values."""
        if key not in self.data:
            return None
        value = self.data.pop(key)
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise self.fault(key, f"must be a number, not {value!r}")
        return Decimal(value)

    def between(self, key: str, low: int, high: int) -> int:
        """The whole number at `key`. Raises CatalogueError unless it is between `low` and `high`, both included."""
        value = self.take(key, int)
        if not low <= value <= high:
            raise self.fault(key, f"must lie between {low} and {high}, not {value}")
        return value

    def close(self) -> None:
        """Raises CatalogueError if a key has not been taken."""
        if self.data:
            raise self.fault(", ".join(sorted(self.data)), "is not a known key here")


def read_file(path: Path) -> Table:
    """The top-level table of a TOML file, with exact decimals. Raises CatalogueError if the file cannot be read."""
    try:
        return Table(tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal), path.name)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CatalogueError(f"{path.name}: {error}") from error
