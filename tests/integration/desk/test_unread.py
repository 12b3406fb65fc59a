"""Messages are new until one has read them, each person for themself."""

import pytest
from sqlalchemy import select

from app.database import db
from app.queries.desk import Waits, tallies
from app.services import application
from app.services.application_seen import mark_seen
from models.account import CityRole
from models.application import Message
from models.application_seen import MessageSeen
from models.errors import NotFoundError
from tests.factories.account import acting, admin, host, member, staff
from tests.factories.application import applicant, days_later, part, sent
from tests.factories.city import city
from tests.factories.testbed import testbed
from tests.page import read_page


@pytest.fixture
def made(session):
    return part(testbed(), title="Valaisin")


def write(made, *texts):
    for text in texts:
        application.post_message(applicant(made.application), made.application_id, text)


def unread(user):
    return sum(tallies(acting(user)).get(Waits.UNREAD, {}).values())


def newest():
    return db.session.scalars(select(Message.id).order_by(Message.id.desc())).first()


def test_a_message_waits_until_it_is_read_and_then_the_next_one_does(client, made, sign_in):
    chief, colleague = staff(CityRole.COORDINATOR), staff(CityRole.REVIEWER)
    write(made, "Hei", "Vielä yksi")
    sign_in(chief)
    desk = client.page("/en/desk")
    assert "Messages not read 1" in desk.words("h2")
    assert "2 new messages" in desk.text

    page = client.page(f"/en/desk/applications/{made.id}")
    assert page.words("span", data_kind="info").count("New") == 1 + 2, "its state, two messages"
    seen = f"/en/desk/applications/{made.id}/seen"
    answer = client.post(seen, data={"message": str(newest())})

    assert answer.location == f"/en/desk/applications/{made.id}#conversation"
    assert unread(chief) == 0
    assert unread(colleague) == 1
    page = client.page(f"/en/desk/applications/{made.id}")
    assert page.words("span", data_kind="info").count("New") == 1
    assert not [form for form in page.all("form") if (form.get("action") or "").endswith("/seen")]
    write(made, "Kolmas")
    assert unread(chief) == 1
    assert "1 new message" in client.page("/en/desk").text


def test_looking_at_a_page_does_not_move_the_marker(client, made, sign_in):
    chief = staff(CityRole.COORDINATOR)
    write(made, "Hei")
    sign_in(chief)
    client.page(f"/en/desk/applications/{made.id}")
    assert unread(chief) == 1


def test_the_pages_script_gets_no_page_back(client, made, sign_in):
    write(made, "Hei")
    sign_in(staff(CityRole.COORDINATOR))
    answer = client.post(
        f"/en/desk/applications/{made.id}/seen",
        data={"message": str(newest())},
        headers={"X-Autosave": "1"},
    )
    assert (answer.status_code, answer.get_data()) == (204, b"")


def test_the_marker_never_moves_back_nor_beyond_what_can_be_read(made):
    chief = acting(staff(CityRole.COORDINATOR))
    write(made, "Yksi")
    first = newest()
    write(made, "Kaksi")
    for upto in (newest(), first, 0, -5, 10**8):
        mark_seen(chief, made.id, upto)
    marker = db.session.scalars(select(MessageSeen)).one()
    assert marker.message_id == newest()
    assert not tallies(chief).get(Waits.UNREAD)


def test_ones_own_words_and_old_ones_are_no_news(made):
    chief = staff(CityRole.COORDINATOR)
    application.post_message(acting(chief), made.application_id, "Me vastaamme", part_id=made.id)
    assert unread(chief) == 0
    write(made, "Hei")
    assert unread(chief) == 1
    with days_later(61):
        assert unread(staff(CityRole.COORDINATOR)) == 0


def test_colleagues_notes_are_news_to_the_city_alone(made):
    chief, colleague = staff(CityRole.COORDINATOR), staff(CityRole.REVIEWER)
    application.post_message(
        acting(chief), made.application_id, "Muistio", part_id=made.id, internal=True
    )
    assert (unread(colleague), unread(chief)) == (1, 0)


def test_what_the_city_wrote_to_an_applicant_is_no_news_to_colleagues(made):
    colleague = staff(CityRole.REVIEWER)
    chief = acting(staff(CityRole.COORDINATOR))
    application.post_message(chief, made.application_id, "Milloin?", part_id=made.id)
    assert unread(colleague) == 0


def test_of_a_joint_application_each_city_hears_its_own(session):
    joint = sent(testbed(), testbed("oulu"))
    ours, theirs = sorted(joint.parts, key=lambda one: one.city_id)
    chief, other = staff(CityRole.COORDINATOR), staff(CityRole.COORDINATOR, "oulu")
    assert {ours.city_id, theirs.city_id} == {city().id, city("oulu").id}
    by_city = {city().id: chief, city("oulu").id: other}
    writer = by_city.pop(theirs.city_id)
    reader = next(iter(by_city.values()))
    for internal in (True, False):  # the second to the applicant, about Oulu's part
        application.post_message(
            acting(writer), joint.id, "Vain meille", part_id=theirs.id, internal=internal
        )
    application.post_message(acting(writer), joint.id, "Muistio kaikista osista", internal=True)
    assert unread(reader) == 0
    application.post_message(applicant(joint), joint.id, "Kaikille")
    assert (unread(reader), unread(writer)) == (1, 1)


def test_hosts_hear_of_their_testbeds_and_administrators_of_none(made):
    mine, other = host(made.testbed), host(testbed())
    write(made, "Hei")
    assert (unread(mine), unread(other), unread(admin())) == (1, 0, 0)


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_the_button_stands_in_every_language(client, made, sign_in, lang):
    write(made, "Hei")
    sign_in(staff(CityRole.COORDINATOR))
    page = client.page(f"/{lang}/desk/applications/{made.id}")
    assert [form for form in page.all("form") if (form.get("action") or "").endswith("/seen")]


def test_strangers_mark_nothing(client, made, sign_in):
    write(made, "Hei")
    for who, status in ((staff(CityRole.EDITOR, "oulu"), 404), (member(), 403)):
        sign_in(who)
        answer = client.post(
            f"/fi/desk/applications/{made.id}/seen", data={"message": str(newest())}
        )
        assert answer.status_code == status
        assert read_page(answer).heading
        with pytest.raises(NotFoundError):
            mark_seen(acting(who), made.id, newest())
    assert db.session.scalars(select(MessageSeen)).all() == []
