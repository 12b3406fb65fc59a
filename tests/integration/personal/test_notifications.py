"""Somebody gets the mail they want, and what they must know whatever they want."""

import pytest

from app.database import db
from app.policies.actor import VISITOR
from app.queries.notification import switched_off
from app.services import notification
from app.services.notification import tell
from models.account import User
from models.errors import ForbiddenError
from models.notification import CHOICES, MailKind, MailOff
from tests.factories.account import acting, person
from tests.factories.form import filled
from tests.factories.mail import templates


def sent_to(user, *names):
    for number, name in enumerate(names):
        tell(db.session.get(User, user.id), name, f"{name}:{number}")
    db.session.commit()
    return templates(user.email)


def test_what_is_switched_off_is_not_sent_and_duties_are(session):
    user, other = person(), person()
    notification.choose_mail(acting(user), [MailKind.PEOPLE])
    asked = ("pilot/task_due", "pilot/ended", "saved_search/found", "offer/made", "pilot/incident",
             "account/change_notice", "organisation/joined")  # fmt: skip

    assert sent_to(user, *asked) == [
        "offer/made", "pilot/incident", "account/change_notice", "organisation/joined",
    ]  # fmt: skip
    assert sent_to(other, *asked) == list(asked)


def test_a_duty_cannot_be_switched_off_even_by_a_row(session):
    user = person()
    db.session.add(MailOff(user_id=user.id, kind=MailKind.MATTER))
    db.session.commit()

    assert sent_to(user, "offer/made") == ["offer/made"]


def test_nobody_writes_to_an_account_that_is_switched_off(session):
    user = person()
    user.active = False
    db.session.commit()

    assert sent_to(user, "offer/made") == []


def test_the_choice_is_kept_and_shown_again(client, session, sign_in):
    user = person()
    sign_in(user)
    answers = filled(client.page("/fi/my/notifications"))
    assert {name for name in answers if answers[name] == ["y"]} == {kind.value for kind in CHOICES}
    del answers["reminder"]
    assert client.post("/fi/my/notifications", data=answers).status_code == 303
    assert switched_off(acting(user)) == {MailKind.REMINDER}
    assert "reminder" not in filled(client.page("/sv/my/notifications"))


def test_visitors_choose_nothing(session):
    with pytest.raises(ForbiddenError):
        notification.choose_mail(VISITOR, [])
