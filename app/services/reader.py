"""Find or make the reader of an address, and believe that it is theirs."""

import secrets
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from app import clock
from app.database import db
from app.policies.actor import Actor
from app.queries.reader import has_confirmed_address, reader_by_email
from models.reader import Reader

_INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def reader_for(actor: Actor, email: str, language: str) -> Reader:
    """Return the reader of an address, found or made, in the caller's transaction.

    Somebody signed in who names the confirmed address of their account is confirmed at once and
    linked to it; a reader that was linked under an earlier address of the account moves along.
    ``language`` is that of a new reader's mail, and of one's own.
    """
    address = email.strip().lower()
    is_own = address == actor.email.strip().lower() and has_confirmed_address(actor)
    if is_own:
        _move_along(actor, address)
    reader = _found_or_made(address, language)
    if is_own:
        reader.language = language
        _link(reader, actor)
        confirm(reader)
    return reader


def confirm(reader: Reader) -> None:
    """Believe that the address is the reader's: they have opened a mail that was sent there."""
    if reader.confirmed_at is None:
        reader.confirmed_at = clock.now()
        db.session.flush()


def _found_or_made(address: str, language: str) -> Reader:
    """Return the reader of an address; two requests that make it at once get the same one."""
    insert = _INSERT[db.session.get_bind().dialect.name](Reader)
    db.session.execute(
        insert.values(
            email=address,
            language=language,
            token=secrets.token_urlsafe(32),
            created_at=clock.now(),
        ).on_conflict_do_nothing(index_elements=["email"])
    )
    return db.session.scalars(select(Reader).where(Reader.email == address)).one()


def _move_along(actor: Actor, address: str) -> None:
    linked = db.session.scalar(select(Reader).where(Reader.user_id == actor.user_id))
    if linked is not None and linked.email != address and reader_by_email(address) is None:
        linked.email = address
        db.session.flush()


def _link(reader: Reader, actor: Actor) -> None:
    taken = db.session.scalar(select(Reader.id).where(Reader.user_id == actor.user_id))
    if reader.user_id is None and taken is None:
        reader.user_id = actor.user_id
        db.session.flush()
