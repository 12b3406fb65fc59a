"""A pilot is born under an address of its own, whatever others are called."""

from sqlalchemy import event, text

from app.services import offer
from models.pilot import Pilot
from tests.factories.application import TERMS, applicant, booked, offered, seen_by
from tests.factories.testbed import testbed


def another_is_born_first(slug):
    """Let another pilot take an address after it was seen to be free."""

    def rival(_mapper, connection, _pilot):
        taken = {"slug": slug}
        connection.execute(text("UPDATE pilot SET slug = :slug WHERE slug = 'another'"), taken)

    event.listen(Pilot, "before_insert", rival, once=True)


def test_two_of_one_title_accepted_at_once_are_both_born(session):
    rival = booked(testbed())
    rival.slug = "another"
    session.commit()
    made = offered(testbed(), title="Lamps that listen")
    another_is_born_first("lamps-that-listen")
    pilot_id = offer.accept(applicant(made.application), made.id, TERMS, seen_by(made))
    born = session.get(Pilot, pilot_id)
    assert born.slug == f"lamps-that-listen-{born.booking_id}"
