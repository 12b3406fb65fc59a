"""Readers are answered by the replica, and still see at once what they wrote themselves."""

import pytest

from tests.cluster.conftest import Row
from tests.cluster.readers import ROOM, Visitor, look_again, open_event, write_and_look
from tests.cluster.town import Town

MANY, SOME = 220, 40
OTHERS, AGAIN = 30, 20
HERE = "tests.cluster.blind:app"


@pytest.fixture
def opened(place):
    """Opens an installation of this module; yields its site and the event."""
    sites = []

    def do(module="wsgi:app", *, two=False):
        app, folder, parts = place()
        if two:
            parts.pair.add()
        slug = open_event(app)
        sites.append(Town("", folder, "", cluster=parts, module=module))
        sites[-1].mail = []
        sites[-1].__enter__()
        return sites[-1], slug

    yield do
    for site in sites:
        site.end()


def read_by_others(site, slug):
    for _other in range(OTHERS):
        Visitor(site.address).open(slug)


def test_who_has_written_sees_it_at_once(opened, report):
    site, slug = opened()
    stale = write_and_look(site.address, slug, MANY)
    read_by_others(site, slug)
    by = site.reads()
    report(Row("write, then read", MANY, None, stale=stale, by_replica=by.get("replica", 0)))
    assert stale == 0
    assert by["replica"] >= OTHERS

    site.parts.pair.pause()
    try:
        stale = write_and_look(site.address, slug, SOME)
        late = site.reads()
        read_by_others(site, slug)
        others = site.reads()["replica"] - late["replica"]
    finally:
        site.parts.pair.resume()
    trial = "the same while the replica shows nothing new"
    report(Row(trial, SOME, None, stale=stale, by_replica=others))
    assert stale == 0
    assert late["behind"] >= SOME
    assert others >= OTHERS  # who has not written is still answered by it


def test_a_replica_that_is_gone_is_not_missed(opened, report):
    site, slug = opened()
    read_by_others(site, slug)
    before = site.reads()
    site.parts.pair.tell(site.parts.pair.primary, "ALTER SYSTEM RESET synchronous_standby_names")
    site.parts.pair.tell(site.parts.pair.primary, "SELECT pg_reload_conf()")
    site.parts.pair.kill(site.parts.pair.standby)
    stale = write_and_look(site.address, slug, SOME)  # asserts that every answer is one
    read_by_others(site, slug)
    standing, after = site.standing(), site.reads()
    report(Row("the replica's machine goes", SOME, 0, stale=stale))
    assert stale == 0
    assert standing[0]["standing"] == "down"
    assert after["down"] > before.get("down", 0)


def test_without_the_position_old_things_are_shown(opened, report):
    site, slug = opened(HERE)
    site.parts.pair.pause()
    try:
        stale = write_and_look(site.address, slug, SOME)
    finally:
        site.parts.pair.resume()
    seen = "fails, as it must" if stale else "NOT SEEN"
    report(Row("control: no position is kept", SOME, None, stale=stale, check=seen))
    assert stale > 0


def test_of_two_replicas_the_one_that_lags_is_left_out(opened, report):
    site, slug = opened(two=True)
    pair = site.parts.pair
    pair.pause(pair.further)
    try:
        visitor = Visitor(site.address).open(slug)
        stale = write_and_look(site.address, slug, SOME, visitor)
        left = visitor.left()
        pair.catch_up()
        before = site.reads()
        stale += look_again(visitor, AGAIN, left)
        after = site.reads()
    finally:
        pair.resume(pair.further)
    by = after["replica"] - before["replica"]
    report(Row("two replicas, one shows nothing new", SOME + AGAIN, None, stale=stale,
               by_replica=by))  # fmt: skip
    assert stale == 0
    assert by == AGAIN  # the other one answers who has written, and never the primary
    assert after.get("behind", 0) == before.get("behind", 0)


def test_without_the_position_the_replica_that_lags_is_asked(opened, report):
    site, slug = opened(HERE, two=True)
    pair = site.parts.pair
    pair.pause(pair.further)
    try:
        visitor = Visitor(site.address).open(slug)
        stale = write_and_look(site.address, slug, SOME, visitor)
        pair.catch_up()
        stale += look_again(visitor, AGAIN, ROOM - SOME)
    finally:
        pair.resume(pair.further)
    seen = "fails, as it must" if stale else "NOT SEEN"
    trial = "control: no position is kept, two replicas"
    report(Row(trial, SOME + AGAIN, None, stale=stale, check=seen))
    assert stale > 0
