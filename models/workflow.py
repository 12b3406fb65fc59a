"""A state machine as one table: ``(state, action) -> Move``.  Everything else is derived."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from models.errors import IllegalMoveError

S = TypeVar("S", bound=StrEnum)
A = TypeVar("A", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Workflow(Generic[S, A]):
    """All legal moves of one kind of thing; ``name`` is used in docs and the audit trail."""

    name: str
    moves: Mapping[tuple[S, A], S]

    def after(self, state: S, action: A) -> S:
        """Return the state that ``action`` leads to from ``state``.

        Raises:
            IllegalMoveError: The table has no such move.
        """
        try:
            return self.moves[state, action]
        except KeyError:
            raise IllegalMoveError(state=state, action=action) from None

    def allows(self, state: S, action: A) -> bool:
        """Say whether ``action`` is open in ``state``."""
        return (state, action) in self.moves

    def open_actions(self, state: S) -> frozenset[A]:
        """Return the actions that may be taken in ``state``."""
        return frozenset(action for (source, action) in self.moves if source == state)

    def mermaid(self) -> str:
        """Return the table as a Mermaid state diagram, one line per move."""
        lines = [f"    {s} --> {t}: {a}" for (s, a), t in self.moves.items()]
        return "\n".join(["stateDiagram-v2", *lines])
