"""A testbed, an import and a call, each in each of its states."""

from collections.abc import Mapping
from typing import Any

from app import clock
from app.services import call as calls
from models.account import User
from models.exchange import ImportJob, ImportStatus
from models.testbed import TestbedStatus
from tests.factories import call as call_of
from tests.factories.account import acting, staff

People = Mapping[str, User]


def of_place(session: Any, place: Any, _people: People, state: str) -> dict[str, Any]:
    place.status = TestbedStatus(state)
    if place.status is TestbedStatus.DRAFT:
        place.published_at = None
    session.commit()
    return {"testbed": place.id, "version": place.version}


def import_job(session: Any, place: Any, _people: People, state: str) -> dict[str, Any]:
    columns = [{"name": "name", "filled": 1, "samples": ["Tori"]}]
    made = ImportJob(
        city_id=place.city_id, by_id=None, file_name="a.csv", status=ImportStatus(state),
        ending="csv", folder="f" * 32, layout="l" * 64, created_at=clock.now(), total=1,
        mapping={"name": "name_fi"}, counts={"new": 1}, run="r" * 32, alive_at=clock.now(),
        facts={"kind": "csv", "rows": 1, "shapes": 0, "epsg": None, "crs_name": "", "layers": [],
               "layer": "", "columns": columns},
    )  # fmt: skip
    session.add(made)
    session.commit()
    return {"job": made.id, "version": made.version}


def call(session: Any, place: Any, _people: People, state: str) -> dict[str, Any]:
    times = {"draft": (-24, 24), "planned": (24, 48), "open": (-24, 24), "closed": (-48, -24)}
    opens, closes = times[state]
    made = call_of.draft(place, opens=opens, closes=24 if state == "closed" else closes)
    if state != "draft":
        calls.publish(acting(staff()), made.id, made.version)
    if state == "closed":
        made.opens_at, made.closes_at = (clock.now() + hours * call_of.HOUR for hours in (-48, -24))
    session.commit()
    return {"call": made.id, "version": made.version}
