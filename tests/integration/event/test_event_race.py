"""Several people write a programme at once: no room is given to two sessions unasked."""

from functools import partial

from app.database import db, writing
from app.services import event_session as service
from app.services.event_session import SessionText
from models.account import CityRole
from models.base import Translated
from models.event import Event, EventKind, EventStatus
from models.event_clash import all_clashes
from tests.factories.account import acting, staff
from tests.factories.event import HOUR, event
from tests.factories.event import session as starting
from tests.integration.call.test_call_race import at_once

ROUNDS, WRITERS = 3, 4


def prepared():
    """Return a programme's id, an editor, and a session that nobody has written yet."""
    made = event(EventStatus.DRAFT, starting(300), kind=EventKind.PROGRAMME)
    start = made.sessions[0].starts_at + 24 * HOUR
    text = SessionText(title=Translated("Uusi"), start=start, end=start + HOUR, room="Sali 1")
    editor = acting(staff(CityRole.EDITOR))
    found = made.id, editor, text
    db.session.rollback()
    return found


def test_of_writers_who_want_one_room_at_once_one_gets_it(engine_kind, databases):
    app = databases.application(engine_kind)
    for _round in range(ROUNDS):
        with app.app_context(), writing():
            event_id, editor, text = prepared()
        deeds = [partial(service.add, editor, event_id, text) for _writer in range(WRITERS)]
        answers = at_once(app, *deeds)
        assert sorted(answers) == ["done", *["room_clash"] * (WRITERS - 1)]
        with app.app_context():
            made = db.session.get_one(Event, event_id)
            assert len(made.sessions) == 2
            assert all_clashes([one.slot for one in made.sessions]) == []
            db.session.remove()
    with app.app_context():
        db.engine.dispose()
