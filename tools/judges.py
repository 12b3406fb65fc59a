"""What reads the files of operators: programs of the system, and packages of their own."""

from __future__ import annotations

import os
import shutil

from tools import cluster, packages, system
from tools.console import Stop, say
from tools.places import JUDGES

LOCK = "requirements-deploy.lock"
WHERE = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"])
PROGRAMS = {
    "systemd-analyze": "systemd", "nginx": "nginx", "openssl": "openssl", "haproxy": "haproxy",
    "pgbouncer": "pgbouncer", "patroni": "patroni", "promtool": "prometheus",
    "setpriv": "util-linux",
}  # fmt: skip


def install() -> str:
    """The path of a Python that has the packages; programs are installed where we may.

    Raises:
        Stop: A package could not be fetched or its hash differs.
    """
    missing = [
        package for name, package in PROGRAMS.items() if shutil.which(name, path=WHERE) is None
    ]
    if missing:
        try:
            with cluster.nothing_starts():
                system.install(missing, "make test-deploy")
        except Stop as problem:  # the tests of what is not there are skipped by name
            say(str(problem))
    return packages.install_apart(JUDGES, LOCK, "Readers of deploy/", "--no-deps")
