"""Give a pilot that repeats another the same way of taking part, as a draft to be read and changed.

Only what residents could read of the first panel is copied: tasks, reward, age, the number of
places, questions and the texts of consent as they were approved.  Nobody who took part comes along.
"""

import datetime as dt

from app import clock
from app.database import db
from app.policies.actor import Actor
from app.queries.panel import live_texts, panel_of
from app.services.audit import record
from models.base import Translated
from models.guardian import NO_REWARD
from models.panel import Panel, PanelPurpose, PanelQuestion, PanelStatus
from models.pilot import Pilot

PUBLIC = (PanelStatus.OPEN, PanelStatus.CLOSED)


def inherit(actor: Actor, pilot: Pilot) -> None:
    """Begin the panel of a pilot that repeats another; nothing where that one had none.

    Places can be asked for as many days from the pilot's first day on as with the first one, at
    most to its end.
    """
    first = panel_of(pilot.replicates_id) if pilot.replicates_id is not None else None
    if first is None or first.status not in PUBLIC:
        return
    length = first.closes_day - first.opens_day
    has_reward = pilot.testbed is None or pilot.testbed.kind not in NO_REWARD
    made = Panel(
        pilot_id=pilot.id,
        tasks=first.tasks,
        reward=first.reward if has_reward else Translated(),
        cap=first.cap,
        opens_day=pilot.start_day,
        closes_day=min(pilot.start_day + max(length, dt.timedelta()), pilot.end_day),
        takes_minors=first.takes_minors,
        least_age=first.least_age,
        created_at=clock.now(),
    )
    made.questions = [
        PanelQuestion(kind=one.kind, words=one.words, fits=one.fits, others=one.others)
        for one in first.questions
    ]
    made.purposes = [
        PanelPurpose(name=one.name, words=one.words, is_required=one.is_required)
        for one in live_texts(first)
    ]
    db.session.add(made)
    db.session.flush()
    record(actor, "panel:copy", made, city_id=pilot.city_id, pilot=pilot.id, first=first.pilot_id)
