"""Following on the pages: without an account, with one, and the links that mails hold."""

import datetime as dt

import pytest
import time_machine
from sqlalchemy import func, select

from app import clock
from app.database import db
from app.services import retention
from app.services import subscription as service
from models.attempt import LIMITS, Door
from models.outbox import OutboxMessage
from models.reader import Reader
from models.subscription import Rhythm, Subscription
from tests.factories import pilot as pilots
from tests.factories import subscription as follow
from tests.factories.account import person
from tests.factories.testbed import testbed

GUESSES = ["a", "a" * 43, "å" * 43, "..%2f" * 9]


@pytest.fixture
def pilot(session):
    return pilots.running()


def sent():
    return follow.mails("subscription/confirm")


def live():
    asked = select(func.count()).select_from(Subscription)
    return db.session.scalar(
        asked.where(Subscription.confirmed_at.is_not(None), Subscription.stopped_at.is_(None))
    )


def ask(client, pilot, email="aino@koepaikka.example", **answers):
    values = {"rhythm": "weekly", "email": email, **answers}
    return client.post(f"/en/follow/pilots/{pilot.slug}", data=values)


@pytest.mark.parametrize("path", ["pilots", "place"])
def test_a_machine_that_fills_in_everything_is_thanked_and_forgotten(client, pilot, path):
    address = f"/en/follow/pilots/{pilot.slug}" if path == "pilots" else "/en/follow/place"
    answers = {
        "rhythm": "weekly", "email": "aino@koepaikka.example", "radius": "1000",
        "coordinates": "60.17, 24.94", "website": "https://osta.example",
    }  # fmt: skip
    assert client.page(address).all("input", name="website")
    answer = client.post(address, data=answers)
    assert (answer.status_code, answer.location) == (303, "/en/follow/sent")
    assert sent() == []
    assert db.session.scalar(select(func.count()).select_from(Subscription)) == 0
    assert client.post(address, data=answers | {"website": ""}).location == "/en/follow/sent"
    assert len(sent()) == 1


def test_without_an_account_the_address_is_asked_first(client, pilot):
    page = client.page(f"/en/pilots/{pilot.slug}")
    assert f"/en/follow/pilots/{pilot.slug}" in [one.get("href") for one in page.all("a")]
    assert pilot.title.en in client.page(f"/en/follow/pilots/{pilot.slug}").text
    answer = ask(client, pilot, "Aino@Koepaikka.example", rhythm="daily")
    assert (answer.status_code, answer.location) == (303, "/en/follow/sent")
    assert "Look into your mail" in client.page("/en/follow/sent").heading
    (mail,) = sent()
    assert (mail.recipient, mail.context["what"]) == ("aino@koepaikka.example", pilot.title.en)
    path = mail.context["path"]
    assert "aino@koepaikka.example" in client.page(path).text
    assert live() == 0, "looking begins nothing"
    answer = client.post(path)
    assert answer.status_code == 303
    page = client.page(answer.location)
    assert pilot.title.en in page.text
    assert live() == 1
    assert db.session.scalars(select(Subscription)).one().rhythm is Rhythm.DAILY
    assert client.post(path).status_code == 303, "pressed twice"
    assert "already" in client.page(path).text


def test_with_the_confirmed_address_of_an_account_it_begins_at_once(client, sign_in, pilot):
    who = person()
    sign_in(who)
    assert "What I follow" in client.page("/en/my/follow").heading
    page = client.page(f"/en/follow/pilots/{pilot.slug}")
    assert not page.all("input", name="email")
    assert who.email in page.text
    answer = client.post(f"/en/follow/pilots/{pilot.slug}", data={"rhythm": "at_once"})
    reader = db.session.scalars(select(Reader)).one()
    assert answer.location == f"/en/reader/{reader.token}"
    assert (reader.user_id, live(), sent()) == (who.id, 1, [])
    assert client.get("/en/my/follow").location == answer.location
    client.post(f"/en/follow/pilots/{pilot.slug}", data={"rhythm": "daily"})
    assert (live(), db.session.scalars(select(Subscription.rhythm)).one()) == (1, Rhythm.DAILY)


def test_an_unconfirmed_account_is_asked_by_mail(client, sign_in, pilot):
    sign_in(person(confirmed=False))
    ask(client, pilot)
    assert (live(), len(sent())) == (0, 1)


def test_the_answer_is_the_same_whether_or_not_an_address_is_known(client, pilot):
    """Nobody finds out by asking who follows what, or who has an account."""
    with time_machine.travel(clock.now() - dt.timedelta(days=1)):
        follow.followed(follow.pilot(pilot), email="follower@koepaikka.example")
    person(email="account@koepaikka.example")
    answers = set()
    for name in ("follower", "account", "nobody"):
        answer = ask(client, pilot, f"{name}@koepaikka.example")
        page = client.get(answer.location)
        answers.add((answer.status_code, answer.location, answer.get_data(), page.status_code))
    assert len(answers) == 1
    asked = [one.recipient.partition("@")[0] for one in sent()]
    assert asked == ["follower", "follower", "account", "nobody"], "each is sent one mail"


def test_asking_again_changes_nothing_of_what_is_followed(client, pilot):
    one = follow.followed(follow.pilot(pilot), Rhythm.DAILY, "aino@koepaikka.example")
    ask(client, pilot, rhythm="at_once")
    db.session.expire_all()
    assert (one.rhythm, live()) == (Rhythm.DAILY, 1), "somebody else may have asked"


@pytest.mark.parametrize(
    ("answers", "words"),
    [({"email": "aino"}, "name@example.fi"), ({"email": ""}, "e-mail address"),
     ({"rhythm": "hourly"}, "Choose one")],
)  # fmt: skip
def test_what_is_missing_is_said_at_the_field_and_nothing_is_lost(client, pilot, answers, words):
    values = {"rhythm": "daily", "email": "aino@koepaikka.example"} | answers
    answer = client.post(f"/en/follow/pilots/{pilot.slug}", data=values)
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert words in text
    assert f'value="{values["email"]}"' in text
    assert sent() == []


def test_one_address_is_sent_a_few_mails_a_day_and_one_network_not_too_many(client, pilot):
    limit = LIMITS[Door.LETTER]
    for _number in range(limit.by_name):
        assert ask(client, pilot).status_code == 303
    answer = ask(client, pilot)
    assert answer.status_code == 422
    assert "many tries" in answer.get_data(as_text=True)
    assert len(sent()) <= limit.by_name
    assert limit.by_name <= 6
    assert limit.by_address <= 120
    with time_machine.travel(clock.now() + dt.timedelta(minutes=limit.minutes + 1)):
        assert ask(client, pilot).status_code == 303


def test_a_testbed_a_city_a_theme_and_a_view_are_followed(client, session):
    place = testbed("oulu")
    assert f"/en/follow/testbeds/oulu/{place.slug}" in [
        one.get("href") for one in client.page(f"/en/testbeds/oulu/{place.slug}").all("a")
    ]
    values = {"rhythm": "daily", "email": "aino@koepaikka.example"}
    for path, name in (
        (f"/en/follow/testbeds/oulu/{place.slug}", place.name.en),
        ("/en/follow/view?city=oulu", "Oulu"),
        ("/en/follow/view?theme=energy&city=oulu&q=valo", "“valo”, Oulu, Energy"),
        ("/en/follow/view", "All experiments"),
    ):
        assert name in client.page(path).text
        assert client.post(path, data=values).status_code == 303
        assert sent()[-1].context["what"] == name
    wishes = session.scalars(select(Subscription.wish).order_by(Subscription.id)).all()
    assert wishes[1:] == [
        {"city": ["oulu"]}, {"q": ["valo"], "city": ["oulu"], "theme": ["energy"]}, {},
    ]  # fmt: skip


@pytest.mark.parametrize("path", ["pilots/nothing", "testbeds/oulu/nothing"])
def test_what_is_not_public_cannot_be_followed(client, session, path):
    assert client.get(f"/en/follow/{path}").status_code == 404
    hidden = pilots.preparing()
    assert client.get(f"/en/follow/pilots/{hidden.slug}").status_code == 404


@pytest.mark.parametrize("guess", GUESSES)
@pytest.mark.parametrize("lang", ["fi", "sv"])
def test_forged_links_are_of_nothing_and_change_nothing(client, pilot, guess, lang):
    follow.followed(follow.pilot(pilot))
    waiting = follow.asked(follow.pilot(pilot))
    for path in ("follow/confirm/{}", "follow/stop/{}", "follow/again/{}", "reader/{}/stop",
                 "reader/{}"):  # fmt: skip
        address = f"/{lang}/{path.format(guess)}"
        if "again" not in path:
            assert client.get(address).status_code == 404, address
        if path != "reader/{}":
            assert client.post(address).status_code == 404, address
    for deed in ("rhythm", "stop", "feed"):
        path = f"/{lang}/reader/{guess}/follow/{waiting.id}/{deed}"
        assert client.post(path, data={f"s{waiting.id}-rhythm": "daily"}).status_code == 404
    db.session.expire_all()
    assert (live(), waiting.confirmed_at) == (1, None)


def test_one_kind_of_link_does_not_open_another(client, pilot):
    one = follow.followed(follow.pilot(pilot))
    for path in (f"follow/stop/{one.confirm_token}", f"follow/confirm/{one.stop_token}",
                 f"reader/{one.stop_token}", f"reader/{one.feed_token}/stop"):  # fmt: skip
        assert client.get(f"/en/{path}").status_code == 404
        assert client.post(f"/en/{path}").status_code in {404, 405}
    assert live() == 1


def test_stopping_asks_first_can_be_undone_and_is_pressed_by_mail_programs(app, client, pilot):
    one = follow.followed(follow.pilot(pilot))
    more = follow.followed(follow.view(), email=one.reader.email)
    path = f"/en/follow/stop/{one.stop_token}"
    assert "Stop following" in client.page(path).heading
    assert live() == 2
    app.config["WTF_CSRF_ENABLED"] = True  # as a mail program, which has no token
    assert client.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert live() == 1
    app.config["WTF_CSRF_ENABLED"] = False
    assert "no longer" in client.page(path).heading
    client.post(f"/en/follow/again/{one.stop_token}")
    assert live() == 2
    everything = f"/en/reader/{more.reader.token}/stop"
    assert "2 things" in client.page(everything).text
    assert live() == 2
    app.config["WTF_CSRF_ENABLED"] = True
    for _number in range(2):
        answer = client.post(everything, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    assert live() == 0
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "ended" in client.page(everything).heading


def test_what_was_never_confirmed_cannot_be_taken_up_by_its_other_links(client, pilot):
    one = follow.asked(follow.pilot(pilot))
    client.post(f"/en/follow/stop/{one.stop_token}")
    client.post(f"/en/follow/again/{one.stop_token}")
    assert live() == 0


def test_ones_page_changes_the_rhythm_and_stops_one(client, pilot):
    one = follow.followed(follow.pilot(pilot), Rhythm.WEEKLY)
    other = follow.followed(follow.pilot(pilot))
    here = f"/en/reader/{one.reader.token}"
    answer = client.post(f"{here}/follow/{one.id}/rhythm", data={f"s{one.id}-rhythm": "daily"})
    assert (answer.status_code, answer.location) == (303, here)
    db.session.expire_all()
    assert one.rhythm is Rhythm.DAILY
    for deed in ("rhythm", "stop", "feed"):
        values = {f"s{other.id}-rhythm": "weekly"}
        assert client.post(f"{here}/follow/{other.id}/{deed}", data=values).status_code == 404
    client.post(f"{here}/follow/{one.id}/stop")
    assert "follow nothing" in client.page(here).text
    assert live() == 1


def test_nobody_follows_too_many_things(client, pilot, monkeypatch):
    monkeypatch.setattr(service, "MOST", 2)
    email = "aino@koepaikka.example"
    for what in (follow.pilot(pilot), follow.view()):
        follow.followed(what, email=email)
    third = follow.asked(follow.view(city=["oulu"]), email=email)
    answer = client.post(f"/en/follow/confirm/{third.confirm_token}")
    assert answer.status_code == 409
    assert "Stop following one first" in answer.get_data(as_text=True)
    assert live() == 2


def test_unconfirmed_and_stopped_ones_are_forgotten_and_readers_with_nothing_left(session, pilot):
    waiting = follow.asked(follow.pilot(pilot)).id
    kept, stopped = follow.followed(follow.pilot(pilot)), follow.followed(follow.view())
    service.stop(stopped.stop_token)
    ids = (kept.id, stopped.id)
    for days, left in ((6, {waiting, *ids}), (8, set(ids)), (31, {kept.id})):
        with time_machine.travel(clock.now() + dt.timedelta(days=days)):
            retention.run()
            retention.run()  # a reader with nothing left goes on the day after
        assert set(session.scalars(select(Subscription.id))) == left, days
    assert session.scalars(select(Reader.email)).all() == [kept.reader.email]
    assert session.scalar(select(func.count()).select_from(OutboxMessage)) == 3
