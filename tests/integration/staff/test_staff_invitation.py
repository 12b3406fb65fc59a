"""The mail's link: it works once, for a while, and only for the address it was sent to."""

import pytest
import time_machine
from sqlalchemy import select

from app.database import db
from app.queries.account import actor_of
from app.services import retention
from app.services import staff_invitation as service
from models.account import CityRole
from models.attempt import LIMITS, Door
from models.audit import AuditLine
from models.errors import ForbiddenError, NotFoundError
from models.staff import StaffInvitation, StaffRole
from tests.factories.account import acting, person, staff
from tests.factories.application import days_later
from tests.factories.mail import link, mails, templates
from tests.factories.staff import TOKEN, give_role, invitation
from tests.factories.testbed import draft
from tests.page import read_page

WORKER = "tekija@koepaikka.example"
OLD = 410


@pytest.fixture
def worker(session):
    return person("Tekijä Teuvo", email=WORKER)


def roles_of(user):
    return {role for _city, role in actor_of(user.id).city_roles}


def test_an_invited_colleague_signs_in_and_takes_the_role(client, worker, sign_in):
    coordinator = sign_in_as(sign_in, staff(CityRole.COORDINATOR))
    client.post(
        "/fi/desk/people/helsinki/invitations", data={"role-email": WORKER, "role-role": "editor"}
    )
    path = link(WORKER)
    client.get("/fi/desk")
    sign_in(worker)
    page = client.page(path)
    assert coordinator.name in page.text
    accept = next(form.get("action") for form in page.all("form") if "accept" in form.get("action"))

    assert client.post(accept).location == "/fi/desk"

    assert roles_of(worker) == {CityRole.EDITOR}
    assert templates(coordinator.email) == ["staff/joined"]
    assert client.page("/fi/desk")


def sign_in_as(sign_in, user):
    sign_in(user)
    return user


def test_the_link_is_in_the_language_of_its_reader(client, worker, sign_in, session):
    worker.language = "sv"
    session.commit()
    sign_in(staff(CityRole.COORDINATOR))
    client.post(
        "/en/desk/people/helsinki/invitations", data={"role-email": WORKER, "role-role": "editor"}
    )
    assert mails(WORKER)[0].language == "sv"
    assert link(WORKER).startswith("/sv/invitations/")
    assert client.page(link(WORKER)).heading.startswith("Inbjudan")


@time_machine.travel("2027-01-31T22:30:00+00:00", tick=False)
def test_after_midnight_the_mail_counts_from_the_day_that_has_begun(client, worker, sign_in):
    sign_in(staff(CityRole.COORDINATOR))
    client.post(
        "/en/desk/people/helsinki/invitations", data={"role-email": WORKER, "role-role": "editor"}
    )

    assert mails(WORKER)[0].context["until"] == "2027-02-15"


def test_a_link_works_once(client, worker, sign_in):
    made = invitation(WORKER)
    sign_in(worker)
    assert client.post(f"/fi/invitations/{made.id}/accept").status_code == 303
    assert client.page(f"/fi/invitations/{TOKEN}", status=OLD)
    session_free = client.post(f"/fi/desk/people/me/roles/{grant_of(worker)}/lay-down")
    assert session_free.status_code == 303

    client.post(f"/fi/invitations/{made.id}/accept")

    assert roles_of(worker) == set()


def grant_of(user):
    return next(one.id for one in user.city_roles)


def test_a_stranger_is_asked_to_sign_in_or_make_an_account_and_comes_back(client, session):
    invitation("uusi@koepaikka.example")
    page = client.page(f"/en/invitations/{TOKEN}")
    ways = [a.get("href") for a in page.all("a") if TOKEN in (a.get("href") or "")]
    assert any("/register" in way for way in ways)
    assert any("/login" in way for way in ways)
    assert "uusi@koepaikka.example" not in page.text


def test_somebody_with_another_address_cannot_accept(client, worker, sign_in):
    made = invitation("joku.muu@koepaikka.example")
    sign_in(worker)
    page = client.page(f"/fi/invitations/{TOKEN}")
    assert not [form for form in page.all("form") if "accept" in (form.get("action") or "")]
    client.post(f"/fi/invitations/{made.id}/accept")
    assert roles_of(worker) == set()
    for deed in (service.accept, service.decline):
        with pytest.raises(ForbiddenError):
            deed(acting(worker), made.id)


def test_an_address_that_is_not_confirmed_cannot_accept(session):
    unsure = person(email=WORKER, confirmed=False)
    made = invitation(WORKER)
    with pytest.raises(ForbiddenError):
        service.accept(acting(unsure), made.id)


def test_an_invitation_grows_old(client, worker, sign_in):
    made = invitation(WORKER)
    sign_in(worker)
    with days_later(15):
        assert client.page(f"/fi/invitations/{TOKEN}", status=OLD)
        with pytest.raises(NotFoundError):
            service.accept(acting(worker), made.id)
        sign_in(made.invited_by)
        assert "Liian vanha" in client.page("/fi/desk/people/helsinki").text
    with days_later(13):
        service.accept(acting(worker), made.id)
    assert roles_of(worker) == {CityRole.EDITOR}


def test_sending_again_ends_the_old_link_and_gives_time(client, worker, sign_in):
    made = invitation(WORKER)
    with days_later(15):
        sign_in(made.invited_by)
        answer = client.post(
            f"/fi/desk/people/invitations/{made.id}/send-again", data={"city": "helsinki"}
        )
        assert answer.location == "/fi/desk/people/helsinki"
        assert client.page(f"/fi/invitations/{TOKEN}", status=OLD)
        assert client.page(link(WORKER))
        service.accept(acting(worker), made.id)
    assert roles_of(worker) == {CityRole.EDITOR}


def test_what_was_taken_back_or_answered_is_neither_accepted_nor_sent_again(session, worker):
    made = invitation(WORKER)
    chief, link = acting(made.invited_by), service.Link("/x", "b" * 64)
    service.withdraw(chief, made.id)
    with pytest.raises(ForbiddenError):
        service.accept(acting(worker), made.id)
    again = invitation(WORKER, token="other")
    service.accept(acting(worker), again.id)
    for deed in (service.withdraw, lambda who, one: service.send_again(who, one, link)):
        with pytest.raises(NotFoundError):
            deed(chief, again.id)


def test_saying_no_is_told_to_whoever_asked(client, worker, sign_in):
    made = invitation(WORKER)
    sender = made.invited_by.email
    sign_in(worker)
    assert client.post(f"/fi/invitations/{made.id}/decline").location == "/fi/my"
    assert templates(sender) == ["staff/declined"]
    assert db.session.scalars(select(StaffInvitation)).all() == []
    assert roles_of(worker) == set()


def test_a_host_accepts_a_testbed(client, worker, sign_in):
    place = draft()
    made = invitation(WORKER, StaffRole.HOST, testbed=place)
    sign_in(worker)
    assert place.name.fi in client.page(f"/fi/invitations/{TOKEN}").heading
    client.post(f"/fi/invitations/{made.id}/accept")
    assert actor_of(worker.id).hosted_testbeds == {place.id}
    assert client.page(f"/fi/desk/testbeds/{place.id}/hosts")


def test_who_works_here_already_finds_the_invitation_at_the_desk(client, worker, sign_in):
    give_role(worker, CityRole.REVIEWER)
    made = invitation(WORKER)
    sign_in(worker)
    for path in ("/fi/desk", "/fi/desk/people/me"):
        actions = [form.get("action") for form in client.page(path).all("form")]
        assert f"/fi/invitations/{made.id}/accept" in actions


def test_who_works_nowhere_yet_finds_it_on_their_own_page(client, worker, sign_in):
    made = invitation(WORKER)
    sign_in(worker)
    actions = [form.get("action") for form in client.page("/fi/my").all("form")]
    assert f"/fi/invitations/{made.id}/accept" in actions


def test_role_and_invitation_at_once_are_no_trouble(session, worker):
    made = invitation(WORKER)
    give_role(worker, CityRole.EDITOR)
    service.accept(acting(worker), made.id)
    assert roles_of(worker) == {CityRole.EDITOR}


def test_the_trail_names_no_address(session, worker):
    made = invitation(WORKER)
    link = service.Link("/fi/invitations/x", "c" * 64)
    service.send_again(acting(made.invited_by), made.id, link)
    service.accept(acting(worker), made.id)
    lines = db.session.scalars(select(AuditLine)).all()
    assert [line.action for line in lines] == ["staff:invite", "staff:accept"]
    assert not any("@" in str(line.facts) for line in lines)
    assert all(line.city_id == made.city_id for line in lines)


def test_only_the_hash_of_the_token_is_kept(client, session, sign_in):
    sign_in(staff(CityRole.COORDINATOR))
    client.post(
        "/fi/desk/people/helsinki/invitations", data={"role-email": WORKER, "role-role": "editor"}
    )
    token = link(WORKER).rsplit("/", 1)[1]
    kept = db.session.scalars(select(StaffInvitation.token_sha256)).one()
    assert token not in kept
    assert len(kept) == 64


def test_many_invitations_in_a_row_are_slowed_down(client, session, sign_in):
    sign_in(staff(CityRole.COORDINATOR))
    most = LIMITS[Door.INVITATION].by_name
    answers = [
        client.post(
            "/fi/desk/people/helsinki/invitations",
            data={"role-email": f"uusi{number}@koepaikka.example", "role-role": "editor"},
        ).status_code
        for number in range(most + 1)
    ]
    assert answers == [303] * most + [429]
    assert len(mails()) == most


def test_old_addresses_are_forgotten(session, worker):
    old, answered = invitation("vanha@koepaikka.example"), invitation(WORKER, token="other")
    service.accept(acting(worker), answered.id)
    with days_later(60):
        retention.run()
        assert db.session.get(StaffInvitation, old.id) is not None
    with days_later(120):
        retention.run()
        left = db.session.scalars(select(StaffInvitation.id)).all()
    assert left == [answered.id]


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_the_pages_stand_in_every_language(client, worker, sign_in, lang):
    invitation(WORKER)
    sign_in(worker)
    assert client.page(f"/{lang}/invitations/{TOKEN}").heading
    assert read_page(client.get(f"/{lang}/invitations/nonsense")).status == OLD
