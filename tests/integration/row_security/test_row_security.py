"""PostgreSQL itself keeps tenants apart, behind the queries; each rule is broken once to see it."""

# ruff: noqa: S608 - names of our own tables

import json
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app import clock, row_scope
from app.database import db
from app.policies.actor import VISITOR
from app.queries.health import Limits, readiness
from app.row_scope import UnboundError
from config import Settings, WrongSettingError
from models import row_security
from models.account import CityRole
from models.application import Message
from models.application_change import WishRevision
from models.concept import ConceptFile
from models.feed import Feed, FeedKind
from models.review import Review, ReviewGrid
from models.webhook import WebhookDelivery, WebhookSide, WebhookTry
from tests.conftest import ROLE
from tests.factories import concept as concepts
from tests.factories import keep
from tests.factories import webhook as hooks
from tests.factories.account import acting, admin, host, member, staff
from tests.factories.application import booked, booking_of, pilot_part, sent
from tests.factories.application import draft as drafted
from tests.factories.challenge import challenge
from tests.factories.place_request import requested
from tests.factories.testbed import testbed
from tests.factories.token import token_of
from tests.integration.row_security.asked import asked_by

TABLES = tuple(row_security.POLICIES)
SEALED = {"concept", "concept_version", "concept_file"}
OF_A_CITY = (
    frozenset(TABLES) - SEALED - {"access_token", "feed"}
    - {one for one in TABLES if "webhook" in one}
)  # fmt: skip


@pytest.fixture(autouse=True)
def _only_postgresql(engine_kind):
    if engine_kind == "sqlite":
        pytest.skip("SQLite knows no security of rows.")


def count(table):
    return db.session.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one()


class Scene:
    """A company with one row of everything at a place in Oulu, and those who may see it."""

    def __init__(self):
        self.place = testbed("oulu", capacity=1)
        self.author = member()
        self.pilot = booked(self.place, author=self.author)
        self.part = pilot_part(self.pilot)
        requested("oulu", author=self.author)
        self.reviewer = staff(CityRole.REVIEWER, "oulu")
        organisation_id = next(iter(acting(self.author).organisations))
        token_of(self.author, organisation_id=organisation_id)
        hook = hooks.hook(self.author, side=WebhookSide.ORGANISATION, ident=organisation_id)
        self._rows(hook, organisation_id)

    def _rows(self, hook, organisation_id):
        now, part = clock.now(), self.part
        entry = concepts.submitted(challenge(slug="oulu"), lead=self.author)
        sent_on = WebhookDelivery(
            webhook_id=hook.id, event_key="k", uid="u", type="t", thing="pilot", thing_id=1,
            happened_at=now, due_at=now, created_at=now,
        )  # fmt: skip
        said = {"application_id": part.application_id, "at": now, "author_id": self.author.id}
        db.session.add_all([
            sent_on,
            Message(body="Said", **said),
            Message(body="Noted", internal=True, city_id=part.city_id, **said),
            Review(part_id=part.id, reviewer_id=self.reviewer.id, created_at=now, updated_at=now),
            ReviewGrid(part_id=part.id, weights={}, at=now),
            ConceptFile(
                concept_id=entry.id, key="k" * 43, title="Drawn", kind="pdf", digest="d" * 64,
                size=1, at=now,
            ),
            WishRevision(part_id=part.id, at=now, before={}, after={}),
            Feed(
                user_id=self.author.id, kind=FeedKind.ORGANISATION, created_at=now,
                organisation_id=organisation_id, token_sha256="f" * 64,
            ),
        ])  # fmt: skip
        db.session.flush()
        db.session.add(WebhookTry(delivery_id=sent_on.id, at=now, took_ms=1))
        keep()


def strangers():
    """Return people who have nothing to do with the scene."""
    away = testbed("helsinki")
    return [
        VISITOR, acting(member()), acting(staff(slug="helsinki")), acting(host(away)),
        acting(staff(CityRole.REVIEWER, "tampere")),
    ]  # fmt: skip


def test_who_forgets_to_ask_whose_reads_and_changes_nothing_of_anothers(session):
    Scene()
    unseen = strangers()
    assert all(count(table) for table in TABLES)  # the system sees them
    for stranger in unseen:
        with asked_by(stranger):
            assert {table: count(table) for table in TABLES} == dict.fromkeys(TABLES, 0)
            for table in TABLES:
                column = db.metadata.tables[table].primary_key.columns[0].name
                changed = session.execute(text(f'UPDATE "{table}" SET {column} = {column}'))
                gone = session.execute(text(f'DELETE FROM "{table}"'))
                assert (changed.rowcount, gone.rowcount) == (0, 0), table


def test_those_whose_it_is_see_all_of_it(session):
    scene = Scene()
    for actor, theirs in (
        (acting(scene.author), TABLES),
        (acting(admin()), frozenset(TABLES) - SEALED),
        (acting(scene.reviewer), OF_A_CITY),
        (acting(host(scene.place)), OF_A_CITY - {"place_request"}),
    ):
        with asked_by(actor):
            assert not [table for table in theirs if not count(table)], actor.name
            assert [table for table in TABLES if table not in theirs and count(table)] == []
    with asked_by(acting(scene.author)):
        assert count("message") == 1  # not what the city noted for itself
    with asked_by(acting(scene.reviewer)):
        assert count("message") == 2


def test_a_draft_is_its_writers_alone(session):
    made = drafted(testbed("oulu"))
    with asked_by(acting(staff(slug="oulu"))):
        assert (count("application"), count("application_part")) == (0, 0)
    with asked_by(acting(made.author)):
        assert (count("application"), count("application_part")) == (1, 1)


def test_each_policy_that_is_broken_shows_what_it_hid(session):
    Scene()
    stranger = acting(member())
    for table in TABLES:
        for wrong in (
            f"ALTER POLICY {row_security.POLICY} ON {table} USING (true)",
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
            f"CREATE POLICY more ON {table} USING (true)",
        ):
            broken = session.begin_nested()
            session.execute(text(wrong))
            with asked_by(stranger):
                assert count(table) > 0, wrong
            missing = row_security.missing(session.connection(), ROLE)
            assert missing == (set() if wrong.startswith("ALTER POLICY") else {table})
            broken.rollback()
            with asked_by(stranger):
                assert count(table) == 0


def test_nobody_adds_a_row_in_anothers_name(session):
    Scene()
    adder = acting(member())
    copies = {
        table: session.execute(
            text(f"SELECT to_jsonb(one) - 'id' FROM \"{table}\" AS one LIMIT 1")
        ).scalar_one()
        for table in TABLES
    }
    for table, row in copies.items():
        columns = ", ".join(f'"{name}"' for name in row)
        refused = pytest.raises(DBAPIError, match="row-level security")
        with asked_by(adder), refused, session.begin_nested():
            session.connection().exec_driver_sql(
                f'INSERT INTO "{table}" ({columns}) SELECT {columns}'
                f' FROM jsonb_populate_record(NULL::"{table}", %s::jsonb)',
                (json.dumps(row),),
            )


def test_what_one_does_not_see_is_counted_all_the_same(session):
    scene = Scene()
    rival = sent(scene.place).parts[0]
    booking = booking_of(scene.part)
    rows = {
        "t": scene.place.id, "p": rival.id, "s": booking.start_slot, "e": booking.end_slot,
        "w": booking.weekdays, "at": clock.now(),
    }  # fmt: skip
    book = text(
        "INSERT INTO booking (testbed_id, part_id, start_slot, end_slot, weekdays, units,"
        " from_hour, to_hour, status, version, created_at)"
        " VALUES (:t, :p, :s, :e, :w, 1, 0, 24, 'confirmed', 1, :at)"
    )
    with asked_by(acting(rival.application.author)):
        assert count("booking") == 0
        with pytest.raises(DBAPIError, match="within_capacity"), session.begin_nested():
            session.execute(book, rows)
        beside = rows | {"s": booking.end_slot + 10, "e": booking.end_slot + 12}
        session.execute(book, beside)
        assert count("booking") == 1
        for wrong in (
            "INSERT INTO testbed_load (testbed_id, slot, used, cap) VALUES (1, 1, 0, 1)",
            "UPDATE testbed_load SET used = 0",
            "DELETE FROM booking_slot",
        ):
            with pytest.raises(DBAPIError, match="permission denied"), session.begin_nested():
                session.execute(text(wrong))


def test_a_guard_that_asks_as_who_is_bound_is_missed(session):
    for name in (*row_security.SEEING_ALL, *row_security.FUNCTIONS):
        broken = session.begin_nested()
        asked = "(integer)" if name in row_security.FUNCTIONS else "()"
        session.execute(text(f"ALTER FUNCTION {name}{asked} SECURITY INVOKER"))
        assert row_security.missing(session.connection(), ROLE) == {name}
        broken.rollback()


def test_the_database_has_the_rules_of_the_table(session):
    asked = text("SELECT tablename, qual, with_check FROM pg_policies ORDER BY tablename")
    functions = text("SELECT proname, prosrc FROM pg_proc WHERE proname = ANY(:names)")
    names = {"names": list(row_security.FUNCTIONS)}
    before = session.execute(asked).all(), session.execute(functions, names).all()
    for statement in row_security.statements():
        session.connection().exec_driver_sql(statement.replace("%", "%%"))
    assert session.execute(asked).all() == before[0]
    words = [{name: source.split() for name, source in rows} for rows in
             (before[1], session.execute(functions, names).all())]  # fmt: skip
    assert words[0] == words[1]


def test_readiness_tells_of_a_role_that_cannot_be_bound(app, tmp_path):
    with app.app_context():
        assert readiness(Limits(tmp_path, role=ROLE))["ready"] is True
        for role in ("nobody_has_made_it", "postgres"):
            answer = readiness(Limits(tmp_path, role=role))
            assert (answer["reasons"], answer["row_security_missing"]) == (["row_security"], [role])


def test_the_bound_lasts_as_long_as_its_transaction_and_is_told_anew(session):
    Scene()
    who = text("SELECT current_user, current_setting('koepaikka.person', true)")
    with asked_by(acting(member())):
        inner = session.begin_nested()
        assert session.execute(who).first()[0] == ROLE
        inner.rollback()
        assert count("application") == 0
        with row_scope.as_system("the test looks"):
            assert count("application") > 0
            row_scope.bind(VISITOR)
        assert count("application") == 0
    assert session.execute(who).first()[0] != ROLE
    with db.engine.connect() as connection:
        with asked_by(VISITOR):
            assert connection.execute(who).first() == (ROLE, "")
        connection.rollback()
        assert connection.execute(who).first()[0] != ROLE
    alone = db.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    with alone as connection, asked_by(VISITOR), pytest.raises(UnboundError):
        connection.execute(who)


def test_the_role_is_a_plain_name_and_wants_postgresql(tmp_path):
    known = {"SECRET_KEY": "k", "INSTANCE_DIR": str(tmp_path)}
    there = known | {"DATABASE_URL": "postgresql://db/koepaikka", "DATABASE_ROLE": "people"}
    assert Settings.from_env(there).database_role == "people"
    for wrong in (known | {"DATABASE_ROLE": "people"}, there | {"DATABASE_ROLE": "a; DROP"}):
        with pytest.raises(WrongSettingError):
            Settings.from_env(wrong)


def test_two_databases_of_a_server_are_upgraded_at_once(app):
    role = f"koepaikka_test_{uuid.uuid4().hex[:12]}"
    with app.app_context(), db.engine.connect() as first, db.engine.connect() as second:
        row_security.admit(first, role)
        with ThreadPoolExecutor(1) as others:
            waiting = others.submit(row_security.admit, second, role)
            with pytest.raises(TimeoutError):
                waiting.result(0.3)
            first.commit()
            waiting.result(60)
        second.commit()
        for undo in (f"DROP OWNED BY {role}", f"DROP ROLE {role}"):
            first.exec_driver_sql(undo)
        first.commit()
