"""The plain-language guide of an edition: pages for people who have never heard of clusters."""

from __future__ import annotations

from dataclasses import dataclass

from criteria.definitions import Field, Indicator, Source, Text


@dataclass(frozen=True, slots=True)
class Line:
    """One item of a list: an optional term, what is said of it, and where to read on; `url` is "" without one."""

    term: Text | None
    text: Text
    url: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its heading and its cells."""

    heading: Text
    cells: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page: paragraphs, then a table with the column heads `head`, then a list.

    `shows` names data of the edition that the section shows, one of `criteria.loading.guide.SHOWN`, or is "".
    """

    key: str
    title: Text
    paragraphs: tuple[Text, ...]
    head: tuple[Text, ...]
    rows: tuple[Row, ...]
    lines: tuple[Line, ...]
    ordered: bool
    shows: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a checklist: why, what to do, how long it takes, what shows that it is done, an example to copy.

    `indicators` are those that ask for it.
    """

    key: str
    indicators: tuple[Indicator, ...]
    title: Text
    why: Text
    todo: Text
    takes: Text
    done: Text
    example: Text


@dataclass(frozen=True, slots=True)
class Stage:
    """Steps of a checklist that belong together."""

    title: Text
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class GuidePage:
    """One page of the guide. `short` is its name in lists of pages, `lead` its first paragraph.

    `stages` is its checklist, if it has one.
    """

    key: str
    title: Text
    short: Text
    lead: Text
    stages: tuple[Stage, ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class CheckQuestion:
    """A question of the self-check: the field that it answers, of the indicator with the key `indicator`."""

    indicator: str
    field: Field
    question: Text

    @property
    def key(self) -> str:
        """Its name in the form and in the address."""
        return self.field.key


@dataclass(frozen=True, slots=True)
class ReadinessQuestion:
    """A question of the readiness test, about `indicators` of one area, with its three answers.

    `todo` is what to do as long as the answer is not `ready`; `steps` of the checklist say how.
    """

    key: str
    indicators: tuple[Indicator, ...]
    steps: tuple[Step, ...]
    question: Text
    open: Text
    begun: Text
    ready: Text
    todo: Text

    @property
    def area(self) -> str:
        """The key of its area."""
        return self.indicators[0].area


@dataclass(frozen=True, slots=True)
class ReadinessTest:
    """The readiness test: `lead` is said before the questions, `note` below the result."""

    title: Text
    lead: Text
    note: Text
    questions: tuple[ReadinessQuestion, ...]


@dataclass(frozen=True, slots=True)
class Guide:
    """The guide of an edition: its pages in the order in which they are read, the self-check, the readiness test."""

    pages: tuple[GuidePage, ...]
    self_check: tuple[CheckQuestion, ...]
    readiness: ReadinessTest

    def page(self, key: str) -> GuidePage:
        """The page `key`. Raises KeyError if there is none."""
        for page in self.pages:
            if page.key == key:
                return page
        raise KeyError(key)

    @property
    def checklist(self) -> GuidePage:
        """The page with the checklist."""
        return next(page for page in self.pages if page.stages)
