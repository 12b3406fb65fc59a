"""Panels and volunteers for tests, brought to a state by the services that bring them there."""

import itertools
from typing import Any

from app.database import db
from app.policies.actor import VISITOR, Actor
from app.queries.panel import live_texts, panel_of
from app.services import panel as service
from app.services import panel_text, volunteer, volunteer_consent, volunteer_guardian
from app.services.panel import Terms
from app.services.panel_text import Purpose, Question
from app.services.volunteer import Asked
from models.base import Translated
from models.panel import Panel, PanelStatus, QuestionKind
from models.pilot import Pilot
from models.volunteer import Volunteer
from tests.factories.application import day
from tests.factories.pilot_run import applicant_of
from tests.factories.pilot_step import runner, running
from tests.factories.testbed import testbed

_numbers = itertools.count(1)

TASKS = Translated("Kulje penkin ohi.", "Gå förbi bänken.", "Walk past the bench.")
RUN = Purpose(
    Translated("Kokeilun tekeminen", "Försöket", "Running the experiment"),
    Translated("Saatte nimeni.", "Ni får mitt namn.", "You get my name."),
    is_required=True,
)
PHOTO = Purpose(
    Translated("Valokuvat", "Foton", "Photos"),
    Translated("Minua saa kuvata.", "Jag får fotograferas.", "I may be photographed."),
)
CYCLES = Translated("Pyöräiletkö?", "Cyklar du?", "Do you cycle?")


def terms(cap: int = 2, **values: Any) -> Terms:
    """Return terms that can be approved."""
    return Terms(
        **{
            "tasks": TASKS, "reward": Translated(), "cap": cap, "opens_day": day(0),
            "closes_day": day(3), **values,
        }
    )  # fmt: skip


def draft(pilot: Pilot | None = None, cap: int = 2, **values: Any) -> Panel:
    """Return a panel with a required purpose and one that is not, being written."""
    made = pilot or running(testbed(), days=5)
    who = applicant_of(made)
    ident = service.save(who, made.id, 0, terms(cap, **values))
    for purpose in (RUN, PHOTO):
        panel_text.keep_purpose(who, made.id, purpose)
    return db.session.get_one(Panel, ident)


def opened(pilot: Pilot | None = None, cap: int = 2, *questions: Question, **values: Any) -> Panel:
    """Return a panel that takes volunteers today."""
    panel = draft(pilot, cap, **values)
    for one in questions:
        panel_text.keep_question(applicant_of(panel.pilot), panel.pilot_id, one)
    return in_state(panel, PanelStatus.OPEN)


def in_state(panel: Panel, status: PanelStatus) -> Panel:
    """Bring a draft to a state."""
    if status is not PanelStatus.DRAFT:
        service.ask(applicant_of(panel.pilot), panel.pilot_id)
    if status in (PanelStatus.OPEN, PanelStatus.CLOSED):
        service.approve(runner(panel.pilot), panel.pilot_id)
    if status is PanelStatus.CLOSED:
        service.close(applicant_of(panel.pilot), panel.pilot_id)
    db.session.refresh(panel)
    return panel


def cycling(kind: QuestionKind = QuestionKind.YES) -> Question:
    """Return a question with yes or no."""
    return Question(kind, CYCLES)


def asking(panel: Panel, **values: Any) -> Asked:
    """Return what somebody answers who fits and says yes to everything."""
    plain = {
        "name": "Rauha Esimerkki",
        "email": f"rauha{next(_numbers)}@koepaikka.example",
        "language": "fi",
        "answers": {one.id: "yes" for one in panel.questions},
        "consents": frozenset(text.id for text in live_texts(panel)),
        "is_old_enough": True,
    }
    return Asked(**plain | values)


def asked(panel: Panel, *, actor: Actor = VISITOR, **values: Any) -> Volunteer:
    """Return somebody who has asked and not confirmed."""
    db.session.refresh(panel)
    volunteer.volunteer(actor, panel.pilot.slug, asking(panel, **values))
    return latest(panel)


def confirmed(panel: Panel, **values: Any) -> Volunteer:
    """Return somebody who has confirmed: with a place or in the queue."""
    made = asked(panel, **values)
    volunteer.confirm(VISITOR, made.token)
    db.session.refresh(made)
    return made


def offered(panel: Panel) -> Volunteer:
    """Return somebody who is offered the place that somebody else left."""
    db.session.refresh(panel)
    placed = [confirmed(panel) for _place in range(panel.free)]
    made = confirmed(panel)
    volunteer_consent.withdraw(VISITOR, placed[0].token)
    db.session.refresh(made)
    return made


def permitted(made: Volunteer, *ticked: int) -> Volunteer:
    """Let a guardian say yes."""
    volunteer_guardian.permit(VISITOR, made.guardian_token, "Huoltaja", ticked)
    db.session.refresh(made)
    return made


def latest(panel: Panel) -> Volunteer:
    """Return who asked last."""
    return (
        db.session.query(Volunteer)
        .filter_by(panel_id=panel.id)
        .order_by(Volunteer.id.desc())
        .first()
    )


def panel_again(pilot: Pilot) -> Panel:
    """Return a pilot's panel as it is now."""
    found = panel_of(pilot.id)
    assert found is not None
    db.session.refresh(found)
    return found
