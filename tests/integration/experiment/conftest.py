"""What the tests of experiments share."""

from collections.abc import Iterator

import pytest
from sqlalchemy import event

from app.database import db


@pytest.fixture
def statements(session) -> Iterator[list[str]]:
    """The statements that the test sends to the database, from ``clear()`` on."""
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield sent
    event.remove(db.engine, "before_cursor_execute", note)
