"""The terms that a program accepts for its person: the wording is that of the version it names."""

from app.services.application import Acceptance
from models.errors import FieldError
from views.terms import CURRENT, terms


def accepted(version: str, name: str) -> Acceptance:
    """Return the acceptance of the terms in force, under the name of who answers for it.

    Raises:
        FieldError: ``terms_needed``: these are not the terms in force.
    """
    if version != CURRENT:
        raise FieldError("terms_needed", field="terms")
    return Acceptance(CURRENT, terms(CURRENT).sha256, name)
