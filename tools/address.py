"""Where this installation serves, and whether that place is free."""

from __future__ import annotations

import errno
import http.client
import os
import socket
from dataclasses import dataclass

from tools.console import Stop

_LAST_PORT = 65535
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared with, not bound to


@dataclass(frozen=True)
class Address:
    """Where to serve, from HOST and PORT."""

    host: str
    port: int

    @classmethod
    def from_env(cls) -> Address:
        """Read HOST and PORT.

        Raises:
            Stop: PORT is not a port number.
        """
        port = os.environ.get("PORT") or "8000"
        if not (port.isascii() and port.isdigit() and 0 < int(port) <= _LAST_PORT):
            message = f"PORT is {port}, but has to be a number from 1 to {_LAST_PORT}."
            raise Stop(message)
        return cls(os.environ.get("HOST") or "127.0.0.1", int(port))

    def check_free(self) -> None:
        """Make sure that nobody serves there yet.

        Raises:
            Stop: Somebody does, or we may not.
        """
        try:
            family, kind, *_, place = socket.getaddrinfo(
                self.host, self.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )[0]
            with socket.socket(family, kind) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(place)
        except socket.gaierror:
            message = f"This machine does not know the address {self.host}; set HOST to another."
            raise Stop(message) from None
        except PermissionError:
            message = f"Port {self.port} is kept for the administrator. Try: make run PORT=8000"
            raise Stop(message) from None
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                message = (
                    f"Port {self.port} of {self.host} is in use by another program. "
                    f"Choose another, for instance: make run PORT={self.port + 1}"
                )
            else:
                message = f"{self.host} is not an address of this machine; set HOST to another."
            raise Stop(message) from None

    @property
    def url(self) -> str:
        """The address to open in a browser on this machine."""
        return f"http://{self.reachable}:{self.port}/"

    @property
    def reachable(self) -> str:
        """The host to connect to from this machine."""
        host = _EVERYWHERE.get(self.host, self.host)
        return f"[{host}]" if ":" in host else host

    def answers(self) -> bool:
        """Whether a web server answers there, whatever it says."""
        connection = http.client.HTTPConnection(self.reachable.strip("[]"), self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        return True
