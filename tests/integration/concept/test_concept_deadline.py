"""The deadline is judged by the database's clock, in the statement that writes.

``closes_at`` is moved, never the database's clock: what is asked is how one stands to the other.
The clock of the process is moved in one test, which shows that nobody asks it.
"""

import datetime as dt
import io
from contextlib import contextmanager

import pytest
import time_machine
from sqlalchemy import event, text

from app import clock
from app.database import db
from app.queries import concept as query
from app.queries import concept_clock
from app.services import concept as service
from app.services import concept_file, concept_team
from app.services.attachment import Paper
from models.challenge import EntrantKind
from models.concept import Concept, ConceptStatus
from models.errors import ConflictError
from tests.factories import concept as make
from tests.factories.account import acting, person
from tests.factories.challenge import challenge
from tests.factories.document import pdf

S = ConceptStatus
PAPER = Paper("Kuva", "jpg", "a" * 64, 10)
YEARS = dt.timedelta(days=3650)


@pytest.fixture
def of(session):
    return challenge()


def deeds(of):
    """Return every deed that an open challenge allows, by name."""
    one, two, three, four, five = (make.draft(of) for _number in range(5))
    sent, back, gone = (make.submitted(of) for _number in range(3))
    service.withdraw(make.leading(gone), gone.id, gone.version)
    guest, friend = person("Kutsuttu"), make.joined(four)
    asked, waiting = make.invited(three, guest.email), make.invited(five, "x@koepaikka.example")
    paper = concept_file.add(make.leading(two), two.id, PAPER)
    lead = make.leading
    new = concept_team.NewMember("uusi@koepaikka.example", "e" * 64, "/x", "fi")
    heir = next(row for row in four.members if row.user_id == friend.id)
    stranger = acting(person())
    return {
        "start": lambda: service.start(stranger, of.id, EntrantKind.RESIDENT),
        "save": lambda: service.save_draft(lead(one), one.id, one.version, {"title": "Uusi"}),
        "save nothing new": lambda: service.save_draft(lead(one), one.id, 1, {"title": one.title}),
        "submit": lambda: service.submit(lead(one), one.id, one.version, of.terms_id),
        "withdraw a draft": lambda: service.withdraw(lead(two), two.id, two.version),
        "take back": lambda: service.take_back(lead(back), back.id, back.version),
        "withdraw": lambda: service.withdraw(lead(sent), sent.id, sent.version),
        "bring back": lambda: service.bring_back(lead(gone), gone.id, gone.version),
        "add a file": lambda: concept_file.add(lead(three), three.id, PAPER),
        "take off a file": lambda: concept_file.remove(lead(two), two.id, paper),
        "invite": lambda: concept_team.invite(lead(two), two.id, new),
        "join": lambda: concept_team.accept(acting(guest), asked.id),
        "take back an invitation": lambda: concept_team.remove(lead(five), five.id, waiting.id),
        "take out": lambda: concept_team.remove(lead(four), four.id, heir.id),
        "hand over": lambda: concept_team.hand_over(lead(four), four.id, heir.id),
    }


NAMES = (
    "start", "save", "save nothing new", "submit", "withdraw a draft", "take back", "withdraw",
    "bring back", "add a file", "take off a file", "invite", "join", "take back an invitation",
    "take out", "hand over",
)  # fmt: skip


def test_the_list_of_deeds_is_whole(of):
    assert set(deeds(of)) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_deed_is_done_a_moment_before_and_refused_at_and_after_closing(of, name):
    deed = deeds(of)[name]
    for seconds in (0, -0.001, -3600):
        make.close(of, seconds)
        before = rows()
        with pytest.raises(ConflictError) as error:
            deed()
        assert error.value.code == "entries_closed"
        assert rows() == before
    make.close(of, 60)
    deed()


def rows():
    """Return what is kept of entries, their people and their files."""
    db.session.expire_all()
    tables = ("concept", "concept_member", "concept_file", "concept_version")
    found = [db.session.execute(text(f"SELECT * FROM {one} ORDER BY id")).all() for one in tables]  # noqa: S608 - our tables
    db.session.rollback()
    return found


@pytest.mark.parametrize("hours", [-24 * 400, 24 * 400])
def test_the_clock_of_the_process_is_not_asked(of, hours):
    made = make.draft(of)
    with time_machine.travel(clock.now() + dt.timedelta(hours=hours), tick=False):
        service.submit(make.leading(made), made.id, made.version, of.terms_id)
    assert made.status is S.SUBMITTED
    late = make.draft(of)
    make.close(of, -1)
    with time_machine.travel(clock.now() - YEARS, tick=False), pytest.raises(ConflictError):
        service.submit(make.leading(late), late.id, late.version, of.terms_id)


def test_the_instant_of_a_receipt_is_the_databases_and_lies_before_the_deadline(of):
    made = make.draft(of)
    first = concept_clock.instant()
    with time_machine.travel(clock.now() - YEARS, tick=False):
        service.submit(make.leading(made), made.id, made.version, of.terms_id)
    assert first <= made.submitted_at <= concept_clock.instant()
    assert made.submitted_at < of.closes_at


def test_nothing_is_taken_before_it_opens(session):
    of = challenge(opens=1, closes=2)
    with pytest.raises(ConflictError) as error:
        service.start(acting(person()), of.id, EntrantKind.RESIDENT)
    assert error.value.code == "entries_not_open"


def test_the_deadline_is_within_the_statement_that_writes(of, session):
    """The state is asked by the same UPDATE, so nothing can come between looking and writing."""
    made = make.draft(of)
    seen = []
    with listening(seen):
        service.submit(make.leading(made), made.id, made.version, of.terms_id)
    writes = [one for one in seen if one.startswith("UPDATE concept") and "status" in one]
    assert len(writes) == 1
    assert "closes_at" in writes[0]
    clocks = ("statement_timestamp()", "strftime")
    assert any(one in writes[0] for one in clocks)


def test_drafts_after_closing_have_expired_and_are_their_teams(of):
    made = make.draft(of)
    friend = acting(make.joined(made))
    make.close(of, -1)
    assert query.has_expired(query.of_team(friend, made.id))
    assert query.number_of_entries(of) == 0
    with pytest.raises(ConflictError):
        service.submit(make.leading(made), made.id, made.version, of.terms_id)


# Through the pages, by hand-made requests


def test_a_page_that_was_opened_before_gives_back_what_was_typed_after(of, client, sign_in):
    made = make.draft(of)
    sign_in(db.session.get_one(Concept, made.id).lead)
    page = client.page(f"/en/my/concepts/{made.id}/edit/idea")
    version = page.fields()["version"]
    make.close(of, -1)

    answer = client.post(
        f"/en/my/concepts/{made.id}/edit/idea",
        data={"version": version, "title": "Myöhäinen", "problem": "Kauan hiottu teksti"},
    )
    assert answer.status_code == 409
    assert "Kauan hiottu teksti" in answer.text
    assert "by the service’s clock" in answer.text
    db.session.refresh(made)
    assert made.problem == "Pöly leijuu."


def test_saving_by_itself_says_kindly_that_it_is_too_late(of, client, sign_in):
    made = make.draft(of)
    sign_in(made.lead)
    make.close(of, -1)
    answer = client.post(
        f"/en/my/concepts/{made.id}/edit/plan",
        data={"version": "1", "plan": "X"},
        headers={"X-Autosave": "1"},
    )
    assert answer.status_code == 409
    assert answer.json["code"] == "entries_closed"


@pytest.mark.parametrize("seconds", [0, -1])
def test_a_hand_made_submission_after_closing_is_refused(of, client, sign_in, seconds):
    made = make.draft(of)
    sign_in(made.lead)
    make.close(of, seconds)
    answer = client.post(
        f"/en/my/concepts/{made.id}/submit",
        data={
            "version": made.version, "terms_id": of.terms_id, "eligible": "y", "terms": "y",
            "submitted_at": "2000-01-01T00:00:00Z", "now": "2000-01-01", "closes_at": "2100-01-01",
        },
        headers={"Date": "Sat, 01 Jan 2000 00:00:00 GMT"},
    )  # fmt: skip
    assert answer.status_code == 409
    db.session.refresh(made)
    assert (made.status, made.submitted_at) == (S.DRAFT, None)


def test_a_browser_with_a_wrong_clock_is_let_in_before_closing(of, client, sign_in):
    made = make.draft(of)
    sign_in(made.lead)
    answer = client.post(
        f"/en/my/concepts/{made.id}/submit",
        data={
            "version": made.version, "terms_id": of.terms_id, "eligible": "y", "terms": "y",
            "submitted_at": "2100-01-01T00:00:00Z",
        },
        headers={"Date": "Fri, 01 Jan 2100 00:00:00 GMT"},
    )  # fmt: skip
    assert answer.status_code == 303
    db.session.refresh(made)
    assert made.status is S.SUBMITTED
    assert made.submitted_at < of.closes_at


def test_a_slow_upload_that_ends_after_closing_is_not_added(of, client, sign_in, app):
    made = make.draft(of)
    sign_in(made.lead)
    make.close(of, -1)
    answer = client.post(
        f"/en/my/concepts/{made.id}/files",
        data={"upload": (io.BytesIO(pdf(text="late")), "late.pdf")},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 409
    assert made.files == []


def test_a_file_of_before_counts_with_a_submission_before_closing(of, client, sign_in, app):
    made = make.draft(of)
    sign_in(made.lead)
    added = client.post(
        f"/en/my/concepts/{made.id}/files",
        data={"upload": (io.BytesIO(pdf(text="in time")), "plan.pdf")},
        content_type="multipart/form-data",
    )
    assert added.status_code == 303
    service.submit(make.leading(made), made.id, made.version, of.terms_id)
    assert len(query.versions(make.leading(made), made)[0].content["files"]) == 1


@contextmanager
def listening(seen):
    """Write down the statements of the database meanwhile."""

    def hear(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", hear)
    try:
        yield
    finally:
        event.remove(db.engine, "before_cursor_execute", hear)
