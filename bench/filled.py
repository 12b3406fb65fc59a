"""Databases for measurements: migrated, with the demonstration, with a load of rows on top.

Each is made from the one before by copying it.  A run of several measurements names a folder in
BENCH_FILLED (`shelf` does): there each is made once, and those that only read share it.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bench.place import ROOT, drop_database, make_database, settings

SHELF = "BENCH_FILLED"


class Filling(NamedTuple):
    """What a database holds: the demonstration or nothing, testbeds and pilots made up."""

    demo: bool = False
    testbeds: int = 0
    pilots: int = 0

    def before(self) -> "Filling | None":
        """Return what it is made from; None: from an empty database."""
        if self.testbeds or self.pilots:
            return Filling(demo=True)
        return Filling() if self.demo else None

    def command(self) -> list[str]:
        """Return what writes it into what was before."""
        if self.testbeds or self.pilots:
            numbers = ["--testbeds", str(self.testbeds), "--pilots", str(self.pilots)]
            return ["seed", "load", *numbers]
        return ["seed", "demo"] if self.demo else ["db", "upgrade"]


DEMO = Filling(demo=True)


@contextmanager
def shelf() -> Iterator[None]:
    """Keep what is made from here on until the end, for this process and those it starts."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ[SHELF] = folder
        try:
            yield
        finally:
            del os.environ[SHELF]
            _remove(Path(folder))


@contextmanager
def filled(kind: str, testbeds: int, pilots: int) -> Iterator[dict[str, str]]:
    """Give the environment of a server with the demonstration and a load; only to be read."""
    wanted = Filling(True, testbeds, pilots)
    if kept := os.environ.get(SHELF):
        yield _environment(_made(Path(kept), kind, wanted))
        return
    with shelf():
        yield _environment(_made(Path(os.environ[SHELF]), kind, wanted))


@contextmanager
def migrated(kind: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Give a migrated, empty database of one's own and the environment of a server on it."""
    kept = os.environ.get(SHELF)
    with tempfile.TemporaryDirectory() as folder:
        try:
            base = _made(Path(kept), kind, Filling()) if kept else None
            home = _make(Path(folder) / "own", kind, Filling(), base)
            yield _url(home), _environment(home)
        finally:
            _remove(Path(folder))


def prepare(kinds: list[str], loads: list[tuple[int, int]]) -> None:
    """Make what a run will want beforehand, the engines beside each other."""

    def of(kind: str) -> None:
        for testbeds, pilots in dict.fromkeys(loads):
            _made(Path(os.environ[SHELF]), kind, Filling(True, testbeds, pilots))

    with ThreadPoolExecutor() as pool:
        list(pool.map(of, kinds))


def _made(folder: Path, kind: str, wanted: Filling) -> Path:
    """Return where a database is kept, made now when it is not there yet."""
    home = folder / f"{kind}-{int(wanted.demo)}-{wanted.testbeds}-{wanted.pilots}"
    if not (home / "whole").exists():
        if home.exists():  # somebody was stopped while making it
            _remove(folder, home.name)
        before = wanted.before()
        _make(home, kind, wanted, _made(folder, kind, before) if before else None)
        (home / "whole").touch()
    return home


def _make(home: Path, kind: str, wanted: Filling, base: Path | None) -> Path:
    """Copy what it is made from, and write into it what is still missing."""
    if base is None:
        home.mkdir()
    else:
        shutil.copytree(base, home, ignore=shutil.ignore_patterns("whole", "url"))
    url = make_database(kind, home, like=_url(base) if base else "")
    (home / "url").write_text(url)
    if wanted.before() is None and base is not None:
        return home  # a copy of the same
    _write(home, wanted)
    return home


def _write(home: Path, wanted: Filling) -> None:
    """Run the command that fills it.

    Raises:
        RuntimeError: It failed; the message holds its last words.
    """
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *wanted.command()]
    done = subprocess.run(
        command, check=False, cwd=ROOT, env=_environment(home), capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(wanted.command())} failed: {done.stderr[-2_000:]}")


def _environment(home: Path) -> dict[str, str]:
    return settings(_url(home), home)


def _url(home: Path) -> str:
    return (home / "url").read_text()


def _remove(folder: Path, name: str = "*") -> None:
    for told in folder.glob(f"{name}/url"):
        drop_database(told.read_text())
    for home in folder.glob(name):
        shutil.rmtree(home)
