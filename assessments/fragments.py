"""The only cache of rendered HTML. It holds fragments that are the same at every visit."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Any, Final

# An indicator has eight fragments in each language and, for each open draft that is being answered, one more.
MOST_KEPT: Final = 8192


def fragment[Made](make: Callable[..., Made], *facts: Hashable) -> Made:
    """The result of `make(*facts)`, computed once per process and kept while it is among the latest used.

    `make` must depend only on its arguments and on what cannot change while the server runs: templates, translations
    and editions. So the language is always one of the arguments.
    """
    made: Made = _kept(make, *facts)
    return made


@lru_cache(maxsize=MOST_KEPT)
def _kept(make: Callable[..., Any], *facts: Hashable) -> Any:
    return make(*facts)
