"""A newcomer starts Koepaikka with one command and is told where it is and who can sign in."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from urllib.request import urlopen

from tests.journeys.server import ROOT, free_port

PATIENCE_S = 180


def start(folder, port):
    """Run what ``make run`` runs, on a port and an instance folder of its own."""
    environment = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "SECRET_KEY"}}
    environment |= {"INSTANCE_DIR": str(folder), "PORT": str(port), "PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(
        [sys.executable, "-m", "tools.serve"],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        start_new_session=True,
    )  # fmt: skip


def wait_for(port, process):
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        assert process.poll() is None, process.stdout.read()
        try:
            with urlopen(f"http://127.0.0.1:{port}/fi/", timeout=2) as answer:
                return answer.read().decode()
        except OSError:
            time.sleep(0.2)
    raise AssertionError("it did not serve")


def read_until(stream, last):
    """Return what a program says up to and with the line that holds ``last``."""
    said = ""
    while last not in said:
        line = stream.readline()
        assert line, said
        said += line
    return said


def test_one_command_serves_a_seeded_koepaikka_and_ends_when_told(tmp_path):
    port = free_port()
    process = start(tmp_path, port)
    give_up = threading.Timer(PATIENCE_S, process.kill)
    give_up.start()
    try:
        page = wait_for(port, process)
        said = read_until(process.stdout, "Ctrl-C ends it.")
    finally:
        give_up.cancel()
        os.killpg(process.pid, signal.SIGINT)
        rest, _ = process.communicate(timeout=60)
    said += rest

    assert 'lang="fi"' in page
    assert len(re.findall(r"data-feature-id", page)) > 10, "the demonstration is there"
    assert f"http://127.0.0.1:{port}" in said
    assert "coordinator.helsinki@koepaikka.example" in said
    assert "Traceback" not in said
