"""Who may do what to a part of an application: role by action, in a state where it is open.

y: may.  F: may know of it but not do this (403).  N: learns nothing of it (404).
"""

import pytest

from app.policies.actor import VISITOR
from app.queries import decision as desk
from app.services import application, decision, offer
from app.services.decision import OfferTerms
from models.account import CityRole, CityRoleGrant
from models.application import BOOKED, PART_WORKFLOW, PartStatus
from models.errors import ForbiddenError, NotFoundError
from models.organisation import OrganisationRole
from models.testbed_kind import Approval
from tests.factories.account import acting, admin, host, member, organisation, person, staff
from tests.factories.application import accept, agreed, booked, day, draft, in_state, offered, part
from tests.factories.testbed import testbed

ROLES = (
    "visitor", "stranger", "author", "colleague", "rival", "host", "other_host", "editor",
    "reviewer", "coordinator", "other_city", "admin",
)  # fmt: skip
TABLE = """
take_up          N N N N N  y N y y y N y
ask              N N N N N  y N F y y N y
shortlist        N N N N N  y N y y y N y
waitlist         N N N N N  F N F F y N y
waitlist_host    N N N N N  y N F F y N y
offer            N N N N N  F N F F y N y
offer_host       N N N N N  y N F F y N y
offer_automatic  N N N N N  y N F F y N y
reject           N N N N N  y N F F y N y
cancel_by_city   N N N N N  F N F F y N y
cancel_agreed    N N N N N  F N F F y N y
reopen           N N N N N  F N F F y N y
note             N N N N N  y N y y y N y
read_for_city    N N N N N  y N y y y N y
outlook          N N N N N  y N y y y N y
answer           N N y y N  N N N N N N N
withdraw         N N y y N  N N N N N N N
withdraw_booked  N N y y N  N N N N N N N
withdraw_agreed  N N y y N  N N N N N N N
accept           N N y y N  N N N N N N N
decline          N N y y N  N N N N N N N
message          N N y y N  y N y y y N y
"""
FAR = OfferTerms(day(100), day(104))
DEEDS = {
    "take_up": (PartStatus.SUBMITTED, lambda a, p: decision.take_up(a, p.id)),
    "ask": (PartStatus.IN_REVIEW, lambda a, p: decision.ask(a, p.id, "How tall?")),
    "shortlist": (PartStatus.IN_REVIEW, lambda a, p: decision.shortlist(a, p.id)),
    "waitlist": (PartStatus.IN_REVIEW, lambda a, p: decision.waitlist(a, p.id)),
    "offer": (PartStatus.IN_REVIEW, lambda a, p: decision.offer(a, p.id, FAR)),
    "reject": (PartStatus.IN_REVIEW, lambda a, p: decision.reject(a, p.id, "No power")),
    "cancel_by_city": (PartStatus.ACCEPTED, lambda a, p: decision.cancel_by_city(a, p.id, "Dig")),
    "cancel_agreed": (PartStatus.AGREED, lambda a, p: decision.cancel_by_city(a, p.id, "Dig")),
    "reopen": (PartStatus.REJECTED, lambda a, p: decision.reopen(a, p.id)),
    "note": (
        PartStatus.IN_REVIEW,
        lambda a, p: application.post_message(a, p.application_id, "Hm", internal=True),
    ),
    "read_for_city": (PartStatus.IN_REVIEW, lambda a, p: desk.part_for_staff(a, p.id)),
    "outlook": (PartStatus.IN_REVIEW, lambda a, p: desk.outlook(a, p.id)),
    "answer": (PartStatus.NEEDS_INFO, lambda a, p: application.answer(a, p.id, "Two metres")),
    "withdraw": (PartStatus.IN_REVIEW, lambda a, p: application.withdraw(a, p.id)),
    "withdraw_booked": (PartStatus.ACCEPTED, lambda a, p: application.withdraw(a, p.id)),
    "withdraw_agreed": (PartStatus.AGREED, lambda a, p: application.withdraw(a, p.id)),
    "accept": (PartStatus.OFFERED, lambda a, p: accept(p, a)),
    "decline": (PartStatus.OFFERED, lambda a, p: offer.decline(a, p.id)),
    "message": (
        PartStatus.IN_REVIEW, lambda a, p: application.post_message(a, p.application_id, "Hello"),
    ),
}  # fmt: skip
APPROVALS = {"host": Approval.HOST, "automatic": Approval.AUTOMATIC}


def rows():
    for line in TABLE.strip().splitlines():
        name, *answers = line.split()
        yield pytest.param(name, dict(zip(ROLES, answers, strict=True)), id=name)


@pytest.fixture
def company(session):
    return organisation("Lamput Oy")


@pytest.fixture
def actors(company):
    """People of every role, made once for a place of Helsinki that each test adds its host to."""
    return {
        "visitor": VISITOR,
        "stranger": acting(person()),
        "author": acting(member(company)),
        "colleague": acting(member(company, OrganisationRole.MEMBER)),
        "rival": acting(member()),
        "other_host": acting(host(testbed())),
        "editor": acting(staff(CityRole.EDITOR)),
        "reviewer": acting(staff(CityRole.REVIEWER)),
        "coordinator": acting(staff(CityRole.COORDINATOR)),
        "other_city": acting(staff(CityRole.COORDINATOR, "tampere")),
        "admin": acting(admin()),
    }


def made_in(status, place, author):
    if status is PartStatus.OFFERED:
        return offered(place, author=author)
    if status is PartStatus.ACCEPTED:
        return booked(place, author=author).application.parts[0]
    if status is PartStatus.AGREED:
        return agreed(place, author=author).application.parts[0]
    return in_state(part(place, author=author), status)


@pytest.mark.parametrize(("name", "answers"), list(rows()))
def test_who_may(session, company, actors, name, answers):
    deed, _sign, approval = name.partition("_")
    status, attempt = DEEDS.get(name) or DEEDS[deed]
    author = member(company)
    place = testbed(capacity=40)
    actors["host"] = acting(host(place))

    def fresh():
        place.approval = Approval.HOST_CITY
        session.commit()
        made = made_in(status, place, author)
        place.approval = APPROVALS.get(approval, Approval.HOST_CITY)
        place.capacity = 1 if deed == "waitlist" else 40
        session.commit()
        return made

    if deed == "waitlist":
        offered(place)
    refusing = fresh()
    for role in ROLES:
        actor = actors[role]
        if answers[role] == "y":
            attempt(actor, fresh())
            continue
        expected = {"F": ForbiddenError, "N": NotFoundError}[answers[role]]
        with pytest.raises(expected) as refused:
            attempt(actor, refusing)
        assert type(refused.value) is expected, role
    session.refresh(refusing)
    assert refusing.status is status


BUTTONS = {
    "take_up", "ask", "shortlist", "waitlist", "offer", "reject", "cancel_by_city", "reopen",
}  # fmt: skip
CITY_DEEDS = ("take_up", "ask", "shortlist", "offer", "reject", "reopen", "note", "read_for_city")


@pytest.mark.parametrize("name", CITY_DEEDS)
@pytest.mark.parametrize("thrown_away", [False, True])
def test_a_city_knows_nothing_of_what_was_never_sent(session, actors, name, thrown_away):
    place = testbed()
    made = draft(place).parts[0]
    if thrown_away:
        application.withdraw(acting(made.application.author), made.id)
    for role in ("host", "editor", "reviewer", "coordinator", "admin"):
        actor = acting(host(place)) if role == "host" else actors[role]
        with pytest.raises(NotFoundError):
            DEEDS[name][1](actor, made)
    assert desk.queue(actors["admin"]).total == 0


def test_nobody_decides_on_their_own_application(session, company):
    author = member(company)
    place = testbed()
    made = part(place, author=author)
    session.add(
        CityRoleGrant(
            user_id=author.id, city_id=place.city_id, role=CityRole.COORDINATOR,
            granted_at=made.application.created_at,
        )
    )  # fmt: skip
    session.commit()
    from_the_city = acting(author)
    with pytest.raises(ForbiddenError) as refused:
        decision.offer(from_the_city, made.id, FAR)
    assert refused.value.code == "own_application"
    assert desk.open_actions(from_the_city, made) == frozenset()


@pytest.mark.parametrize("status", list(PartStatus))
def test_the_buttons_shown_are_the_deeds_that_are_let_pass(session, actors, status):
    place = testbed(capacity=1)
    if status in (PartStatus.OFFERED, *BOOKED):
        made = made_in(status, place, member())
    elif status is PartStatus.DRAFT:
        return
    else:
        made = in_state(part(place), status)
        offered(place)
    table = {row.values[0]: row.values[1] for row in rows()}
    open_now = {action.value for action in PART_WORKFLOW.open_actions(status)}
    for role in ("editor", "reviewer", "coordinator", "other_city", "admin", "stranger"):
        expected = {
            name for name in open_now & set(table) if name in BUTTONS and table[name][role] == "y"
        }
        assert {one.value for one in desk.open_actions(actors[role], made)} == expected, role
