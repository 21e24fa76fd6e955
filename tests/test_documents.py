"""The names and paths in the documents for developers exist."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
DOCUMENTS = sorted(path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")))
# Paths that git ignores are created by setup or by running the site, and may be missing.
IGNORED = {line.strip("/") for line in (ROOT / ".gitignore").read_text(encoding="utf-8").split()}
FILE_NAME = re.compile(r"[\w.-]+\.(?:py|toml|md|yaml|css|html|txt|po)")
IDENTIFIER = re.compile(r"[A-Za-z]\w*")
CODE_BLOCK = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def words_in_code(document: str) -> Iterator[str]:
    """Every word between backticks."""
    text = CODE_BLOCK.sub("", (ROOT / document).read_text(encoding="utf-8"))
    for code in re.findall(r"`([^`\n]+)`", text):
        yield from code.split()


@cache
def files() -> frozenset[str]:
    """The paths of all files that belong to the project."""
    found = (path for path in ROOT.rglob("*") if not IGNORED & set(path.relative_to(ROOT).parts))
    return frozenset(path.relative_to(ROOT).as_posix() for path in found if ".git" not in path.parts)


@cache
def names_in_source() -> frozenset[str]:
    """Every word of the project's sources, tests and settings."""
    sources = (ROOT / path for path in files() if path.endswith((".py", ".toml")))
    return frozenset(name for path in sources for name in IDENTIFIER.findall(path.read_text(encoding="utf-8")))


def is_there(path: str) -> bool:
    """Whether a path exists; `<anything>` in it matches any name."""
    return path.split("/")[0] in IGNORED or any(ROOT.glob(re.sub(r"<\w+>", "*", path).strip("/")))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_that_is_named_exists(document: str) -> None:
    # A word that begins with a slash is a URL of the site, one with a colon a URL elsewhere.
    paths = {word for word in words_in_code(document) if "/" in word[1:] and word[0] != "/" and ":" not in word}
    assert sorted(path for path in paths if not is_there(path)) == []
    names = {path.rpartition("/")[2] for path in files()}
    named = {word for word in words_in_code(document) if FILE_NAME.fullmatch(word)}
    assert sorted(named - names) == []


def test_every_path_in_the_picture_exists() -> None:
    picture = CODE_BLOCK.findall((ROOT / "docs/architecture.md").read_text(encoding="utf-8"))[0]
    words = {word.rstrip(":;,") for word in picture.split()}
    paths = {word for word in words if "/" in word}
    assert [path for path in sorted(paths) if not (is_there(path) or is_there(f"assessments/{path}"))] == []
    names = {path.rpartition("/")[2] for path in files()}
    assert sorted({word for word in words if FILE_NAME.fullmatch(word)} - names) == []


def test_every_name_in_the_description_of_the_architecture_stands_in_the_source() -> None:
    named = {word for word in words_in_code("docs/architecture.md") if IDENTIFIER.fullmatch(word) and "_" in word}
    named |= {word for word in words_in_code("docs/architecture.md") if re.fullmatch(r"[A-Z]\w+", word)}
    assert sorted(named - names_in_source() - files()) == []


def test_the_described_layers_are_those_that_are_checked() -> None:
    described = re.search(r"^    labelcheck > .*?\n\n", (ROOT / "docs/architecture.md").read_text(), re.M | re.S)
    assert described is not None
    drawn = described[0].replace("\n        >", " >").replace("report: ", "").strip().split("\n")
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    checked = [contract["layers"] for contract in contracts if contract["type"] == "layers"]
    assert [line.strip().split(" > ") for line in drawn] == checked
