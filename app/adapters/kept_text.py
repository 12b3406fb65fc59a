"""Texts that take long to make, kept in the process for as long as their key stays the same."""

import threading
from collections.abc import Callable, Hashable


class KeptText:
    """At most ``most`` texts by key; the least lately made make room."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: dict[Hashable, str] = {}
        self._making = threading.Lock()

    def of(self, key: Hashable, make: Callable[[], str]) -> str:
        """Return the text of a key; ``make`` gives it when it is not kept."""
        known = self._known.get(key)
        if known is not None:
            return known
        with self._making:
            if key not in self._known:
                while len(self._known) >= self._most:
                    del self._known[next(iter(self._known))]
                self._known[key] = make()
            return self._known[key]
