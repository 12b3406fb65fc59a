"""A small client that asks a server on loopback as fast as it answers, from a few connections.

``wrk`` is not on every machine; this client runs everywhere and is the same for all contestants.
It takes about 40 µs of processor a request, so that rates above some 10,000 a second are a little
better than told.  Run as ``python -m bench.open_load``: what to do as JSON on standard input, what
was measured as JSON on standard output.
"""

import json
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from bench.open_cpu import spent_s

PROCESSES, CONNECTIONS = 2, 4  # eight clients in all
WARM_S = 0.5
GOOD = frozenset({200, 204, 304})
PATIENCE_S = 30


@dataclass
class Measured:
    """What was measured: how many a second, milliseconds of the median and of one in a hundred.

    ``size`` is the mean of bytes of a body; ``failed`` counts other statuses and broken
    connections; ``cpu`` is milliseconds of processor an answer, of the server and its database.
    """

    rate: float = 0.0
    p50: float = 0.0
    p99: float = 0.0
    size: float = 0.0
    failed: int = 0
    cpu: float = 0.0


def load(
    address: str,
    paths: Sequence[str],
    seconds: float,
    processes: Sequence[int],
    tags: Sequence[str] = (),
) -> Measured:
    """Ask for the paths in turn for some seconds, from eight connections in two processes.

    ``processes`` are those whose time is counted, with all below them.  ``tags`` are the entity
    tags that the client says it has, one for each path.
    """
    before = spent_s(*processes)
    workers = []
    for number in range(PROCESSES):
        worker = subprocess.Popen(
            [sys.executable, "-m", "bench.open_load"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        asked = {
            "address": address, "paths": list(paths), "seconds": seconds, "tags": list(tags),
            "first": number * len(paths) // PROCESSES,
        }  # fmt: skip
        assert worker.stdin is not None  # noqa: S101 - it was asked for
        worker.stdin.write(json.dumps(asked))
        worker.stdin.close()
        workers.append(worker)
    told: list[dict[str, Any]] = []
    for worker in workers:
        assert worker.stdout is not None  # noqa: S101 - as above
        told.append(json.loads(worker.stdout.read()))
        worker.wait()
    spent = spent_s(*processes) - before
    times = sorted(one for part in told for one in part["times"])
    measured = summary(
        times, seconds, sum(part["bytes"] for part in told), sum(part["failed"] for part in told)
    )
    measured.cpu = spent * 1000 / max(1, sum(part["answers"] for part in told))
    return measured


def summary(times: Sequence[float], seconds: float, size: int, failed: int = 0) -> Measured:
    """Return the figures for these sorted times, in seconds."""
    if not times:
        return Measured(failed=failed)

    def share(part: float) -> float:
        return times[min(len(times) - 1, int(len(times) * part))] * 1000

    return Measured(len(times) / seconds, share(0.5), share(0.99), size / len(times), failed)


@dataclass
class _Talk:
    """One connection and the answer that it waits for."""

    line: socket.socket
    begun: float = 0.0
    buffer: bytearray = field(default_factory=bytearray)
    body_at: int = 0
    whole: int = 0
    status: int = 0
    closes: bool = False


class _Asker:
    def __init__(self, asked: Mapping[str, Any]) -> None:
        parts = urlsplit(asked["address"])
        self.place = (parts.hostname or "", parts.port or 80)
        tags = asked["tags"] or [""] * len(asked["paths"])
        self.requests = [
            f"GET {path} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
            f"{f'If-None-Match: {tag}{chr(13)}{chr(10)}' if tag else ''}\r\n".encode()
            for path, tag in zip(asked["paths"], tags, strict=True)
        ]
        self.at = asked["first"]
        self.selector = selectors.DefaultSelector()
        self.times: list[float] = []
        self.bytes = self.failed = self.answers = 0
        self.counts_from = time.perf_counter() + WARM_S
        self.ends = self.counts_from + asked["seconds"]

    def run(self) -> None:
        for _ in range(CONNECTIONS):
            self.open()
        while (now := time.perf_counter()) < self.ends:
            for key, _mask in self.selector.select(min(0.2, self.ends - now)):
                self.read(key.data)

    def open(self) -> None:
        line = socket.create_connection(self.place, timeout=PATIENCE_S)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        talk = _Talk(line)
        self.selector.register(line, selectors.EVENT_READ, talk)
        self.ask(talk)

    def ask(self, talk: _Talk) -> None:
        talk.buffer.clear()
        talk.whole = 0
        talk.begun = time.perf_counter()
        talk.line.sendall(self.requests[self.at % len(self.requests)])
        self.at += 1

    def reopen(self, talk: _Talk) -> None:
        self.selector.unregister(talk.line)
        talk.line.close()
        self.open()

    def read(self, talk: _Talk) -> None:
        try:
            part = talk.line.recv(1 << 18)
        except OSError:
            part = b""
        if not part:
            self.failed += 1
            self.reopen(talk)
            return
        talk.buffer += part
        if not talk.whole and not self.head(talk):
            return
        if talk.whole > 0:
            done = len(talk.buffer) >= talk.whole
        else:
            done = talk.buffer.endswith(b"0\r\n\r\n")  # sent in chunks
        if done:
            self.note(talk)
            if talk.closes:
                self.reopen(talk)
            else:
                self.ask(talk)

    def head(self, talk: _Talk) -> bool:
        """Read the head when it is there; whole is then where the answer ends, -1: in chunks."""
        end = talk.buffer.find(b"\r\n\r\n")
        if end < 0:
            return False
        head = bytes(talk.buffer[:end]).lower()
        talk.status, talk.body_at = int(head[9:12]), end + 4
        talk.closes = b"connection: close" in head
        _before, found, after = head.partition(b"\r\ncontent-length:")
        if found:
            talk.whole = talk.body_at + int(after.split(b"\r\n", 1)[0])
        elif talk.status in {204, 304}:
            talk.whole = talk.body_at
        else:
            talk.whole = -1
        return True

    def note(self, talk: _Talk) -> None:
        now = time.perf_counter()
        self.answers += 1
        if talk.status not in GOOD:
            self.failed += 1
        elif talk.begun >= self.counts_from and now <= self.ends:
            self.times.append(now - talk.begun)
            self.bytes += len(talk.buffer) - talk.body_at


if __name__ == "__main__":
    asker = _Asker(json.load(sys.stdin))
    asker.run()
    told = {"times": asker.times, "bytes": asker.bytes, "failed": asker.failed}
    json.dump({**told, "answers": asker.answers}, sys.stdout)
