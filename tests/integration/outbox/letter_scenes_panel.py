"""The use cases that send mail about taking part in pilots."""

from collections.abc import Callable
from typing import Any

from app.database import db
from app.policies.actor import VISITOR
from app.services import (
    panel,
    panel_text,
    report,
    survey,
    volunteer,
    volunteer_consent,
    volunteer_desk,
    volunteer_guardian,
    volunteer_place,
)
from app.services.panel_text import Purpose
from models.base import Translated
from models.panel import PanelStatus
from models.report import Side
from models.survey import Round
from models.testbed_kind import TestbedKind
from tests.factories import panel as make
from tests.factories import pilot_step
from tests.factories.application import days_later
from tests.factories.pilot_run import applicant_of
from tests.factories.pilot_step import runner
from tests.factories.testbed import testbed

Deed = Callable[[], Any]
GUARDIAN = "huoltaja@koepaikka.example"


def _of_panel(state: PanelStatus, deed: Callable[..., Any], *words: str) -> Deed:
    made = make.in_state(make.draft(), state)
    who = applicant_of(made.pilot) if deed is panel.ask else runner(made.pilot)
    ident = made.pilot_id
    return lambda: deed(who, ident, *words)


def _asks(**values: Any) -> Deed:
    made = make.opened()
    slug, asked = made.pilot.slug, make.asking(made, **values)
    return lambda: volunteer.volunteer(VISITOR, slug, asked)


def _asks_again() -> Deed:
    made = make.opened()
    one = make.confirmed(made)
    slug, asked = made.pilot.slug, make.asking(made, email=one.reader.email)
    return lambda: volunteer.volunteer(VISITOR, slug, asked)


def _confirms(cap: int, **values: Any) -> Deed:
    """Confirm as the second of those who come."""
    made = make.opened(cap=cap, takes_minors=True, least_age=10) if values else make.opened(cap=cap)
    if cap == 1:
        make.confirmed(made)
    token = make.asked(made, **values).token
    return lambda: volunteer.confirm(VISITOR, token)


def _leaves(cap: int) -> Deed:
    """Leave as the first of two who came."""
    made = make.opened(cap=cap)
    token = make.confirmed(made).token
    make.confirmed(made)
    return lambda: volunteer_consent.withdraw(VISITOR, token)


def _lapses() -> Deed:
    ident = make.offered(make.opened(cap=1)).panel_id

    def lapse() -> int:
        with days_later(4):
            return volunteer_place.lapse_one(ident)

    return lapse


def _child() -> Deed:
    made = make.opened(takes_minors=True, least_age=6)
    slug = made.pilot.slug
    asked = make.asking(made, birth_year=2018, guardian_email=GUARDIAN, email="")
    return lambda: volunteer.volunteer(VISITOR, slug, asked)


def _refuses() -> Deed:
    school = pilot_step.running(testbed(kind=TestbedKind.SCHOOL), days=5)
    made = make.opened(school, takes_minors=True, least_age=10)
    token = make.confirmed(made, birth_year=2012, guardian_email=GUARDIAN).guardian_token
    return lambda: volunteer_guardian.refuse(VISITOR, token)


def _changes() -> Deed:
    made = make.opened()
    make.confirmed(made)
    who, pilot = applicant_of(made.pilot), made.pilot
    panel.change(who, pilot.id)
    words = Translated("Muuta", "Annat", "Other")
    purpose = Purpose(make.RUN.name, words, is_required=True)
    panel_text.keep_purpose(who, pilot.id, purpose, made.purposes[0].id)
    panel.ask(who, pilot.id)
    staff = runner(pilot)
    return lambda: panel.approve(staff, pilot.id)


def _writes() -> Deed:
    made = make.opened()
    make.confirmed(made)
    who, ident = applicant_of(made.pilot), made.pilot_id
    return lambda: volunteer_desk.write(who, ident, "Huomenna", "Kello 9.")


def _asks_how_it_is() -> Deed:
    made = make.opened()
    make.confirmed(made)
    who, ident = applicant_of(made.pilot), made.pilot_id
    return lambda: survey.open_survey(who, ident, Round.MIDDLE)


def _ends() -> Deed:
    pilot = pilot_step.running(testbed(), days=5)
    make.confirmed(make.opened(pilot))
    pilot_step.service.end(runner(pilot), pilot.id)
    report.save(runner(pilot), pilot.id, pilot.version, pilot_step.REPORT)
    report.send(applicant_of(pilot), pilot.id)
    staff, ident = runner(pilot), pilot.id
    db.session.commit()
    return lambda: report.approve(staff, ident, Side.CITY, 1)


SCENES: dict[str, Callable[[], Deed]] = {
    "panel/asked": lambda: _of_panel(PanelStatus.DRAFT, panel.ask),
    "panel/approved": lambda: _of_panel(PanelStatus.ASKED, panel.approve),
    "panel/sent_back": lambda: _of_panel(PanelStatus.ASKED, panel.send_back, "Lyhyemmin"),
    "panel/withdrawn": lambda: _leaves(2),
    "volunteer/already": _asks_again,
    "volunteer/asked_anew": _changes,
    "volunteer/confirm": _asks,
    "volunteer/ended": _ends,
    "volunteer/guardian": _child,
    "volunteer/informed": lambda: _confirms(2, birth_year=2010, guardian_email=GUARDIAN),
    "volunteer/lapsed": _lapses,
    "volunteer/message": _writes,
    "volunteer/offered": lambda: _leaves(1),
    "volunteer/placed": lambda: _confirms(2),
    "volunteer/refused": _refuses,
    "volunteer/survey": _asks_how_it_is,
    "volunteer/waiting": lambda: _confirms(1),
}
