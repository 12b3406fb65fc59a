"""Floods, spam, hostile texts and pictures, forged forms, guessed links: refused or harmless."""

import io

import pytest
from sqlalchemy import func, select

from app.database import db
from models.attempt import LIMITS, Door
from models.audit import AuditLine
from models.feedback import Feedback, FeedbackFlag, FeedbackStatus, HoldRule
from models.harm_report import HarmReport
from models.outbox import OutboxMessage
from models.reader import TOKEN_LENGTH
from tests.factories import feedback as make
from tests.factories import pilot as pilots
from tests.factories import pilot_step
from tests.factories.account import person, staff
from tests.factories.hostile import CODE, LONG, NUL, TURNED
from tests.factories.picture import refused

PICTURES = refused()
PRIVATE = {"words": make.WORDS, "readers": "people"}
PUBLIC = {"words": make.WORDS, "readers": "all", "email": make.MAIL}
HARM = {"kind": "danger", "words": "Pylväs heiluu"}
XSS = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><svg onload=alert(1)>',
    "javascript:alert(1)", "<a href='javascript:alert(1)'>x</a>", CODE, "{{ 7*7 }}${7*7}",
    "<iframe srcdoc='<script>alert(1)</script>'>", "</title><script>alert(1)</script>",
    "<math><mtext></p><style><img src=x onerror=alert(1)>", TURNED,
)  # fmt: skip
FORBIDDEN = ("<script>alert", "<img src=x", "<svg onload", "<iframe", "<math>", "href='javascript")


def count(table):
    return db.session.scalar(select(func.count()).select_from(table))


@pytest.fixture
def pilot(session):
    return pilots.running()


def give(client, pilot, answers, address="198.51.100.7", **more):
    return client.post(
        f"/fi/pilots/{pilot.slug}/feedback",
        data=answers | more,
        environ_base={"REMOTE_ADDR": address},
    )


@pytest.mark.parametrize("words", XSS)
def test_hostile_text_is_only_text_wherever_it_is_read(client, pilot, sign_in, words):
    row = make.published(pilot, words, name=words[:80])
    make.report(pilot, words)
    sign_in(staff())
    for path in (
        f"/fi/pilots/{pilot.slug}", f"/fi/pilots/{pilot.slug}/feedback/all",
        f"/fi/pilots/{pilot.slug}/feedback/{row.id}/flag", f"/fi/feedback/{row.token}",
        f"/fi/my/pilots/{pilot.id}/feedback/{row.id}", "/fi/desk/feedback?show=all",
        f"/fi/my/pilots/{pilot.id}/harm",
    ):  # fmt: skip
        body = client.get(path).get_data(as_text=True)
        assert not [one for one in FORBIDDEN if one in body], path
        assert "49" not in body.split("7*7")[0][-20:]


def test_links_are_shown_as_text_and_never_as_links(client, pilot):
    make.published(pilot, "Katso https://huono.example/x")
    body = client.get(f"/fi/pilots/{pilot.slug}").get_data(as_text=True)
    assert "https://huono.example/x" in body
    assert 'href="https://huono.example' not in body


def test_nul_and_endless_text_are_taken_or_refused_with_words(client, pilot):
    assert give(client, pilot, PRIVATE, words=NUL).status_code == 303
    assert give(client, pilot, PRIVATE, words=LONG).status_code == 422
    assert count(Feedback) == 1


@pytest.mark.parametrize("name", PICTURES)
def test_hostile_pictures_are_refused_with_words_and_nothing_is_kept(client, pilot, name):
    file, content, _code = PICTURES[name]
    for path, answers, table in (
        ("feedback", PRIVATE | {"alt": "Kuva"}, Feedback), ("harm", HARM, HarmReport),
    ):  # fmt: skip
        answer = client.post(
            f"/fi/pilots/{pilot.slug}/{path}",
            data=answers | {"upload": (io.BytesIO(content), file)},
        )
        assert answer.status_code in {422, 413}
        if answer.status_code == 422:
            assert 'id="upload-error"' in answer.get_data(as_text=True)
        assert count(table) == 0


def test_a_flood_from_one_network_is_first_held_back_and_then_refused(client, pilot):
    calm, most = LIMITS[Door.FEEDBACK_CALM].by_name, LIMITS[Door.FEEDBACK].by_name
    answers = [give(client, pilot, PRIVATE) for _one in range(most + 1)]
    assert [one.status_code for one in answers] == [303] * most + [429]
    assert make.WORDS in answers[-1].get_data(as_text=True)
    rows = db.session.scalars(select(Feedback).order_by(Feedback.id)).all()
    assert [one.held_rule for one in rows[:calm]] == [None] * calm
    assert {one.held_rule for one in rows[calm:]} == {HoldRule.MANY}
    assert give(client, pilot, PRIVATE, address="203.0.113.5").status_code == 303


def test_one_ipv6_home_is_one_network(client, pilot):
    most = LIMITS[Door.FEEDBACK].by_address
    for number in range(most):
        give(client, pilot, PRIVATE, address=f"2001:db8:1:2::{number + 1:x}")
    assert give(client, pilot, PRIVATE, address="2001:db8:1:2::ffff").status_code == 429


def test_one_address_is_asked_a_few_times_a_day_whatever_the_network(client, pilot):
    most = LIMITS[Door.LETTER].by_name
    statuses = [
        give(client, pilot, PUBLIC, address=f"198.51.100.{number}").status_code
        for number in range(1, most + 3)
    ]
    assert statuses == [303] * most + [429] * 2
    assert count(OutboxMessage) == most


def test_a_flood_of_flags_and_of_reports_is_bounded(client, pilot):
    row = make.published(pilot)
    for _one in range(LIMITS[Door.FLAG].by_address + 5):
        with client.session_transaction() as cookie:
            cookie.clear()
        client.post(f"/fi/pilots/{pilot.slug}/feedback/{row.id}/flag", data={"reason": "abuse"})
    assert count(FeedbackFlag) <= LIMITS[Door.FLAG].by_address
    db.session.refresh(row)
    assert row.status is FeedbackStatus.PUBLISHED

    path = f"/fi/pilots/{pilot.slug}/harm"
    last = [client.post(path, data=HARM) for _one in range(LIMITS[Door.HARM].by_name + 1)][-1]
    assert last.status_code == 429
    assert "112" in last.get_data(as_text=True)


def test_who_flags_is_not_kept_though_signed_in(client, session, pilot, sign_in):
    row = make.published(pilot)
    sign_in(person())
    path = f"/fi/pilots/{pilot.slug}/feedback/{row.id}/flag"
    assert client.post(path, data={"reason": "abuse"}).status_code == 303
    line = session.query(AuditLine).filter_by(action="feedback:flag").one()
    assert line.actor_id is None


def test_one_browser_flags_a_piece_once(client, pilot):
    row = make.published(pilot)
    path = f"/fi/pilots/{pilot.slug}/feedback/{row.id}/flag"
    assert [client.post(path, data={"reason": "abuse"}).status_code for _ in "ab"] == [303, 303]
    assert count(FeedbackFlag) == 1


@pytest.mark.parametrize("path", ["feedback", "harm"])
def test_a_machine_that_fills_in_everything_is_thanked_and_forgotten(client, pilot, path):
    answers = (PUBLIC | HARM) | {"website": "https://osta.example"}
    answer = client.post(f"/fi/pilots/{pilot.slug}/{path}", data=answers)
    assert answer.status_code == 303
    assert (count(Feedback), count(HarmReport), count(OutboxMessage)) == (0, 0, 0)


def test_forms_without_their_token_change_nothing_and_keep_what_was_typed(app, client, pilot):
    made = make.received(pilot)
    app.config["WTF_CSRF_ENABLED"] = True
    for path, answers in (
        (f"/fi/pilots/{pilot.slug}/feedback", PRIVATE), (f"/fi/pilots/{pilot.slug}/harm", HARM),
        (f"/fi/feedback/{made.token}/confirm", {}),
        (f"/fi/feedback/{made.token}/appeal", {"words": "Miksi"}),
    ):  # fmt: skip
        answer = client.post(path, data=answers)
        assert answer.status_code == 400
        assert answers.get("words", "") in answer.get_data(as_text=True)
    assert (count(Feedback), count(HarmReport)) == (1, 0)
    db.session.refresh(made)
    assert made.confirmed_at is None


def test_the_same_form_sent_twice_is_one_piece(client, pilot):
    for _one in range(2):
        assert give(client, pilot, PUBLIC, request_key="same-key").status_code == 303
    assert count(Feedback) == 1
    assert count(OutboxMessage) == 1


def test_a_known_address_is_answered_as_an_unknown_one(client, pilot):
    known = person()
    make.waiting(pilot, email="tuttu@asukas.example")
    told = [
        give(client, pilot, PUBLIC, email=one)
        for one in (known.email, "tuttu@asukas.example", "uusi@asukas.example")
    ]
    assert len({(one.status_code, one.location) for one in told}) == 1
    pages = [client.get(one.location).get_data(as_text=True) for one in told]
    # The foot has a form, whose token is another one each second.
    assert len({one.partition("<main")[2].partition("</main>")[0] for one in pages}) == 1


@pytest.mark.parametrize("path", ["feedback", "harm"])
@pytest.mark.parametrize("token", ["a", "a" * TOKEN_LENGTH, "%00", "å" * TOKEN_LENGTH])
def test_a_guessed_link_opens_nothing(client, pilot, path, token):
    make.waiting(pilot)
    make.report(pilot)
    for method in (client.get, client.post):
        url = f"/fi/{path}/{token}" + ("" if method == client.get else "/confirm")
        assert method(url).status_code == 404


def test_links_of_writers_are_kept_secret(client, pilot):
    row, told = make.waiting(pilot), make.report(pilot)
    for path in (f"/fi/feedback/{row.token}", f"/fi/harm/{told.token}"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "private, no-store"


def test_nobody_learns_of_pieces_by_their_numbers(client, pilot, sign_in):
    other = pilots.running()
    rows = [make.waiting(pilot), make.hidden(pilot), make.noted(pilot), make.published(other)]
    for row in rows:
        path = f"/fi/pilots/{pilot.slug}/feedback/{row.id}/flag"
        assert client.get(path).status_code == 404
        assert client.post(path, data={"reason": "abuse"}).status_code == 404
    sign_in(staff(slug="oulu"))
    for row in rows[:3]:
        assert client.get(f"/fi/my/pilots/{pilot.id}/feedback/{row.id}").status_code == 404


def test_a_stale_button_is_told_and_changes_nothing(client, sign_in):
    pilot = pilot_step.running()
    row = make.published(pilot)
    sign_in(staff())
    path = f"/fi/my/pilots/{pilot.id}/feedback/{row.id}/publish"
    answer = client.post(path, headers={"Accept": "application/json"})
    assert answer.status_code == 409
    db.session.refresh(row)
    assert row.status is FeedbackStatus.PUBLISHED
