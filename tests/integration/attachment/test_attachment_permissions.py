"""Who reads and who adds the files of applications and pilots: a literal matrix."""

import pytest

from app.database import db
from app.services import attachment as service
from app.services.attachment import Paper
from models.account import CityRole
from models.attachment import Attachment
from models.errors import ConflictError, ForbiddenError, NotFoundError
from tests.factories import application as make
from tests.factories.account import acting, admin, host, member, organisation, person, staff
from tests.factories.attachment import attached
from tests.factories.testbed import testbed

# The author, a colleague of the company, the city's own, its host, an administrator, others.
WHO = ("author", "colleague", "coordinator", "editor", "reviewer", "host", "admin", "other_city",
       "other_host", "company", "resident", "visitor")  # fmt: skip
READS = {
    "draft": (200, 200, 404, 404, 404, 404, 404, 404, 404, 404, 404, 302),
    "sent": (200, 200, 200, 200, 200, 200, 200, 404, 404, 404, 404, 302),
    "pilot": (200, 200, 200, 200, 200, 200, 200, 404, 404, 404, 404, 302),
}
YES, NO, NONE = "done", ForbiddenError, NotFoundError
ADDS = {
    "draft": (YES, YES, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE),
    "sent": (YES, YES, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE),
    "pilot": (YES, YES, YES, YES, NO, YES, YES, NONE, NONE, NONE, NONE, NONE),
}
STAYS = ConflictError
REMOVES = {
    "draft": (YES, YES, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE),
    "sent": (STAYS, STAYS, NO, NO, NO, NO, NO, NONE, NONE, NONE, NONE, NONE),
    "pilot": (YES, YES, YES, YES, NO, YES, YES, NONE, NONE, NONE, NONE, NONE),
}
PAPER = Paper("Plan", "pdf", "e" * 64, 9)


class Case:
    """An application or a pilot of a company at a place in Helsinki, with one file."""

    def __init__(self, kind, app):
        company = organisation()
        self.author, self.colleague = member(company), member(company)
        self.place = testbed("helsinki")
        build = {"draft": make.draft, "sent": make.sent, "pilot": make.booked}[kind]
        self.owner = build(self.place, author=self.author)
        purpose = "checklist:practicalities" if kind == "pilot" else "application"
        self.file = attached(self.owner, app, purpose=purpose)

    def somebody(self, who):
        made = {
            "author": lambda: self.author,
            "colleague": lambda: self.colleague,
            "coordinator": lambda: staff(CityRole.COORDINATOR, "helsinki"),
            "editor": lambda: staff(CityRole.EDITOR, "helsinki"),
            "reviewer": lambda: staff(CityRole.REVIEWER, "helsinki"),
            "host": lambda: host(self.place),
            "admin": admin,
            "other_city": lambda: staff(CityRole.COORDINATOR, "tampere"),
            "other_host": lambda: host(testbed("helsinki")),
            "company": member,
            "resident": person,
        }
        return made[who]() if who in made else None


@pytest.mark.parametrize("kind", READS)
@pytest.mark.parametrize("who", WHO)
def test_reading(session, app, client, sign_in, who, kind):
    case = Case(kind, app)
    user = case.somebody(who)
    if user is not None:
        sign_in(user)
    answer = client.get(f"/files/attachments/{case.file.id}")
    assert answer.status_code == READS[kind][WHO.index(who)]


def outcome(work):
    try:
        work()
    except (ConflictError, ForbiddenError, NotFoundError) as refused:
        return type(refused)
    return YES


@pytest.mark.parametrize("kind", ADDS)
@pytest.mark.parametrize("who", WHO[:-1])
def test_adding_and_taking_off(session, app, who, kind):
    case = Case(kind, app)
    actor = acting(case.somebody(who))
    column = WHO.index(who)
    file_id, owner_id = case.file.id, case.owner.id

    if kind == "pilot":
        added = outcome(lambda: service.add_to_pilot(actor, owner_id, PAPER, "evidence:1"))
    else:
        added = outcome(lambda: service.add_to_application(actor, owner_id, PAPER))
    assert added == ADDS[kind][column]
    assert (db.session.query(Attachment).filter_by(digest="e" * 64).count() == 1) == (added == YES)

    removed = outcome(lambda: service.remove(actor, file_id))
    assert removed == REMOVES[kind][column]
    assert (db.session.get(Attachment, file_id) is None) == (removed == YES)


def test_an_answer_to_one_city_is_read_by_that_city_alone(session, app, client, sign_in):
    helsinki, tampere = testbed("helsinki"), testbed("tampere")
    joint = make.sent(helsinki, tampere)
    part = next(one for one in joint.parts if one.testbed_id == helsinki.id)
    shared = f"/files/attachments/{attached(joint, app).id}"
    answer = attached(joint, app, purpose="answer", part_id=part.id, digest="f" * 64)
    own = f"/files/attachments/{answer.id}"

    sign_in(staff(slug="tampere"))
    assert [client.get(one).status_code for one in (shared, own)] == [200, 404]
    sign_in(staff(slug="helsinki"))
    assert [client.get(one).status_code for one in (shared, own)] == [200, 200]
