"""What can be wrong with an answer, wherever it comes from."""

from __future__ import annotations

from collections.abc import Sequence


class AnswerFault(Exception):
    """A value that its field cannot take. `code` says why, `params` holds what was written and the limits.

    Wording is the caller's. `others`: what else is wrong with the same value.
    """

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params
        self.others: tuple[AnswerFault, ...] = ()

    def with_others(self, others: Sequence[AnswerFault]) -> AnswerFault:
        """This fault, with what else is wrong."""
        self.others = tuple(others)
        return self
