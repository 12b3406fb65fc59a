"""Leaves a service outside alone for a while after it has failed several times in a row."""

import threading
import time

FAILURES_BEFORE_REST = 3
REST_S = 30.0


class RestingError(Exception):
    """The service is being left alone after failures that have been told already."""


class Fuse:
    """Lets nobody ask for ``rest_s`` seconds after ``failures`` in a row; then one may try."""

    def __init__(self, failures: int = FAILURES_BEFORE_REST, rest_s: float = REST_S) -> None:
        self._lock = threading.Lock()
        self._most, self._rest_s = failures, rest_s
        self._failures, self._rests_until = 0, 0.0

    def check(self) -> None:
        """Pass, or raise.

        Raises:
            RestingError: The upstream is being left alone.
        """
        with self._lock:
            if self._failures < self._most:
                return
            if time.monotonic() < self._rests_until:
                raise RestingError("left alone after failures")
            self._rests_until = time.monotonic() + self._rest_s

    def note(self, *, failed: bool) -> None:
        """Count a failure, or forget them all."""
        with self._lock:
            self._failures = self._failures + 1 if failed else 0
            if self._failures == self._most:
                self._rests_until = time.monotonic() + self._rest_s
