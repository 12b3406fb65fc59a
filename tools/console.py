"""What a person at the terminal sees of set-up: one short line a step, one sentence on failure."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from tools.places import LOG, ROOT, shown

_HEARTBEAT_SECONDS = 5.0
_LOG_TAIL_LINES = 15


class Stop(Exception):  # noqa: N818 - it ends the program in good order, it is not a fault
    """The program cannot go on; the text says why and what to do, in one or two sentences."""


class CommandError(Exception):
    """A command ended with a failure; its output is in the log."""


def say(text: str = "", end: str = "\n") -> None:
    """Print for the person at the terminal, at once, also into a pipe."""
    sys.stdout.write(text + end)
    sys.stdout.flush()


def main(program: Callable[[], int]) -> NoReturn:
    """Run a program of this folder so that it always ends with a sentence, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="replace")
    # Set also where a shell that starts us in the background made us deaf to Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGHUP, _leave)
    try:
        code = program()
    except Stop as stop:
        say(f"\n{stop}")
        code = 1
    except OSError as error:
        say(f"\n{_sentence_about(error)}")
        code = 1
    except KeyboardInterrupt:
        say("\nStopped.")
        code = 128 + signal.SIGINT
    sys.exit(code)


@contextmanager
def progress(title: str) -> Iterator[None]:
    """Show that a step has begun, and how long it took when it is done."""
    say(f"▸ {title} …", end="")
    begun = time.monotonic()
    try:
        yield
    except BaseException:
        say(" stopped")
        raise
    say(f" done ({time.monotonic() - begun:.0f} s)")


def run_logged(
    command: Sequence[str | Path],
    env: Mapping[str, str] | None = None,
    cwd: Path = ROOT,
    failure: str = "",
) -> None:
    """Run a command with its output in the log, a dot on the terminal now and then.

    Raises:
        CommandError: It failed and no ``failure`` sentence was given.
        Stop: It failed; the text is ``failure`` with the last lines of the output.
    """
    LOG.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with LOG.open("ab") as log:
        log.write(f"\n$ {' '.join(map(str, command))}\n".encode())
        log.flush()
        start = log.tell()
        child = subprocess.Popen(
            command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        code = _wait(child)
    if code == 0:
        return
    if not failure:
        message = f"{command[0]} ended with code {code}"
        raise CommandError(message)
    tail = "\n".join(f"  | {line}" for line in _tail(start))
    message = f"{failure}\nThe whole output is in {shown(LOG)}; its last lines:\n{tail}"
    raise Stop(message)


def output_of(command: Sequence[str | Path], env: Mapping[str, str] | None = None) -> str | None:
    """The output of a short command, or None when it is missing, fails or takes a minute."""
    try:
        done = subprocess.run(
            command,
            check=True,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            env=env,
            cwd=ROOT,
            timeout=60,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout


def environment(**more: str) -> dict[str, str]:
    """This process's environment with ``more``, without what would turn our Python elsewhere.

    Nor without keeping what it has compiled: else each of our programs would take about a third
    more of the processor to start.
    """
    env = {key: value for key, value in os.environ.items() if key not in _MISLEADING}
    return env | more


_MISLEADING = frozenset(
    {
        "PYTHONHOME", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "PIP_TARGET", "PIP_PREFIX",
        "PIP_USER", "PIP_REQUIRE_HASHES",
    }
)  # fmt: skip


def _sentence_about(error: OSError) -> str:
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        why = "may not be used by this account. Run as its owner, or in a clone of your own."
    else:
        why = f"cannot be used: {(error.strerror or 'unknown reason').lower()}."
    return f"{shown(Path(str(error.filename or ROOT)))} {why}"


def _leave(signum: int, _frame: object) -> NoReturn:
    sys.exit(128 + signum)


def _wait(child: subprocess.Popen[bytes]) -> int:
    while True:
        try:
            return child.wait(timeout=_HEARTBEAT_SECONDS)
        except subprocess.TimeoutExpired:
            say(".", end="")
        except BaseException:
            child.terminate()
            child.wait()
            raise


def _tail(start: int) -> list[str]:
    with LOG.open("rb") as log:
        log.seek(start)
        lines = log.read().decode("utf-8", "replace").splitlines()
    return [line for line in lines if line.strip()][-_LOG_TAIL_LINES:]
