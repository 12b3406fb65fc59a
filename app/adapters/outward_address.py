"""Which addresses given by somebody outside may be connected to: public ones, and no other.

What the name of a host looks like decides little; what counts is each address that it resolves to,
asked at the moment of connecting (app/adapters/outward.py).
Sources: the special-purpose registries of IANA (RFC 6890), the URL standard's rule that a host
which ends in a number is an IPv4 address in any spelling.
"""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

HTTP, HTTPS = 80, 443
LONGEST_LABEL, LONGEST_HOST = 63, 253
LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?")
NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
FORBIDDEN = re.compile(r'[\x00-\x20\x7f-\xa0\\"<>^`{|}]')
INSIDE = frozenset({
    "localhost", "local", "internal", "intranet", "lan", "home", "corp", "private", "arpa",
    "onion", "test", "invalid",
})  # fmt: skip
Ip = ipaddress.IPv4Address | ipaddress.IPv6Address

# Beside what Python calls not global: ways to say an IPv4 address within IPv6, and old relays.
CLOSED = tuple(
    ipaddress.ip_network(one)
    for one in (
        *("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15"),
        *("224.0.0.0/4", "240.0.0.0/4"),
        *("::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23"),
        *("2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"),
    )
)


class AddressError(ValueError):
    """An address that nothing may be sent to; ``code`` says why, as in views/message_webhook.py."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Rules:
    """What an installation allows: which ports, and in tests this machine without TLS."""

    ports: frozenset[int] = frozenset({HTTPS})
    loopback: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """An address taken apart.

    ``host`` is a name in ASCII or a literal address; ``path`` has all that follows it.
    """

    scheme: str
    host: str
    port: int
    path: str

    @property
    def netloc(self) -> str:
        """The host as the Host header names it."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        usual = {"https": HTTPS, "http": HTTP}[self.scheme]
        return name if self.port == usual else f"{name}:{self.port}"


def target_of(url: str, rules: Rules) -> Target:
    """Return an address taken apart.

    Raises:
        AddressError: ``url_unreadable``, ``url_not_https``, ``url_with_password``, ``url_port``
            or ``url_inside``.
    """
    try:
        parts = urlsplit(url)
        port, host = parts.port, _ascii(parts.hostname or "")
    except (ValueError, UnicodeError):
        raise AddressError("url_unreadable") from None
    if "@" in parts.netloc:
        raise AddressError("url_with_password")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if FORBIDDEN.search(url) or parts.fragment or not path.isascii():
        raise AddressError("url_unreadable")
    is_own = rules.loopback and host in {"127.0.0.1", "::1", "localhost"}
    if parts.scheme != "https" and not (parts.scheme == "http" and is_own):
        raise AddressError("url_not_https")
    port = port or (HTTPS if parts.scheme == "https" else HTTP)
    if not is_own:
        _check_host(host)
        if port not in rules.ports:
            raise AddressError("url_port")
    return Target(parts.scheme, host, port, path)


def _ascii(host: str) -> str:
    """Return the name as it is asked for; other scripts in their ASCII form (RFC 5891)."""
    name = host.rstrip(".").lower()
    return name if name.isascii() else name.encode("idna").decode("ascii")


def _check_host(host: str) -> None:
    literal = _literal(host)
    if literal is not None:
        if not is_public(literal):
            raise AddressError("url_inside")
        return
    labels = host.split(".")
    if not host or len(host) > LONGEST_HOST or not all(map(_is_label, labels)):
        raise AddressError("url_unreadable")
    if NUMBER.fullmatch(labels[-1]):  # 127.1, 0x7f.1, 017700000001, 2130706433
        raise AddressError("url_inside")
    if len(labels) == 1 or labels[-1] in INSIDE:
        raise AddressError("url_inside")


def _is_label(label: str) -> bool:
    return len(label) <= LONGEST_LABEL and LABEL.fullmatch(label) is not None


def _literal(host: str) -> Ip | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def is_public(ip: Ip) -> bool:
    """Say whether an address is somewhere in the internet, for anybody, and one machine."""
    if isinstance(ip, ipaddress.IPv6Address) and ip.scope_id is not None:
        return False
    if any(ip in network for network in CLOSED if network.version == ip.version):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def may_connect(ip: Ip, rules: Rules) -> bool:
    """Say whether an address that a name resolved to may be connected to."""
    return is_public(ip) or (rules.loopback and ip.is_loopback)
