"""The programs around a cluster: pooler, proxy, shared limits; installed and not started."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools import system
from tools.console import Stop, output_of

_WHERE = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/bin"])
_POLICY = Path("/usr/sbin/policy-rc.d")
_PREPARES = (1, 21)


@dataclass(frozen=True)
class Programs:
    """Where the programs are; ``limits`` is Valkey's server or Redis's."""

    pgbouncer: str
    nginx: str
    limits: str

    @property
    def version(self) -> tuple[int, int]:
        """The version of PgBouncer."""
        said = output_of([self.pgbouncer, "--version"]) or ""
        found = re.search(r"PgBouncer (\d+)\.(\d+)", said)
        return (int(found[1]), int(found[2])) if found else (0, 0)

    @property
    def prepares(self) -> bool:
        """Whether PgBouncer knows prepared statements in transaction mode."""
        return self.version >= _PREPARES


def ensure_installed() -> Programs:
    """Find the programs, installing them when we may.

    Raises:
        Stop: One is missing and we may not or could not install it.
    """
    limits = _find("valkey-server") or _find("redis-server")
    wanted = [name for name in ("pgbouncer", "nginx") if not _find(name)]
    if not limits:
        offered = system.offered("valkey-server")
        wanted.append("valkey-server" if offered else "redis-server")
    if wanted:
        with nothing_starts():
            system.install(wanted, "the tests of the cluster")
    limits = _find("valkey-server") or _find("redis-server")
    found = [_find("pgbouncer"), _find("nginx"), limits]
    if not all(found):
        raise Stop("The programs of the cluster were installed, but are not there.")
    return Programs(*map(str, found))


@dataclass(frozen=True)
class Keepers:
    """Where the programs are that look after databases."""

    patroni: str
    etcd: str
    haproxy: str


def ensure_keepers() -> Keepers:
    """Find the programs, installing them when we may.

    Raises:
        Stop: One is missing and we may not or could not install it.
    """
    packages = {"patroni": "patroni", "etcd": "etcd-server", "haproxy": "haproxy"}
    wanted = [package for name, package in packages.items() if not _find(name)]
    if wanted:
        with nothing_starts():
            system.install(wanted, "the tests of the cluster")
    found = [_find(name) for name in packages]
    if not all(found):
        raise Stop("The programs of the cluster were installed, but are not there.")
    return Keepers(*map(str, found))


def _find(name: str) -> str | None:
    return shutil.which(name, path=_WHERE)


@contextmanager
def nothing_starts() -> Iterator[None]:
    """Keep packages from starting services that nobody asked for."""
    if not system.is_root() or _POLICY.exists():
        yield
        return
    _POLICY.write_text("#!/bin/sh\nexit 101\n", encoding="ascii")
    _POLICY.chmod(0o755)
    try:
        yield
    finally:
        _POLICY.unlink(missing_ok=True)
