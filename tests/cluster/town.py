"""An installation of several parts on one machine: nginx, two web nodes, dispatcher, pooler."""

import json
import signal
import time
from contextlib import ExitStack, suppress
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from tests.cluster.around import Bouncer, Limits, Proxy
from tests.faults.site import PATIENCE_S, Site
from tools.postgres import free_port

NODES = 2
ENOUGH = 25  # answers before the blow, and after it
UTMOST_S = 180
UNHEARD, CUT_S = 5, (3, 60)  # answers that the standby does not hear of; how long to wait


class Parts:
    """A pair of databases and the programs around the web nodes."""

    def __init__(self, pair, programs, *, retries=True):
        self.pair, self.programs, self.retries = pair, programs, retries
        self.ports = [free_port() for _one in range(NODES)]

    def __enter__(self):
        self._stack = ExitStack()
        with ExitStack() as made:
            self.bouncer = made.enter_context(Bouncer(self.programs, self.pair.primary))
            self.limits = made.enter_context(Limits(self.programs))
            proxy = Proxy(self.programs, self.ports, retries=self.retries)
            self.proxy = made.enter_context(proxy)
            self._stack = made.pop_all()
        return self

    def __exit__(self, *given):
        self._stack.__exit__(*given)

    def settings(self):
        """Return what the web nodes and the dispatcher are set to."""
        replicas = ",".join(one.url for one in self.pair.standbys())
        return {
            "DATABASE_URL": self.bouncer.url, "REPLICA_URLS": replicas,
            "REPLICA_LATE_S": "3600", "LIMITS_URL": self.limits.url, "PROXIES": "1",
            "PREPARED_STATEMENTS": "1" if self.programs.prepares else "0",
        }  # fmt: skip


class Town(Site):
    """The site of a storm, in parts; ``cluster`` are the `Parts`."""

    def __init__(self, url, folder, smtp_url, *, cluster, module="wsgi:app"):
        super().__init__(url, folder, smtp_url, cluster=cluster, module=module)
        self.parts, self.port = cluster, cluster.proxy.port
        self.address = f"http://127.0.0.1:{self.port}"
        self.environment |= {"PUBLIC_URL": self.address, **cluster.settings()}
        self.nodes, self.mail, self.outage_s = [None] * NODES, [None], None

    def processes(self):
        return [*self.nodes, *self.mail]

    def tend_web(self):
        for number, one in enumerate(self.nodes):
            if one is None or one.poll() is not None:
                self.environment["DRAIN_FILE"] = str(self.drain(number))
                self.nodes[number] = self.web_server(self.parts.ports[number], 1)

    def wait_until_it_answers(self):
        end = time.monotonic() + PATIENCE_S
        self.tend()
        for number in range(NODES):
            while not self.is_ready(number):
                assert time.monotonic() < end, (self.folder / "site.log").read_text()[-3000:]
                time.sleep(0.1)

    def is_ready(self, number):
        """Ask a node itself whether it may be sent readers."""
        with suppress(OSError, URLError), self.at(number, "/readyz"):
            return True
        return False

    def at(self, number, path):
        return urlopen(f"http://127.0.0.1:{self.parts.ports[number]}{path}", timeout=20)

    def drain(self, number):
        """Return the file by which a node is told that it gets no more readers."""
        return self.folder / f"drain-{number}"

    def restart(self, number):
        """End a node as its service does, which lets it finish, and start the new one."""
        old = self.nodes[number]
        self.drain(number).touch()
        assert not self.is_ready(number)
        old.send_signal(signal.SIGTERM)
        old.wait(PATIENCE_S)
        self.drain(number).unlink()
        self.tend()
        end = time.monotonic() + PATIENCE_S
        while not self.is_ready(number):
            assert time.monotonic() < end, "the node does not come back"
            time.sleep(0.1)

    def reads(self):
        """Return where public reads were answered, or why not by the replica."""
        for number in reversed(range(NODES)):  # who is asked tells the others what it has counted
            with self.at(number, "/metrics") as answer:
                lines = answer.read().decode().splitlines()
        rows = [line for line in lines if line.startswith("koepaikka_reads_total{")]
        return {row.split('"')[1]: int(float(row.rsplit(" ", 1)[1])) for row in rows}

    def standing(self):
        """Return what a node says of the replica."""
        try:
            with self.at(0, "/readyz") as answer:
                return json.load(answer)["replicas"]
        except HTTPError as refused:
            return json.load(refused)["replicas"]

    def rage(self, seconds, chance, kinds, progress):
        """Let the primary's machine go, once, in the midst of the work; the standby takes over."""
        pair, end = self.parts.pair, time.monotonic() + UTMOST_S
        self._until(progress, progress() + ENOUGH, end)
        pair.cut()
        self._go_on(progress, progress() + UNHEARD)
        begun = time.monotonic()
        pair.kill(pair.primary)
        pair.promote()
        self.parts.bouncer.point_at(pair.standby)
        before = progress()
        self._until(progress, before + 1, end)
        self.outage_s = round(time.monotonic() - begun, 1)
        self.faults["fail_over"] = 1
        self._until(progress, before + ENOUGH, end)

    def _go_on(self, progress, count):
        """Let people go on while the standby hears nothing; where they wait for it, they cannot."""
        end = time.monotonic() + CUT_S[not self.parts.pair.synchronous]
        while progress() < count and time.monotonic() < end:
            time.sleep(0.02)
            self.tend()

    def _until(self, progress, count, end):
        while progress() < count:
            assert time.monotonic() < end, "nothing is answered any more"
            time.sleep(0.02)
            self.tend()
