"""Puts the printed chapters of a report and the frame of its pages together as one PDF file.

Each chapter is a file with a structure tree, bookmarks and anchors of its own, but without fonts.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any, Final

from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Pdf, String

# Numbers of object streams and the like do not depend on the time.
REPRODUCIBLE: Final = {"deterministic_id": True, "object_stream_mode": ObjectStreamMode.generate}


def merge(chapters: Sequence[bytes], frame: bytes, fonts: bytes) -> bytes:
    """One file of all chapters, in their order, with what is in the margins from the frame.

    Title, language and other properties of the file are those of the frame. `fonts` is a file whose catalog has the
    fonts of all by their names.
    """
    with Pdf.open(io.BytesIO(frame)) as pdf, Pdf.open(io.BytesIO(fonts)) as font_file:
        margins = [pdf.make_indirect(page.obj) for page in pdf.pages]
        merged = _Merged(pdf, pdf.copy_foreign(font_file.Root.Fonts))
        for content in chapters:
            with Pdf.open(io.BytesIO(content)) as chapter:
                merged.add(chapter)
        del pdf.pages[: len(margins)]
        for page, margin in zip(pdf.pages, margins, strict=True):
            merged.put_around(page.obj, margin)
        merged.close()
        output = io.BytesIO()
        pdf.save(output, **REPRODUCIBLE)
        return output.getvalue()


class _Merged:
    """The file that chapters are added to."""

    def __init__(self, pdf: Pdf, fonts: Any) -> None:
        self.pdf, self.fonts = pdf, fonts
        self.tree = pdf.Root.StructTreeRoot
        self.document = self.tree.K[0]
        self.document.K = Array()
        self.numbers: list[Any] = []
        self.anchors: dict[str, Any] = {}
        self.bookmarks: list[Any] = []
        self.bookmark_count = 0
        self.saving, self.restoring = (pdf.make_stream(operator) for operator in (b"q\n", b"\nQ\n"))
        self.next_number = 0

    def add(self, chapter: Pdf) -> None:
        """Adds pages, structure, anchors and bookmarks of a chapter at the end."""
        first = len(self.pdf.pages)
        for page in chapter.pages:
            self.pdf.pages.append(page)
        pages = [page.obj for page in self.pdf.pages[first:]]
        pages[0].Resources.Font = self.fonts
        self._add_structure(pages, self.pdf.copy_foreign(chapter.Root.StructTreeRoot))
        if "/Names" in chapter.Root:
            names = iter(self.pdf.copy_foreign(self._indirect(chapter, chapter.Root.Names)).Dests.Names)
            for name, place in zip(names, names, strict=True):
                self.anchors.setdefault(str(name), place)
        if "/Outlines" in chapter.Root:
            self._add_bookmarks(self.pdf.copy_foreign(chapter.Root.Outlines))

    def put_around(self, page: Any, margin: Any) -> None:
        """Paints the margins of a page of the frame after the content of the page."""
        for name, state in margin.Resources.ExtGState.items():
            if name not in page.Resources.ExtGState:
                page.Resources.ExtGState[name] = state
        page.Contents = Array(
            [self.saving, page.Contents, self.restoring, self.saving, margin.Contents, self.restoring]
        )

    def close(self) -> None:
        """Completes structure, anchors and bookmarks after all chapters have been added."""
        self.tree.ParentTree = self.pdf.make_indirect(Dictionary(Nums=Array(self.numbers)))
        names = Array(part for name in sorted(self.anchors) for part in (String(name), self.anchors[name]))
        self.pdf.Root.Names = Dictionary(Dests=Dictionary(Names=names))
        outlines = self.pdf.make_indirect(Dictionary(Count=self.bookmark_count))
        for before, after in zip(self.bookmarks, self.bookmarks[1:], strict=False):
            before.Next, after.Prev = after, before
        for bookmark in self.bookmarks:
            bookmark.Parent = outlines
        if self.bookmarks:
            outlines.First, outlines.Last = self.bookmarks[0], self.bookmarks[-1]
            self.pdf.Root.Outlines = outlines

    def _add_structure(self, pages: Iterable[Any], tree: Any) -> None:
        for element in tree.K[0].K:
            element.P = self.document
            self.document.K.append(element)
        # The numbers of pages and annotations under which the tree is looked up begin anew in each chapter.
        for page in pages:
            page.StructParents += self.next_number
            for annotation in page.get(Name.Annots, ()):
                annotation.StructParent += self.next_number
        numbers = iter(tree.ParentTree.Nums)
        for number, owners in zip(numbers, numbers, strict=True):
            self.numbers += (int(number) + self.next_number, owners)
        self.next_number = self.numbers[-2] + 1

    def _add_bookmarks(self, outlines: Any) -> None:
        self.bookmark_count += int(outlines.Count)
        bookmark = outlines.First
        while bookmark is not None:
            self.bookmarks.append(bookmark)
            bookmark = bookmark.get(Name.Next)

    @staticmethod
    def _indirect(pdf: Pdf, value: Any) -> Any:
        return value if value.is_indirect else pdf.make_indirect(value)
