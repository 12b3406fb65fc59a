"""Who may do what in an organisation: a literal matrix, through the pages and the services."""

import pytest
from sqlalchemy import select

from app import clock
from app.database import db
from app.services import invitation as invitations
from app.services import organisation as service
from models.account import CityRole
from models.errors import ConflictError, ForbiddenError, NotFoundError
from models.organisation import Invitation, Membership, OrganisationKind, OrganisationRole
from tests.factories.account import acting, admin, member, organisation, person, staff

WHO = ("owner", "member", "admin", "other_owner", "stranger", "coordinator", "visitor")
SAID = service.OrganisationRecord("Muu Oy", OrganisationKind.COMPANY, "FI", "", None, "")
# 200 and 303: done; 302 and 401: sign in first
PAGES = {
    "show": (200, 200, 200, 404, 404, 404, 302),
    "edit": (200, 403, 200, 404, 404, 404, 302),
}
DEEDS = {
    "edit": (303, 403, 303, 404, 404, 404, 401),
    "invite": (303, 403, 303, 404, 404, 404, 401),
    "revoke": (303, 403, 303, 404, 404, 404, 401),
    "role": (303, 403, 303, 404, 404, 404, 401),
    "remove": (303, 403, 303, 404, 404, 404, 401),
    "leave": (303, 303, 404, 404, 404, 404, 401),
}


@pytest.fixture
def scene(session):
    """An organisation of two owners and a member, an invitation, and the others."""
    oy = organisation("Meidän Oy")
    people = {
        "owner": member(oy),
        "member": member(oy, OrganisationRole.MEMBER),
        "admin": admin(),
        "other_owner": member(organisation("Toisten Oy")),
        "stranger": person(),
        "coordinator": staff(CityRole.COORDINATOR),
    }
    second = member(oy)
    asked = Invitation(
        organisation_id=oy.id,
        email="k@koepaikka.example",
        role=OrganisationRole.MEMBER,
        token_sha256="0" * 64,
        invited_by_id=second.id,
        expires_at=clock.now() + invitations.INVITATION_LASTS,
    )
    session.add(asked)
    session.commit()
    target = session.scalars(select(Membership).where(Membership.user_id == second.id)).one()
    return oy, people, asked, target


def enter(who, people, sign_in):
    if who in people:
        sign_in(people[who])


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("page", PAGES)
def test_who_sees_which_page(client, scene, sign_in, who, page):
    oy, people, _asked, _target = scene
    enter(who, people, sign_in)
    path = {"show": "", "edit": "/edit"}[page]
    answer = client.get(f"/fi/my/organisations/{oy.id}{path}")
    assert answer.status_code == PAGES[page][WHO.index(who)]
    if answer.status_code in {403, 404}:
        assert "Meidän Oy" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("deed", DEEDS)
def test_who_does_what(client, scene, sign_in, who, deed):
    oy, people, asked, target = scene
    enter(who, people, sign_in)
    base = "/fi/my/organisations"
    path, data = {
        "edit": (f"{base}/{oy.id}/edit", {"kind": "association", "name": "X", "country": "FI"}),
        "invite": (f"{base}/{oy.id}/invite", {"email": "uusi@koepaikka.example", "role": "member"}),
        "revoke": (f"{base}/invitations/{asked.id}/revoke", {}),
        "role": (f"{base}/members/{target.id}/role", {"role": "member"}),
        "remove": (f"{base}/members/{target.id}/remove", {}),
        "leave": (f"{base}/{oy.id}/leave", {}),
    }[deed]
    before = _state(oy.id)
    status = client.post(path, data=data).status_code
    assert status == DEEDS[deed][WHO.index(who)]
    assert (_state(oy.id) != before) == (status == 303)


def _state(organisation_id):
    db.session.expire_all()
    oy = service.Organisation
    row = db.session.get(oy, organisation_id)
    people = db.session.scalars(select(Membership).where(Membership.organisation_id == row.id))
    asked = db.session.scalars(select(Invitation).where(Invitation.organisation_id == row.id))
    return (
        row.name,
        sorted((one.user_id, one.role.value) for one in people),
        sorted(one.email for one in asked),
    )


def test_services_refuse_by_themselves(scene):
    oy, people, _asked, target = scene
    for who, error in (
        ("member", ForbiddenError),
        ("stranger", NotFoundError),
        ("coordinator", NotFoundError),
    ):
        actor = acting(people[who])
        for deed in (
            lambda: service.edit(actor, oy.id, SAID),  # noqa: B023 - called at once
            lambda: service.change_role(actor, target.id, OrganisationRole.MEMBER),  # noqa: B023
            lambda: service.remove(actor, target.id),  # noqa: B023
        ):
            with pytest.raises(error):
                deed()


def test_an_organisation_keeps_an_owner(client, scene, sign_in):
    oy, people, _asked, target = scene
    sign_in(people["owner"])
    base = "/fi/my/organisations"
    own = (
        db.session.scalars(select(Membership).where(Membership.user_id == people["owner"].id))
        .one()
        .id
    )
    assert (
        client.post(f"{base}/members/{target.id}/role", data={"role": "member"}).status_code == 303
    )
    for path, data in (
        (f"{base}/members/{own}/role", {"role": "member"}),
        (f"{base}/members/{own}/remove", {}),
        (f"{base}/{oy.id}/leave", {}),
    ):
        answer = client.post(path, data=data)
        assert answer.location == f"{base}/{oy.id}"
        assert db.session.get(Membership, own).role is OrganisationRole.OWNER
    with pytest.raises(ConflictError):
        service.leave(acting(people["owner"]), oy.id)


def test_who_has_left_sees_nothing_more(client, scene, sign_in):
    oy, people, _asked, _target = scene
    sign_in(people["member"])
    client.post(f"/fi/my/organisations/{oy.id}/leave")
    assert client.get(f"/fi/my/organisations/{oy.id}").status_code == 404


def test_unknown_things_are_not_found(client, scene, sign_in):
    sign_in(scene[1]["owner"])
    for path in ("members/99999/remove", "invitations/99999/revoke", "99999/invite", "99999/leave"):
        data = {"email": "a@koepaikka.example", "role": "member"}
        assert client.post(f"/fi/my/organisations/{path}", data=data).status_code == 404
