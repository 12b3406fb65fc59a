"""Errors of the domain.  They carry a code and facts; the words are in views/messages.py."""

from typing import Any


class DomainError(Exception):
    """Something a person asked for that cannot be done now."""

    code = "domain"
    status = 422

    def __init__(self, code: str | None = None, /, field: str | None = None, **facts: Any) -> None:
        self.code = code or type(self).code
        self.field = field
        self.facts = facts
        super().__init__(f"{self.code} {facts}" if facts else self.code)


class NotFoundError(DomainError):
    """The thing does not exist, or this reader may not know that it does."""

    code = "not_found"
    status = 404


class ForbiddenError(DomainError):
    """The actor may not do this."""

    code = "forbidden"
    status = 403


class ConflictError(DomainError):
    """Somebody else changed the thing meanwhile, or its state allows no such move."""

    code = "changed_meanwhile"
    status = 409


class IllegalMoveError(ConflictError):
    """The action is not open in this state.  Facts: state, action."""

    code = "illegal_move"


class CapacityError(ConflictError):
    """No room on some days.  Facts: testbed, days (list of dates, may be empty)."""

    code = "full"


class VersionOldError(DomainError):
    """A program says which version it changes, and there is another one now."""

    code = "version_old"
    status = 412


class VersionNeededError(DomainError):
    """A program has to say which version it changes."""

    code = "version_needed"
    status = 428


class FieldError(DomainError):
    """One answer of a form cannot be taken; ``field`` names it."""

    code = "field"


class TooManyAttemptsError(DomainError):
    """The same door was tried too often.  Facts: minutes."""

    code = "too_many_attempts"
    status = 429


class BusyError(DomainError):
    """As much of a costly thing is being done as may be at once; asking again soon helps."""

    code = "busy"
    status = 429
