"""The portable answer file: an organisation and its answers as JSON, read and written without loss."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, NoReturn

from criteria.answers import Answer, Answers, portable, value_from_portable
from criteria.countries import find_country
from criteria.definitions import Edition, Indicator
from criteria.eligibility import EccpStatus
from criteria.faults import AnswerFault
from criteria.text import clean_line, clean_text, text_length

PARTS = frozenset({"edition", "organisation", "answers", "not_applicable"})
ORGANISATION_KEYS = ("slug", "name", "country", "eccp_status", "eccp_profile", "eccp_accepted")
LONGEST_REASON = 500
LONGEST_NAME = 200
# Valid answer files are nested five levels deep; anything deeper than this is refused.
DEEPEST = 20
SURROGATES = re.compile("[\ud800-\udfff]")
ADDRESS = re.compile(r"https?://[^\s/]+\.[^\s/]+(/\S*)?")


@dataclass(frozen=True, slots=True)
class FileFault:
    """One fault in a file: what is wrong, and where ("answers.B3.fte", or "" for the file as a whole)."""

    path: str
    fault: AnswerFault


class RefusedFile(Exception):
    """Raised for a file that is refused as a whole; `faults` lists every fault found."""

    def __init__(self, faults: list[FileFault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """The content of a file: the edition's key, the organisation's profile, and typed answers.

    Two sets of paths ("answers.C1.eu") are only filled for workbooks: `results` are values calculated by a formula,
    `fractions` are percentages between 0 and 1 that may have been meant as a hundred times as much.
    """

    edition: str
    organisation: Mapping[str, Any] = field(default_factory=dict)
    answers: Answers = field(default_factory=dict)
    results: frozenset[str] = frozenset()
    fractions: frozenset[str] = frozenset()

    def number(self, path: str) -> Decimal:
        """The number at a path in `fractions`. Raises TypeError if there is no exact number at that path."""
        _answers, indicator, key = path.split(".", 2)
        value = self.answers[indicator].values[key]
        if not isinstance(value, Decimal):
            raise TypeError(f"{path} holds no number")
        return value

    def with_hundredfold(self, paths: Collection[str]) -> AnswerFile:
        """A copy of the file with the numbers at `paths` multiplied by 100 and no `fractions` left to ask about."""
        answers = dict(self.answers)
        for path in paths:
            _answers, indicator, key = path.split(".", 2)
            values = {**answers[indicator].values, key: hundredfold(self.number(path))}
            answers[indicator] = Answer(values, answers[indicator].not_applicable)
        return replace(self, answers=answers, fractions=frozenset())


def hundredfold(number: Decimal) -> Decimal:
    """A fraction as a percentage: 0.25 gives 25, 0.125 gives 12.5."""
    return Decimal(f"{(number * 100).normalize():f}")


def fraction_fault(number: Decimal) -> AnswerFault:
    """The fault for a fraction in a percentage field, used where nobody can be asked what was meant."""
    return AnswerFault("fraction", value=str(number), hundredfold=hundredfold(number))


class _Reading:
    """Reads one file and collects every fault instead of stopping at the first."""

    def __init__(self, edition: Edition, year: int) -> None:
        self.edition, self.year = edition, year
        self.faults: list[FileFault] = []

    def refuse(self, path: str, code: str, **params: object) -> None:
        self.faults.append(FileFault(path, AnswerFault(code, **params)))

    def table(self, data: Mapping[str, Any], path: str) -> Mapping[str, Any]:
        value = data.get(path, {})
        if isinstance(value, dict):
            return value
        self.refuse(path, "not_an_object")
        return {}

    def answers(self, data: Mapping[str, Any]) -> Answers:
        result: dict[str, Answer] = {}
        for key, values in self.table(data, "answers").items():
            path = f"answers.{key}"
            if key not in self.edition.by_key:
                self.refuse(path, "unknown_key", value=key)
            elif not isinstance(values, dict):
                self.refuse(path, "not_an_object")
            else:
                result[key] = Answer(self.values(self.edition.indicator(key), values, path))
        for key, reason in self.table(data, "not_applicable").items():
            path = f"not_applicable.{key}"
            if key not in self.edition.by_key:
                self.refuse(path, "unknown_key", value=key)
            elif not isinstance(reason, str | None):
                self.refuse(path, "not_text")
            elif not (cleaned := clean_text(reason or "")):
                continue
            elif (length := text_length(cleaned)) > LONGEST_REASON:
                self.refuse(path, "too_long", max=LONGEST_REASON, length=length)
            elif key in result and result[key].values:
                self.refuse(path, "answered_and_not_applicable")
            else:
                result[key] = Answer({}, cleaned)
        return result

    def values(self, indicator: Indicator, values: Mapping[str, Any], path: str) -> dict[str, Any]:
        typed = {}
        asked = {field.key: field for field in indicator.fields}
        for key, raw in values.items():
            if key not in asked:
                self.refuse(f"{path}.{key}", "unknown_key", value=key)
                continue
            try:
                value = value_from_portable(asked[key], raw, year=self.year)
            except AnswerFault as fault:
                self.faults.append(FileFault(f"{path}.{key}", fault))
            else:
                if value is not None:
                    typed[key] = value
        return typed

    def organisation(self, data: Mapping[str, Any]) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key, raw in self.table(data, "organisation").items():
            given = clean_line(raw) if isinstance(raw, str) else raw
            if given is None or given == "":
                continue
            try:
                result[key] = _profile_value(key, given, self.edition.languages)
            except AnswerFault as fault:
                self.faults.append(FileFault(f"organisation.{key}", fault))
        return result


def _profile_value(key: str, raw: Any, languages: tuple[str, ...]) -> str | dt.date:
    if key not in ORGANISATION_KEYS:
        raise AnswerFault("unknown_key", value=key)
    if not isinstance(raw, str):
        raise AnswerFault("not_text")
    if (length := text_length(raw)) > LONGEST_NAME:
        raise AnswerFault("too_long", max=LONGEST_NAME, length=length)
    if key == "country":
        if country := find_country(raw, languages):
            return country
        raise AnswerFault("unknown_choice", value=raw)
    if key == "eccp_status" and raw not in EccpStatus:
        raise AnswerFault("unknown_choice", value=raw)
    if key == "eccp_profile" and not ADDRESS.fullmatch(raw):
        raise AnswerFault("not_an_address", value=raw)
    if key == "eccp_accepted":
        try:
            return dt.date.fromisoformat(raw)
        except ValueError as error:
            raise AnswerFault("not_a_date", value=raw) from error
    return raw


def read_answer_file(text: str, edition: Edition, *, year: int) -> AnswerFile:
    """Reads an answer file for `edition`. Raises RefusedFile with every fault and its path.

    `year` is the current year, the highest value of a year field. A blank value is treated like a missing one.
    """
    try:
        data = _decoded(text)
    except AnswerFault as fault:
        raise RefusedFile([FileFault("", fault)]) from fault
    return typed_file(data, edition, year=year)


def _decoded(text: str) -> Any:
    """The data of a JSON text. Raises AnswerFault for a syntax error, a repeated key, NaN, and nesting too deep."""
    try:
        data = json.loads(
            text,
            parse_float=Decimal,
            parse_int=_whole_number,
            parse_constant=_refuse_number,
            object_pairs_hook=_unique,
        )
        return _whole_characters(data)
    except json.JSONDecodeError as error:
        raise AnswerFault("not_json", line=error.lineno, column=error.colno) from error
    except RecursionError as error:
        raise AnswerFault("too_deep", max=DEEPEST) from error


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in pairs:
        if key in result:
            raise AnswerFault("key_repeated", value=key)
        result[key] = value
    return result


def _whole_number(digits: str) -> int:
    try:
        return int(digits)
    except ValueError:
        # Python reads at most 4,300 digits.
        return _refuse_number(digits)


def _refuse_number(written: str) -> NoReturn:
    raise AnswerFault("not_a_number", value=written)


def _whole_characters(value: Any, depth: int = 0) -> Any:
    """`value` without halves of surrogate pairs, which cannot be stored or sent; `clean_text` drops them too.

    Raises AnswerFault for nesting that is too deep.
    """
    if isinstance(value, str):
        return SURROGATES.sub("", value)
    if not isinstance(value, dict | list):
        return value
    if depth == DEEPEST:
        raise AnswerFault("too_deep", max=DEEPEST)
    if isinstance(value, list):
        return [_whole_characters(part, depth + 1) for part in value]
    return _unique([(SURROGATES.sub("", key), _whole_characters(part, depth + 1)) for key, part in value.items()])


def typed_file(data: Any, edition: Edition, *, year: int) -> AnswerFile:
    """Checks and types `data`, the decoded portable form.

    All file formats that carry answers use this function. Raises RefusedFile with every fault.
    """
    reading = _Reading(edition, year)
    if not isinstance(data, dict):
        raise RefusedFile([FileFault("", AnswerFault("not_an_object"))])
    for key in sorted(set(data) - PARTS):
        reading.refuse(key, "unknown_key", value=key)
    if "edition" not in data:
        reading.refuse("edition", "no_edition", expected=edition.key)
    elif data["edition"] != edition.key:
        reading.refuse("edition", "other_edition", value=str(data["edition"]), expected=edition.key)
    result = AnswerFile(edition.key, reading.organisation(data), reading.answers(data))
    if reading.faults:
        raise RefusedFile(reading.faults)
    return result


def write_answer_file(file: AnswerFile) -> str:
    """The JSON text of an answer file, in the order given; reading it again gives equal answers."""
    answered = {key: answer for key, answer in file.answers.items() if answer.values}
    excused = {key: answer.not_applicable for key, answer in file.answers.items() if answer.not_applicable}
    organisation = {
        key: value.isoformat() if isinstance(value, dt.date) else value for key, value in file.organisation.items()
    }
    data = {
        "edition": file.edition,
        "organisation": organisation,
        "answers": {
            key: {name: portable(value) for name, value in answer.values.items()} for key, answer in answered.items()
        },
        "not_applicable": excused,
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
