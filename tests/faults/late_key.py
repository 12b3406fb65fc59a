"""The product with one known fault, as a control: the key of a request is looked up too late.

Served in the place of ``wsgi:app``.  The first answer to a request is found only by whoever comes
as far as writing it down again; a repeat that the rules refuse is told the refusal.
"""

from app import sqlite_binding  # noqa: F401, I001 - first, so that one library serves the process

from typing import Any

from sqlalchemy.exc import DBAPIError

from app import clock, database
from app.database import db
from models.receipt import Receipt


def once_too_late(work: Any, args: Any, kwargs: Any, ticket: Any) -> Any:
    """Try once, without asking first whether it has been done."""
    db.session.rollback()
    try:
        result = work(*args, **kwargs)
        if ticket:
            key, name, actor_id = ticket
            db.session.add(
                Receipt(key=key, work=name, actor_id=actor_id, result=result, at=clock.now())
            )
        db.session.commit()
    except DBAPIError:
        db.session.rollback()
        if known := database._receipt(ticket):
            return known[0]
        raise
    except BaseException:
        db.session.rollback()
        raise
    return result


database._once = once_too_late

from wsgi import app as app  # noqa: E402 - after the fault is in place
