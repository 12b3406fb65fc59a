"""How much processor a server and its database took, which a busy machine does not change."""

import os
import time
from collections.abc import Iterable
from pathlib import Path

PATIENCE_S, IDLE_S = 60, 0.03
_TICKS = os.sysconf("SC_CLK_TCK")
_PARENT, _SPENT = 1, slice(11, 15)  # own and waited-for children's, user and system


def spent_s(*roots: int) -> float:
    """Return the seconds that these processes and all below them have taken until now."""
    table = _processes()
    return sum(table[pid][1] for pid in _below(table, roots) if pid in table)


def with_children(*roots: int) -> set[int]:
    """Return these processes and all below them."""
    return _below(_processes(), roots)


def settle(process: int) -> None:
    """Wait until a server has started all its workers: it takes hardly any processor then."""
    quiet = 0
    for _ in range(PATIENCE_S * 2):
        before = spent_s(process)
        time.sleep(0.5)
        quiet = quiet + 1 if spent_s(process) - before < IDLE_S else 0
        if quiet == 3:  # noqa: PLR2004 - a second and a half
            return


def parent_of(process: int) -> int:
    """Return the process under which another one runs."""
    return _processes()[process][0]


def _below(table: dict[int, tuple[int, float]], roots: Iterable[int]) -> set[int]:
    wanted = set(roots)
    while more := {pid for pid, (parent, _) in table.items() if parent in wanted} - wanted:
        wanted |= more
    return wanted


def _processes() -> dict[int, tuple[int, float]]:
    """Return the parent of each process and the seconds that it took."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        spent = sum(int(one) for one in fields[_SPENT]) / _TICKS
        found[int(path.parent.name)] = (int(fields[_PARENT]), spent)
    return found
