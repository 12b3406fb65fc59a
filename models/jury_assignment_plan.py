"""Which juror reads which entry: by lot, with loads as even as conflicts allow.

Each entry goes to ``readers`` jurors or as many as may read it; loads are then evened out along
chains of hand-overs until no hand-over makes them more even, which is the best there is (it is a
flow with a convex cost).  At last jurors who share no reader are joined by exchanges, so that all
are measured against each other.  The same seed gives the same plan.
Source: Harvey et al. 2006, Semi-matchings for bipartite graphs; docs/adr/0038-jury-arithmetic.md.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from models.jury_lot import lot

Pairs = AbstractSet[tuple[int, int]]
"""Conflicts as (juror, entry)."""

MOST_EXCHANGES = 20_000


@dataclass(slots=True)
class Plan:
    """Readers by entry, and how many are lacking where too few may read."""

    readers: dict[int, set[int]]
    lacking: dict[int, int] = field(default_factory=dict)

    def loads(self, jurors: Sequence[int]) -> dict[int, int]:
        """Return how many entries each juror reads."""
        counts = dict.fromkeys(jurors, 0)
        for those in self.readers.values():
            for juror in those:
                counts[juror] += 1
        return counts


def plan(
    jurors: Sequence[int], entries: Sequence[int], conflicts: Pairs, readers: int, seed: str
) -> Plan:
    """Return who reads what."""
    may = {
        entry: {juror for juror in jurors if (juror, entry) not in conflicts} for entry in entries
    }
    found = Plan({entry: set() for entry in entries})
    loads = dict.fromkeys(jurors, 0)
    for entry in sorted(entries, key=lambda one: (len(may[one]), lot(seed, one))):
        order = sorted(may[entry], key=lambda one: (loads[one], lot(seed, entry, one)))
        for juror in order[:readers]:
            found.readers[entry].add(juror)
            loads[juror] += 1
        if len(order) < readers:
            found.lacking[entry] = readers - len(order)
    _even_out(found.readers, may, loads, seed)
    _join(found.readers, may, jurors, seed)
    return found


def next_reader(
    may: AbstractSet[int], loads: Mapping[int, int], seed: str, entry: int
) -> int | None:
    """Return who reads an entry instead of somebody: the smallest load, equals by lot."""
    return min(may, key=lambda one: (loads.get(one, 0), lot(seed, entry, one)), default=None)


def components(readers: Mapping[int, AbstractSet[int]], jurors: Sequence[int]) -> list[set[int]]:
    """Return the groups of jurors who are joined by entries they share, directly or by others."""
    group = {juror: {juror} for juror in jurors}
    for those in readers.values():
        joined = set().union(*(group[juror] for juror in those)) if those else set()
        for juror in joined:
            group[juror] = joined
    return list({id(one): one for one in group.values()}.values())


def _even_out(
    readers: dict[int, set[int]], may: Mapping[int, set[int]], loads: dict[int, int], seed: str
) -> None:
    moved = True
    while moved:
        moved = False
        for source in sorted(loads, key=lambda one: (-loads[one], lot(seed, one))):
            chain = _chain(readers, may, loads, source)
            if chain:
                for giver, taker, entry in chain:
                    readers[entry].remove(giver)
                    readers[entry].add(taker)
                loads[source] -= 1
                loads[chain[-1][1]] += 1
                moved = True
                break


def _chain(
    readers: Mapping[int, set[int]],
    may: Mapping[int, set[int]],
    loads: Mapping[int, int],
    source: int,
) -> list[tuple[int, int, int]]:
    """Return hand-overs (giver, taker, entry) from ``source`` to somebody with two fewer."""
    if min(loads.values()) > loads[source] - 2:
        return []
    came: dict[int, tuple[int, int, int]] = {}
    reached, queue = {source}, [source]
    for giver in queue:
        for entry in sorted(readers):
            if giver not in readers[entry]:
                continue
            for taker in sorted(may[entry] - readers[entry] - reached):
                came[taker] = (giver, taker, entry)
                if loads[taker] <= loads[source] - 2:
                    return _way(came, source, taker)
                reached.add(taker)
                queue.append(taker)
    return []


def _way(
    came: Mapping[int, tuple[int, int, int]], source: int, last: int
) -> list[tuple[int, int, int]]:
    way: list[tuple[int, int, int]] = []
    while last != source:
        way.append(came[last])
        last = came[last][0]
    return way[::-1]


def _join(
    readers: dict[int, set[int]], may: Mapping[int, set[int]], jurors: Sequence[int], seed: str
) -> None:
    """Join groups of jurors by exchanging two readers between two entries; loads stay."""
    groups = components(readers, jurors)
    idle = len(set(jurors) - set().union(*readers.values()))
    links = sum(max(0, len(those) - 1) for those in readers.values())
    fewest = idle + max(1, len(jurors) - idle - links)
    tried = 0
    order = sorted(readers, key=lambda one: lot(seed, one))
    for first in order:
        for second in order:
            if len(groups) <= fewest or tried >= MOST_EXCHANGES:
                return
            tried += 1
            if _exchange(readers, may, first, second, groups, jurors):
                groups = components(readers, jurors)


def _exchange(
    readers: dict[int, set[int]],
    may: Mapping[int, set[int]],
    first: int,
    second: int,
    groups: list[set[int]],
    jurors: Sequence[int],
) -> bool:
    """Exchange readers of two entries of different groups when that leaves fewer groups."""
    home = next((one for one in groups if readers[first] & one), set())
    if not readers[second] or readers[second] & home:
        return False
    for mine in sorted(readers[first] & may[second]):
        for theirs in sorted(readers[second] & may[first]):
            before = readers[first], readers[second]
            readers[first] = readers[first] - {mine} | {theirs}
            readers[second] = readers[second] - {theirs} | {mine}
            if len(components(readers, jurors)) < len(groups):
                return True
            readers[first], readers[second] = before
    return False
