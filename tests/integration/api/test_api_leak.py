"""No operation for everybody tells a word that is not public: markers are planted, all is asked."""

from decimal import Decimal

import pytest

from app import clock
from models.application import Application
from models.base import Translated
from models.booking import Booking
from models.challenge import ChallengeStatus
from models.event import EventStatus
from models.pilot import PilotStatus
from models.pilot_task import Side
from models.pilot_update import PilotUpdate
from tests.factories.account import host
from tests.factories.application import booked, offered
from tests.factories.challenge import challenge
from tests.factories.event import event
from tests.factories.indicator import indicator, survey
from tests.factories.pilot import ended, pilot, running
from tests.factories.testbed import draft, testbed
from views.api.operation import OPERATIONS

MARK = "xqsalattu"
WORDS = Translated(MARK, MARK, MARK)


@pytest.fixture
def planted(session):
    """Public things beside which every secret has the marker; return the addresses to ask."""
    place = testbed(contact_email=f"{MARK}@example.fi", external_id=MARK, reference_note=WORDS)
    host(place).name = MARK
    one = offered(place, start=3, title=MARK, summary=MARK, contact_name=MARK, novelty=MARK)
    session.get_one(Application, one.application_id).author.name = MARK
    stay = booked(testbed(), start=5)
    stay.title, stay.runner_name, stay.contact_email = WORDS, MARK, f"{MARK}@example.fi"
    draft(name=WORDS), pilot(PilotStatus.PREPARING, 1, 5, title=WORDS)
    challenge(ChallengeStatus.DRAFT, title=WORDS), event(EventStatus.DRAFT, title=WORDS)
    goes = running(contact_name=MARK, learned=WORDS, outcome=WORDS)
    session.add(
        PilotUpdate(
            pilot_id=goes.id, title=WORDS, text=WORDS, side=Side.CITY, posted_at=clock.now(),
            removed_at=clock.now(), removed_by=MARK, removed_reason=MARK,
        )
    )  # fmt: skip
    indicator(goes, "3", result=Decimal(2), evidence_url=f"https://{MARK}.example")
    told = ended(testbed=place, contact_name=MARK)
    survey(told, 5, 4, 4, 3, 2, words=MARK)
    waits = pilot(PilotStatus.REPORTING, -9, -2, learned=WORDS, failed=WORDS, testers=987_654)
    indicator(waits, "3", result=Decimal(2), evidence_url=f"https://{MARK}.example")
    session.commit()
    bookings = [row.id for row in session.query(Booking)]
    return {
        "testbeds": [place.id], "pilots": [goes.id, told.id, waits.id, stay.id, stay.slug],
        "results": [told.id, goes.id, waits.id], "reservation": bookings, "resource": [place.id],
    }  # fmt: skip


def _addresses(planted):
    for one in OPERATIONS.values():
        if one.scopes or not one.is_read:
            continue
        parts = one.path.split("/")
        kind = parts[3] if parts[2] == "v1" else parts[4]
        if "{id}" not in one.path:
            yield one.address({"q": MARK, "input": MARK, "city": "helsinki", "slug": MARK})
        for ident in planted.get(kind, [1]):
            if "{id}" in one.path:
                yield one.address({"id": str(ident)})


def test_no_answer_to_anybody_has_a_word_that_is_not_public(planted, client):
    asked = set(_addresses(planted))
    assert len(asked) > len([one for one in OPERATIONS.values() if not one.scopes])
    for address in asked:
        answer = client.get(address, headers={"Accept-Encoding": "identity"})
        assert answer.status_code in {200, 400, 404}, address
        assert MARK not in answer.get_data(as_text=True).lower().replace(address, ""), address
        assert "987654" not in answer.get_data(as_text=True), address
        assert "Set-Cookie" not in answer.headers, address
