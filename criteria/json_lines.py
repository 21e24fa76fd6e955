"""Reads JSON and remembers the line on which each value stands, so that a fault can name it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

# An answer file nests five deep. What goes much deeper is no answer, and every level makes every path longer.
DEEPEST = 20


class JsonFault(Exception):
    """Text that is no JSON. `line` counts from 1; `what` is the decoder's English explanation."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(f"line {line}: {what}")
        self.line, self.what = line, what


def parse(text: str) -> tuple[Any, Mapping[str, int]]:
    """The value of a JSON text and the line of every value in it by its path ("answers.A2.total").

    Numbers with a decimal point become Decimals. Raises JsonFault.
    """
    try:
        value = json.loads(text, parse_float=Decimal, object_pairs_hook=_unique, parse_constant=_refuse)
        _refuse_half_characters(value)
    except json.JSONDecodeError as error:
        raise JsonFault(error.lineno, error.msg) from error
    except (RecursionError, ValueError) as error:
        # A repeated key, NaN, half a character, a number of absurd length, or brackets nested without end.
        raise JsonFault(1, str(error)) from error
    return value, dict(_lines(text))


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        seen = [key for key, _ in pairs]
        twice = next(key for key in seen if seen.count(key) > 1)
        raise ValueError(f"the key {twice!r} stands twice in one object")
    return result


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not a number")


def _refuse_half_characters(value: Any) -> None:
    """An escape such as "\\ud800" is half of a pair: it can neither be printed nor stored."""
    try:
        json.dumps(value, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError as error:
        raise ValueError("an escape stands for half a character") from error


def _lines(text: str) -> Iterator[tuple[str, int]]:
    """The path and line of each member of each object, in one pass over valid JSON. Raises JsonFault if too deep."""
    path: list[str] = []
    awaiting_key: list[bool] = []
    position, line = 0, 1
    decoder = json.JSONDecoder()
    while position < len(text):
        sign = text[position]
        if sign == "\n":
            line += 1
        elif sign in "{[":
            if len(path) == DEEPEST:
                raise JsonFault(line, f"brackets are nested more than {DEEPEST} deep")
            path.append("")
            awaiting_key.append(sign == "{")
        elif sign in "}]":
            path.pop()
            awaiting_key.pop()
        elif sign == '"':
            word, position = decoder.raw_decode(text, position)
            if awaiting_key and awaiting_key[-1]:
                path[-1], awaiting_key[-1] = word, False
                yield ".".join(part for part in path if part), line
            continue
        elif sign == "," and path and path[-1]:
            awaiting_key[-1] = True
        position += 1
