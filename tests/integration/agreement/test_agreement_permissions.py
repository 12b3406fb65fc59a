"""Who may do what to an agreement: role by action, and by state of the part.

y: may.  F: may know of it but not do this (403).  N: learns nothing of it (404).  C: the time for
it is over or has not come, and nothing changes (409).
"""

import pytest

from app.policies.actor import VISITOR
from app.queries.agreement import agreement_for, live_of, versions_of
from app.services import agreement as service
from app.services import booking
from models.account import CityRole
from models.application import PartStatus
from models.errors import ConflictError, ForbiddenError, NotFoundError
from models.organisation import OrganisationRole
from models.testbed_kind import Approval
from tests.factories import application as make
from tests.factories.account import acting, admin, host, member, organisation, person, staff
from tests.factories.testbed import testbed

ROLES = (
    "visitor", "stranger", "author", "colleague", "rival", "host", "other_host", "editor",
    "reviewer", "coordinator", "other_city", "admin",
)  # fmt: skip
# Rows: what is tried at which agreement, and who decides at the place.
TABLE = """
read_accepted         N N y y N  y N y y y N y
read_agreed           N N y y N  y N y y y N y
read_ended            N N y y N  y N y y y N y
sign_accepted         N N C C N  F N F F y N y
sign_accepted_host    N N C C N  y N F F y N y
sign_agreed           N N C C N  F N F F C N C
sign_agreed_host      N N C C N  C N F F C N C
sign_ended            N N C C N  F N F F C N C
sign_cancelled        N N C C N  F N F F C N C
sign_renewed          N N y y N  F N F F C N C
"""
REFUSALS = {"F": ForbiddenError, "N": NotFoundError, "C": ConflictError}


def rows():
    for line in TABLE.strip().splitlines():
        name, *answers = line.split()
        yield pytest.param(name, dict(zip(ROLES, answers, strict=True)), id=name)


def actors(company, place):
    return {
        "visitor": VISITOR,
        "stranger": acting(person()),
        "author": acting(member(company)),
        "colleague": acting(member(company, OrganisationRole.MEMBER)),
        "rival": acting(member()),
        "host": acting(host(place)),
        "other_host": acting(host(testbed())),
        "editor": acting(staff(CityRole.EDITOR)),
        "reviewer": acting(staff(CityRole.REVIEWER)),
        "coordinator": acting(staff(CityRole.COORDINATOR)),
        "other_city": acting(staff(CityRole.COORDINATOR, "tampere")),
        "admin": acting(admin()),
    }


def made_in(state, place, author):
    """Return the id and hash of an agreement in a state, and its part."""
    make_it = make.booked if state in {"accepted", "cancelled"} else make.agreed
    part = make.pilot_part(make_it(place, author=author))
    if state in {"ended", "renewed"}:
        days = (make.day(40), make.day(49))
        booking.move_booking(make.coordinator(part), make.booking_of(part).id, *days, "Roadworks")
    found = versions_of(part.id)[-1] if state == "ended" else live_of(part.id)
    if state == "cancelled":
        make.decision.cancel_by_city(make.coordinator(part), part.id, "Dig")
    return found.id, found.body_sha256, part


@pytest.mark.parametrize(("name", "answers"), list(rows()))
def test_who_may(session, name, answers):
    deed, state, *approval = name.split("_")
    company = organisation("Lamput Oy")
    place = testbed(capacity=60, approval=Approval.HOST if approval else Approval.HOST_CITY)
    everybody = actors(company, place)
    author = member(company)

    def attempt(actor, agreement_id, sha256):
        if deed == "read":
            return agreement_for(actor, agreement_id)
        return service.sign(actor, agreement_id, sha256, "Name")

    refusing_id, sha256, part = made_in(state, place, author)
    before = part.status, part.version
    for role in ROLES:
        if answers[role] == "y":
            attempt(everybody[role], *made_in(state, place, author)[:2])
            continue
        with pytest.raises(REFUSALS[answers[role]]) as refused:
            attempt(everybody[role], refusing_id, sha256)
        assert isinstance(refused.value, REFUSALS[answers[role]]), role
    session.refresh(part)
    assert (part.status, part.version) == before
    assert part.status in (PartStatus.ACCEPTED, PartStatus.AGREED, PartStatus.CANCELLED_BY_CITY)
