"""Cleans text that people write, in the same way for every source."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from anyascii import anyascii

# Invisible characters without meaning in any European script: soft hyphen, combining grapheme joiner, Mongolian vowel
# separator, zero-width space, word joiner and invisible operators, deprecated format characters, byte-order mark,
# annotation marks, unassigned invisible ones; and code points that cannot be stored or sent: lone surrogates,
# noncharacters.
DROPPED: Final = re.compile(
    "[\u00ad\u034f\u180e\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff0-\ufffb\ufdd0-\ufdef\ud800-\udfff"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17))
    + "]"
)
CONTROLS: Final = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
# All line ends of str.splitlines; CR and LF together are one.
LINE_ENDS: Final = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
ADDITION: Final = re.compile(r"\s*\([^()]*\)$")
# Three times the longest name: enough for case folding, and short enough for a PostgreSQL index. Only characters that
# NFKC expands to whole phrases exceed it; the identity is cut then.
IDENTITY_LENGTH: Final = 600
# They join or separate the letters around them, in emoji and in some scripts.
JOINERS: Final = "\u200c\u200d"
MARKS_OF_DIRECTION: Final = "\u061c\u200e\u200f"
ISOLATES: Final = "\u2066\u2067\u2068"
EMBEDDINGS: Final = "\u202a\u202b\u202d\u202e"
POP_ISOLATE: Final = "\u2069"
POP_EMBEDDING: Final = "\u202c"
# Characters with a visible class that are blank: Hangul and Khitan fillers, inherent vowels of Khmer, blank Braille
# pattern, variation selectors, null notehead, tags.
BLANKS: Final = (
    "\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0\ufe00-\ufe0f\U00016fe4\U0001d159\U000e0000-\U000e0fff"
)
BLANK: Final = re.compile(f"[{BLANKS}]")
# Whatever can stand within a name without being seen in it; with these, controls of shorthand and of music.
UNSEEN: Final = re.compile(
    f"[{BLANKS}{JOINERS}{MARKS_OF_DIRECTION}{ISOLATES}{EMBEDDINGS}{POP_ISOLATE}{POP_EMBEDDING}"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a]"
)
# The end of a sentence: a full stop of an abbreviation is usually followed by a small letter.
SENTENCE_END: Final = re.compile(r"(?<=[.!?…])\s+(?=[^\W\d_])")
INVISIBLE_CLASSES: Final = frozenset({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"})


def clean_text(raw: str) -> str:
    """`raw` as it is stored: in Unicode's composed form (NFC), without invisible characters, lines ended by line feeds.

    Other line ends (CR, line and paragraph separators, vertical tabs, form feeds) become line feeds. Zero-width spaces,
    soft hyphens, byte-order marks and control characters are removed. Direction marks are kept if the text has a
    right-to-left letter, embeddings and isolates if they are closed, joiners between two visible characters. White
    space at both ends is removed. A text of invisible characters only becomes "". Cleaning is idempotent.
    """
    if raw.isascii() and raw.isprintable():
        return raw.strip()
    text = LINE_ENDS.sub("\n", raw)
    text = CONTROLS.sub("", DROPPED.sub("", text))
    text = _without_open_directions(text)
    text = _without_loose_joiners(text)
    text = unicodedata.normalize("NFC", text).strip()
    return text if is_visible(text) else ""


def clean_line(raw: str) -> str:
    """`raw` cleaned by `clean_text`, with each run of white space as one space. For names and titles."""
    return " ".join(clean_text(raw).split())


def identity(name: str) -> str:
    """A normalised form of a name: equal for names that differ only in case, width, spaces and what nobody sees.

    An addition in brackets at the end ("Marine Demo (2024)") is ignored. At most IDENTITY_LENGTH characters.
    """
    line = _without_unseen(name)
    return _folded(ADDITION.sub("", line) or line)[:IDENTITY_LENGTH]


def searchable(text: str) -> str:
    """The form in which words of a text are found: like `identity`, but with all of it, however long."""
    return _folded(_without_unseen(text))


def _without_unseen(text: str) -> str:
    return clean_line(UNSEEN.sub("", unicodedata.normalize("NFKC", text)))


def _folded(line: str) -> str:
    return unicodedata.normalize("NFKC", line.casefold())


def address_part(name: str) -> str:
    """`name` as a slug of lower-case ASCII letters, digits and hyphens, transliterated; "" if nothing is left.

    "Päijänne" gives "paijanne", "Großes Netz" "grosses-netz", "Ενέργεια" "energeia".
    """
    return "-".join(re.findall("[a-z0-9]+", anyascii(clean_line(name)).lower().replace("'", "")))


def is_visible(text: str) -> bool:
    """Whether `text` has any visible character."""
    return any(
        unicodedata.category(character) not in INVISIBLE_CLASSES and not BLANK.match(character) for character in text
    )


def text_length(text: str) -> int:
    """The length of a text as browsers count it for `maxlength`: in UTF-16 code units, a line end as one.

    Page, form, files and error messages all use this number.
    """
    return len(text) + sum(character > "\uffff" for character in text)


def _is_right_to_left(character: str) -> bool:
    return unicodedata.bidirectional(character) in ("R", "AL")


def _without_open_directions(text: str) -> str:
    """`text` without direction controls that are unclosed, unopened or around nothing visible.

    Single direction marks are removed if there is no right-to-left letter.
    """
    has_marks = any(mark in text for mark in MARKS_OF_DIRECTION)
    if has_marks and not any(map(_is_right_to_left, text.translate(dict.fromkeys(map(ord, MARKS_OF_DIRECTION))))):
        text = text.translate(dict.fromkeys(map(ord, MARKS_OF_DIRECTION)))
    closing = {**dict.fromkeys(ISOLATES, POP_ISOLATE), **dict.fromkeys(EMBEDDINGS, POP_EMBEDDING)}
    if not any(mark in text for mark in (*closing, POP_ISOLATE, POP_EMBEDDING)):
        return text
    dropped: set[int] = set()
    # A pair works within one paragraph, which ends every direction.
    opened: list[int] = []
    for place, character in enumerate(text):
        if character == "\n":
            dropped.update(opened)
            opened = []
        elif character in closing:
            opened.append(place)
        elif character in (POP_ISOLATE, POP_EMBEDDING):
            if opened and closing[text[opened[-1]]] == character:
                start = opened.pop()
                if not is_visible(text[start:place]):
                    dropped.update((start, place))
            else:
                dropped.add(place)
    dropped.update(opened)
    return "".join(character for place, character in enumerate(text) if place not in dropped)


def _without_loose_joiners(text: str) -> str:
    """`text` without joiners at its ends or beside white space, where they have no effect."""
    if not any(joiner in text for joiner in JOINERS):
        return text
    kept: list[str] = []
    for place, character in enumerate(text):
        if character in JOINERS:
            before = kept[-1] if kept else ""
            after = text[place + 1 : place + 2]
            if not _joins(before) or not _joins(after):
                continue
        kept.append(character)
    return "".join(kept)


def _joins(neighbour: str) -> bool:
    return bool(neighbour) and not neighbour.isspace() and neighbour not in JOINERS and neighbour.isprintable()


def opening_sentences(text: str, length: int) -> str:
    """As many whole sentences from the start of `text` as fit in `length` characters; "" if not even one does."""
    end = 0
    for found in SENTENCE_END.finditer(text):
        if found.start() <= length and text[found.end()].isupper():
            end = found.start()
    return text if len(text) <= length else text[:end]
