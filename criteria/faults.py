"""The exception for an invalid answer, whatever its origin."""

from __future__ import annotations

from collections.abc import Sequence


class AnswerFault(Exception):
    """A value that its field does not accept. `code` identifies the reason, `params` hold the value and the limits.

    The caller chooses the wording. `others` are further faults of the same value.
    """

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params
        self.others: tuple[AnswerFault, ...] = ()

    def with_others(self, others: Sequence[AnswerFault]) -> AnswerFault:
        """This fault with `others`, the further faults of the same value."""
        self.others = tuple(others)
        return self
