"""Somebody comes to events: to one that was, to one that is ahead, and waits for a third."""

import datetime as dt

from app import clock
from app.database import db
from models.account import User
from tests.factories import registration as make
from tests.factories.account import acting


def comes(made: User) -> None:
    """Let the person register, with an answer, and be in a queue."""
    event = make.held()
    asked = make.question(event)
    _registered(made, event, answers={asked.id: "Xqodotan"})
    full = make.held(capacity=1)
    make.confirmed(full)
    _registered(made, full)
    was = make.held()
    _registered(made, was)
    (session,) = was.sessions
    session.starts_at = clock.now() - dt.timedelta(hours=3)
    session.ends_at = clock.now() - dt.timedelta(hours=1)
    db.session.commit()


def _registered(made: User, event, **values) -> None:
    make.confirmed(event, actor=acting(made), name=made.name, email=made.email, **values)
