"""For each mail the use case that sends it: a scene is set, and what it returns is then done.

A new template in templates/mail needs a line in one of the tables; tests fail without it.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

from app import clock
from app.database import db
from app.services import (
    application,
    application_draft,
    application_wish,
    replication,
    saved_search,
    testbed,
    testbed_check,
)
from app.services.application_wish import Wish
from models.application import ApplicantForm, Application
from models.saved_search import AlertRhythm
from models.testbed import TestbedAction
from tests.factories import application as make
from tests.factories import pilot_step
from tests.factories import testbed as places
from tests.factories.account import acting, member, person
from tests.factories.application import coordinator, day, days_later
from tests.integration.outbox import (
    letter_scenes_application,
    letter_scenes_award,
    letter_scenes_challenge,
    letter_scenes_concept,
    letter_scenes_fault,
    letter_scenes_feedback,
    letter_scenes_follow,
    letter_scenes_jury,
    letter_scenes_panel,
    letter_scenes_people,
    letter_scenes_personal,
    letter_scenes_pilot,
    letter_scenes_registration,
    letter_scenes_token,
    letter_scenes_webhook,
)

Deed = Callable[[], Any]


def _closing(action: TestbedAction) -> Deed:
    made = make.part()
    who, place = coordinator(made), made.testbed
    return lambda: testbed.act(who, place.id, action, place.version, "Reason")


def _stale() -> Deed:
    old = clock.today() - dt.timedelta(days=900)
    one = places.testbed(checked_on=old)
    return lambda: testbed_check.remind(one.city_id)


def _found() -> Deed:
    """A place opens that fits what somebody keeps looking for."""
    who = acting(person())
    ident = saved_search.keep_search(who, "Talvi", {"need": ["power"]}, AlertRhythm.DAILY)
    places.testbed(infrastructure=["power"])

    def alert() -> int:
        with days_later(1):
            return saved_search.alert_one(ident)

    return alert


def _replicated() -> Deed:
    """Somebody applies in Oulu to try again what was completed in Helsinki."""
    first, who = pilot_step.completed(), acting(member())
    where = [places.testbed("oulu").id]
    (company,) = who.organisations
    ident = replication.replicate(who, first.slug, where, ApplicantForm.ORGANISATION, company, "en")
    made = db.session.get_one(Application, ident)
    application_draft.save_draft(who, ident, made.version, make.ANSWERS)
    part = made.parts[0]
    application_wish.set_wish(who, part.id, part.version, Wish(earliest=day(10), days=10))
    return lambda: application.submit(who, ident, made.version, make.TERMS)


SCENES: dict[str, Callable[[], Deed]] = {
    **letter_scenes_application.SCENES,
    **letter_scenes_award.SCENES,
    **letter_scenes_concept.SCENES,
    **letter_scenes_fault.SCENES,
    **letter_scenes_follow.SCENES,
    **letter_scenes_jury.SCENES,
    **letter_scenes_panel.SCENES,
    **letter_scenes_token.SCENES,
    **letter_scenes_challenge.SCENES,
    **letter_scenes_feedback.SCENES,
    **letter_scenes_people.SCENES,
    **letter_scenes_personal.SCENES,
    **letter_scenes_pilot.SCENES,
    **letter_scenes_registration.SCENES,
    **letter_scenes_webhook.SCENES,
    "replication/sent": _replicated,
    "saved_search/found": _found,
    "testbed/paused": lambda: _closing(TestbedAction.PAUSE),
    "testbed/retired": lambda: _closing(TestbedAction.RETIRE),
    "testbed/stale": _stale,
}  # fmt: skip
