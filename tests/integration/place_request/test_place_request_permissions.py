"""Who reads and answers a request for a place: a literal matrix, role by deed and state."""

import pytest

from app.database import db
from app.queries.place_request import request_for_staff
from app.services import place_request
from app.services import place_request_answer as answer
from models.account import CityRole
from models.errors import ForbiddenError, IllegalMoveError, NotFoundError
from models.place_request import PlaceRequest, RequestStatus
from tests.factories.account import acting, admin, host, member, organisation, person, staff
from tests.factories.place_request import drafted, requested
from tests.factories.testbed import testbed

WHO = ("coordinator", "reviewer", "editor", "host", "admin", "other_city", "author", "colleague",
       "company", "resident", "coordinator_and_author")  # fmt: skip
OK, NO, NONE = "done", ForbiddenError, NotFoundError
DEEDS = {
    "read": (OK, OK, OK, NONE, OK, NONE, NONE, NONE, NONE, NONE, OK),
    "propose": (OK, OK, NO, NONE, OK, NONE, NONE, NONE, NONE, NONE, NO),
    "decline": (OK, NO, NO, NONE, OK, NONE, NONE, NONE, NONE, NONE, NO),
    "withdraw": (NONE, NONE, NONE, NONE, NONE, NONE, OK, OK, NONE, NONE, OK),
}
AFTER = {
    "read": RequestStatus.OPEN,
    "propose": RequestStatus.PROPOSED,
    "decline": RequestStatus.DECLINED,
    "withdraw": RequestStatus.WITHDRAWN,
}


def everybody(company, author, place):
    return {
        "coordinator": lambda: staff(CityRole.COORDINATOR),
        "reviewer": lambda: staff(CityRole.REVIEWER),
        "editor": lambda: staff(CityRole.EDITOR),
        "host": lambda: host(place),
        "admin": admin,
        "other_city": lambda: staff(slug="oulu"),
        "author": lambda: author,
        "colleague": lambda: member(company),
        "company": member,
        "resident": person,
        "coordinator_and_author": lambda: author,
    }


def scene(who, make=requested):
    company = organisation()
    author = member(company)
    asked, place = make(author=author), testbed()
    if who == "coordinator_and_author":
        from tests.factories.staff import give_role  # noqa: PLC0415 - of this case alone

        give_role(author, CityRole.COORDINATOR, "helsinki")
    return asked, place, acting(everybody(company, author, place)[who]())


def do(deed, actor, asked, place):
    deeds = {
        "read": lambda: request_for_staff(actor, asked.id),
        "propose": lambda: answer.propose(actor, asked.id, place.id),
        "decline": lambda: answer.decline(actor, asked.id, "No"),
        "withdraw": lambda: place_request.withdraw_request(actor, asked.id),
    }
    try:
        deeds[deed]()
    except (ForbiddenError, NotFoundError, IllegalMoveError) as refused:
        return type(refused)
    return OK


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("who", WHO)
def test_who_may_do_what(session, who, deed):
    asked, place, actor = scene(who)
    result = do(deed, actor, asked, place)
    assert result == DEEDS[deed][WHO.index(who)]
    db.session.expire_all()
    expected = AFTER[deed] if result == OK else RequestStatus.OPEN
    assert db.session.get(PlaceRequest, asked.id).status is expected


@pytest.mark.parametrize("status", [one for one in RequestStatus if one != RequestStatus.OPEN])
@pytest.mark.parametrize("deed", ["propose", "decline", "withdraw"])
def test_what_was_answered_is_answered(session, deed, status):
    asked, place, actor = scene("author" if deed == "withdraw" else "coordinator")
    asked.status = status
    db.session.commit()
    assert do(deed, actor, asked, place) is IllegalMoveError
    assert db.session.get(PlaceRequest, asked.id).status is status


@pytest.mark.parametrize("who", ["coordinator", "admin", "other_city"])
@pytest.mark.parametrize("deed", ["read", "propose", "decline"])
def test_no_city_sees_a_draft(session, who, deed):
    asked, place, actor = scene(who, lambda author: drafted(author=author).requests[0])
    assert do(deed, actor, asked, place) is NotFoundError
