"""The goals of speed: what each asks for, and how what was found is put beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

MET, MISSED, NOT_RUN = "met", "not met", "not run here"


@dataclass(frozen=True, slots=True)
class Goal:
    """One goal.

    ``bound`` is the least value, or the most where ``at_most``; ``unit`` is the value's, ``x`` for
    a ratio within one run.  ``part`` names the measurement that tells it, ``kind`` the engine
    (empty: both are needed, or none is asked).
    """

    key: str
    words: str
    bound: float
    part: str
    kind: str = "postgresql"
    unit: str = "x"
    at_most: bool = False

    def is_met(self, value: float) -> bool:
        """Say whether a value is good enough."""
        return value <= self.bound if self.at_most else value >= self.bound

    def told(self) -> str:
        """Return the bound as it is read, as in "≥ 1.1 x"."""
        return f"{'≤' if self.at_most else '≥'} {self.bound:g} {self.unit}"


@dataclass(frozen=True, slots=True)
class Found:
    """What was measured for a goal: its value, ours in words, and in words what stood beside it."""

    key: str
    value: float
    ours: str
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A goal with its judgement; ``why`` says why it was not run."""

    key: str
    words: str
    ours: str
    beside: str
    value: float | None
    goal: str
    state: str
    why: str = ""


def _open(key: str, words: str, **least: float) -> list[Goal]:
    names = {"raw": "raw SQL", "tipg": "tipg", "pygeoapi": "pygeoapi"}
    return [
        Goal(f"{key}/{other}", f"{words}, beside {names[other]}", bound, "open")
        for other, bound in least.items()
    ]


def _each_engine(key: str, words: str, bound: float, part: str, **more: Any) -> list[Goal]:
    return [
        Goal(f"{key}/{kind}", f"{words}, {name}", bound, part, kind, **more)
        for kind, name in (("sqlite", "SpatiaLite"), ("postgresql", "PostGIS"))
    ]


GOALS: Sequence[Goal] = (
    *_open("box", "100 features in a box, nothing kept", raw=1.1, tipg=6, pygeoapi=20),
    Goal("held/raw", "the same, held in process, changed each second, beside raw SQL", 3, "held"),
    *_open("box, unchanged", "the same, unchanged (304)", raw=8),
    *_open("one", "one feature", tipg=3),
    *_open("pair", "filter by two attributes", raw=1),
    *_open("z14", "tile, zoom 14", raw=1),
    *_open("z12", "tile, zoom 12", raw=1),
    *_open("z10", "tile, zoom 10", raw=50),
    Goal("spatialite", "box on SpatiaLite, beside raw SQL on PostGIS", 1.3, "open", ""),
    *_each_engine(
        "calendar", "calendar of 200 testbeds x 31 days", 50, "calendar", unit="ms", at_most=True
    ),
    *_each_engine(
        "calendar statements", "the same, statements", 1, "calendar", unit="", at_most=True
    ),
    Goal("booking/pgbench", "a booking made, beside pgbench inserting its row", 0.25, "booking"),
    Goal("ledger/pgbench", "its row with the ledger, beside it without", 0.25, "booking"),
    *_each_engine("booking/respa", "a booking made, beside the 7 a second of Respa", 50, "booking"),
    *_each_engine(
        "front", "front page of 10,000 testbeds, interactive", 0.5, "front_page",
        unit="s", at_most=True,
    ),
    *_each_engine(
        "front kB", "the same, all that is sent", 200, "front_page", unit="kB", at_most=True
    ),
    *_each_engine("front growth", "the same, of 100,000", 1.5, "front_page", at_most=True),
    *_each_engine(
        "flat", "processor time of the page that grows most, most testbeds / fewest", 1.2, "growth",
        at_most=True,
    ),
    Goal("start", "cold start of the embedded default", 3, "process", "sqlite", "s", at_most=True),
    Goal(
        "memory", "a web process at 10,000 testbeds", 200, "process", "sqlite", "MB", at_most=True
    ),
)  # fmt: skip


def judge(found: Iterable[Found], missing: dict[tuple[str, str], str]) -> list[Row]:
    """Return every goal with what was found; ``missing`` says why a part was not run."""
    known = {one.key: one for one in found}
    rows = []
    for goal in GOALS:
        one = known.get(goal.key)
        if one is None:
            why = _why(goal, missing)
            rows.append(Row(goal.key, goal.words, "", "", None, goal.told(), NOT_RUN, why))
        else:
            state = MET if goal.is_met(one.value) else MISSED
            rows.append(
                Row(
                    goal.key, goal.words, one.ours, one.beside, round(one.value, 3), goal.told(),
                    state,
                )
            )  # fmt: skip
    return rows


def _why(goal: Goal, missing: dict[tuple[str, str], str]) -> str:
    kinds = (goal.kind,) if goal.kind else ("postgresql", "sqlite")
    reasons = [missing[goal.part, kind] for kind in kinds if (goal.part, kind) in missing]
    return reasons[0] if reasons else "the measurement did not tell it"


def table(rows: Sequence[Row]) -> str:
    """Return the goals as lines of text."""
    head = ("goal", "ours", "beside", "value", "asked", "")
    cells = [head] + [
        (
            row.words, row.ours, row.beside, "" if row.value is None else f"{row.value:,.4g}",
            row.goal, f"{row.state}: {row.why}" if row.why else row.state,
        )
        for row in rows
    ]  # fmt: skip
    wide = [max(len(line[column]) for line in cells) for column in range(len(head))]
    lines = []
    for line in cells:
        texts = [
            text.ljust(size) if column in (0, len(head) - 1) else text.rjust(size)
            for column, (text, size) in enumerate(zip(line, wide, strict=True))
        ]
        lines.append("  ".join(texts).rstrip())
    counts = {state: sum(row.state == state for row in rows) for state in (MET, MISSED, NOT_RUN)}
    words = ", ".join(f"{count} {state}" for state, count in counts.items())
    return "\n".join([*lines, f"{len(rows)} goals: {words}"])


def plain(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return the goals as JSON can hold them."""
    return [asdict(row) for row in rows]
