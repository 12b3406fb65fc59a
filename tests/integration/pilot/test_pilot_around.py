"""Around a running pilot: people, posts, incidents, the report in the middle."""

import datetime as dt

import pytest

from app import clock
from app.database import db
from app.queries.pilot_contact import contacts
from app.queries.pilot_incident import open_incidents
from app.queries.pilot_update import posts_of, shows_picture
from app.services import pilot_contact, pilot_incident, pilot_midterm, pilot_update
from app.services.pilot_midterm import Answers
from app.services.pilot_update import Post
from models.account import CityRole
from models.base import Translated
from models.errors import (
    ConflictError,
    FieldError,
    ForbiddenError,
    IllegalMoveError,
    NotFoundError,
)
from models.organisation import Membership
from models.pilot_incident import IncidentStatus
from models.pilot_midterm import PilotMidterm
from models.pilot_task import Side
from models.pilot_update import PilotUpdate
from tests.factories.account import acting, host, person, staff
from tests.factories.application import booked, day, days_later
from tests.factories.pilot_run import applicant_of, colleague, incident, mails, readers
from tests.factories.pilot_step import completed, ready, reporting, runner, running
from tests.factories.testbed import testbed

POST = Post(Translated("Valot palavat"), Translated("Tulkaa katsomaan."))
PICTURE = {"digest": "c" * 64, "width": 800, "height": 600}
STRANGERS = (lambda: acting(staff(CityRole.COORDINATOR, "oulu")), lambda: acting(person()))


def test_each_side_names_its_own_people(session):
    place = testbed()
    made, helper, keeper = booked(place), None, host(place)
    helper = colleague(made)
    first = pilot_contact.add(applicant_of(made), made.id, helper.id)
    pilot_contact.add(runner(made), made.id, keeper.id)
    assert [(one.side, one.user_id) for one in contacts(made)] == [
        (Side.APPLICANT, helper.id), (Side.HOST, keeper.id),
    ]  # fmt: skip
    assert readers("pilot/contact_added") == {helper.email, keeper.email}
    for actor, other in ((applicant_of(made), keeper), (runner(made), helper)):
        with pytest.raises(FieldError):
            pilot_contact.add(actor, made.id, other.id)
    with pytest.raises(ForbiddenError):
        pilot_contact.remove(runner(made), made.id, first)
    with pytest.raises(ConflictError):
        pilot_contact.add(applicant_of(made), made.id, helper.id)
    pilot_contact.remove(applicant_of(made), made.id, first)
    assert [one.user_id for one in contacts(made)] == [keeper.id]


def test_who_leaves_their_organisation_is_no_contact_any_more(session):
    made = booked(testbed())
    helper = colleague(made)
    pilot_contact.add(applicant_of(made), made.id, helper.id)
    db.session.query(Membership).filter_by(user_id=helper.id).delete()
    session.commit()
    assert contacts(made) == []
    with pytest.raises(FieldError):
        pilot_contact.add(applicant_of(made), made.id, person().id)


def test_both_sides_post_and_the_newest_comes_first(session):
    made = running(testbed())
    pilot_update.publish(applicant_of(made), made.id, POST)
    with days_later(1):
        pilot_update.publish(runner(made), made.id, POST)
    assert [one.side for one in posts_of(made)] == [Side.CITY, Side.APPLICANT]


def test_nothing_is_posted_before_residents_know_of_the_pilot(session):
    made = booked(testbed())
    with pytest.raises(ConflictError) as refused:
        pilot_update.publish(applicant_of(made), made.id, POST)
    assert refused.value.code == "pilot_not_public"
    assert pilot_update.publish(runner(made), ready(testbed()).id, POST)


BAD_POSTS = [
    (Post(Translated(), Translated()), "post_language", "title_fi"),
    (Post(Translated("A"), Translated()), "post_language", "text_fi"),
    (Post(Translated("A"), Translated("A", "B")), "post_language", "title_sv"),
    (Post(Translated("A"), Translated("A"), PICTURE), "alt_needed", "alt_fi"),
]


@pytest.mark.parametrize(("post", "code", "field"), BAD_POSTS)
def test_a_post_is_whole_in_a_language_and_its_picture_is_described(session, post, code, field):
    made = running(testbed())
    with pytest.raises(FieldError) as refused:
        pilot_update.publish(runner(made), made.id, post)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert db.session.query(PilotUpdate).count() == 0


def test_a_post_is_edited_by_one_at_a_time_and_removed_with_a_reason(session):
    made = running(testbed())
    shown = Post(POST.title, POST.text, PICTURE, Translated("Lamppu"))
    post_id = pilot_update.publish(applicant_of(made), made.id, shown)
    assert shows_picture("c" * 64, 480)
    assert not shows_picture("c" * 64, 1600)
    row = db.session.get_one(PilotUpdate, post_id)
    assert pilot_update.edit(runner(made), made.id, post_id, 1, POST, ()) == 2
    with pytest.raises(ConflictError):
        pilot_update.edit(applicant_of(made), made.id, post_id, 1, POST, ())
    assert row.edited_at is not None

    with pytest.raises(ForbiddenError):
        pilot_update.remove(applicant_of(made), made.id, post_id, "Wrong place")
    with pytest.raises(FieldError):
        pilot_update.remove(runner(made), made.id, post_id, "")
    pilot_update.remove(runner(made), made.id, post_id, "A face is in it")
    assert posts_of(made) == []
    assert row.removed_reason == "A face is in it"
    assert not shows_picture("c" * 64, 480)
    with pytest.raises(NotFoundError):
        pilot_update.edit(applicant_of(made), made.id, post_id, 2, POST, ())


def test_pictures_are_few_each_once_and_can_be_taken_off(session):
    made = running(testbed())
    shown = Post(POST.title, POST.text, PICTURE, Translated("Lamppu"))
    post_id = pilot_update.publish(runner(made), made.id, shown)
    with pytest.raises(FieldError) as refused:
        pilot_update.edit(runner(made), made.id, post_id, 1, shown)
    assert refused.value.code == "here_already"
    for number in range(3):
        more = Post(POST.title, POST.text, PICTURE | {"digest": f"{number}" * 64}, shown.alt)
        pilot_update.edit(runner(made), made.id, post_id, number + 1, more)
    fifth = Post(POST.title, POST.text, PICTURE | {"digest": "e" * 64}, shown.alt)
    with pytest.raises(FieldError) as refused:
        pilot_update.edit(runner(made), made.id, post_id, 4, fifth)
    assert refused.value.code == "too_many"
    row = db.session.get_one(PilotUpdate, post_id)
    pilot_update.edit(runner(made), made.id, post_id, 4, POST, [row.pictures[0].id])
    assert len(row.pictures) == 3


def test_an_incident_is_told_to_host_and_coordinators_at_once(session):
    place = testbed()
    made, keeper, chief = running(place), host(place), staff()
    told = incident(made)
    assert readers("pilot/incident") >= {keeper.email, chief.email, made.city.role_mailbox}
    assert made.application.author.email not in readers("pilot/incident")
    assert open_incidents([made.id]) == {made.id: (1, True)}

    for actor in (applicant_of(made), acting(keeper), acting(staff(CityRole.EDITOR))):
        with pytest.raises(ForbiddenError):
            pilot_incident.close(actor, made.id, told.id, "Fixed")
    with pytest.raises(FieldError):
        pilot_incident.close(acting(chief), made.id, told.id, " ")
    pilot_incident.close(acting(chief), made.id, told.id, "Fixed")
    assert (told.status, told.closing_note) == (IncidentStatus.CLOSED, "Fixed")
    assert open_incidents([made.id]) == {}
    assert readers("pilot/incident_closed") == {made.application.author.email}
    with pytest.raises(IllegalMoveError):
        pilot_incident.close(acting(chief), made.id, told.id, "Twice")
    pilot_incident.reopen(acting(chief), made.id, told.id)
    assert told.status is IncidentStatus.OPEN


def test_an_incident_says_what_and_when_and_belongs_to_a_pilot_that_is_not_over(session):
    made = running(testbed())
    with pytest.raises(FieldError) as refused:
        incident(made, what="  ")
    assert refused.value.code == "what_needed"
    with pytest.raises(FieldError) as refused:
        incident(made, day=day(1))
    assert refused.value.code == "in_the_future"
    over = completed(testbed())
    with pytest.raises(ConflictError):
        incident(over)
    for stranger in STRANGERS:
        with pytest.raises(NotFoundError):
            pilot_incident.report(
                stranger(), made.id, pilot_incident.Incident(clock.today(), "X", is_harm=False)
            )


def test_the_middle_is_told_once_and_stays_as_the_city_read_it(session):
    made = running(testbed(), days=60)
    said = Answers("Well", numbers="12 % less", problems="Rain")
    assert pilot_midterm.send(applicant_of(made), made.id, 0, said) == 1
    with pytest.raises(ConflictError):
        pilot_midterm.send(applicant_of(made), made.id, 0, Answers("Blind"))
    assert pilot_midterm.send(applicant_of(made), made.id, 1, Answers("Better")) == 2
    assert made.city.role_mailbox in readers("pilot/midterm_sent")
    pilot_midterm.mark_read(runner(made), made.id)
    with pytest.raises(ConflictError) as refused:
        pilot_midterm.send(applicant_of(made), made.id, 3, Answers("Late"))
    assert refused.value.code == "midterm_read"
    row = db.session.query(PilotMidterm).one()
    assert (row.goes, row.read_by) == ("Better", runner(made).name)


def test_no_middle_is_asked_of_short_or_ended_pilots_nor_of_the_city(session):
    short, ended = running(testbed(), days=59), reporting(testbed(), days=60)
    for made in (short, ended):
        with pytest.raises(ConflictError) as refused:
            pilot_midterm.send(applicant_of(made), made.id, 0, Answers("Well"))
        assert refused.value.code == "no_midterm"
    long = running(testbed(), days=60)
    with pytest.raises(ForbiddenError):
        pilot_midterm.send(runner(long), long.id, 0, Answers("Well"))
    with pytest.raises(FieldError):
        pilot_midterm.send(applicant_of(long), long.id, 0, Answers(" "))
    with pytest.raises(ForbiddenError):
        pilot_midterm.mark_read(applicant_of(long), long.id)
    assert mails("pilot/midterm_sent") == []
    assert long.end_day - long.start_day == dt.timedelta(days=59)
