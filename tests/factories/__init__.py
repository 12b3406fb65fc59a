"""Rows for tests, by situation.  Everything is committed, as in production."""

from app.database import db


def keep() -> None:
    """Commit what a factory made, without reading every row of it again."""
    session = db.session()
    session.expire_on_commit = False
    try:
        session.commit()
    finally:
        session.expire_on_commit = True
