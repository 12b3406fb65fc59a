"""Answers kept in the memory of a process, up to so many bytes; the least lately asked for go."""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

T = TypeVar("T")
EACH = 300  # what an entry costs beside its bytes: its key, its place


class ByteCache(Generic[T]):
    """Remembers values by key until there are more than ``most_bytes``; threads may share it.

    With no bytes to spend it remembers nothing.
    """

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.bytes = 0
        self._known: OrderedDict[Hashable, tuple[int, T]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> T | None:
        """Return what is remembered under a key, or None."""
        with self._lock:
            found = self._known.get(key)
            if found is None:
                return None
            self._known.move_to_end(key)
            return found[1]

    def put(self, key: Hashable, value: T, size: int) -> None:
        """Remember a value of ``size`` bytes; one that is larger than an eighth of all is not."""
        cost = size + EACH
        if cost > self.most_bytes // 8:
            return
        with self._lock:
            before = self._known.pop(key, None)
            self.bytes += cost - (before[0] if before else 0)
            self._known[key] = cost, value
            while self.bytes > self.most_bytes:
                self.bytes -= self._known.popitem(last=False)[1][0]
