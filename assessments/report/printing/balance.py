"""Moves the end of a page to the next one where that would look empty, as a typographer does.

A browser and WeasyPrint fill each page as far as they can, so that a few lines may be left for the last one. Laying out
a chapter again in another way takes its whole time once more; moving what is laid out takes almost none. It is moved
only where a page may break anyway: what `break-before`, `break-after`, `break-inside`, `orphans` and `widows` of the
style sheet keep together stays together. The boxes of a page are private parts of WeasyPrint, as in `pdf.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from weasyprint.css.properties import Dimension
from weasyprint.document import Document, Page
from weasyprint.formatting_structure.boxes import (
    BlockBox,
    LineBox,
    MarginBox,
    TableBox,
    TableRowGroupBox,
)
from weasyprint.layout.block import block_level_page_break

from assessments.report.printing.fill import LEAST, LEAST_AT_END

BREAKABLE: Final = BlockBox | TableBox | TableRowGroupBox
CHAPTER: Final = "section"


def balanced(document: Document) -> Document:
    """The document, in which the end of a page has moved to the next one where that was too empty."""
    pages = document.pages
    # From the last page to the first, since a page may itself be too empty then.
    ends_chapter = True
    for number in range(len(pages) - 1, 0, -1):
        seam = _seam(pages[number - 1], pages[number])
        if seam is None:
            ends_chapter = True
            continue
        least = LEAST_AT_END if ends_chapter else LEAST
        if seam.fill_after < least and (cut := _cut(seam, least)):
            _move(seam, cut)
            for each in (number - 1, number):
                pages[each] = Page(pages[each]._page_box)
        ends_chapter = not seam.is_in_chapter
    return document


@dataclass(frozen=True, slots=True)
class _Seam:
    """Where one page ends and the next goes on: the boxes that are parts of one element on both, from the outermost.

    `last` and `first` are the boxes inside the innermost of them that meet at the seam, and `gap` is the space that
    belongs between these. `top` is where the content of the next page begins, below the head of a table.
    """

    pairs: tuple[tuple[Any, Any], ...]
    last: Any
    first: Any
    gap: float
    top: float
    height: float

    @property
    def is_in_chapter(self) -> bool:
        """Whether the page breaks inside a chapter."""
        return any(before.element_tag == CHAPTER for before, _after in self.pairs)

    @property
    def fill_after(self) -> int:
        """How full the next page is, in percent."""
        root = self.pairs[0][1]
        return self.percent(_bottom(root) - root.content_box_y())

    def percent(self, height: float) -> int:
        """A height in percent of the page."""
        return round(100 * height / self.height)

    def way(self, cut: _Cut) -> float:
        """How far what is below a cut moves, down if the number is positive."""
        return float(self.top + cut.head - _top(cut.first))

    def shift(self, cut: _Cut) -> float:
        """How far the content of the next page moves down to make room for what is below a cut."""
        return self.way(cut) + _bottom(self.last) + self.gap - _top(self.first)


@dataclass(frozen=True, slots=True)
class _Cut:
    """A place where a page may end earlier: the index of a child at each level, of which the last one is moved.

    `kept` and `first` are the boxes above and below it, `head` the height of the table head that is repeated below.
    """

    path: tuple[int, ...]
    kept: Any
    first: Any
    head: float = 0.0


def _seam(before: Page, after: Page) -> _Seam | None:
    """The seam between two pages; None where the style sheet begins a new page."""
    box, next_box = (
        next(child for child in page._page_box.children if not isinstance(child, MarginBox)) for page in (before, after)
    )
    pairs = [(box, next_box)]
    while box.children and next_box.children:
        last, first = box.children[-1], next_box.children[_start_of(next_box)]
        if isinstance(last, LineBox) or last.element is not first.element or type(last) is not type(first):
            if block_level_page_break(last, first) == "page":
                return None
            is_one_text = isinstance(last, LineBox) or isinstance(box, TableRowGroupBox)
            gap = 0.0 if is_one_text else max(_margin_below(last), _margin_above(first))
            has_head = any(_start_of(continued) for _before, continued in pairs)
            page = after._page_box
            top = _top(first) if has_head else page.content_box_y()
            return _Seam(tuple(pairs), last, first, gap, top, float(page.height))
        box, next_box = last, first
        pairs.append((box, next_box))
    return None


def _cut(seam: _Seam, least: float) -> _Cut | None:
    """The lowest cut that fills the next page well enough and leaves enough on the page before."""
    root = seam.pairs[0][0]
    for cut in _cuts(root, {id(before) for before, _after in seam.pairs}):
        after = seam.percent(_bottom(seam.pairs[0][1]) + seam.shift(cut) - root.content_box_y())
        before = seam.percent(_bottom(cut.kept) - root.content_box_y())
        # The running head of the next page would have to name another chapter.
        if cut.first.element_tag == CHAPTER or after > 100 or before < LEAST_AT_END:
            return None
        if after >= least:
            return cut
    return None


def _cuts(box: Any, continued: set[int]) -> Iterator[_Cut]:
    """All places inside a box where the page may end, from the lowest to the highest."""
    children = box.children
    has_new_head = _start_of(box) > 0 and id(box) not in continued
    head = children[0].height if has_new_head else 0.0
    for place in range(len(children) - 1, -1, -1):
        child = children[place]
        if _is_breakable(child):
            for cut in _cuts(child, continued):
                yield _Cut((place, *cut.path), cut.kept, cut.first, cut.head + head)
        if place and _may_break_before(children, place):
            yield _Cut((place,), children[place - 1], child, head)


def _is_breakable(box: Any) -> bool:
    is_part = isinstance(box, BREAKABLE) and box.children and not getattr(box, "is_header", False)
    return bool(is_part and not box.style["break_inside"].startswith("avoid"))


def _may_break_before(children: list[Any], place: int) -> bool:
    child = children[place]
    if isinstance(child, LineBox):
        return bool(place >= child.style["orphans"] and len(children) - place >= child.style["widows"])
    earlier = children[place - 1]
    if not isinstance(child, BREAKABLE) and child.element_tag != "tr":
        return False
    return not getattr(earlier, "is_header", False) and block_level_page_break(earlier, child) == "auto"


def _move(seam: _Seam, cut: _Cut) -> None:
    """Moves what is below the cut to the next page."""
    shift, way = seam.shift(cut), seam.way(cut)
    depth = 0
    # As long as the cut is in what goes on, what is moved goes on there, too.
    while depth + 1 < len(seam.pairs) and len(cut.path) > depth + 1:
        box = seam.pairs[depth][0]
        if cut.path[depth] != len(box.children) - 1:
            break
        depth += 1
    box, target = seam.pairs[depth]
    moved = _taken(box, cut.path[depth:])
    for each in moved:
        each.translate(dy=way)
    for level, (_before, outer) in enumerate(seam.pairs[: depth + 1]):
        start = _start_of(outer) + (level < depth)
        for child in outer.children[start:]:
            child.translate(dy=shift)
        outer.height += shift
    start = _start_of(target)
    target.children = [*target.children[:start], *moved, *target.children[start:]]


def _taken(box: Any, path: tuple[int, ...]) -> list[Any]:
    """What is below the cut in a box, from which it is taken; a box that is cut goes on in a copy of it."""
    place, *inner = path
    children = list(box.children)
    if not inner:
        box.children, moved = children[:place], children[place:]
    else:
        box.children = children[: place + 1]
        part = _with_head(children[place], _taken(children[place], tuple(inner)))
        rest = children[place].copy_with_children(part)
        rest.remove_decoration(start=True, end=False)
        rest.position_y = _top(part[0])
        rest.height = _bottom(part[-1]) - rest.position_y
        moved = [rest, *children[place + 1 :]]
    box.height = _bottom(box) - box.content_box_y()
    return moved


def _with_head(table: Any, part: list[Any]) -> list[Any]:
    """The part of a table below a cut, with the table's head again; or the part of another box."""
    if not _start_of(table):
        return part
    head = table.children[0].deepcopy()
    head.translate(dy=_top(part[0]) - head.height - _top(head))
    return [head, *part]


def _start_of(box: Any) -> int:
    """The index of the first child that is not the repeated head of a table."""
    return sum(getattr(child, "is_header", False) for child in box.children)


def _top(box: Any) -> float:
    top: float = box.position_y if isinstance(box, LineBox) else box.border_box_y()
    return top


def _bottom(box: Any) -> float:
    """Where the last line in a box ends."""
    while isinstance(box, BREAKABLE) and box.children:
        box = box.children[-1]
    bottom: float = (
        box.position_y + box.height if isinstance(box, LineBox) else box.border_box_y() + box.border_height()
    )
    return bottom


def _margin_below(box: Any) -> float:
    margin: float = box.margin_bottom if isinstance(box, BlockBox) else 0.0
    inner = box.children[-1] if isinstance(box, BlockBox) and box.children else None
    return max(margin, _margin_below(inner)) if isinstance(inner, BlockBox) else margin


def _margin_above(box: Any) -> float:
    """The margin above a box and its first children, which has no effect at the top of a page."""
    value = box.style["margin_top"]
    margin: float = value.value if isinstance(value, Dimension) and value.unit == "px" else 0.0
    inner = box.children[0] if box.children and not box.border_top_width and not box.padding_top else None
    return max(margin, _margin_above(inner)) if isinstance(inner, BlockBox) else margin
