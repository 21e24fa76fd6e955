"""The plain-language guide is read with its edition; an error names the file and the key."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from criteria.definitions import Source
from criteria.loader import edition_folders, load_edition, read_edition
from criteria.loading.guide import read_guide
from criteria.tables import CatalogueError

EDITION = load_edition("2019")
FOLDER = edition_folders()["2019"] / "guide"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the guide that a test may damage."""
    return Path(shutil.copytree(FOLDER, tmp_path / "guide"))


def test_a_folder_without_a_guide_has_none(tmp_path: Path) -> None:
    assert read_guide(tmp_path / "guide", (), {}) is None


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("cluster", 'sources = ["SOFIA"]', 'sources = ["SOFA"]', r"lines\[2\]: sources: there is no source SOFA"),
        ("cluster", "ordered = true", 'shows = "map"', r"sections\[7\]: shows: 'map' is not one of"),
        ("cluster", '  { en = "Who runs it", fi = "Kuka sitä johtaa" },\n', "", r"rows: row 1 has 3 cells, not 2"),
        ("founding", 'indicators = ["A5"]', 'indicators = ["Z5"]', r"indicators: there is no indicator Z5"),
        ("readiness", 'steps = ["theme", "need"]', 'steps = ["them"]', r"questions\[2\]: steps: there is no step them"),
        ("readiness", 'indicators = ["C1", "C3"]', 'indicators = ["C1", "D3"]', r"\[6\]: indicators: are not those"),
        ("readiness", 'indicators = ["C1", "C3"]', 'indicators = ["D3"]', r"there is no question about some area"),
        ("guide", 'key = "SOFIA"', 'key = "NHUB"', r"guide.toml: sources: NHUB is a source of the edition already"),
    ],
)  # fmt: skip
def test_a_damaged_guide_is_refused(copy: Path, file: str, old: str, new: str, message: str) -> None:
    path = copy / f"{file}.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogueError, match=message):
        read_guide(copy, EDITION.sources, EDITION.by_key)


def test_a_missing_wording_is_named_with_its_place(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(edition_folders()["2019"], tmp_path / "2019"))
    page = folder / "guide" / "cluster.toml"
    page.write_text(page.read_text(encoding="utf-8").replace(', fi = "Minuutissa"', ""), encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"guide/cluster.toml: sections.short.title: fi: is missing"):
        read_edition(folder)


def test_every_source_of_the_guide_is_used_and_can_be_looked_up() -> None:
    assert EDITION.guide is not None
    named: set[Source] = set()
    for page in EDITION.guide.pages:
        for section in page.sections:
            named |= {*section.sources, *(source for line in section.lines for source in line.sources)}
    own = (FOLDER / "guide.toml").read_text(encoding="utf-8").count("[[sources]]")
    assert len(named - {*EDITION.sources}) == own
    # The findings of the workshop are known from an article whose address is not.
    assert [source.key for source in named if not source.url] == ["KOKKOLA"]
