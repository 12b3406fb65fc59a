"""Colleagues join by invitation to their own address."""

import hashlib

import pytest
from sqlalchemy import select

from app.database import db
from app.services import invitation as service
from models.attempt import LIMITS, Door
from models.errors import ForbiddenError, NotFoundError
from models.organisation import Invitation, Membership, OrganisationRole
from tests.factories.account import acting, member, organisation, person
from tests.factories.login import login_of
from tests.factories.mail import link, mails, templates
from tests.page import read_page

GUEST = "vieras@koepaikka.example"


@pytest.fixture
def oy(session, sign_in):
    made = organisation("Hämyrä Valo Oy")
    sign_in(member(made))
    return made


def invite(client, oy, email=GUEST, role="member", lang="fi"):
    return client.post(
        f"/{lang}/my/organisations/{oy.id}/invite", data={"email": email, "role": role}
    )


def roles(oy):
    rows = db.session.scalars(select(Membership).where(Membership.organisation_id == oy.id))
    return {row.user.email: row.role for row in rows}


def test_from_the_mail_to_being_a_member(app, client, oy):
    assert invite(client, oy).location == f"/fi/my/organisations/{oy.id}"
    assert GUEST in client.page(f"/fi/my/organisations/{oy.id}").text
    path = link(GUEST)

    guest = app.test_client()
    page = guest.page(path)
    assert "Hämyrä Valo Oy" in page.heading
    onward = f"next={path}"
    assert [
        a
        for a in page.all("a")
        if onward in a.get("href", "") and "/fi/register" in a.get("href", "")
    ]
    assert [
        a for a in page.all("a") if onward in a.get("href", "") and "/fi/login" in a.get("href", "")
    ]

    made = person("Vieras Väinö", email=GUEST)
    with guest.session_transaction() as cookie:
        cookie["_user_id"] = login_of(made)
    forms = [form.get("action") for form in guest.page(path).all("form")]
    accept = next(action for action in forms if action.endswith("/accept"))
    joined = guest.post(accept)
    assert (joined.status_code, joined.location) == (303, f"/fi/my/organisations/{oy.id}")
    assert roles(oy)[GUEST] is OrganisationRole.MEMBER
    assert "organisation/joined" in [mail.template for mail in mails()]
    assert guest.post(accept).location == joined.location, "a second press does no harm"
    assert list(roles(oy)).count(GUEST) == 1


def test_the_invitation_waits_in_ones_own_list(app, client, oy, sign_in):
    invite(client, oy, role="owner")
    sign_in(person(email=GUEST))
    assert "Hämyrä Valo Oy" in client.page("/fi/my/organisations").text
    invitation = db.session.scalars(select(Invitation)).one()
    client.post(f"/fi/my/organisations/invitations/{invitation.id}/accept")
    assert roles(oy)[GUEST] is OrganisationRole.OWNER


def test_only_the_hash_of_the_token_is_kept(client, oy):
    invite(client, oy)
    token = link(GUEST).rsplit("/", 1)[1]
    kept = db.session.scalars(select(Invitation)).one().token_sha256
    assert kept == hashlib.sha256(token.encode()).hexdigest()


def test_another_person_cannot_use_it(client, oy, sign_in):
    invite(client, oy)
    client.page(f"/fi/my/organisations/{oy.id}")
    path = link(GUEST)
    stranger = person(email="muu@koepaikka.example")
    sign_in(stranger)
    page = client.page(path)
    assert GUEST not in page.text
    assert stranger.email in page.text
    invitation = db.session.scalars(select(Invitation)).one()
    with pytest.raises(ForbiddenError):
        service.accept(acting(stranger), invitation.id)
    answer = client.post(f"/fi/my/organisations/invitations/{invitation.id}/accept")
    assert answer.location == "/fi/my/organisations"
    assert list(roles(oy)) != [GUEST]
    assert stranger.email not in roles(oy)


def test_it_ends_after_two_weeks(client, oy, sign_in, time_machine):
    time_machine.move_to("2026-11-01T12:00:00Z", tick=False)
    sign_in(member(oy))
    invite(client, oy)
    path = link(GUEST)
    invitation = db.session.scalars(select(Invitation)).one()
    time_machine.move_to("2026-11-15T12:00:01Z", tick=False)
    guest = person(email=GUEST)
    with pytest.raises(NotFoundError):
        service.accept(acting(guest), invitation.id)
    sign_in(guest)
    assert client.get(path).status_code == 410
    assert "Hämyrä" not in client.page("/fi/my/organisations").text


def test_a_newer_invitation_replaces_the_older(client, oy, sign_in, time_machine):
    time_machine.move_to("2026-11-01T12:00:00Z", tick=False)
    sign_in(member(oy))
    invite(client, oy)
    first = link(GUEST)
    time_machine.move_to("2026-11-01T13:00:00Z", tick=False)
    invite(client, oy, role="owner")
    assert client.get(first).status_code == 410
    assert client.get(link(GUEST)).status_code == 200
    assert db.session.scalars(select(Invitation)).one().role is OrganisationRole.OWNER


def test_it_can_be_taken_back(client, oy):
    invite(client, oy)
    path, invitation = link(GUEST), db.session.scalars(select(Invitation)).one()
    assert (
        client.post(f"/fi/my/organisations/invitations/{invitation.id}/revoke").status_code == 303
    )
    assert client.get(path).status_code == 410


def test_a_member_is_not_invited_again(client, oy, session):
    colleague = member(oy, OrganisationRole.MEMBER)
    answer = invite(client, oy, colleague.email, lang="en")
    assert answer.status_code == 422
    assert "member already" in read_page(answer).words("p", id="email-error")[0]
    assert templates(colleague.email) == []


@pytest.mark.parametrize(
    "email", ["", "x", "</script>${7*7}", "x" * 10_000, "\x00", "\u202ea@b.fi\u202c b"]
)
def test_a_wrong_address_is_told_at_its_field(client, oy, email):
    answer = invite(client, oy, email)
    assert answer.status_code == 422
    assert read_page(answer).all("p", id="email-error")


def test_nobody_can_flood_others_with_invitations(client, oy):
    limit = LIMITS[Door.INVITATION].by_name
    statuses = [invite(client, oy, f"p{n}@koepaikka.example").status_code for n in range(limit + 1)]
    assert statuses == [303] * limit + [429]


def test_false_links_explain_themselves(client, session):
    for path in (
        "/fi/my/organisations/invitations/abc",
        "/sv/my/organisations/invitations/" + "x" * 500,
    ):
        client.page(path, status=410)
