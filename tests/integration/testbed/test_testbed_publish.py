"""Publishing, pausing and closing for good: only complete records, only by the coordinator."""

import pytest

from app import clock
from app.services.testbed import act
from app.services.testbed_ready import gaps
from models.account import CityRole
from models.audit import AuditLine
from models.base import Translated
from models.booking import Booking, BookingStatus, slot_of
from models.errors import ConflictError, FieldError, ForbiddenError, IllegalMoveError
from models.testbed import TESTBED_WORKFLOW, Testbed, TestbedAction, TestbedStatus, TestbedVersion
from models.testbed_kind import Money, TestbedKind
from tests.factories.account import acting, staff
from tests.factories.testbed import draft, testbed

EMPTY = {
    "name": Translated(fi="Nimi"), "summary": Translated(), "description": Translated(),
    "kind": None, "themes": [], "applicants": [], "contact_email": "", "geom": None,
}  # fmt: skip


@pytest.fixture
def coordinator(session):
    return acting(staff(CityRole.COORDINATOR, "helsinki"))


def fields_of(one):
    return [gap.field for gap in gaps(one)]


def test_what_is_missing_is_told_in_the_order_of_the_form(session):
    assert fields_of(draft("helsinki", **EMPTY)) == [
        "name_sv", "summary_fi", "summary_sv", "description_fi", "description_sv",
        "kind", "themes", "contact_email", "coordinates", "applicants",
    ]  # fmt: skip
    assert fields_of(draft("tampere", **EMPTY))[:2] == ["summary_fi", "description_fi"]
    assert fields_of(draft("helsinki")) == []


def test_some_needs_follow_from_answers(session):
    assert fields_of(draft("helsinki", geom=None, kind=TestbedKind.VIRTUAL)) == []
    assert fields_of(draft("helsinki", money=Money.PAID)) == ["cap_eur"]
    assert fields_of(draft("helsinki", minors=True)) == [
        "data_protection_note_fi", "data_protection_note_sv",
    ]  # fmt: skip


def test_an_incomplete_record_is_not_published(coordinator, session):
    one = draft("helsinki", **EMPTY)
    with pytest.raises(FieldError) as refused:
        act(coordinator, one.id, TestbedAction.PUBLISH, 1)
    assert (refused.value.code, refused.value.facts["gaps"]) == ("not_ready", 10)
    assert session.get(Testbed, one.id).status is TestbedStatus.DRAFT


def test_every_move_changes_state_and_is_kept(coordinator, session):
    one = draft("helsinki").id
    for number, (action, after) in enumerate(
        [
            ("publish", "published"),
            ("pause", "paused"),
            ("resume", "published"),
            ("retire", "retired"),
            ("bring_back", "paused"),
        ],
        start=2,
    ):
        assert act(coordinator, one, TestbedAction(action), number - 1, "Syy") == after
        assert session.get(Testbed, one).version == number
        kept = session.query(TestbedVersion).filter_by(testbed_id=one, number=number).one()
        assert kept.record["status"] == after
        line = session.query(AuditLine).filter_by(action=f"testbed:{action}").one()
        assert line.to_status == after
    assert session.get(Testbed, one).published_at is not None
    assert session.get(Testbed, one).checked_on == clock.today()


@pytest.mark.parametrize("status", list(TestbedStatus))
@pytest.mark.parametrize("action", list(TestbedAction))
def test_moves_that_the_table_does_not_have_are_refused(coordinator, session, status, action):
    one = testbed("helsinki", status)
    if TESTBED_WORKFLOW.allows(status, action):
        act(coordinator, one.id, action, 1, "Syy")
        return
    with pytest.raises(IllegalMoveError):
        act(coordinator, one.id, action, 1, "Syy")


def test_publishing_what_one_has_not_seen_is_refused(coordinator, session):
    one = draft("helsinki", version=3)
    with pytest.raises(ConflictError) as refused:
        act(coordinator, one.id, TestbedAction.PUBLISH, 2)
    assert refused.value.code == "changed_meanwhile"


def test_a_place_with_bookings_ahead_is_not_closed_for_good(coordinator, session):
    one = testbed("helsinki")
    first = slot_of(clock.today()) + 3
    booking = Booking(
        testbed_id=one.id, start_slot=first, end_slot=first + 2, units=1,
        status=BookingStatus.CONFIRMED, created_at=clock.now(),
    )  # fmt: skip
    session.add(booking)
    session.commit()
    with pytest.raises(ConflictError) as refused:
        act(coordinator, one.id, TestbedAction.RETIRE, 1, "Syy")
    assert (refused.value.code, refused.value.facts) == ("bookings_ahead", {"count": 1})
    booking.status = BookingStatus.CANCELLED
    session.commit()
    assert act(coordinator, one.id, TestbedAction.RETIRE, 1, "Syy") == "retired"


def test_an_editor_does_not_publish(session):
    editor = acting(staff(CityRole.EDITOR, "helsinki"))
    with pytest.raises(ForbiddenError):
        act(editor, draft("helsinki").id, TestbedAction.PUBLISH, 1)
