"""One storm of faults from its beginning to the verdict."""

import json
import random
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from sqlalchemy import func, or_, select, update

from app import clock
from app.cli.users import DEMO_PASSWORD
from app.database import db, writing
from config import ROOT
from models.event import EventStatus
from models.outbox import OutboxMessage, OutboxStatus
from tests.factories import event as events
from tests.faults.client import Crowd
from tests.faults.flaky_mailbox import FlakyMailbox
from tests.faults.site import Site
from tests.faults.verdict import judge
from tests.integration.booking.storm_site import Storm, last_rows, prepared
from tests.integration.booking.test_storm import TELLS

CLIENTS = 6
CAPACITIES = (12, 30)
PATIENCE_S = 300
TOLD = {"application/given_way_city", "booking/moved"}.union(*TELLS.values())
KINDS = {"web": 4, "mail": 3, "all_web": 1}


class Aftermath(Storm):
    """What a storm left; of the mails those about places, which the checks of storms count."""

    def mails(self):
        return [mail for mail in super().mails() if mail.template in TOLD]


@dataclass
class Weather:
    """How bad it gets: for how long, by which seed, which faults how often; what is served.

    Where nobody sends mail, none is asked for afterwards.
    """

    seconds: float
    seed: int
    kinds: dict[str, int]
    module: str = "wsgi:app"
    clients: int = CLIENTS
    sends_mail: bool = True
    lost: float = 0.1


def blow(app, folder, weather, cluster=None, site_of=Site):
    """Let people work on a new installation while it is killed; return the verdict, the faults.

    ``site_of`` makes the installation, on the given cluster.
    """
    plan, slug, sessions = stage(app, folder, weather)
    stop = folder / "stop"
    crowd = Crowd(asdict(plan), slug, sessions, str(stop), weather.lost)
    with app.app_context():
        before = last_rows()
        db.engine.dispose()
    with FlakyMailbox(weather.seed) as mailbox:
        site = site_of(plan.url, folder, mailbox.url, cluster=cluster, module=weather.module)
        site.mail = site.mail if weather.sends_mail else []
        with site:
            crowd.plan["address"] = site.address
            with people(crowd) as ended:
                chance = random.Random(weather.seed)
                site.rage(weather.seconds, chance, weather.kinds, lambda: lines_of(plan.folder))
                site.wait_until_it_answers()
                stop.touch()
                ended(site)
            mailbox.is_flaky = False
            if weather.sends_mail:
                send_the_rest(app, site)
        ids = mailbox.ids() if weather.sends_mail else None
    told = [one for one in read(plan.folder) if "do" in one]
    with app.app_context():
        found = judge(Aftermath(app, told, before), ids)
        db.session.remove()
        db.engine.dispose()
    return found, site.faults | {"refused": mailbox.refused, "cut": mailbox.cut}


def stage(app, folder, weather):
    """Write the places, the wishes and the event; return the plan, the event and its sessions."""
    (folder / "told").mkdir()
    plan = prepared(app, folder / "told")
    with app.app_context(), writing():
        rooms = [events.session(48, capacity=one) for one in CAPACITIES]
        event = events.event(EventStatus.PUBLISHED, *rooms)
        db.session.commit()
        found = event.slug, [one.id for one in event.sessions]
        db.session.remove()
        db.engine.dispose()
    many = weather.clients
    plan = replace(
        plan, writers=many, browsers=many, password=DEMO_PASSWORD, seed=weather.seed
    )  # fmt: skip
    return plan, *found


@contextmanager
def people(crowd):
    """Let the crowd loose; yields, once all are signed in, a way to wait for their end."""
    command = [sys.executable, "-m", "tests.faults.client", json.dumps(asdict(crowd))]
    crowded = subprocess.Popen(command, cwd=ROOT)
    end = time.monotonic() + PATIENCE_S
    while sum(1 for _one in read(crowd.plan["folder"])) < crowd.plan["writers"]:
        assert crowded.poll() is None, "the crowd did not come"
        assert time.monotonic() < end, "the crowd did not come in time"
        time.sleep(0.05)

    def ended(site):
        end = time.monotonic() + PATIENCE_S
        while crowded.poll() is None and time.monotonic() < end:
            site.tend()
            time.sleep(0.1)
        assert crowded.poll() == 0, "somebody in the crowd failed"

    try:
        yield ended
    finally:
        Path(crowd.stop).touch()
        try:
            crowded.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            crowded.kill()
            crowded.wait()


def read(folder):
    """Yield what people have said; a line that is being written is left out."""
    for path in sorted(Path(folder).iterdir()):
        for line in path.read_text().splitlines(keepends=True):
            if line.endswith("\n"):
                yield json.loads(line)


def lines_of(folder):
    """Return how often people have been answered."""
    return sum(path.read_bytes().count(b"\n") for path in Path(folder).iterdir())


def send_the_rest(app, site):
    """Let what was refused, or was held by who was killed, be due now instead of in minutes."""
    end = time.monotonic() + PATIENCE_S
    is_waiting = OutboxMessage.status == OutboxStatus.WAITING
    with app.app_context():
        while db.session.scalar(select(func.count()).where(is_waiting)):
            assert time.monotonic() < end, "mail is left over"
            db.session.rollback()
            now = clock.now()
            is_late = or_(OutboxMessage.due_at > now, OutboxMessage.leased_until.is_not(None))
            with writing():
                db.session.execute(
                    update(OutboxMessage)
                    .where(is_waiting, is_late)
                    .values(due_at=now, leased_until=None)
                )
                db.session.commit()
            site.tend()
            time.sleep(4)  # a round of the dispatchers
        db.session.remove()
        db.engine.dispose()
