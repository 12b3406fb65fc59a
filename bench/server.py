"""The server that a measurement asks: granian as operators run it, on a port of its own."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.request import urlopen

from bench.place import ROOT, free_port

PATIENCE_S = 240


@contextmanager
def serving(environment: dict[str, str]) -> Iterator[str]:
    """Give the address of a server with these settings, once it answers.

    Raises:
        RuntimeError: It does not.
    """
    with served(environment) as (address, _process):
        yield address


@contextmanager
def served(environment: dict[str, str], workers: int = 1) -> Iterator[tuple[str, int]]:
    """Give the address of a server and its process, as in `serving`."""
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
         "--port", str(port), "--workers", str(workers), "--blocking-threads", "4",
         "--no-log", "wsgi:app"],
        cwd=ROOT, env=environment,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address)
        yield address, server.pid
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait(address: str) -> None:
    for _ in range(PATIENCE_S * 10):
        try:
            urlopen(f"{address}/healthz", timeout=1)  # noqa: S310 - our own loopback address
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not answer")
