"""Replaces slow functions of WeasyPrint and pydyf by faster ones that give the same result.

Nothing here changes a byte of the file: `tests/report/test_faster.py` prints with and without. All of it uses private
parts of both packages, which therefore have upper bounds in `pyproject.toml`. Each replacement says how much longer a
report of 74 pages takes without it alone, in processor time on a busy machine.

Some of them remember results by style. They are right as long as nothing changes the font of a style that is in use.
WeasyPrint does that only for `::first-line` and `::first-letter`, which a report does not have.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final, NamedTuple

import pydyf
from weasyprint import HTML
from weasyprint.css import INHERITED, PHYSICAL_FUNCTIONS, ComputedStyle
from weasyprint.css.functions import check_math
from weasyprint.css.properties import INITIAL_NOT_COMPUTED, INITIAL_VALUES, Dimension
from weasyprint.document import Document
from weasyprint.layout import inline, percent, preferred
from weasyprint.text import line_break
from weasyprint.text.ffi import ffi, gobject, pango


class Replacement(NamedTuple):
    """An attribute of a module or class, its original value, and the faster one."""

    owner: Any
    name: str
    original: Any
    faster: Any


REPLACEMENTS: Final[list[Replacement]] = []


def replaces[Function](owner: Any, name: str) -> Callable[[Function], Function]:
    """Registers the decorated function as the replacement of an attribute of `owner`."""

    def register(function: Function) -> Function:
        REPLACEMENTS.append(Replacement(owner, name, getattr(owner, name), function))
        return function

    return register


def install() -> None:
    """Puts all replacements in place."""
    for each in REPLACEMENTS:
        setattr(each.owner, each.name, each.faster)


@contextmanager
def originals() -> Iterator[None]:
    """Undoes the replacements for a while, to compare."""
    for each in REPLACEMENTS:
        setattr(each.owner, each.name, each.original)
    try:
        yield
    finally:
        install()


# ---- memory


@contextmanager
def garbage_kept() -> Iterator[None]:
    """Pauses the collector of reference cycles."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


_render = HTML.render
_write_pdf = Document.write_pdf


@replaces(HTML, "render")
def _render_without_collector(self: Any, *args: Any, **options: Any) -> Any:
    """Lays out without the collector, which looks through all boxes again and again. 3 % longer.

    The boxes of the report before are freed first, so that the garbage of one report remains at most.
    """
    gc.collect()
    with garbage_kept():
        return _render(self, *args, **options)


@replaces(Document, "write_pdf")
def _write_without_collector(self: Any, *args: Any, **options: Any) -> Any:
    """Writes without the collector, too."""
    with garbage_kept():
        return _write_pdf(self, *args, **options)


# ---- text: layouts are copied from one for each style, and kept until they are drawn

# Characters that end a paragraph, and tabs, whose positions a layout remembers.
NOT_PLAIN: Final = re.compile("[\n\r\u2028\u2029\t]")
# What WeasyPrint's `setup` finds out about a style, beside the layout itself.
FOUND: Final = (
    "language", "ascent", "underline_position", "strikethrough_position", "underline_thickness",
    "strikethrough_thickness",
)  # fmt: skip

ffi.cdef("PangoLayout* pango_layout_copy(PangoLayout* layout);")

_set_up = line_break.Layout.setup
_set_text = line_break.Layout.set_text
_reactivate = line_break.Layout.reactivate
_deactivate = line_break.Layout.deactivate


@replaces(line_break.Layout, "setup")
def _copy_layout(self: Any, style: Any) -> None:
    """Copies the empty layout that was set up for the style at first, with its context and font. 5 % longer."""
    known = style.__dict__
    if "first_layout" not in known:
        _set_up(self, style)
        known["first_layout"] = self.layout, {name: getattr(self, name) for name in FOUND if hasattr(self, name)}
    layout, found = known["first_layout"]
    self.style = style
    self.first_line_direction = 0
    self.__dict__.update(found)
    self.layout = ffi.gc(pango.pango_layout_copy(layout), gobject.g_object_unref)


@replaces(line_break.Layout, "set_text")
def _set_plain_text(self: Any, text: str, justify: bool = False) -> None:
    """Sets single-paragraph mode, in which all texts are drawn, where it makes no difference.

    Setting it when the text is drawn would make Pango lay out the text again.
    """
    self.is_plain = not NOT_PLAIN.search(text)
    pango.pango_layout_set_single_paragraph_mode(self.layout, self.is_plain)
    _set_text(self, text, justify)


@replaces(line_break.Layout, "reactivate")
def _keep_layout(self: Any, style: Any) -> None:
    """Draws a text of one line from the layout that its size was taken from, not from a new one. 14 % longer."""
    self.is_drawn = True
    is_kept = (
        hasattr(self, "style")
        and self.style is style
        and self.is_plain
        and not self.justification_spacing
        and not style["word_spacing"]
        and pango.pango_layout_get_line_readonly(self.layout, 1) == ffi.NULL
    )
    if not is_kept:
        _reactivate(self, style)


@replaces(line_break.Layout, "deactivate")
def _free_when_drawn(self: Any) -> None:
    """Frees the layout only after the text has been drawn."""
    if getattr(self, "is_drawn", False):
        _deactivate(self)


_split_first_line = line_break.split_first_line


@replaces(line_break, "split_first_line")
def _lay_out_letter(text: str, style: Any, context: Any, max_width: float, justification_spacing: float) -> Any:
    """Lays out each letter of a font once per document. 15 % longer.

    Only the texts of charts look up this function here; the modules of `weasyprint.layout` have imported the original.
    These texts are laid out letter by letter, in the initial style with another font or direction.
    """
    letters = style.font_config.__dict__.setdefault("letters", {})
    look = (style[name] for name in ("font_style", "font_weight", "font_size", "direction"))
    key = text, *style["font_family"], *look
    if key not in letters:
        letters[key] = _split_first_line(text, style, context, max_width, justification_spacing)
    letters[key][0].style = style
    return letters[key]


@replaces(inline, "split_first_line")
@replaces(preferred, "split_first_line")
def _split_once(
    text: str, style: Any, context: Any, max_width: float | None, justification_spacing: float,
    is_line_start: bool = True, minimum: bool = False,
) -> Any:  # fmt: skip
    """Splits a text once at each width: tables, and pages that did not fit, are laid out repeatedly. 8 % longer."""
    lines = style.__dict__.setdefault("lines", {})
    key = text, max_width, justification_spacing, is_line_start, minimum
    if key not in lines:
        lines[key] = _split_first_line(text, style, context, *key[1:])
    return lines[key]


_font_key = line_break._font_style_cache_key


@replaces(line_break, "_font_style_cache_key")
def _remember_font_key(style: Any, include_size: bool = False) -> str:
    """Describes the font of each style once. 9 % longer."""
    keys: dict[bool, str] = style.__dict__.setdefault("font_keys", {})
    if include_size not in keys:
        keys[include_size] = _font_key(style, include_size)
    return keys[include_size]


# ---- layout

_resolve = percent.resolve_one_percentage


@replaces(percent, "resolve_one_percentage")
def _resolve_one_percentage(box: Any, name: str, refer_to: float) -> None:
    """Resolves plain lengths and percentages without asking first whether they are formulas. 9 % longer."""
    value = box.style[name]
    if value.__class__ is Dimension:
        setattr(box, name, refer_to * value.value / 100 if value.unit == "%" else value.value)
    elif value == "auto":
        setattr(box, name, 0 if name in {"min_width", "min_height"} else value)
    else:
        _resolve(box, name, refer_to)


# ---- styles

# Properties that depend on others beside their own values.
SPECIAL: Final = {"page", "position", "float", "display"}
LOGICAL: Final = {
    function(block="ttb", inline=direction) for function in PHYSICAL_FUNCTIONS.values() for direction in ("ltr", "rtl")
}
ORDINARY: Final = {
    name for name in INITIAL_VALUES if name not in SPECIAL and not name.startswith(("text_decoration_", "__"))
}
INITIAL: Final = {
    name: INITIAL_VALUES[name]
    for name in ORDINARY - set(INHERITED) - set(INITIAL_NOT_COMPUTED)
    if not check_math(INITIAL_VALUES[name])
}
ORDINARY_INHERITED: Final = ORDINARY & set(INHERITED)

_compute = ComputedStyle.__missing__


@replaces(ComputedStyle, "__missing__")
def _look_up(self: Any, name: str) -> Any:
    """Takes the value of most properties, which no rule sets, from the parent or the standard. 8 % longer."""
    if name in self.cascaded or (name in PHYSICAL_FUNCTIONS and not LOGICAL.isdisjoint(self.cascaded)):
        return _compute(self, name)
    if name in INITIAL:
        value = INITIAL[name]
    elif name in ORDINARY_INHERITED and self.parent_style is not None:
        value = self.parent_style[name]
        if check_math(value):
            return _compute(self, name)
    else:
        return _compute(self, name)
    self[name] = value
    return value


# ---- writing

_to_bytes = pydyf._to_bytes
_number_to_bytes = lru_cache(65536)(_to_bytes)


@replaces(pydyf, "_to_bytes")
def _remember_bytes(item: Any) -> Any:
    """Formats each number once. 9 % longer."""
    kind = item.__class__
    if kind is bytes:
        return item
    if kind is float:
        return _number_to_bytes(item)
    return item.encode("ascii") if kind is str else _to_bytes(item)
