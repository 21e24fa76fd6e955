"""The design tokens of `static/css/tokens.css` for what is drawn without a browser: charts, report, workbook."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings

TOKENS: Final = Path(settings.BASE_DIR) / "static" / "css" / "tokens.css"
ROOT: Final = re.compile(r":root \{([^}]*)\}")
TOKEN: Final = re.compile(r"--([a-z0-9-]+): ([^;]+);")
USED: Final = re.compile(r"var\(--([a-z0-9-]+)\)")


@cache
def design_tokens() -> Mapping[str, str]:
    """The values of the tokens by name, without dashes. Those of the light theme: print has no dark mode.

    Raises ValueError if the file has no `:root` block.
    """
    light = ROOT.search(TOKENS.read_text(encoding="utf-8"))
    if light is None:
        raise ValueError(f"{TOKENS} has no :root")
    return dict(TOKEN.findall(light[1]))


def with_tokens(css: str) -> str:
    """A style sheet with the tokens replaced by their values."""
    return USED.sub(lambda used: design_tokens()[used[1]], css)
