"""Web nodes are replaced one by one while people read and write, and nobody notices."""

import time

from sqlalchemy import func, select

from app.database import db
from app.queries.health import code_head
from config import ROOT
from models.registration import Registrant
from tests.cluster.conftest import Row
from tests.cluster.newer import migrate, newer_version
from tests.cluster.readers import Crowd, open_event
from tests.cluster.town import NODES, Town

ROUNDS = 2
BETWEEN = 40  # answers between two restarts


def rolled(app, folder, parts):
    """Restart every node in turn under load; return the crowd and how many people are there."""
    slug = open_event(app)
    site = Town("", folder, "", cluster=parts)
    with site, Crowd(site.address, slug) as crowd:
        for _round in range(ROUNDS):
            restart_all(site, crowd)
    return crowd, people_there(app)


def restart_all(site, crowd):
    for number in range(NODES):
        work_on(crowd)
        site.restart(number)


def work_on(crowd):
    """Let people be answered for a while."""
    before, end = crowd.answered, time.monotonic() + 60
    while crowd.answered < before + BETWEEN and time.monotonic() < end:
        time.sleep(0.05)


def people_there(app):
    with app.app_context():
        there = db.session.scalar(select(func.count()).select_from(Registrant))
        db.session.remove()
        db.engine.dispose()
    return there


def test_nobody_notices_that_nodes_are_replaced(place, report):
    crowd, there = rolled(*place())
    lost = crowd.written - there
    trial = f"rolling restart, {ROUNDS * NODES} nodes, longest wait {crowd.longest_s:.1f} s"
    report(Row(trial, crowd.answered, len(crowd.failed), max(0, lost), max(0, -lost)))
    assert crowd.failed == []
    assert lost == 0
    assert crowd.answered > ROUNDS * NODES * BETWEEN / 2


def test_nobody_notices_an_upgrade_nor_the_way_back(place, report, tmp_path):
    app, folder, parts = place()
    slug, newer = open_event(app), newer_version(tmp_path / "newer", code_head())
    site = Town("", folder, "", cluster=parts)
    with site, Crowd(site.address, slug) as crowd:
        work_on(crowd)
        tries = migrate(newer, parts.pair.primary.url, site.environment)
        work_on(crowd)
        are_ready = [site.is_ready(number) for number in range(NODES)]
        site.code = newer
        restart_all(site, crowd)
        site.code = ROOT
        restart_all(site, crowd)
        work_on(crowd)
    lost = crowd.written - people_there(app)
    trial = f"upgrade under load in {tries} tries, and back; longest wait {crowd.longest_s:.1f} s"
    report(Row(trial, crowd.answered, len(crowd.failed), max(0, lost), max(0, -lost)))
    assert are_ready == [True] * NODES  # old processes beside the new database
    assert crowd.failed == []
    assert lost == 0


def test_without_the_rules_of_the_proxy_somebody_does(place, report):
    crowd, _there = rolled(*place(retries=False))
    seen = "fails, as it must" if crowd.failed else "NOT SEEN"
    report(Row("control: nginx asks no second node", crowd.answered, len(crowd.failed), check=seen))
    assert crowd.failed
