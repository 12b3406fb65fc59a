"""What each measurement says about the goals: it is run, and its figures are put in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bench import booking, calendar, growth, open, open_held, process  # noqa: A004 - its name
from bench.goal import Found

RESPA_PER_S = 7.0  # the best that was seen of it on the machine of the goals, two cores
BOTH = ("sqlite", "postgresql")
FEWEST, FRONT, FRONT_GROWS, GROWN = 1_000, 10_000, 10, 100_000


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many features are compared, how many testbeds are the most, and seconds of a request.

    ``writers_s`` is how long bookings are made in each way, ``visits`` how often a browser comes,
    ``fewest`` and ``front`` the testbeds that the most are put beside.
    """

    compared: int = 100_000
    largest: int = GROWN
    seconds: float = 4.0
    writers_s: float = 8.0
    visits: int = 5
    fewest: int = FEWEST
    front: int = FRONT

    def loads(self) -> list[tuple[int, int]]:
        """Return the testbeds and pilots of the databases that its measurements read."""
        return [
            *((size, growth.pilots_of(size)) for size in (self.fewest, self.largest)),
            *((size, size) for size in (self.front, self.front * FRONT_GROWS)),
        ]


PACES = {
    "quick": Sizes(seconds=1.5, writers_s=4.0, visits=3),
    "tiny": Sizes(1_000, 700, 0.5, 2.0, 1, 650, 650),  # addresses ask for the six-hundredth
}


def _calendar(kind: str, _sizes: Sizes) -> list[Found]:
    told = calendar.run(kind, whole=False)
    ours = f"{told['ms']:.1f} ms (processor {told['cpu']:.1f})"
    return [
        Found(f"calendar/{kind}", told["ms"], ours, f"bare SELECT {told['bare']:.1f} ms"),
        Found(f"calendar statements/{kind}", told["statements"], f"{told['statements']:.0f}"),
    ]


def _booking(kind: str, sizes: Sizes) -> list[Found]:
    told = booking.run(kind, seconds=sizes.writers_s, ways=("offer",))
    ours = f"{told['offer']:,.0f}/s ({told['cpu']:.1f} ms of processor)"
    found = [Found(f"booking/respa/{kind}", told["offer"] / RESPA_PER_S, ours, "7/s")]
    if bare := told.get("pgbench"):
        beside = f"pgbench {bare:,.0f}/s"
        ledger = told["pgbench_ledger"]
        found += [
            Found("booking/pgbench", told["offer"] / bare, ours, beside),
            Found("ledger/pgbench", ledger / bare, f"{ledger:,.0f}/s", beside),
        ]
    return found


def _process(kind: str, sizes: Sizes) -> list[Found]:
    told = process.run(kind, size=sizes.front)
    ours = f"{told['start']:.1f} s (processor {told['start_cpu']:.1f})"
    return [
        Found("start", told["start"], ours),
        Found("memory", told["rss"], f"{told['rss']:.0f} MB", f"alone {told['own']:.0f} MB"),
    ]


def _growth(kind: str, sizes: Sizes) -> list[Found]:
    told = growth.run(kind, sizes=(sizes.fewest, sizes.largest), seconds=sizes.seconds / 2)
    name, (few, many) = max(told.items(), key=lambda one: one[1][-1] / one[1][0])
    ours = f"{name}: {many:.1f} ms of {sizes.largest:,}"
    return [Found(f"flat/{kind}", many / few, ours, f"{few:.1f} ms of {sizes.fewest:,}")]


def _front(kind: str, sizes: Sizes) -> list[Found]:
    from bench import front_page  # noqa: PLC0415 - needs a browser's driver, which others do not

    few, many = front_page.run(
        kind, sizes=(sizes.front, sizes.front * FRONT_GROWS), visits=sizes.visits, whole=False
    )
    first, last = few["browser: front, marks"], many["browser: front, marks"]
    ours = f"{first['ms'] / 1000:.2f} s"
    return [
        Found(f"front/{kind}", first["ms"] / 1000, ours),
        Found(f"front kB/{kind}", first["bytes"] / 1000, f"{first['bytes'] / 1000:.0f} kB"),
        Found(f"front growth/{kind}", last["ms"] / first["ms"], f"{last['ms'] / 1000:.2f} s", ours),
    ]


def _open(kind: str, sizes: Sizes) -> list[Found]:
    told = open.run(kind, sizes=(sizes.compared,), seconds=sizes.seconds)
    ours, raw = told["ours"]["box"].rate, told["raw"]["box"].rate
    found = [
        Found(f"rate/box/{kind}", ours, f"{ours:,.0f}/s"),
        Found(f"rate/raw box/{kind}", raw, f"{raw:,.0f}/s"),
    ]
    if kind == "sqlite":
        return found  # the goals are put beside the bare PostgreSQL
    for request, goals in open.GOALS.items():
        for other, theirs, _least in goals:
            beside = told.get(other, {}).get(theirs)
            if beside is not None and beside.rate:
                one = told["ours"][request]
                found.append(
                    Found(
                        f"{request}/{other}", one.rate / beside.rate,
                        f"{one.rate:,.0f}/s ({one.cpu:.2f} ms of processor)",
                        f"{beside.rate:,.0f}/s ({beside.cpu:.2f} ms)",
                    )
                )  # fmt: skip
    return found


def _held(kind: str, sizes: Sizes) -> list[Found]:
    ours, raw = open_held.run(kind, seconds=sizes.seconds)
    return [Found("held/raw", ours / raw, f"{ours:,.0f}/s", f"{raw:,.0f}/s")]


MEASURES: Mapping[str, Callable[[str, Sizes], list[Found]]] = {
    "process": _process,
    "calendar": _calendar,
    "booking": _booking,
    "held": _held,
    "growth": _growth,
    "front_page": _front,
    "open": _open,
}
PARTS: Mapping[str, tuple[str, ...]] = {
    "process": ("sqlite",),
    "held": ("postgresql",),
    **dict.fromkeys(("calendar", "booking", "growth", "front_page", "open"), BOTH),
}
"""The quick ones first; the engines of each."""
