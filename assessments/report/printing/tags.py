"""Builds the structure tree of a PDF, which screen readers follow: one structure element for each HTML element.

WeasyPrint's own tree has a separate structure element for every page and line that an element extends over, a link
annotation for every element inside a link, and the running heads of all pages. Its `add_tags` is therefore replaced.
That function and the boxes of a laid-out page are private parts of WeasyPrint, as in `pdf.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final
from xml.etree import ElementTree as ET

import pydyf
from weasyprint.document import Document
from weasyprint.formatting_structure.boxes import BlockLevelBox, MarginBox, ReplacedBox, TextBox
from weasyprint.layout.absolute import AbsolutePlaceholder

SVG: Final = "{http://www.w3.org/2000/svg}"
# The structure types of elements. The content of all other elements belongs to the element around them.
TYPES: Final = {
    "section": "Sect",
    "article": "Art",
    **{f"h{level}": f"H{level}" for level in range(1, 7)},
    "p": "P",
    "ul": "L",
    "li": "LI",
    "li::before": "Lbl",
    "table": "Table",
    "thead": "THead",
    "tbody": "TBody",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
    "a": "Link",
    "img": "Figure",
    f"{SVG}svg": "Figure",
}
# The head of a group of rows is a row of its own, above the cells that it applies to.
SCOPES: Final = {"col": "/Column", "row": "/Row", "rowgroup": "/Column"}
# PDF points in a CSS pixel.
POINTS: Final = 0.75
# The flag of annotations that are printed, too.
PRINTED: Final = 4
# Characters that only influence where lines break.
BREAKS: Final = str.maketrans("", "", "\u00ad\u200b")

type Rectangle = tuple[float, float, float, float]


def keep_one_annotation_each(document: Document) -> None:
    """Leaves one link annotation for each link on a page, instead of one for each element and line of it."""
    for page in document.pages:
        links = {link[3].element: link for link in reversed(page.links) if link[3].link}
        page.links[:] = reversed(links.values())


def resolve_links(pages: Iterable[Any]) -> Iterator[tuple[list[Any], list[tuple[str, float, float]]]]:
    """The links and the new anchors of each page, in place of the function of WeasyPrint.

    It keeps links to other parts of the report; those to what is nowhere printed are removed in `html.py`.
    """
    known: set[str] = set()
    for page in pages:
        anchors = [(name, place[0], place[1]) for name, place in page.anchors.items() if name not in known]
        known.update(page.anchors)
        yield page.links, anchors


def add_tags(pdf: Any, document: Document, _pdf_version: Any, streams: Iterable[Any]) -> None:
    """Adds the structure tree to the file, in place of the function of WeasyPrint with this name."""
    tree = Tree(pdf)
    for number, (page, stream) in enumerate(zip(document.pages, streams, strict=True)):
        tree.add_page(number, page, stream)
    tree.close()


class Tree:
    """The structure tree of one file."""

    def __init__(self, pdf: Any) -> None:
        self.pdf = pdf
        self.page_references = pdf.page_references
        self.root = self._object({"Type": "/StructTreeRoot"})
        self.document = self._object(
            {"Type": "/StructElem", "S": "/Document", "P": self.root.reference, "K": pydyf.Array()}
        )
        self.root["K"] = pydyf.Array([self.document.reference])
        # By HTML element and the tag of its box, which may be that of a pseudo-element.
        self.elements: dict[tuple[ET.Element, str], Any] = {}
        # The list items by the references of their bodies.
        self.items: dict[bytes, Any] = {}
        self.numbers = pydyf.Array()
        self.annotations: list[tuple[bytes, Any]] = []

    def add_page(self, number: int, page: Any, stream: Any) -> None:
        """Adds the content of a page."""
        leaves = PageTags(self, number, page, stream)
        for box in page._page_box.children:
            leaves.add(box, self.document)
        leaves.close()

    def close(self) -> None:
        """Adds what the file must say about its structure."""
        for number, (owner, annotation) in enumerate(self.annotations, len(self.page_references)):
            annotation["StructParent"] = number
            self.numbers.extend((number, owner))
        self.root["ParentTree"] = self._object({"Nums": self.numbers}).reference
        self.pdf.catalog["StructTreeRoot"] = self.root.reference
        self.pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
        self.pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})

    def add_element(self, kind: str, parent: Any, page: bytes) -> Any:
        """A new structure element after what its parent contains already."""
        element = self._object(
            {"Type": "/StructElem", "S": f"/{kind}", "P": parent.reference, "Pg": page, "K": pydyf.Array()}
        )
        parent["K"].append(element.reference)
        return element

    def _object(self, values: dict[str, Any]) -> Any:
        added = pydyf.Dictionary(values)
        self.pdf.add_object(added)
        return added


class PageTags:
    """The structure of the content of one page."""

    def __init__(self, tree: Tree, number: int, page: Any, stream: Any) -> None:
        self.tree = tree
        self.number = number
        self.reference = tree.page_references[number]
        self.height = page.height
        self.stream = stream
        self.size = len(stream._tags)
        # The structure elements of the page's numbered pieces of content, and the pieces that have none.
        self.owners: dict[int, bytes] = {}
        self.artifacts: set[int] = set()
        self.links: dict[ET.Element, tuple[Any, list[Rectangle]]] = {}

    def add(self, box: Any, parent: Any) -> None:
        """Adds a box and what is inside to the structure element of the box around it."""
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        if isinstance(box, MarginBox):
            self.artifacts.update(self._numbers_in(box))
            return
        if isinstance(box, TextBox):
            self._add_content(box, parent)
            return
        element = self._element_of(box, parent)
        if element["S"] == "/THead" and element["Pg"] != self.reference:
            # The head of a table that is repeated on each of its pages.
            self.artifacts.update(self._numbers_in(box))
            return
        if box.element_tag == "a" and (box.link_annotation or box.element in self.links):
            self._add_link(box, element)
        if isinstance(box, ReplacedBox):
            self._add_content(box, element)
        for child in box.children:
            self.add(child, element)

    def close(self) -> None:
        """Completes links and artifacts after all boxes have been added."""
        for annotation, rectangles in self.links.values():
            if len(rectangles) > 1:
                annotation["Rect"] = pydyf.Array(_around(rectangles))
                annotation["QuadPoints"] = pydyf.Array(
                    point for x1, y1, x2, y2 in rectangles for point in (x1, y2, x2, y2, x1, y1, x2, y1)
                )
        tokens = self.stream.stream
        for place, token in enumerate(tokens):
            if isinstance(token, pydyf.Dictionary) and token.get("MCID") in self.artifacts:
                tokens[place - 1 : place + 1] = "/Artifact", pydyf.Dictionary({"Type": "/Pagination"})
        owners = pydyf.Array(self.owners.get(number, "null") for number in range(self.size))
        self.tree.numbers.extend((self.number, owners))

    def _element_of(self, box: Any, parent: Any) -> Any:
        """The structure element of the box's HTML element: the parent if it has none of its own."""
        key = box.element, box.element_tag
        if key in self.tree.elements:
            return self.tree.elements[key]
        kind = TYPES.get(box.element_tag)
        language = None if box.element is None or box.element_tag == "html" else box.element.get("lang")
        if kind is None and language is not None:
            kind = "Div" if isinstance(box, BlockLevelBox) else "Span"
        if kind is None:
            return parent
        element = self._new_element(kind, box, parent)
        if language is not None:
            element["Lang"] = pydyf.String(language)
        if kind == "LI":
            item, element = element, self.tree.add_element("LBody", element, self.reference)
            self.tree.items[element.reference] = item
        self.tree.elements[key] = element
        return element

    def _new_element(self, kind: str, box: Any, parent: Any) -> Any:
        if kind == "Lbl":
            # The parent is the body of a list item, which the label precedes.
            item = self.tree.items[parent.reference]
            element = self.tree.add_element(kind, item, self.reference)
            item["K"].insert(0, item["K"].pop())
            return element
        element = self.tree.add_element(kind, parent, self.reference)
        if kind == "TH":
            scope, columns = SCOPES[box.element.get("scope")], box.element.get("colspan", 1)
            element["A"] = pydyf.Dictionary({"O": "/Table", "Scope": scope, "ColSpan": columns})
        elif kind == "Figure":
            element["A"] = pydyf.Dictionary({"O": "/Layout", "BBox": pydyf.Array(self._rectangle(box))})
            element["Alt"] = pydyf.String(alternative_of(box.element))
        return element

    def _add_content(self, box: Any, element: Any) -> None:
        """Adds a text or a picture to its structure element."""
        number = self.stream._tags.pop(box)["mcid"]
        self.owners[number] = element.reference
        if element.get("Pg") == self.reference:
            element["K"].append(number)
        else:
            element["K"].append(pydyf.Dictionary({"Type": "/MCR", "Pg": self.reference, "MCID": number}))

    def _add_link(self, box: Any, element: Any) -> None:
        """Adds the link's annotation to its structure element; one annotation serves all of its lines on a page."""
        if box.element in self.links:
            self.links[box.element][1].append(self._rectangle(box))
            return
        annotation = box.link_annotation
        annotation["F"] = PRINTED
        annotation["Contents"] = pydyf.String(name_of(box.element))
        element["K"].append(
            pydyf.Dictionary({"Type": "/OBJR", "Obj": annotation.reference, "Pg": self.reference}),
        )
        self.links[box.element] = annotation, [self._rectangle(box)]
        self.tree.annotations.append((element.reference, annotation))

    def _numbers_in(self, box: Any) -> Iterator[int]:
        """The numbers of the pieces of content in a box."""
        if box in self.stream._tags:
            yield self.stream._tags.pop(box)["mcid"]
        for child in box.children:
            yield from self._numbers_in(child)

    def _rectangle(self, box: Any) -> Rectangle:
        """The box's area in the coordinates of the file, from the lower left to the upper right corner."""
        x, y, width, height = box.hit_area()
        return x * POINTS, (self.height - y - height) * POINTS, (x + width) * POINTS, (self.height - y) * POINTS


def alternative_of(picture: ET.Element) -> str:
    """What is said instead of a picture: the title and the description of a chart."""
    if picture.tag == "img":
        return picture.get("alt", "")
    parts = (picture.findtext(f"{SVG}{name}", "").strip(" .") for name in ("title", "desc"))
    return ". ".join(filter(None, parts))


def name_of(link: ET.Element) -> str:
    """What a link is called: its title, or else its words."""
    words = link.get("title") or " ".join(link.itertext())
    return " ".join(words.translate(BREAKS).split())


def _around(rectangles: list[Rectangle]) -> Rectangle:
    lefts, bottoms, rights, tops = zip(*rectangles, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)
