"""Workbooks for tests: created, opened, filled in as by a person, and damaged in many ways."""

from __future__ import annotations

import dataclasses
import functools
import io
import json
import random
import re
import zipfile
from collections.abc import Callable
from types import MappingProxyType
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell

from assessments.files.workbook.reading import read_workbook
from assessments.files.workbook.writing import write_workbook
from criteria.answer_file import AnswerFile, write_answer_file
from criteria.answers import Answer
from criteria.definitions import Edition
from criteria.loader import load_edition

EDITION = load_edition("2019")
YEAR = 2026


@functools.cache
def part_of(area: str) -> Edition:
    """The edition with one area only: its workbook is small, and a file may omit whole sheets."""
    only = EDITION.area(area)
    return dataclasses.replace(
        EDITION, areas=(only,), by_key=MappingProxyType({indicator.key: indicator for indicator in only.indicators})
    )


def written(
    answers: dict[str, Answer] | None = None,
    *,
    edition: Edition = EDITION,
    language: str = "en",
    organisation: dict[str, Any] | None = None,
) -> bytes:
    file = AnswerFile("2019", organisation or {}, answers or {})
    return write_workbook(file, edition, language=language, reference="FI-2026-001", year=YEAR)


@functools.cache
def blank(area: str) -> bytes:
    """The workbook of one area with nothing filled in."""
    return written(edition=part_of(area))


def read(content: bytes) -> AnswerFile:
    return read_workbook(content, EDITION, year=YEAR)


def in_digits(file: AnswerFile) -> Any:
    """The file in portable form, whose strings distinguish 1.2 from 1.20 while numbers do not."""
    return json.loads(write_answer_file(file))


def opened(content: bytes) -> Workbook:
    return load_workbook(io.BytesIO(content))


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def answer_cell(book: Workbook, key: str) -> Cell:
    """The answer cell of the row with `key`."""
    for sheet in book.worksheets:
        for (cell,) in sheet.iter_rows(min_col=1, max_col=1):
            if cell.value == key:
                return sheet.cell(cell.row, 4)
    raise KeyError(key)


def filled(content: bytes, values: dict[str, Any]) -> bytes:
    """The workbook with `values` in the answer cells of their keys; a tuple also sets the number format."""
    book = opened(content)
    for key, value in values.items():
        cell = answer_cell(book, key)
        if isinstance(value, tuple):
            cell.value, cell.number_format = value
        else:
            cell.value = value
    return saved(book)


def repacked(content: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The archive after `change` has modified its parts."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return stream.getvalue()


CELL = re.compile(rb'<c r="([A-Z]+\d+)"[^>]*?(?:/>|>.*?</c>)', re.S)
# What may replace the content of a cell; %s is its position.
ODD_CELLS = (
    '<c r="%s" t="b"><v>1</v></c>',
    '<c r="%s" t="b"><v>maybe</v></c>',
    '<c r="%s"><f>1+1</f><v>2</v></c>',
    '<c r="%s"><f t="array" ref="A1:B2">SUM(A1)</f></c>',
    '<c r="%s"><f t="shared" si="9"/></c>',
    '<c r="%s"><v>1E400</v></c>',
    '<c r="%s"><v>-1E300</v></c>',
    '<c r="%s"><v>nan</v></c>',
    '<c r="%s"><v>99999999999999999999999999</v></c>',
    '<c r="%s"><v>0.1234567890123</v></c>',
    '<c r="%s" s="9999"><v>1.5</v></c>',
    '<c r="%s" t="e"><v>#DIV/0!</v></c>',
    '<c r="%s" t="s"><v>999</v></c>',
    '<c r="%s" t="d"><v>2025-03-01</v></c>',
    '<c r="%s" t="d"><v>yesterday</v></c>',
    '<c r="%s" t="zzz"><v>5</v></c>',
    '<c r="%s" t="inlineStr"><is><t>=1+1</t></is></c>',
    '<c r="%s" t="inlineStr"><is><t>_x0000_&lt;script&gt;</t></is></c>',
    '<c r="%s" t="inlineStr"><is><r><t>rich</t></r><r><t> text</t></r></is></c>',
    '<c r="%s" t="inlineStr"/>',
    '<c r="ZZZZ99999999"><v>5</v></c>',
    '<c><v>5</v></c>',
    "",
)  # fmt: skip


def _sheets(parts: dict[str, bytes]) -> list[str]:
    return [name for name in parts if name.startswith("xl/worksheets/")]


def _odd_cells(parts: dict[str, bytes], chance: random.Random) -> None:
    name = chance.choice(_sheets(parts))
    share = chance.choice([0.02, 0.1, 1.0])
    column = chance.choice([b"A", b"D", b""])

    def replace(found: re.Match[bytes]) -> bytes:
        if not found[1].startswith(column) or chance.random() > share:
            return found[0]
        odd = chance.choice(ODD_CELLS)
        return (odd % found[1].decode() if "%s" in odd else odd).encode()

    parts[name] = CELL.sub(replace, parts[name])


def _without_a_part(parts: dict[str, bytes], chance: random.Random) -> None:
    del parts[chance.choice(list(parts))]


def _two_parts_swapped(parts: dict[str, bytes], chance: random.Random) -> None:
    one, other = chance.sample(list(parts), 2)
    parts[one], parts[other] = parts[other], parts[one]


def _other_bytes(parts: dict[str, bytes], chance: random.Random) -> None:
    name = chance.choice(list(parts))
    part = bytearray(parts[name])
    for _ in range(chance.randint(1, 5)):
        part[chance.randrange(len(part))] = chance.randrange(256)
    parts[name] = bytes(part)


def _other_words(parts: dict[str, bytes], chance: random.Random) -> None:
    old, new = chance.choice(
        [
            (b"labelcheck:key", b"labelcheck:kez"),
            (b"labelcheck:answer", b"label"),
            (b">edition<", b">edition <"),
            (b">2019<", b">2013<"),
            (b">B3.fte<", b">B3.people<"),
            (b">B3.fte<", b"><"),
            (b">#<", b"><"),
            (b'name="B Management"', b'name="C Financing"'),
            (b'name="B Management"', b'name="Mine"'),
            (b'name="B Management"', b'name=""'),
            (b'r:id="rId2"', b'r:id="rId99"'),
            (b'r="D', b'r="E'),
            (b'r="A', b'r="a'),
            (b"<sheetData>", b'<sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
            (b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="nonsense"/></mergeCells>'),
            (b'<dimension ref="', b'<dimension ref="A1:A1" was="'),
            (b"<?xml version='1.0' encoding='utf-8'?>", b'<!DOCTYPE a [<!ENTITY b "c">]>'),
            (b"formatCode=", b'formatCode="yyyy" was='),
            (b"spreadsheetml/2006/main", b"spreadsheetml/2016/main"),
        ]
    )
    for name in parts:
        parts[name] = parts[name].replace(old, new)


PART_DAMAGES = (_odd_cells, _odd_cells, _odd_cells, _without_a_part, _two_parts_swapped, _other_bytes, _other_words)


def damaged_workbook(content: bytes, seed: int) -> bytes:
    """The workbook with one damage that depends only on the seed: to its bytes or to its content."""
    chance = random.Random(seed)
    if seed % 4 == 0:
        return damaged_bytes(content, chance)
    damage = chance.choice(PART_DAMAGES)
    return repacked(content, lambda parts: damage(parts, chance))


def damaged_bytes(content: bytes, chance: random.Random) -> bytes:
    """Bytes cut short, duplicated, with a piece missing, or with some bytes changed."""
    at, other = sorted(chance.randrange(len(content)) for _ in range(2))
    match chance.randrange(4):
        case 0:
            return content[:at]
        case 1:
            return content[:at] + content[other:]
        case 2:
            return content + content[at:other]
    noisy = bytearray(content)
    for _ in range(chance.randint(1, 20)):
        noisy[chance.randrange(len(noisy))] = chance.randrange(256)
    return bytes(noisy)


ODD_JSON = (
    "null", "true", "[]", "{}", '""', "-1", "1e400", "NaN", "0.1", '"1e9"', '"\\ud800"', '"\\u0000"', '"=1+1"', "5 5",
    "9" * 400, '"' + "x" * 5000 + '"', "[[[[]]]]", '{"a": {"b": []}}', '"A2"', '[{"title": 5}]', '["FI", "FI"]', "",
)  # fmt: skip
TOKEN = re.compile(r'"[^"]*"|-?\d+')


def damaged_json(text: str, seed: int) -> bytes:
    """The JSON file with one damage that depends only on the seed."""
    chance = random.Random(seed)
    if seed % 3 == 0:
        return damaged_bytes(text.encode(), chance)
    tokens = list(TOKEN.finditer(text))
    for found in sorted(chance.sample(tokens, chance.randint(1, 3)), key=lambda token: -token.start()):
        text = text[: found.start()] + chance.choice(ODD_JSON) + text[found.end() :]
    return text.encode()
