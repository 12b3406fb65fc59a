"""The demonstration's records pass the same checks as people's own."""

import pytest

from app.policies.actor import SYSTEM
from app.queries.city import city_by_slug
from app.services.demo_people import cities
from app.services.testbed_import import create_from_record
from app.services.testbed_ready import gaps
from geodata.demo import testbeds
from models.account import CityRole
from models.errors import FieldError, ForbiddenError
from models.testbed import Testbed, TestbedStatus
from tests.factories.account import acting, staff
from tests.factories.city import city

RECORD = {
    "slug": "kokeilu",
    "status": "draft",
    "name": {"fi": "Kokeilu"},
    "kind": "street",
    "geometry": {"type": "Point", "coordinates": [24.94, 60.17]},
}


def test_every_demonstration_record_is_complete_and_in_its_city(session):
    cities()
    session.commit()
    for record in testbeds():
        made = create_from_record(SYSTEM, city_by_slug(record["city"]), record, is_demo=True)
        one = session.get(Testbed, made)
        assert one.slug == record["slug"]
        assert one.status == record["status"]
        if one.status is not TestbedStatus.DRAFT:
            assert gaps(one) == []
            assert one.shape_json
            assert one.anchor_x


def test_an_incomplete_record_can_only_be_a_draft(session):
    home = city("helsinki")
    assert create_from_record(SYSTEM, home, RECORD)
    with pytest.raises(FieldError) as refused:
        create_from_record(SYSTEM, home, {**RECORD, "status": "published"})
    assert refused.value.code == "not_ready"


@pytest.mark.parametrize(
    ("geometry", "code"),
    [
        ({"type": "Point", "coordinates": [60.17, 24.94]}, "shape_swapped"),
        ({"type": "Point", "coordinates": [23.76, 61.49]}, "in_other_city"),
        ({"type": "MultiPoint", "coordinates": [[24.9, 60.1], [24.8, 60.1]]}, "shape_wrong_shape"),
    ],
)
def test_a_record_of_a_wrong_place_is_refused(session, geometry, code):
    city("tampere")
    with pytest.raises(FieldError) as refused:
        create_from_record(SYSTEM, city("helsinki"), {**RECORD, "geometry": geometry})
    assert refused.value.code == code


def test_only_the_citys_own_people_bring_records_in(session):
    home = city("helsinki")
    assert create_from_record(acting(staff(CityRole.EDITOR, "helsinki")), home, RECORD)
    with pytest.raises(ForbiddenError):
        create_from_record(acting(staff(CityRole.EDITOR, "tampere")), home, RECORD)
