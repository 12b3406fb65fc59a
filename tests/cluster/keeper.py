"""Two PostgreSQL that Patroni looks after, with etcd and HAProxy, as in deploy/cluster."""

import json
import os
import re
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from config import ROOT
from tests.faults.cluster import children_of, kill
from tools import postgres, system
from tools.postgres import free_port

DEPLOY = ROOT / "deploy" / "cluster"
NODES = (1, 2)
PATIENCE_S = 180
LEADS = {"master", "primary"}
SMALL = {
    "shared_buffers: 8GB": "shared_buffers: 64MB", "max_wal_size: 8GB": "max_wal_size: 512MB",
    "effective_cache_size: 24GB": "effective_cache_size: 256MB",
    "maintenance_work_mem: 1GB": "maintenance_work_mem: 64MB",
    "max_slot_wal_keep_size: 64GB": "max_slot_wal_keep_size: 1GB",
    "max_connections: 500": "max_connections: 200", "mode: automatic": "mode: 'off'",
    "archive_command: pgbackrest --stanza=koepaikka archive-push %p": "archive_command: 'true'",
    "pgbackrest --stanza=koepaikka archive-get %f %p": "/bin/false",
    "pgbackrest --stanza=koepaikka --delta restore": "/bin/false",
}  # fmt: skip


@dataclass(frozen=True)
class Door:
    """A way to a database of the superuser."""

    host: str
    port: int
    password: str

    @property
    def url(self):
        name = f"postgres:{self.password}"
        return f"postgresql+psycopg://{name}@{self.host}:{self.port}/postgres"


class Keeper:
    """The databases of a cluster; who leads is decided by themselves.

    ``primary`` is the way through HAProxy to whoever leads, ``standbys`` are ways to each machine.
    """

    synchronous = True

    def __init__(self, programs):
        self.programs, self.bin = programs, postgres.ensure_installed()
        self.home = Path(tempfile.mkdtemp(prefix="koepaikka-keeper-", dir="/tmp"))
        self.password, self.processes = secrets.token_urlsafe(16), {}
        self.port, self.tells, self.keeps, self.peers = (free_port() for _one in range(4))
        self.primary = Door("127.0.0.1", free_port(), self.password)
        if system.is_root():
            shutil.chown(self.home, "postgres", "postgres")

    def __enter__(self):
        try:
            self._write()
            self._start("etcd", [self.programs.etcd], **self._etcd())
            for number in NODES:
                self.look_after(number)
                self._wait(lambda: self.leader() is not None)
            self._start("haproxy", [self.programs.haproxy, "-db", "-f", str(self.home / "haproxy")])
            self._wait(self.is_whole)
        except BaseException:
            self.remove()
            raise
        return self

    def __exit__(self, *_given):
        self.remove()

    @property
    def url(self):
        """The address of whoever may be written to."""
        hosts = "&".join(f"host={self.host(number)}:{self.port}" for number in NODES)
        name = f"postgres:{self.password}"
        return f"postgresql+psycopg://{name}@/postgres?{hosts}&target_session_attrs=read-write"

    def standbys(self):
        return [Door(self.host(number), self.port, self.password) for number in NODES]

    def host(self, number):
        return f"127.0.0.1{number}"

    def look_after(self, number):
        """Start Patroni on a machine, which starts its PostgreSQL."""
        self._start(f"patroni{number}", [self.programs.patroni, str(self.home / f"db{number}")])

    def leader(self):
        """Return the number of who leads, None where nobody does."""
        for number in NODES:
            said = self._said(number)
            if said.get("role") in LEADS and said.get("state") == "running":
                return number
        return None

    def is_whole(self):
        """Say whether one leads and another one is waited for by every commit."""
        return self.leader() is not None and any(
            self._said(number).get("sync_standby") for number in NODES
        )

    def kill(self, number):
        """Let a machine go: PostgreSQL and Patroni at once."""
        pid = int((self.home / f"data{number}" / "postmaster.pid").read_text().split()[0])
        guard = self.processes[f"patroni{number}"]
        kill(guard.pid, pid, *children_of(pid))
        guard.wait(PATIENCE_S)

    def remove(self):
        for one in reversed(self.processes.values()):
            if one.poll() is None:
                one.send_signal(signal.SIGTERM)
                with suppress(subprocess.TimeoutExpired):
                    one.wait(30)
                kill(one.pid)
                one.wait(PATIENCE_S)
        for number in NODES:  # of a machine that was killed nobody ends it
            with suppress(OSError, ValueError):
                pid = int((self.home / f"data{number}" / "postmaster.pid").read_text().split()[0])
                kill(pid, *children_of(pid))
        shutil.rmtree(self.home, ignore_errors=True)

    def _said(self, number):
        address = f"http://{self.host(number)}:{self.tells}/patroni"
        try:
            with urlopen(address, timeout=3) as answer:
                return json.load(answer)
        except HTTPError as refused:
            return json.load(refused)
        except (OSError, ValueError):
            return {}

    def _wait(self, happens):
        end = time.monotonic() + PATIENCE_S
        while not happens():
            assert time.monotonic() < end, {number: self._said(number) for number in NODES}
            time.sleep(0.3)

    def _start(self, name, command, **more):
        words = ("SUPERUSER", "REPLICATION", "REWIND", "RESTAPI")
        secret = {f"PATRONI_{word}_PASSWORD": self.password for word in words}
        with (self.home / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                postgres.as_account(command), env={**os.environ, **secret, **more}, cwd=self.home,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, process_group=0,
            )  # fmt: skip

    def _etcd(self):
        """Return etcd's settings as deployed, for one machine."""
        text = (DEPLOY / "etcd.env").read_text()
        found = dict(re.findall(r"(?m)^(ETCD_\w+)=(.*)$", text))
        here, peer = f"http://127.0.0.1:{self.keeps}", f"http://127.0.0.1:{self.peers}"
        return found | {
            "ETCD_DATA_DIR": str(self.home / "etcd"), "ETCD_LISTEN_PEER_URLS": peer,
            "ETCD_LISTEN_CLIENT_URLS": here, "ETCD_ADVERTISE_CLIENT_URLS": here,
            "ETCD_INITIAL_ADVERTISE_PEER_URLS": peer, "ETCD_INITIAL_CLUSTER": f"db1={peer}",
        }  # fmt: skip

    def _write(self):
        text = re.sub(r"hosts: \[.*\]", f"hosts: [127.0.0.1:{self.keeps}]",
                      (DEPLOY / "patroni.yml").read_text())  # fmt: skip
        for old, new in SMALL.items():
            assert old in text, old
            text = text.replace(old, new)
        text = text.replace(",127.0.0.1:5432", ":5432").replace("/usr/lib/postgresql/15/bin",
                                                               str(self.bin))  # fmt: skip
        text = text.replace(":5432", f":{self.port}").replace(":8008", f":{self.tells}")
        for number in NODES:
            own = text.replace("10.0.0.11", self.host(number)).replace("db1", f"db{number}")
            own = own.replace("10.0.0.", "127.0.0.").replace(
                "/var/lib/postgresql/15/koepaikka", str(self.home / f"data{number}")
            )
            own = own.replace("/run/patroni/pgpass", str(self.home / f"pgpass{number}"))
            place = self.home / f"sockets{number}"
            place.mkdir()
            if system.is_root():
                shutil.chown(place, "postgres", "postgres")
            sockets = f"  parameters: {{unix_socket_directories: {place}}}\n  pg_hba:\n"
            own = own.replace("  pg_hba:\n", sockets, 1)
            (self.home / f"db{number}").write_text(own)
        text = (DEPLOY / "haproxy.cfg").read_text().replace("10.0.0.", "127.0.0.")
        text = re.sub(r"(?m)^ +(user|group|log) .*$|^ +server db3 .*$", "", text)
        text = text.replace(":5432", f":{self.port}").replace("port 8008", f"port {self.tells}")
        text = text.replace("127.0.0.1:5000", f"127.0.0.1:{self.primary.port}")
        text = text.replace("127.0.0.1:8405", f"127.0.0.1:{free_port()}")
        (self.home / "haproxy").write_text(text)
        for path in self.home.iterdir():
            if path.is_file():
                path.chmod(0o644)
