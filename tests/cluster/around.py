"""What stands around the web nodes: PgBouncer, shared limits, nginx; each a program of its own."""

import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from config import ROOT
from tools import postgres, system
from tools.postgres import free_port

PATIENCE_S = 30
NAMES = "next_upstream|http_version|set_header|connect_timeout"
RULES = re.compile(rf"^ *(proxy_(?:{NAMES})\w* [^;]+;)", re.MULTILINE)


def rules():
    """Return how the nginx of an installation passes requests on, as it is deployed."""
    shared = "".join(one.read_text() for one in sorted((ROOT / "deploy" / "nginx").glob("*.conf")))
    found = list(dict.fromkeys(RULES.findall(shared)))
    assert any("proxy_next_upstream" in one for one in found)
    return [one for one in found if "X-Forwarded-Proto" not in one]


class Program:
    """A program that listens on a port of loopback, with its files in a folder of its own."""

    def __init__(self, command):
        self.home = Path(tempfile.mkdtemp(prefix="koepaikka-cluster-", dir="/tmp"))
        self.port, self.command, self.process = free_port(), command, None
        if system.is_root():
            shutil.chown(self.home, "postgres", "postgres")

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_given):
        self.end()
        shutil.rmtree(self.home, ignore_errors=True)

    def arguments(self):
        raise NotImplementedError

    def start(self):
        with (self.home / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [*self.command, *self.arguments()], cwd=self.home, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, process_group=0,
            )  # fmt: skip
        end = time.monotonic() + PATIENCE_S
        while True:
            said = (self.home / "log").read_text(errors="replace")
            assert self.process.poll() is None, said[-2000:]
            assert time.monotonic() < end, said[-2000:]
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)

    def end(self):
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(PATIENCE_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


class Bouncer(Program):
    """PgBouncer in transaction mode before whichever PostgreSQL it is pointed at."""

    def __init__(self, programs, server):
        super().__init__(postgres.as_account([programs.pgbouncer]))
        self.programs, self.password = programs, server.password
        (self.home / "users").write_text(f'"postgres" "{server.password}"\n')
        self._write(server.port)

    @property
    def url(self):
        return f"postgresql+psycopg://postgres:{self.password}@127.0.0.1:{self.port}/postgres"

    def arguments(self):
        return [str(self.home / "ini")]

    def _write(self, port):
        prepares = "max_prepared_statements = 200\n" if self.programs.prepares else ""
        (self.home / "ini").write_text(
            f"[databases]\npostgres = host=127.0.0.1 port={port} dbname=postgres\n"
            f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {self.port}\n"
            f"unix_socket_dir =\nauth_type = scram-sha-256\nauth_file = {self.home}/users\n"
            "pool_mode = transaction\nmax_client_conn = 300\ndefault_pool_size = 20\n"
            f"server_login_retry = 1\n{prepares}"
        )

    def point_at(self, server):
        """Lead every new connection to another PostgreSQL."""
        self._write(server.port)
        self.process.send_signal(signal.SIGHUP)


class Limits(Program):
    """Valkey or Redis, in memory only."""

    def __init__(self, programs):
        super().__init__(postgres.as_account([programs.limits]))

    @property
    def url(self):
        return f"redis://127.0.0.1:{self.port}/0"

    def arguments(self):
        return ["--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--appendonly", "no"]


class Proxy(Program):
    """nginx before the web nodes, by the rules of deploy/nginx/, or by none."""

    def __init__(self, programs, ports, *, retries=True):
        guard = shutil.which("setpriv")
        super().__init__([*([guard, "--pdeathsig", "TERM", "--"] if guard else []), programs.nginx])
        servers = "".join(f"server 127.0.0.1:{one} max_fails=0;" for one in ports)
        passing = "\n".join(rules() if retries else ["proxy_next_upstream off;"])
        folders = "".join(
            f"{one}_temp_path {self.home}/{one};"
            for one in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        user = "user root;" if system.is_root() else ""
        (self.home / "conf").write_text(
            f"{user} daemon off; worker_processes 1; pid {self.home}/pid;\n"
            f"error_log {self.home}/errors;\nevents {{ worker_connections 512; }}\n"
            f"http {{ access_log off; {folders}\n"
            f"upstream koepaikka {{ {servers} keepalive 16; }}\n"
            f"server {{ listen 127.0.0.1:{self.port};\n{passing}\n"
            "location / { proxy_pass http://koepaikka; } } }\n"
        )

    def arguments(self):
        return ["-c", str(self.home / "conf"), "-p", str(self.home)]
