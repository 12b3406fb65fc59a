"""What residents say: confirmed from a mailbox, looked at, answered, appealed once."""

import datetime as dt

import pytest
from sqlalchemy import func, select

from app import clock
from app.database import db
from app.policies.actor import VISITOR
from app.queries.feedback import figures_of, published
from app.services import feedback as service
from app.services import feedback_answer
from app.services import feedback_moderation as moderation
from models.audit import AuditLine
from models.errors import ConflictError, FieldError, NotFoundError
from models.feedback import (
    Feedback,
    FeedbackFlag,
    FeedbackStatus,
    FlagReason,
    HideReason,
    HoldRule,
)
from models.outbox import OutboxMessage
from tests.factories import feedback as make
from tests.factories import pilot as pilots
from tests.factories.account import acting, person


def mails(address=make.MAIL):
    rows = select(OutboxMessage).where(OutboxMessage.recipient == address)
    return list(db.session.scalars(rows.order_by(OutboxMessage.id)))


def audited(row):
    lines = select(AuditLine.action).where(
        AuditLine.thing == "feedback", AuditLine.thing_id == row.id
    )
    found = db.session.scalars(lines.order_by(AuditLine.id))
    return [one.removeprefix("feedback:") for one in found]


def test_nothing_but_the_question_is_sent_until_it_is_confirmed(session):
    made = make.received(pilots.running())

    assert made.status is FeedbackStatus.RECEIVED
    assert [one.template for one in mails()] == ["feedback/confirm"]
    assert published(made.pilot_id, 10).total == 0


def test_confirmed_feedback_waits_and_is_shown_when_somebody_has_looked(session):
    pilot = pilots.running()
    made = make.waiting(pilot)
    assert made.status is FeedbackStatus.WAITING
    assert made.reader.confirmed_at
    assert published(pilot.id, 10).total == 0

    moderation.publish(make.moderator(pilot), pilot.id, made.id)

    assert [one.id for one in published(pilot.id, 10).rows] == [made.id]
    assert [one.template for one in mails()] == ["feedback/confirm", "feedback/published"]
    assert audited(made) == ["give", "confirm", "publish"]


def test_confirming_twice_changes_nothing(session):
    made = make.waiting(pilots.running())
    version = made.version
    assert service.confirm(VISITOR, made.token) == made.id
    assert made.version == version


def test_ones_own_account_needs_no_mail(session):
    pilot, who = pilots.running(), person(email=make.MAIL)
    given = service.give(acting(who), pilot.slug, "fi", make.said())
    assert not given["asks"]
    assert db.session.get_one(Feedback, given["id"]).status is FeedbackStatus.WAITING
    assert mails() == []


def test_somebody_signed_in_cannot_speak_in_anothers_name(session):
    pilot = pilots.running()
    given = service.give(acting(person()), pilot.slug, "fi", make.said())
    assert given["asks"]
    assert db.session.get_one(Feedback, given["id"]).status is FeedbackStatus.RECEIVED


def test_what_is_for_the_pilots_people_needs_no_address_and_is_never_shown(session):
    pilot = pilots.running()
    made = make.unread(pilot, rating=1)
    assert made.status is FeedbackStatus.UNREAD
    assert made.reader_id is None
    moderation.note(make.moderator(pilot), pilot.id, made.id)
    assert published(pilot.id, 10).total == 0
    with pytest.raises(ConflictError):
        moderation.publish(make.moderator(pilot), pilot.id, made.id)


@pytest.mark.parametrize(
    ("words", "values", "field", "code"),
    [
        ("  ", {}, "words", "feedback_needs_words"),
        ("Hyvä", {"email": ""}, "email", "email_needed"),
        ("Hyvä", {"rating": 6}, "rating", "not_a_choice"),
        ("Hyvä", {"place": "täällä"}, "place", "place_not_read"),
        ("Hyvä", {"place": "65.01, 25.47"}, "place", "place_far"),
        ("a" * 2001, {}, "words", "too_many_letters"),
    ],
)
def test_what_cannot_be_taken_is_said_at_its_field(session, words, values, field, code):
    pilot = pilots.running()
    with pytest.raises(FieldError) as refused:
        service.give(VISITOR, pilot.slug, "fi", make.said(words, **values))
    assert (refused.value.field, refused.value.code) == (field, code)
    assert mails() == []


def test_a_place_is_kept_to_ten_metres(session):
    made = make.received(pilots.running(), place="60.16995123, 24.93841234")
    assert (made.lat, made.lon) == (60.17, 24.9384)


@pytest.mark.parametrize(
    ("words", "is_held"),
    [
        ("Katso www.a.fi ja https://b.fi/x", False),
        ("www.a.fi b.com http://c.net", True),
        ("http://a.fihttp://b.fihttp://c.fi", True),
        ("Kello 12.30, 1.2 metriä. Hyvä.Todella.Hieno", False),
    ],
)
def test_more_than_two_links_are_held_back(session, words, is_held):
    made = make.waiting(pilots.running(), words)
    assert (made.status is FeedbackStatus.HELD) is is_held
    assert made.held_rule is (HoldRule.LINKS if is_held else None)


def test_a_crowd_is_held_back_and_can_still_be_shown(session):
    pilot = pilots.running()
    made = make.waiting(pilot, crowded=True)
    assert (made.status, made.held_rule) == (FeedbackStatus.HELD, HoldRule.MANY)
    moderation.publish(make.moderator(pilot), pilot.id, made.id)
    assert made.status is FeedbackStatus.PUBLISHED


def test_figures_are_shown_from_five_shown_grades_up(session):
    pilot = pilots.running()
    pieces = [make.published(pilot, rating=grade) for grade in (5, 5, 4, 1)]
    make.waiting(pilot, rating=1)
    make.unread(pilot, rating=1)
    make.published(pilot)
    assert figures_of(pilot.id) is None

    make.published(pilot, rating=3)
    found = figures_of(pilot.id)
    assert (found.count, str(found.mean), found.by_grade[5]) == (5, "3.6", 2)

    moderation.hide(make.moderator(pilot), pilot.id, pieces[0].id, HideReason.ABUSE)
    assert figures_of(pilot.id) is None


def test_hiding_keeps_the_words_and_tells_the_reason_and_the_way_to_appeal(session):
    pilot = pilots.running()
    made = make.hidden(pilot)
    assert made.status is FeedbackStatus.HIDDEN
    assert made.words == make.WORDS
    last = mails()[-1]
    assert last.template == "feedback/hidden"
    assert last.context["why_hidden"] == "off_topic"
    assert last.context["may_appeal"] is True
    assert made.token in last.context["path"]


def test_another_reason_has_to_be_said(session):
    pilot = pilots.running()
    made = make.waiting(pilot)
    with pytest.raises(FieldError, match="reason_needed"):
        moderation.hide(make.moderator(pilot), pilot.id, made.id, HideReason.OTHER, "  ")


def test_an_appeal_is_not_answered_by_who_hid_it(session):
    pilot = pilots.running()
    first = make.moderator(pilot)
    made = make.appealed(pilot, first)
    for judge in (moderation.grant, moderation.uphold):
        with pytest.raises(ConflictError, match="appeal_by_another"):
            judge(first, pilot.id, made.id, "Ei")
    moderation.grant(make.moderator(pilot), pilot.id, made.id)
    assert made.status is FeedbackStatus.PUBLISHED
    assert mails()[-1].template == "feedback/appeal_granted"


def test_an_appeal_is_made_once(session):
    pilot = pilots.running()
    made = make.appealed(pilot)
    moderation.grant(make.moderator(pilot), pilot.id, made.id)
    moderation.hide(make.moderator(pilot), pilot.id, made.id, HideReason.ABUSE)
    assert mails()[-1].context["may_appeal"] is False
    with pytest.raises(ConflictError, match="appeal_used"):
        service.appeal(VISITOR, made.token, "Vielä")


def test_an_upheld_appeal_needs_words_and_is_final(session):
    pilot = pilots.running()
    made = make.appealed(pilot)
    with pytest.raises(FieldError, match="reason_needed"):
        moderation.uphold(make.moderator(pilot), pilot.id, made.id, "")
    moderation.uphold(make.moderator(pilot), pilot.id, made.id, "Se on mainos")
    assert made.status is FeedbackStatus.UPHELD
    assert mails()[-1].template == "feedback/appeal_upheld"
    with pytest.raises(ConflictError):
        moderation.restore(make.moderator(pilot), pilot.id, made.id)


def test_an_answer_is_shown_with_for_whom_it_speaks_and_its_author_is_told(session):
    pilot = pilots.running()
    made = make.published(pilot)
    feedback_answer.answer(make.moderator(pilot), pilot.id, made.id, "fi", "Säädämme valot.")
    assert [(one.side.value, one.words) for one in made.answers] == [("city", "Säädämme valot.")]
    last = mails()[-1]
    assert (last.template, last.context["by"]) == ("feedback/answered", pilot.city.name.fi)


def test_what_nobody_has_looked_at_cannot_be_answered(session):
    pilot = pilots.running()
    made = make.waiting(pilot)
    with pytest.raises(ConflictError, match="feedback_not_shown"):
        feedback_answer.answer(make.moderator(pilot), pilot.id, made.id, "fi", "Hei")


def test_who_was_never_confirmed_is_told_nothing(session):
    pilot = pilots.running()
    made = make.unread(pilot, email=make.MAIL)
    moderation.note(make.moderator(pilot), pilot.id, made.id)
    feedback_answer.answer(make.moderator(pilot), pilot.id, made.id, "fi", "Kiitos")
    assert [one.template for one in mails()] == ["feedback/confirm"]


def test_flags_hide_nothing_and_a_flood_of_them_is_bounded(session):
    pilot = pilots.running()
    made = make.published(pilot)
    for _one in range(service.MOST_FLAGS + 5):
        service.flag(pilot.slug, made.id, FlagReason.ABUSE)
    kept = select(func.count()).select_from(FeedbackFlag)
    assert db.session.scalar(kept) == service.MOST_FLAGS
    assert made.status is FeedbackStatus.PUBLISHED

    moderation.settle_flags(make.moderator(pilot), pilot.id, made.id)
    session.refresh(made)
    assert all(one.settled_at for one in made.flags)


def test_only_what_is_shown_can_be_flagged(session):
    pilot = pilots.running()
    made = make.waiting(pilot)
    with pytest.raises(NotFoundError):
        service.flag(pilot.slug, made.id, FlagReason.ABUSE)


def test_what_nobody_confirms_is_deleted_after_two_weeks(session, monkeypatch):
    pilot = pilots.running()
    make.received(pilot)
    kept = make.waiting(pilot)
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + dt.timedelta(days=13))
    assert service.forget_unconfirmed() == 0
    monkeypatch.setattr(clock, "now", lambda: now + dt.timedelta(days=15))
    assert service.forget_unconfirmed() == 1
    assert list(db.session.scalars(select(Feedback.id))) == [kept.id]


def test_feedback_is_taken_for_a_while_after_the_end(session):
    long_ago = pilots.ended(-200, -100)
    with pytest.raises(ConflictError, match="feedback_closed"):
        service.give(VISITOR, long_ago.slug, "fi", make.said())
    assert make.received(pilots.ended())


def test_no_feedback_on_what_is_not_public(session):
    with pytest.raises(NotFoundError):
        service.give(VISITOR, pilots.preparing().slug, "fi", make.said())
