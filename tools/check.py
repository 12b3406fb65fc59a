"""Runs the project's checks in order, with the servers they need, and shows what each took."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools import attacks, chromium, console, judges, node_checkers, postgres, published, setup
from tools.console import Stop, environment, say
from tools.places import LIGHTHOUSE, PYTHON, ROOT, program


@dataclass(frozen=True)
class Stage:
    """One check.

    ``folders`` are what it looks at: it runs on those that exist, and not at all when none does.
    Stages of one ``group`` can be asked for together by the group's name.  One that is ``long``
    runs only when it is asked for.
    """

    name: str
    title: str
    command: tuple[str, ...]
    folders: tuple[str, ...] = ()
    group: str = ""
    needs_postgres: bool = False
    needs_browser: bool = False
    needs_checkers: bool = False
    long: bool = False
    needs_published: bool = False
    needs_attacks: bool = False
    needs_judges: bool = False

    @property
    def waits(self) -> bool:
        """Whether it is begun only when the checks of the code and the unit tests have passed."""
        return self.group != "static" and self.name != "unit"


_SECONDS_TO_CLEAN_UP = 30
_PYTEST = (str(PYTHON), "-m", "pytest")

STAGES = (
    Stage("lint", "Lint", (program("ruff"), "check", "."), group="static"),
    Stage("format", "Format", (program("ruff"), "format", "--check", "."), group="static"),
    Stage("types", "Types", (program("mypy"),), group="static"),
    Stage("imports", "Import rules", (program("lint-imports"),), group="static"),
    Stage("dependencies", "Dependencies", (program("deptry"), "."), group="static"),
    Stage(
        "templates",
        "Templates",
        (program("djlint"), "--lint", "--quiet"),
        ("templates",),
        group="static",
    ),
    Stage(
        "unit",
        "Unit and architecture tests",
        _PYTEST,
        ("tests/unit", "tests/architecture"),
        needs_published=True,
    ),
    Stage(
        "integration",
        "Integration tests on SpatiaLite and PostGIS",
        (*_PYTEST, "-n", "2"),
        ("tests/integration",),
        group="pages",
        needs_postgres=True,
        needs_published=True,
        needs_checkers=True,
    ),
    Stage(
        "html",
        "HTML and CSS of every page",
        (str(PYTHON), "-m", "tools.markup"),
        group="pages",
        needs_checkers=True,
    ),
    Stage(
        "openapi",
        "OpenAPI document",
        (str(PYTHON), "-m", "tools.openapi_lint"),
        group="pages",
        needs_checkers=True,
    ),
    Stage(
        "journeys",
        "Journeys in a browser",
        (*_PYTEST, "-n", "2", "--dist", "loadgroup"),
        ("tests/journeys", "tests/browser"),
        needs_postgres=True,
        needs_browser=True,
        needs_checkers=True,
    ),
    Stage(
        "faults",
        "Faults: storms, kills, power cuts, broken guards",
        (*_PYTEST, "-c", "tests/faults/pytest.ini", "--rootdir", ".", "--confcutdir", "."),
        ("tests/faults",),
        needs_postgres=True,
        long=True,
    ),
    Stage(
        "cluster",
        "Cluster: rolling restart, fail-over, reads from a replica",
        (*_PYTEST, "-c", "tests/cluster/pytest.ini", "--rootdir", ".", "--confcutdir", "."),
        ("tests/cluster",),
        long=True,
    ),
    Stage(
        "deploy",
        "What operators run, read by the programs it is for",
        (*_PYTEST, "-c", "tests/deploy/pytest.ini", "--rootdir", ".", "--noconftest"),
        ("tests/deploy",),
        needs_judges=True,
        long=True,
    ),
    Stage(
        "attacks",
        "Attacks: wapiti, sqlmap, schemathesis and bandit",
        (*_PYTEST, "-c", "tests/attacks/pytest.ini", "--rootdir", ".", "--confcutdir", "."),
        ("tests/attacks",),
        needs_postgres=True,
        needs_attacks=True,
        long=True,
    ),
)


def run_checks(wanted: list[str]) -> int:
    """Set up what is missing, run the stages, print what each took.

    Args:
        wanted: Names of stages or groups; empty means all.

    Returns:
        0, or the exit code of the first stage that failed. What ends within minutes must pass
        before the rest begins; the rest then all runs, so that one look shows all that fails.

    Raises:
        Stop: A name is unknown, or set-up cannot go on.
    """
    stages = chosen(wanted)
    setup.prepare(development=True)
    results: list[tuple[Stage, float, int]] = []
    with ExitStack() as servers:
        env = servers.enter_context(_clean_environment())
        for stage in stages:
            if held_back(stage, results):
                break
            env |= _installed_for(stage)
            if stage.needs_postgres and "TEST_POSTGRES_URL" not in env:
                env |= servers.enter_context(postgres.private_server()).environment
            say(f"\n━━ {stage.title} ━━")
            begun = time.monotonic()
            code = _run(stage, env)
            results.append((stage, time.monotonic() - begun, code))
    _summarize(results, len(stages))
    return _failure(results)


def _installed_for(stage: Stage) -> dict[str, str]:
    """Install what a stage needs; return where it is."""
    where: dict[str, str] = {}
    if stage.needs_checkers:
        node_checkers.install()
        where |= {"NODE": node_checkers.node(), "LIGHTHOUSE": str(LIGHTHOUSE)}
    if stage.needs_published:
        where["PUBLISHED"] = published.install()
    if stage.needs_attacks:
        where["ATTACKS"] = attacks.install()
    if stage.needs_judges:
        where["JUDGES"] = judges.install()
    if stage.needs_browser:
        where["CHROMIUM"] = chromium.ensure_installed()
    return where


def chosen(wanted: list[str]) -> list[Stage]:
    """The stages to run, in their order, without those that have nothing to look at.

    Raises:
        Stop: A name is neither a stage nor a group.
    """
    known = {name for stage in STAGES for name in (stage.name, stage.group) if name}
    if unknown := sorted(set(wanted) - known):
        message = f"There is no stage {' '.join(unknown)}. There are: {' '.join(sorted(known))}."
        raise Stop(message)
    named = [
        stage
        for stage in STAGES
        if (not stage.long if not wanted else {stage.name, stage.group} & set(wanted))
    ]
    return [stage for stage in named if not stage.folders or existing_folders(stage)]


def existing_folders(stage: Stage) -> list[str]:
    """The folders of a stage that hold a Python file or template."""
    return [
        folder
        for folder in stage.folders
        if any(path.is_file() and path.suffix != ".pyc" for path in (ROOT / folder).rglob("*"))
    ]


@contextmanager
def _clean_environment() -> Iterator[dict[str, str]]:
    """An environment in which no check can reach the data or settings of this installation."""
    with tempfile.TemporaryDirectory(prefix="koepaikka-test-") as folder:
        env = environment(
            INSTANCE_DIR=folder,
            SECRET_KEY=secrets.token_hex(32),
            PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD="1",
            KEPT_PAGES=str(Path(folder) / "pages"),
        )
        for name in (
            "DATABASE_URL",
            "SMTP_URL",
            "TILES_URL",
            "LIMITS_URL",
            "REPLICA_URLS",
            "TEST_POSTGRES_URL",
        ):
            env.pop(name, None)
        env["PATH"] = os.pathsep.join([str(PYTHON.parent), env.get("PATH", os.defpath)])
        yield env


def _run(stage: Stage, env: dict[str, str]) -> int:
    """Run one stage to its end; when we are told to stop, let it clean up after itself first."""
    child = subprocess.Popen([*stage.command, *existing_folders(stage)], cwd=ROOT, env=env)
    try:
        return child.wait()
    except KeyboardInterrupt:  # Ctrl-C reached the child as well
        _end(child)
        raise
    except SystemExit:
        child.send_signal(signal.SIGINT)
        _end(child)
        raise


def _end(child: subprocess.Popen[bytes]) -> None:
    try:
        child.wait(timeout=_SECONDS_TO_CLEAN_UP)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def held_back(stage: Stage, results: list[tuple[Stage, float, int]]) -> bool:
    """Whether a stage is not worth its time after what has failed before it."""
    return stage.waits and any(code for one, _, code in results if not one.waits)


def _failure(results: list[tuple[Stage, float, int]]) -> int:
    return next((code for _, _, code in results if code), 0)


def _summarize(results: list[tuple[Stage, float, int]], expected: int) -> None:
    say("\n━━ What each took ━━")
    for stage, seconds, code in results:
        say(f"{seconds:7.1f} s  {'passed' if code == 0 else 'FAILED'}  {stage.title}")
    say(f"{sum(seconds for _, seconds, _ in results):7.1f} s  together")
    if len(results) < expected:
        say(f"{expected - len(results)} stages were not run because of the failure above.")


if __name__ == "__main__":
    console.main(lambda: run_checks(sys.argv[1:]))
