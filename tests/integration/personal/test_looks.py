"""Whoever opens somebody's contact details is written down, once, and the person can see it."""

import datetime as dt

import pytest
import time_machine
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError

from app import clock
from app.database import db
from app.queries.personal_read import LookFilter, looks
from models.account import CityRole, User
from models.errors import ForbiddenError
from models.personal_read import READS_KEPT, THINGS, Capacity, Look, PersonalRead
from models.reader import Reader
from tests.factories import concept as concepts
from tests.factories import feedback as pieces
from tests.factories import panel as panels
from tests.factories import pilot_step
from tests.factories import registration as registrations
from tests.factories.account import acting, admin, person, staff
from tests.factories.application import part
from tests.factories.challenge import challenge
from tests.factories.fault import told
from tests.factories.pilot_run import applicant_of
from tests.factories.place_request import requested
from tests.factories.testbed import testbed


def seen():
    """Return every look: which, at what, by whom, as whom."""
    db.session.expire_all()
    found = db.session.query(PersonalRead).order_by(PersonalRead.id)
    return [(one.look, one.thing, one.thing_id, one.by_id, one.capacity) for one in found]


def section(page):
    return page.words("section", aria_labelledby="looks")[0]


def lines(page):
    return page.all("td", class_="nowrap")


def doors(officer, boss):
    """Yield (who asks, method, address, look, what is shown, as whom) for every page."""
    panel = panels.opened(pilot_step.running(testbed(), days=5))
    tester, pilot = panels.confirmed(panel), panel.pilot
    runner = applicant_of(pilot).user_id
    testers = f"/my/pilots/{pilot.id}/testers"
    yield runner, "get", testers, Look.TESTERS, tester.id, Capacity.RUNNER
    yield runner, "post", f"{testers}/csv", Look.TESTERS_TAKEN, tester.id, Capacity.RUNNER
    event = registrations.held()
    comes = registrations.confirmed(event)
    desk, session = f"/desk/events/{event.id}", event.sessions[0].id
    for method, address, look in (
        ("get", f"{desk}/registrations", Look.REGISTRATIONS),
        ("post", f"{desk}/registrations/csv", Look.REGISTRATIONS_TAKEN),
        ("get", f"{desk}/sessions/{session}/check-in", Look.DOOR),
    ):
        yield officer, method, address, look, comes.id, Capacity.CITY
    asked = part()
    applied = f"/desk/applications/{asked.id}"
    yield officer, "get", applied, Look.APPLICATION, asked.application_id, Capacity.CITY
    sought = requested()
    ident = sought.application_id
    yield officer, "get", f"/desk/requests/{sought.id}", Look.APPLICATION, ident, Capacity.CITY
    of = challenge()
    entry = concepts.submitted(of)
    concepts.screening(of)
    entries = f"/desk/challenges/{of.id}/entries/{entry.id}"
    yield officer, "get", entries, Look.ENTRY, entry.id, Capacity.CITY
    piece, harm = pieces.waiting(pilot), pieces.report(pilot)
    at = f"/my/pilots/{pilot.id}"
    yield officer, "get", f"{at}/feedback/{piece.id}", Look.FEEDBACK, piece.id, Capacity.CITY
    yield officer, "get", f"{at}/harm/{harm.id}", Look.HARM, harm.id, Capacity.CITY
    broken = told(email="xq@koepaikka.example")
    yield boss, "get", f"/desk/faults/{broken.id}", Look.FAULT, broken.id, Capacity.PROGRAMME


def test_every_page_with_contact_details_writes_down_who_looked_once(client, session, sign_in):
    officer, boss = staff(CityRole.COORDINATOR), admin()
    expected, asked = [], list(doors(officer.id, boss.id))
    for who, method, address, look, ident, capacity in asked:
        sign_in(db.session.get(User, who))
        for _again in range(2):  # a reload is the same look
            answer = getattr(client, method)("/fi" + address)
            assert answer.status_code == 200, address
        expected.append((look, THINGS[look], ident, who, capacity))
        assert seen() == expected, address
    assert {one[3] for one in asked} == set(Look), "each look has its page here"


def test_after_a_while_it_is_another_look_and_what_is_refused_is_none(client, session, sign_in):
    asked = part()
    address = f"/fi/desk/applications/{asked.id}"
    sign_in(staff(CityRole.COORDINATOR, "oulu"))
    assert client.get(address).status_code in {403, 404}
    assert seen() == []
    sign_in(staff(CityRole.COORDINATOR))
    client.get(address)
    with time_machine.travel(clock.now() + dt.timedelta(minutes=16), tick=False):
        client.get(address)
    assert len(seen()) == 2


def test_the_person_sees_who_looked_with_or_without_an_account(client, session, sign_in):
    author, officer = person("Hakija"), staff(CityRole.COORDINATOR)
    officer.name = "Xqvirkailija"
    db.session.commit()
    asked = part(author=author)
    event = registrations.held()
    comes = registrations.confirmed(event)
    sign_in(author)
    assert "Nobody has looked" in section(client.page("/en/my/data"))
    sign_in(officer)
    client.get(f"/fi/desk/applications/{asked.id}")
    client.get(f"/fi/desk/events/{event.id}/registrations")

    sign_in(author)
    own = section(client.page("/en/my/data"))
    assert "City staff, Helsinki" in own
    assert "Contact details in an application" in own
    assert "Registrations" not in own, "of somebody else"
    assert "Xqvirkailija" not in own, "the person is told as whom, administrators by whom"
    token = db.session.get(Reader, comes.reader_id).token
    for lang in ("fi", "sv", "en"):
        assert len(lines(client.page(f"/{lang}/reader/{token}"))) == 1
    sign_in(admin())
    page = client.page("/en/desk/looks?look=application")
    assert len(lines(page)) == 1
    assert page.text.count("Xqvirkailija") == 2, "in the line and among those to choose from"
    assert lines(client.page(f"/en/desk/looks?person={author.id}")) == []
    sign_in(officer)
    assert client.get("/fi/desk/looks").status_code == 403
    with pytest.raises(ForbiddenError):
        looks(acting(officer), LookFilter())


def test_lines_are_only_added_and_what_cannot_be_written_down_is_not_shown(
    client, session, sign_in
):
    asked = part()
    sign_in(staff(CityRole.COORDINATOR))
    client.get(f"/fi/desk/applications/{asked.id}")
    for statement in ("UPDATE personal_read SET by_id = 1", "DELETE FROM personal_read"):
        with pytest.raises(DBAPIError), db.session.begin_nested():
            db.session.execute(text(statement))
    (line,) = db.session.query(PersonalRead)
    old = {"at": line.at - dt.timedelta(days=READS_KEPT), "thing_id": 0, "by_id": line.by_id}
    same = {"capacity": line.capacity, "look": line.look, "thing": line.thing}
    db.session.execute(insert(PersonalRead).values(old | same))
    db.session.execute(text("DELETE FROM personal_read WHERE thing_id = 0"))
    db.session.execute(text("DROP TABLE personal_read"))
    db.session.commit()
    with pytest.raises(DBAPIError):
        client.get(f"/fi/desk/applications/{asked.id}")
