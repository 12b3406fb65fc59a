"""The place of a storm: three testbeds and a lab of two cities, wishes for them, what was said."""

import json
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import func, select

from app import clock
from app.adapters import accounts
from app.cli.users import DEMO_PASSWORD
from app.database import db
from config import ROOT
from models.account import CityRole
from models.application import (
    ApplicantForm,
    Application,
    ApplicationPart,
    JointPolicy,
    PartStatus,
)
from models.audit import AuditLine
from models.outbox import OutboxMessage
from models.testbed_kind import SlotUnit
from models.window import WHOLE_DAY, Hours
from tests.factories.account import person, staff
from tests.factories.application import day
from tests.factories.pilot_step import ready
from tests.factories.staff import give_role
from tests.factories.testbed import testbed
from tests.storm_deed import DEEDS
from tests.storm_writer import Plan

WRITERS, BROWSERS = 8, 2
SECONDS = 8
PATIENCE = 420  # longer than the longest storm
SINGLE, JOINT, AGREED = 60, 10, 5
AT_THE_LAB, ALTERNATIVE, JOINT_ALTERNATIVE = 24, 8, 4


@dataclass
class Storm:
    """What the writers said, and where."""

    app: object
    told: list[dict]
    before: tuple[int, int]

    def lines(self):
        """Return the lines of the audit trail that the storm left."""
        asked = select(AuditLine).where(AuditLine.id > self.before[0]).order_by(AuditLine.id)
        return list(db.session.scalars(asked))

    def mails(self):
        return list(
            db.session.scalars(select(OutboxMessage).where(OutboxMessage.id > self.before[1]))
        )

    def answered(self, *deeds):
        wanted = deeds or set(DEEDS)
        return [one for one in self.told if one["do"] in wanted and "answer" in one]


def prepared(app, folder):
    """Write the people, the places and the wishes; return the plan of a storm there."""
    with app.app_context():
        city, me = staff(), person()
        give_role(city, CityRole.COORDINATOR, "tampere")
        city.password = me.password = accounts.hashed(DEMO_PASSWORD)
        places = [testbed(capacity=1), testbed("tampere", capacity=2), testbed(capacity=3)]
        for number in range(SINGLE):
            wish(me, [places[number % 3]], PartStatus.SUBMITTED)
        for number in range(JOINT):  # each asks for the places in another order
            first = number % 3
            made = wish(me, places[first:] + places[:first], PartStatus.IN_REVIEW)
            if number < AGREED:  # and half of them wait to be offered days that nobody else wants
                agree(made, 30 + 5 * number)
        alternatives(me, places)
        lab = testbed(capacity=2, slot_unit=SlotUnit.HOUR)
        for number in range(AT_THE_LAB):
            wish(me, [lab], PartStatus.SUBMITTED, hours=Hours(number % 8, 10 + number % 12))
        db.session.commit()
        for place in (*places, lab):  # somebody is ready to begin at each place
            ready(place, author=me, days=4)
        url = db.engine.url.render_as_string(hide_password=False)
        plan = Plan(url, str(folder), WRITERS, SECONDS, city.email, me.email)
        db.session.remove()
        db.engine.dispose()
    return plan


def alternatives(author, places):
    """Write wishes for places instead of each other: joint ones, and such as are glad of any."""
    for number in range(JOINT_ALTERNATIVE):  # of the first two places one is enough
        made = wish(author, places, PartStatus.IN_REVIEW, instead=2)
        if number % 2:
            agree(made, 60 + 5 * number)
    for number in range(ALTERNATIVE):
        chosen = places[number % 3 :] + places[: number % 3]
        wish(author, chosen, PartStatus.SUBMITTED, policy=JointPolicy.ANY, instead=3)


def last_rows():
    """Return the last line of the audit trail and the last mail."""
    newest = [db.session.scalar(select(func.max(table.id))) for table in (AuditLine, OutboxMessage)]
    db.session.rollback()
    return newest[0] or 0, newest[1] or 0


def wish(author, places, status, *, policy=None, instead=0, hours=WHOLE_DAY):
    """Write an application for the same days as all the others, straight into the tables.

    The first ``instead`` of its places are wished for instead of each other.
    """
    now = clock.now()
    policy = policy or (JointPolicy.ALL if len(places) > 1 else JointPolicy.ANY)
    made = Application(
        author_id=author.id, applicant_form=ApplicantForm.PERSON, language="fi", title="Wish",
        joint_policy=policy, created_at=now, updated_at=now, submitted_at=now,
    )  # fmt: skip
    for order, place in enumerate(places, start=1):
        made.parts.append(
            ApplicationPart(
                testbed_id=place.id, city_id=place.city_id, status=status, preference=order,
                earliest=day(3), days=3, latest_end=day(18),
                alternative=1 if order <= instead else None,
                from_hour=hours.start, to_hour=hours.end,
            )
        )  # fmt: skip
    db.session.add(made)
    return made


def agree(made, first):
    """Let the cities agree on days for every part of an application."""
    for part in made.parts:
        part.status = PartStatus.SHORTLISTED
        part.agreed_start, part.agreed_end = day(first), day(first + 2)


def blow(plan, **changes):
    """Let the writers loose and gather what they say."""
    plan = replace(plan, **changes)
    command = [sys.executable, "-m", "tests.storm_writer", plan.text()]
    subprocess.run(command, cwd=ROOT, check=True, timeout=PATIENCE)
    said = [path.read_text().splitlines() for path in sorted(Path(plan.folder).iterdir())]
    return [json.loads(line) for lines in said for line in lines]
