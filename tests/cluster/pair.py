"""A primary and its standbys, each a PostgreSQL in a folder of its own."""

import os
import shutil
import subprocess
import time

import psycopg

from tests.faults.cluster import Cluster, children_of, kill
from tools import postgres, system

PATIENCE_S = 60
NAME, FURTHER = "standby", "further"


class Standby(Cluster):
    """A copy of a running primary that follows it."""

    def follow(self, primary, name=NAME):
        self.password = primary.password
        self.settings |= {"cluster_name": name}
        if system.is_root():
            shutil.chown(self.home, "postgres", "postgres")
        command = [
            str(self.programs / "pg_basebackup"), "-h", "127.0.0.1", "-p", str(primary.port),
            "-U", "postgres", "-D", str(self.home / "data"), "-R", "-X", "stream", "-C", "-S", name,
            "-c", "fast",
        ]  # fmt: skip
        environment = {**os.environ, "PGPASSWORD": primary.password}
        subprocess.run(postgres.as_account(command), check=True, cwd=self.home, env=environment)
        self.start()


class Pair:
    """A primary whose commits wait for the standby's disk, or, ``synchronous=False``, do not.

    The primary begins as a copy of ``laid``, a cluster that is stopped.  ``further`` is a second
    standby, once there is one; no commit ever waits for it.
    """

    def __init__(self, laid, *, synchronous=True):
        self.laid, self.synchronous = laid, synchronous
        self.primary, self.standby, self.further = Cluster({}), Standby({}), None

    def __enter__(self):
        try:
            self._copy()
        except BaseException:
            self.remove()
            raise
        return self

    def __exit__(self, *_given):
        self.remove()

    def _copy(self):
        home, self.primary.password = self.primary.home, self.laid.password
        if system.is_root():
            shutil.chown(home, "postgres", "postgres")
        source = str(self.laid.home / "data")
        subprocess.run(postgres.as_account(["cp", "-a", source, str(home)]), check=True, cwd=home)
        self.primary.start()

    @property
    def url(self):
        """The address of whichever of them may be written to."""
        hosts = "&".join(f"host=127.0.0.1:{one.port}" for one in (self.primary, self.standby))
        name = f"postgres:{self.primary.password}"
        return f"postgresql+psycopg://{name}@/postgres?{hosts}&target_session_attrs=read-write"

    def join(self):
        """Let the standby follow, now that the primary holds what it shall hold."""
        self.standby.follow(self.primary)
        self._wait_for_stream(NAME)
        if self.synchronous:
            self.tell(self.primary, f"ALTER SYSTEM SET synchronous_standby_names = '{NAME}'")
            self.tell(self.primary, "SELECT pg_reload_conf()")
            self._wait(
                "SELECT sync_state = 'sync' FROM pg_stat_replication WHERE application_name = %s"
            )

    def add(self):
        """Let a second standby follow, too."""
        self.further = Standby({})
        self.further.follow(self.primary, FURTHER)
        self._wait_for_stream(FURTHER)

    def standbys(self):
        return [one for one in (self.standby, self.further) if one is not None]

    def _wait_for_stream(self, name):
        self._wait(
            "SELECT state = 'streaming' FROM pg_stat_replication WHERE application_name = %s", name
        )

    def _wait(self, question, name=NAME):
        end = time.monotonic() + PATIENCE_S
        while self.tell(self.primary, question, (name,)) != [(True,)]:
            assert time.monotonic() < end, question
            time.sleep(0.1)

    def tell(self, server, statement, values=None):
        """Let a server do something; return its rows."""
        address = server.url.replace("+psycopg", "")
        with psycopg.connect(address, autocommit=True) as connection:
            done = connection.execute(statement, values)
            return done.fetchall() if done.description else []

    def cut(self):
        """Let the standby hear nothing more, as when the line between the two is cut."""
        self.tell(self.standby, "ALTER SYSTEM SET primary_conninfo = ''")
        self.tell(self.standby, "SELECT pg_reload_conf()")
        end = time.monotonic() + PATIENCE_S
        while self.tell(self.standby, "SELECT 1 FROM pg_stat_wal_receiver"):
            assert time.monotonic() < end, "the standby goes on hearing"
            time.sleep(0.02)

    def kill(self, server):
        """End a server as its machine's power would; it does not come back."""
        kill(server.process.pid, *children_of(server.process.pid))
        server.process.wait(PATIENCE_S)

    def promote(self):
        """Make the standby the primary."""
        assert self.tell(self.standby, "SELECT pg_promote(true, 60)") == [(True,)]

    def pause(self, server=None):
        """Let a standby keep what it hears without showing it."""
        self.tell(server or self.standby, "SELECT pg_wal_replay_pause()")

    def resume(self, server=None):
        self.tell(server or self.standby, "SELECT pg_wal_replay_resume()")

    def catch_up(self):
        """Wait until the first standby shows all that was written so far."""
        written = self.tell(self.primary, "SELECT pg_current_wal_insert_lsn()::text")[0]
        end = time.monotonic() + PATIENCE_S
        while self.tell(self.standby, "SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", written) != [
            (True,)
        ]:
            assert time.monotonic() < end, "the standby does not catch up"
            time.sleep(0.02)

    def remove(self):
        for one in self.standbys():
            one.remove()
        self.primary.remove()
