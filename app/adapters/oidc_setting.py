"""The providers of OpenID Connect of an installation, read from the file that a setting names.

A TOML file with one table a provider, see docs/operations.md.  Secrets and keys may stand in files
of their own.  What cannot be right stops the start with one sentence.
"""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from models.base import LANGUAGES
from models.identity import LONGEST, Provider, SignUp, Strength

KEY = re.compile(r"[a-z][a-z0-9-]{0,30}")
ALGORITHMS = frozenset({
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
})  # fmt: skip
"""Signatures that only the provider can make: never ``none``, never a secret that both have."""

PROFILES: dict[str, dict[str, Any]] = {
    "plain": {},
    "suomi_fi": {
        "name": "Suomi.fi",
        "scope": "openid profile",
        "strength": Strength.ALWAYS,
        "signs_requests": True,
    },
    "entra_id": {
        "name": "Microsoft Entra ID",
        "strength": Strength.SAID,
        "strong_by": ["mfa"],
        "sign_up": SignUp.INVITED,
    },
}
NEEDED: dict[str, tuple[str, ...]] = {
    "plain": (),
    "suomi_fi": ("signing_key_file", "opening_key_file"),
    "entra_id": ("tenant",),
}
TEXTS = frozenset({
    "issuer", "client_id", "client_secret", "client_secret_file", "signing_key_file",
    "opening_key_file", "key_id", "scope", "tenant", "strength", "sign_up",
})  # fmt: skip
LISTS = frozenset({"algorithms", "acr", "strong_by"})
SWITCHES = frozenset({"trusts_address", "signs_requests"})
ENTRA = "https://login.microsoftonline.com/{tenant}/v2.0"


class ProviderSettingError(ValueError):
    """The file of providers cannot be right; the message says where and why."""


def providers_of(path: str, *, secure: bool) -> tuple[Provider, ...]:
    """Return the providers that a file names, in its order; none where no file is named.

    Raises:
        ProviderSettingError: The file cannot be read, or cannot be right.
    """
    if not path:
        return ()
    place = Path(path)
    try:
        tables = tomllib.loads(place.read_text())
    except (OSError, ValueError) as problem:
        raise ProviderSettingError(f"OIDC_PROVIDERS: {path} cannot be read: {problem}") from None
    made = []
    for key, table in tables.items():
        try:
            made.append(_provider(key, table, place.parent, secure=secure))
        except (KeyError, TypeError, ValueError, OSError) as problem:
            raise ProviderSettingError(f"OIDC_PROVIDERS: [{key}] {problem}") from None
    if len({one.issuer for one in made}) < len(made):
        raise ProviderSettingError("OIDC_PROVIDERS: two tables have the same issuer")
    return tuple(made)


def _provider(key: str, table: Mapping[str, Any], folder: Path, *, secure: bool) -> Provider:
    if not KEY.fullmatch(key):
        raise ValueError("is no name of a provider: small letters, digits and hyphens")
    profile = table.get("profile", "plain")
    if profile not in PROFILES:
        raise ValueError(f"profile is one of: {', '.join(PROFILES)}")
    given = {**PROFILES[profile], **table}
    given.pop("profile", None)
    names = _names(given.pop("name", key))
    _refuse_odd(given, NEEDED[profile])
    if profile == "entra_id":
        given.setdefault("issuer", ENTRA.format(tenant=given["tenant"]))
    _refuse_absent(given)
    return Provider(
        key=key,
        names=names,
        issuer=given["issuer"],
        loopback=_is_loopback(given["issuer"], secure=secure),
        client_id=given["client_id"],
        client_secret=given.get("client_secret") or _text(folder, given, "client_secret_file"),
        signing_key=_text(folder, given, "signing_key_file"),
        opening_key=_text(folder, given, "opening_key_file"),
        strength=Strength(given.get("strength", Strength.NEVER)),
        sign_up=SignUp(given.get("sign_up", SignUp.ANYBODY)),
        **_plain(given),
    )


def _plain(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that are taken as they stand."""
    found = {name: given[name] for name in ("key_id", "scope", "tenant") if name in given}
    found |= {name: given[name] for name in SWITCHES if name in given}
    found |= {name: frozenset(given[name]) for name in ("algorithms", "strong_by") if name in given}
    if "acr" in given:
        found["acr"] = tuple(given["acr"])
    if not found.get("algorithms", ALGORITHMS) <= ALGORITHMS:
        raise ValueError(f"algorithms are of: {', '.join(sorted(ALGORITHMS))}")
    return found


def _names(given: Any) -> dict[str, str]:
    names = {"": given} if isinstance(given, str) else dict(given)
    if not names or not set(names) <= {"", *LANGUAGES} or not all(names.values()):
        raise ValueError("name is a text, or has one for each of fi, sv, en")
    return names


def _refuse_odd(given: Mapping[str, Any], needed: tuple[str, ...]) -> None:
    kinds: dict[str, type] = {**dict.fromkeys(TEXTS, str), **dict.fromkeys(LISTS, list)}
    kinds.update(dict.fromkeys(SWITCHES, bool))
    for name, value in given.items():
        if name not in kinds:
            raise ValueError(f"{name} is not known")
        if not isinstance(value, kinds[name]):
            raise TypeError(f"{name} is of another kind: {kinds[name].__name__}")
    for name in needed:
        if not given.get(name):
            raise ValueError(f"{name} is needed in this profile")


def _refuse_absent(given: Mapping[str, Any]) -> None:
    for name in ("issuer", "client_id"):
        if not given.get(name) or len(given[name]) > LONGEST:
            raise ValueError(f"{name} is needed")
    proofs = ("client_secret", "client_secret_file", "signing_key_file")
    if not any(given.get(name) for name in proofs):
        raise ValueError(f"one of these is needed: {', '.join(proofs)}")
    if given.get("signs_requests") and not given.get("signing_key_file"):
        raise ValueError("signs_requests needs signing_key_file")


def _is_loopback(issuer: str, *, secure: bool) -> bool:
    """Say whether the issuer is a trial on this machine; elsewhere it has to be https."""
    parts = urlsplit(issuer)
    if parts.query or parts.fragment or not parts.hostname:
        raise ValueError("issuer is no address of an issuer")
    if parts.scheme == "https":
        return False
    if parts.scheme == "http" and parts.hostname == "127.0.0.1" and not secure:
        return True
    raise ValueError("issuer has to begin with https://")


def _text(folder: Path, given: Mapping[str, Any], name: str) -> str:
    return (folder / given[name]).read_text().strip() if given.get(name) else ""
