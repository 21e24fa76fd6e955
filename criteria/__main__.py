"""Checks an edition, and lists the recommendations that it gives in a cohort.

`python -m criteria [KEY ...]` checks the newest edition, or only the given indicators, and reports the errors.
`python -m criteria advice --runs FILE ...` lists how often each recommendation is given to the runs in answer files
(JSON, or folders of them), and to whom it does not fit.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Iterable
from pathlib import Path

from criteria.advice import Run, advice_lines, given_advice
from criteria.answer_file import RefusedFile, read_answer_file
from criteria.definitions import Choice, Edition
from criteria.loader import check_languages, edition_folders, load_edition, read_edition
from criteria.loading.indicators import read_choice, read_indicator
from criteria.loading.parts import read_languages
from criteria.rules import read_rules
from criteria.tables import CatalogueError, read_file


def main(arguments: list[str]) -> int:
    """Returns 0 if nothing is wrong; otherwise 1, with what is wrong on standard error."""
    key, folder = list(edition_folders().items())[-1]
    try:
        if arguments[:1] == ["advice"]:
            return advice(load_edition(key), arguments[1:])
        check(folder, arguments)
    except (CatalogueError, OSError, UnicodeDecodeError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def check(folder: Path, keys: list[str]) -> None:
    """Reads the edition in `folder`, or only the indicators `keys`. Raises CatalogueError."""
    if not keys:
        print(len(read_edition(folder).indicators), "indicators ok")
    table = read_file(folder / "edition.toml")
    portfolios: tuple[Choice, ...] = table.each("portfolios", read_choice, at_least=1)
    languages = read_languages(table)
    rules = read_rules(folder)
    for key in keys:
        for path in folder.glob(f"{key}_*.toml"):
            indicator = read_indicator(path, portfolios, rules)
            check_languages(indicator, languages, folder)
            print(indicator.key, "ok")


def advice(edition: Edition, arguments: list[str]) -> int:
    """Prints the recommendations given to the runs; returns 1 if one does not fit or a file is refused."""
    parser = argparse.ArgumentParser(prog="python -m criteria advice")
    parser.add_argument("--runs", nargs="+", type=Path, required=True, metavar="FILE")
    parser.add_argument("--year", type=int, default=dt.datetime.now(dt.UTC).year, help="in which they were answered")
    options = parser.parse_args(arguments)
    runs = []
    for path in _answer_files(options.runs):
        try:
            file = read_answer_file(path.read_text(encoding="utf-8"), edition, year=options.year)
        except RefusedFile as refusal:
            for fault in refusal.faults:
                print(f"{path}: {fault.path}: {fault.fault.code} {fault.fault.params}", file=sys.stderr)
            return 1
        runs.append(Run(path.stem, file.answers, options.year))
    given = given_advice(edition, runs)
    print("\n".join(advice_lines(given, len(runs))))
    return int(any(item.misfits for item in given))


def _answer_files(paths: Iterable[Path]) -> list[Path]:
    return [file for path in paths for file in (sorted(path.glob("*.json")) if path.is_dir() else [path])]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
