"""Reads from the parts of a workbook what openpyxl does not provide in read-only mode: merged cells and notes."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping

from defusedxml.ElementTree import fromstring
from openpyxl.worksheet.cell_range import CellRange

MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')
NOTES = "/comments"
WORKBOOK = "xl/workbook.xml"
EMPTY = b"<none/>"

type Parts = dict[str, bytes]


def merged_ranges(parts: Parts) -> dict[str, list[CellRange]]:
    """The merged cells of each sheet by title."""
    return {
        title: [CellRange(ref.decode()) for ref in MERGED.findall(parts.get(name, b""))]
        for title, name in _sheet_parts(parts)
    }


def notes(parts: Parts) -> dict[str, dict[str, str]]:
    """The notes of each sheet by title: their texts by the name of their cell."""
    found: dict[str, dict[str, str]] = {}
    for title, name in _sheet_parts(parts):
        targets = [target for kind, target in _relations(parts, name).values() if kind.endswith(NOTES)]
        found[title] = {
            element.get("ref", ""): "".join(element.itertext())
            for target in targets
            for element in fromstring(parts.get(target, EMPTY)).iter()
            if _tag(element.tag) == "comment"
        }
    return found


def _sheet_parts(parts: Parts) -> Iterator[tuple[str, str]]:
    """Title and part of each sheet."""
    relations = _relations(parts, WORKBOOK)
    for element in fromstring(parts.get(WORKBOOK, EMPTY)).iter():
        if _tag(element.tag) == "sheet":
            relation = next((value for name, value in element.items() if name.endswith("}id")), "")
            yield element.get("name", ""), relations.get(relation, ("", ""))[1]


def _relations(parts: Parts, name: str) -> Mapping[str, tuple[str, str]]:
    """The kind and target of each relation of a part, by its identifier."""
    folder, file = posixpath.split(name)
    return {
        element.get("Id", ""): (
            element.get("Type", ""),
            # A target is relative to the folder of its part, or absolute.
            posixpath.normpath(posixpath.join("/", folder, element.get("Target", ""))).lstrip("/"),
        )
        for element in fromstring(parts.get(f"{folder}/_rels/{file}.rels", EMPTY))
    }


def _tag(name: str) -> str:
    return name.rpartition("}")[2]
