"""Eight people save the same section at the same instant: one is kept, seven are told."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

from app.database import db, writing
from app.policies.actor import Actor
from app.services.testbed import Basics, save
from models.account import CityRole
from models.errors import ConflictError
from models.testbed import Testbed, TestbedVersion
from tests.factories.account import acting, staff
from tests.factories.testbed import draft

WRITERS = 8


def test_one_is_kept_and_the_others_are_told(engine_kind, databases):
    app = databases.application(engine_kind)
    with app.app_context(), writing():
        one = draft("helsinki").id
        actor = acting(staff(CityRole.EDITOR, "helsinki"))
        row = db.session.get_one(Testbed, one)
        shown = Basics(**{name: getattr(row, name) for name in Basics.__dataclass_fields__})
        db.session.rollback()
    gate = Barrier(WRITERS)

    def write(number: int, actor: Actor) -> str:
        with app.app_context():
            gate.wait()
            try:
                save(actor, one, 1, replace(shown, operator=f"Writer {number}"))
            except ConflictError as error:
                return str(error.facts["fields"])
            finally:
                db.session.remove()
        return "kept"

    with ThreadPoolExecutor(WRITERS) as pool:
        told = list(pool.map(write, range(WRITERS), [actor] * WRITERS))
    with app.app_context():
        assert told.count("kept") == 1
        assert told.count("['operator']") == WRITERS - 1
        assert db.session.get_one(Testbed, one).version == 2
        assert db.session.query(TestbedVersion).filter_by(testbed_id=one).count() == 2
        assert db.session.get_one(Testbed, one).operator == f"Writer {told.index('kept')}"
        db.engine.dispose()
