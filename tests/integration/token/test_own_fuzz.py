"""Whatever a program sends with a token, the answer is one that the document tells of."""

import pytest
import schemathesis
from schemathesis import GenerationMode
from sqlalchemy import select

from app.database import db
from models.attempt import LIMITS, Door, Limit
from models.booking import Booking
from models.closure import ClosureRange
from models.testbed import TestbedStatus
from tests.factories.account import member, organisation, staff
from tests.factories.application import draft, offered, pilot_part
from tests.factories.city import city
from tests.factories.indicator import indicator
from tests.factories.pilot_step import reporting, running
from tests.factories.testbed import testbed
from tests.factories.token import program, token_of
from tests.integration.api.fuzz import FEW, MODES, examples, judge
from views.api.example import example_of
from views.api.operation import OPERATIONS

OWN = "/api/v1/own"


@pytest.fixture
def scene(client, session, monkeypatch):
    """A city and a company with one of everything: tokens of both, and names in addresses."""
    monkeypatch.setitem(LIMITS, Door.TOKEN, Limit(by_name=10**6, by_address=10**6))
    company = organisation()
    place = testbed(capacity=20)
    place.external_id = "REG-1"
    db.session.commit()
    pilot, told = running(place), reporting(place)
    asked, mine = offered(place), draft(place)
    for one in (pilot, told):
        one.organisation_id = one.application.organisation_id = company.id
    asked.application.organisation_id = mine.organisation_id = company.id
    db.session.commit()
    boss = staff()
    system = program(client, boss, city_id=city().id)
    closed = system.send("POST", "/testbeds/REG-1/closures", {"start": "2029-01-02"})
    assert closed.status_code in {201, 400}
    names = {
        "external_id": "REG-1", "application_id": mine.id, "part_id": mine.parts[0].id,
        "booking_id": db.session.scalars(select(Booking.id).order_by(Booking.id.desc())).first(),
        "pilot_id": pilot.id, "indicator_id": indicator(pilot).id, "day": "2026-11-01",
        "range_id": db.session.scalars(select(ClosureRange.id)).first() or 1, "update_id": 1,
    }  # fmt: skip
    assert pilot_part(pilot).testbed.status is TestbedStatus.PUBLISHED
    return {
        "city": token_of(boss, city_id=city().id),
        "company": token_of(member(company), organisation_id=company.id),
        "names": names,
    }


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("who", ["city", "company"])
def test_every_answer_to_a_program_is_one_that_the_document_tells_of(client, scene, who, mode):
    document = client.get("/api/v1/openapi.json").get_json()
    schema = schemathesis.openapi.from_dict(document)
    token = {"Authorization": f"Bearer {scene[who]}"}
    met, statuses = set(), set()
    for found in schema.get_all_operations():
        operation = found.ok()
        known = OPERATIONS[operation.definition.raw["operationId"]]
        is_own = known.path.startswith(OWN)
        was_asked = judge(
            client, operation, mode, most=examples(3 if is_own else 1), headers=token,
            named=scene["names"] if is_own else example_of(known),
            statuses=statuses if is_own else None,
        )  # fmt: skip
        met |= {known.id} if was_asked else set()
    assert len(set(OPERATIONS) - met) <= (FEW if mode is GenerationMode.NEGATIVE else 0)
    assert statuses & {200, 201}
    assert 401 not in statuses
