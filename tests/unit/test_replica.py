"""Which replica may answer a reader: one that is there, near enough, and has what was written."""

import pytest
from sqlalchemy.exc import OperationalError

from app.adapters.replica import FAR, FRESH_S, REST_S, Replica, Replicas
from config import Settings, WrongSettingError

MOST_S = 10


class Server:
    """A database as a replica or a primary shows itself."""

    def __init__(self, position=0, since=None):
        self.position, self.since, self.is_up, self.asked = position, since, True, 0

    def place(self):
        self.asked += 1
        if not self.is_up:
            raise OperationalError("ask", {}, ConnectionError())
        return self.position, self.since

    def follow(self, other):
        self.position = other.position


class Scene:
    """A primary with two replicas, and a clock that goes when it is told to."""

    def __init__(self, replicas=2):
        self.at = 1000.0
        self.primary = Server(100, since="first")
        self.servers = [Server(100) for _one in range(replicas)]
        made = [Replica(f"r{number}", one.place) for number, one in enumerate(self.servers)]
        self.replicas = Replicas(
            made, self.primary.place, lambda: self.primary.place()[0], MOST_S, lambda: self.at
        )

    def go(self, seconds=FRESH_S):
        self.at += seconds

    def chosen(self, wanted=0):
        """Return who answers the next readers, one after the other."""
        found = [self.replicas.choose(wanted) for _turn in self.servers]
        return {one.name if one is not None else "primary" for one in found}


def test_readers_are_shared_out():
    assert Scene().chosen() == {"r0", "r1"}


def test_who_wrote_is_answered_by_whoever_has_it():
    scene = Scene()
    scene.chosen()
    scene.primary.position = scene.servers[1].position = 101

    assert scene.chosen(101) == {"r1"}
    scene.servers[1].position = 100  # it has been seen that it had it: nobody asks again
    asked = scene.servers[1].asked
    assert scene.chosen(101) == {"r1"}
    assert scene.servers[1].asked == asked
    assert scene.chosen(102) == {"primary"}
    assert scene.chosen(FAR) == {"primary"}
    assert scene.chosen() == {"r0", "r1"}


def test_a_new_connection_may_lead_to_one_that_began_anew():
    scene = Scene(1)
    scene.chosen()
    scene.replicas.replicas[0].forget()
    scene.servers[0].position = 90

    assert scene.chosen(100) == {"primary"}


def test_one_that_lags_answers_nobody_until_it_has_come():
    scene = Scene(1)
    for _second in range(MOST_S + 1):
        assert scene.chosen() == {"r0"}
        scene.primary.position += 1
        scene.go()

    scene.go()
    assert scene.chosen() == {"primary"}
    assert scene.replicas.report()[0]["standing"] == "late"
    scene.servers[0].follow(scene.primary)
    scene.go()
    assert scene.chosen() == {"r0"}


def test_one_that_was_left_alone_for_long_is_not_trusted_before_it_is_near():
    scene = Scene(1)
    scene.chosen()
    scene.primary.position += 1
    scene.go(3600)

    assert scene.chosen() == {"primary"}


def test_one_that_is_down_is_left_alone_for_a_while():
    scene = Scene()
    scene.chosen()
    scene.servers[0].is_up = False
    scene.go()
    assert scene.chosen() == {"r1"}
    asked = scene.servers[0].asked
    scene.go()
    assert scene.chosen() == {"r1"}
    assert scene.servers[0].asked == asked

    scene.servers[0].is_up = True
    scene.go(REST_S)
    assert scene.chosen() == {"r0", "r1"}


def test_one_that_follows_nobody_is_not_a_replica():
    scene = Scene(1)
    scene.servers[0].since, scene.servers[0].position = "second", 10_000

    assert scene.chosen() == {"primary"}
    assert scene.replicas.report()[0]["standing"] == "strange"
    scene.primary.since = "second"  # it has become the primary itself
    scene.go()
    assert scene.chosen() == {"r0"}


def test_while_the_primary_is_away_readers_are_still_answered():
    scene = Scene()
    scene.chosen()
    scene.primary.is_up = False
    scene.go(60)

    assert scene.chosen() == {"r0", "r1"}
    assert scene.chosen(scene.replicas.written()) == {"primary"}


def test_after_a_new_primary_with_less_the_old_positions_are_forgotten():
    scene = Scene(1)
    scene.chosen()
    scene.primary.position = scene.servers[0].position = 50
    scene.go()

    assert scene.chosen() == {"r0"}
    assert scene.replicas.report()[0]["late_s"] == 0


def test_replicas_are_read_from_the_environment(tmp_path):
    env = {"SECRET_KEY": "k", "INSTANCE_DIR": str(tmp_path)}
    both = {"DATABASE_URL": "postgres://a/b", "REPLICA_URLS": "postgresql://c/d, postgres://e/f,"}

    assert Settings.from_env(env).replica_urls == ()
    assert Settings.from_env(env | both).replica_urls == (
        "postgresql+psycopg://c/d",
        "postgresql+psycopg://e/f",
    )
    for wrong in ({"REPLICA_URLS": "postgresql://c/d"}, both | {"REPLICA_URLS": "sqlite:///x"}):
        with pytest.raises(WrongSettingError):
            Settings.from_env(env | wrong)
