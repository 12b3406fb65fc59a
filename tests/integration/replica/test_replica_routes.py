"""What is read from a replica and what is not; here it is the same server, which may not write."""

import pytest
from flask import abort
from sqlalchemy import create_engine, false, select, text, update
from sqlalchemy.engine import make_url

from app import clock, reading
from app.adapters.replica import Standing, replicas_of
from app.database import db, reading_engine, use_case
from app.extensions import limiter
from app.factory import create_app
from app.policies.actor import VISITOR
from app.queries.held import HeldOpen
from app.queries.open_feature import State
from app.queries.open_fresh import FreshStates
from models.receipt import Receipt
from tests.conftest import SERVER, settings_for
from tests.journeys.server import free_port
from views.access import guarded, public, signed_in

pytestmark = pytest.mark.skipif(not SERVER, reason="a replica needs PostgreSQL")
READ_ONLY = {"options": "-c default_transaction_read_only=on"}
NOBODY = "postgresql+psycopg://nobody@127.0.0.1:{}/nothing"


@use_case
def nothing():
    """Write nothing, as a use case."""


def where():
    """Return where the session reads."""
    return "primary" if db.session.connection().engine is db.engine else "replica"


def mine():
    return where()


def borne():
    return where()


def writes():
    where()
    nothing()
    return where()


def locks():
    db.session.execute(select(Receipt.key).with_for_update())
    return where()


def is_asked_to_write():
    db.session.execute(text("SELECT key FROM receipt FOR UPDATE"))
    return where()


def finds_nothing():
    return "primary" if where() == "primary" else abort(404)


def updates():
    where()
    db.session.execute(update(Receipt).where(false()).values(key="k"))
    return where()


def flushes():
    where()
    db.session.add(Receipt(key="k", work="w", actor_id=1, result=None, at=clock.now()))
    db.session.flush()
    db.session.rollback()
    return where()


def writes_and_finds_nothing():
    nothing()
    CALLED.append(1)
    abort(404)


CALLED = []
TRIALS = {
    "reads": public(where),
    "writes": public(writes),
    "locks": public(locks),
    "asked": public(is_asked_to_write),
    "found": public(finds_nothing),
    "updates": public(updates),
    "flushes": public(flushes),
    "written": public(writes_and_finds_nothing),
    "mine": signed_in(mine),
    "bearer": guarded(lambda: VISITOR)(borne),
}
GOES = {
    "reads": "replica", "writes": "primary", "locks": "primary", "asked": "primary",
    "found": "primary", "bearer": "primary",
}  # fmt: skip


@pytest.fixture(scope="module")
def split(applications, tmp_path_factory):
    """An application with a replica, and views that say where they read."""
    url = applications("postgresql").config["SQLALCHEMY_DATABASE_URI"]
    replica = make_url(url).update_query_dict(READ_ONLY).render_as_string(hide_password=False)
    folder = tmp_path_factory.mktemp("split")
    made = create_app(settings_for(url, folder, replica_urls=(replica,), prepared_statements=False))
    made.config |= {"PROPAGATE_EXCEPTIONS": False, "WTF_CSRF_ENABLED": False}
    for name, view in TRIALS.items():
        made.add_url_rule(f"/trial/{name}", f"trial_{name}", view, methods=["GET", "POST"])
    yield made
    for one in made.extensions["replicas"].replicas:
        one.engine.dispose()
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def browser(split):
    return split.test_client()


def asked(browser, name="reads"):
    return browser.get(f"/trial/{name}").text


def test_what_only_reads_goes_to_the_replica_and_nothing_else(browser):
    assert {name: asked(browser, name) for name in GOES} == GOES
    assert browser.get("/trial/mine").status_code == 302
    assert reading.chosen() is None  # the next request of this thread begins anew


def test_what_locks_or_writes_goes_to_the_primary_at_once_and_is_done_once(browser, split):
    def again():
        return dict(split.extensions["replicas"].counted()).get("asked_again", 0)

    CALLED.clear()
    before = again()
    for name in ("locks", "writes", "updates", "flushes"):
        assert asked(browser, name) == "primary", name
    assert again() == before, "no replica refused it first"
    assert browser.get("/trial/written").status_code == 404
    assert len(CALLED) == 1


def test_programs_with_a_token_read_from_the_primary(browser):
    said = browser.get("/trial/reads", headers={"Authorization": "Bearer kp_x"})
    assert said.text == "primary"


def test_who_has_written_waits_for_no_replica(browser, split, monkeypatch):
    replicas, url = split.extensions["replicas"], "/trial/reads"
    one = replicas.replicas[0]
    assert asked(browser) == "replica"
    assert browser.post(url).text == "primary"
    has, _since = one.ask()
    monkeypatch.setattr(replicas, "_checked_at", float("inf"))  # nobody looks again meanwhile
    monkeypatch.setattr(one, "ask", lambda: (has - 10**6, None))
    monkeypatch.setattr(one, "has", 0)

    assert asked(browser) == "primary"
    assert asked(split.test_client()) == "replica"  # somebody else
    monkeypatch.undo()
    assert asked(browser) == "replica"
    browser.set_cookie("koepaikka_seen", "made-up")
    assert asked(browser) == "primary"


def test_a_use_case_in_a_reading_request_is_remembered_too(split):
    assert "koepaikka_seen" in split.test_client().get("/trial/writes").headers["Set-Cookie"]
    assert "Set-Cookie" not in split.test_client().get("/trial/reads").headers


def test_operators_see_where_readers_went(browser, split):
    replicas = split.extensions["replicas"]
    assert asked(browser, "found") == "primary"
    replicas.failed(replicas.replicas[0])
    assert asked(browser) == "primary"
    report = browser.get("/readyz").get_json()
    told = browser.get("/metrics").text
    replicas.replicas[0].rests_until = replicas._checked_at = 0

    assert report["replicas"][0]["standing"] == "down"
    assert "replicas" not in report["reasons"]
    assert "koepaikka_replica_used{" in told
    for which in ("replica", "down", "asked_again"):
        assert f'koepaikka_reads_total{{by="{which}"}}' in told
    assert asked(browser) == "replica"


def test_statements_can_be_left_unprepared_for_an_old_pooler(split):
    with split.app_context(), db.engine.connect() as connection:
        assert connection.connection.driver_connection.prepare_threshold is None
    with split.extensions["replicas"].replicas[0].engine.connect() as connection:
        assert connection.connection.driver_connection.prepare_threshold is None


def test_maps_read_from_a_replica_only_what_it_has(split):
    replicas = split.extensions["replicas"]
    with split.app_context():
        fresh = FreshStates(replicas=replicas)
        state = fresh.of("testbeds")
        with fresh.reading("testbeds", state):
            near = reading_engine()
        with fresh.reading("testbeds", State(state.revision + 1, state.changed_at)):
            newer = reading_engine()
        assert newer is db.engine
    assert near is replicas.replicas[0].engine


def test_what_is_kept_of_a_replica_is_kept_apart(split):
    held = HeldOpen(lambda _collection: where())
    with split.app_context():
        with reading.reading_from(split.extensions["replicas"].replicas[0].engine):
            assert held.of("testbeds") == "replica"
        assert held.of("testbeds") == "primary"


def test_a_replica_that_nobody_answers_for_is_down():
    primary = create_engine(SERVER)
    found = replicas_of(primary, [NOBODY.format(free_port())], 10, {})

    assert found.choose() is None
    assert found.replicas[0].standing is Standing.DOWN
    primary.dispose()


def test_without_the_store_of_limits_each_process_counts_for_itself(tmp_path):
    lost = f"redis://127.0.0.1:{free_port()}"
    app = create_app(settings_for(SERVER, tmp_path, limits_url=lost))
    app.config["TESTING"] = False
    app.add_url_rule("/trial", "trial", limiter.limit("3/minute")(public(lambda: "well")))
    browser = app.test_client()

    assert [browser.get("/trial").status_code for _time in range(5)] == [200] * 3 + [429] * 2
