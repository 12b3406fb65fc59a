"""systemd, HAProxy, PgBouncer, Patroni and Prometheus read deploy/."""

import os
import re
import stat
import subprocess
import time
from pathlib import Path

import psycopg
import pytest

from tests.deploy.programs import DEPLOY, as_nobody, free_port, program, run, said

UNITS = sorted((*DEPLOY.glob("machine/koepaikka*.*"), DEPLOY / "cluster/patroni.service"))


def test_systemd_takes_every_unit(tmp_path):
    systemd = program("systemd-analyze", "systemd")
    units = [unit for unit in UNITS if unit.suffix in {".service", ".timer", ".target"}]
    names = []
    for unit in units:
        text = unit.read_text("utf-8")
        # Programs and folders of an installation are not on this machine.
        text = re.sub(r"(?m)^(Exec\w+=)\S+", r"\1/bin/true", text)
        text = re.sub(r"(?m)^(WorkingDirectory=).*$", r"\1/tmp", text)
        (tmp_path / unit.name).write_text(text)
        names.append(unit.name.replace("@.", "@8000."))
        if "@." in unit.name:
            (tmp_path / names[-1]).symlink_to(unit.name)
    assert len(names) >= 6
    done = run(systemd, "verify", "--man=no", *(tmp_path / name for name in names))
    ours = [
        line for line in said(done).splitlines() if str(tmp_path) in line or "koepaikka" in line
    ]
    assert not ours, said(done)


def test_units_of_ours_are_shut_in(tmp_path):
    systemd = program("systemd-analyze", "systemd")
    for name in ("koepaikka-web@.service", "koepaikka-outbox.service", "koepaikka-backup.service"):
        copy = tmp_path / name.replace("@.", "@8000.")
        copy.write_text((DEPLOY / "machine" / name).read_text("utf-8"))
        done = run(systemd, "security", "--offline=true", "--threshold=30", copy)
        assert done.returncode == 0, said(done)[-800:]


def test_haproxy_takes_its_configuration(tmp_path):
    haproxy = program("haproxy", "haproxy")
    text = (DEPLOY / "cluster/haproxy.cfg").read_text("utf-8")
    copy = tmp_path / "haproxy.cfg"
    copy.write_text(text)
    done = run(haproxy, "-c", "-f", copy)
    assert done.returncode == 0, said(done)
    assert "[WARNING]" not in said(done)


def test_pgbouncer_starts_with_its_configuration_and_knows_its_databases(tmp_path):
    pgbouncer = program("pgbouncer", "pgbouncer")
    port = free_port()
    text = (DEPLOY / "cluster/pgbouncer.ini").read_text("utf-8")
    for old, new in (
        ("listen_port = 6432", f"listen_port = {port}"),
        ("auth_type = scram-sha-256", "auth_type = plain"),
        ("/etc/pgbouncer", str(tmp_path)), ("/var/log/postgresql", str(tmp_path)),
        ("/run/postgresql", str(tmp_path)),
    ):  # fmt: skip
        assert old in text
        text = text.replace(old, new)
    (tmp_path / "pgbouncer.ini").write_text(text)
    (tmp_path / "userlist.txt").write_text('"pgbouncer" "trial"\n')
    open_to_all(tmp_path)
    server = subprocess.Popen([*as_nobody(), pgbouncer, "-q", str(tmp_path / "pgbouncer.ini")])
    try:
        rows = asked(port, "SHOW DATABASES")
        modes = {row[0]: row for row in rows}
        assert "koepaikka" in modes
        shown = {row[0]: row[1] for row in asked(port, "SHOW CONFIG")}
        assert (shown["pool_mode"], shown["server_login_retry"]) == ("transaction", "1")
    finally:
        server.terminate()
        server.wait(10)
    assert "unknown parameter" not in (tmp_path / "pgbouncer.log").read_text()


def asked(port: int, question: str) -> list[tuple]:
    address = f"host=127.0.0.1 port={port} user=pgbouncer password=trial dbname=pgbouncer"
    for _ in range(100):
        try:
            with psycopg.connect(address, autocommit=True, prepare_threshold=None) as line:
                cursor = psycopg.ClientCursor(line)
                return cursor.execute(question).fetchall()
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise AssertionError("PgBouncer did not answer")


def open_to_all(folder: Path) -> None:
    """Let a program that is not root reach a folder of the test and write there."""
    folder.chmod(0o777)
    for path in folder.iterdir():
        path.chmod(0o666)
    for above in folder.parents:
        if above.owner() == folder.owner() and above.name.startswith("pytest-"):
            above.chmod(above.stat().st_mode | stat.S_IXOTH)


def test_patroni_takes_its_configuration(tmp_path):
    patroni = program("patroni", "patroni")
    if not Path("/usr/lib/postgresql/15/bin/postgres").exists():
        pytest.skip("PostgreSQL 15 is not here: apt-get install postgresql-15")
    text = (DEPLOY / "cluster/patroni.yml").read_text("utf-8")
    for old, new in (
        (":8008", f":{free_port()}"), (":5432", f":{free_port()}"), ("10.0.0.", "127.0.0."),
        ("/var/lib/postgresql/15/koepaikka", str(tmp_path / "data")),
        ("/run/patroni/pgpass", str(tmp_path / "pgpass")),
    ):  # fmt: skip
        assert old in text, old
        text = text.replace(old, new)
    (tmp_path / "patroni.yml").write_text(text)
    secrets = {f"PATRONI_{name}_PASSWORD": "trial"
               for name in ("SUPERUSER", "REPLICATION", "REWIND", "RESTAPI")}  # fmt: skip
    done = run(
        patroni, "--validate-config", tmp_path / "patroni.yml", env={**os.environ, **secrets}
    )
    # No etcd runs here, and who may connect stands under postgresql.
    known = ("is not reachable", "bootstrap.pg_hba")
    complaints = [line for line in said(done).splitlines() if not any(one in line for one in known)]
    assert not complaints, said(done)


@pytest.mark.parametrize(
    "command",
    [("check", "rules", "alerts.yml"), ("test", "rules", "alerts_test.yml")],
)
def test_prometheus_takes_the_alerts_and_they_go_off_when_they_should(command):
    promtool = program("promtool", "prometheus")
    done = run(promtool, *command, cwd=DEPLOY / "prometheus")
    assert done.returncode == 0, said(done)


def test_prometheus_takes_what_it_is_to_ask(tmp_path):
    promtool = program("promtool", "prometheus")
    text = (DEPLOY / "prometheus/prometheus.yml").read_text("utf-8")
    (tmp_path / "token").write_text("trial")
    text = text.replace("/etc/prometheus/koepaikka-token", str(tmp_path / "token"))
    text = text.replace("[alerts.yml]", f"[{DEPLOY}/prometheus/alerts.yml]")
    (tmp_path / "prometheus.yml").write_text(text)
    done = run(promtool, "check", "config", tmp_path / "prometheus.yml")
    assert done.returncode == 0, said(done)
