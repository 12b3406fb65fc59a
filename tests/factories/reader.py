"""Readers without an account for tests."""

from app.database import db, use_case
from app.policies.actor import VISITOR
from app.services import reader as service
from models.reader import Reader


@use_case
def _made(email: str, language: str) -> int:
    row = service.reader_for(VISITOR, email, language)
    service.confirm(row)
    return row.id


def reader(email: str = "lukija@koepaikka.example", language: str = "fi") -> Reader:
    """Return a reader whose address is confirmed."""
    return db.session.get_one(Reader, _made(email, language))
