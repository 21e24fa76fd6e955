"""`python -m criteria [KEY ...]` checks the newest edition, or only the given indicators, and reports the errors."""

from __future__ import annotations

import sys

from criteria.definitions import Choice
from criteria.loader import (
    check_languages,
    edition_folders,
    read_choice,
    read_edition,
    read_indicator,
    read_languages,
)
from criteria.rules import read_rules
from criteria.tables import CatalogueError, read_file


def main(keys: list[str]) -> int:
    """Returns 0 if everything can be read; otherwise 1, with the file and the key at fault on standard error."""
    folder = list(edition_folders().values())[-1]
    try:
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
    except CatalogueError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
