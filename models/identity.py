"""Identities: by whom else somebody is known, and may sign in with.

An identity is an issuer of OpenID Connect and its name for the person (``sub``), nothing else: an
e-mail address that an issuer tells never leads to an account.  Which issuers are asked, and what
their word is worth, is data (``Provider``), read from the settings by app/adapters/oidc_setting.py.
Docs: docs/adr/0061-signing-in-with-another-account.md.
"""

import datetime as dt
import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import User
from models.base import Base, PrimaryKey

LONGEST = 255  # characters of an issuer and of a subject (OpenID Connect Core 1.0, section 2)
MOST_IDENTITIES = 10


class SignUp(enum.StrEnum):
    """Who gets an account by a first sign-in with a provider."""

    ANYBODY = "anybody"
    INVITED = "invited"
    NOBODY = "nobody"


class Strength(enum.StrEnum):
    """When a sign-in with a provider stands for a second factor as well."""

    ALWAYS = "always"
    SAID = "said"  # when the token says so, by one of ``strong_by``
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Provider:
    """One issuer as this installation knows it.

    ``key`` stands in addresses; ``names`` are shown, by language or one under "".  Keys are PEM
    texts; ``opening_key`` opens encrypted tokens.  ``tenant`` is what the claim ``tid`` has to be.
    ``trusts_address`` says that an address which the issuer calls verified needs no letter.
    ``acr`` is asked for, and one of its values has to come back.  ``strong_by`` are values of
    ``amr`` or ``acr``.
    """

    key: str
    names: Mapping[str, str]
    issuer: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    signing_key: str = field(default="", repr=False)
    opening_key: str = field(default="", repr=False)
    key_id: str = ""
    scope: str = "openid profile email"
    algorithms: frozenset[str] = frozenset({"RS256", "PS256", "ES256"})
    acr: tuple[str, ...] = ()
    strength: Strength = Strength.NEVER
    strong_by: frozenset[str] = frozenset()
    tenant: str = ""
    sign_up: SignUp = SignUp.ANYBODY
    trusts_address: bool = False
    signs_requests: bool = False
    loopback: bool = False

    def name(self, language: str) -> str:
        """Return what people call it."""
        return self.names.get(language) or self.names.get("") or next(iter(self.names.values()))

    @property
    def is_encrypted(self) -> bool:
        """Whether tokens have to come encrypted."""
        return bool(self.opening_key)


@dataclass(frozen=True, slots=True)
class Told:
    """What a provider has told of somebody in a token that was found right.

    ``address`` is what it calls their e-mail address and may be anybody's unless
    ``is_address_sure``.  ``is_strong`` stands for a second factor; ``shown_at`` is when they last
    showed there who they are, None where it is not told.
    """

    issuer: str
    subject: str
    name: str = ""
    address: str = ""
    is_address_sure: bool = False
    is_strong: bool = False
    shown_at: dt.datetime | None = None


class Identity(Base):
    """One name by which an issuer knows somebody."""

    __tablename__ = "identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[PrimaryKey]
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    issuer: Mapped[str] = mapped_column(String(LONGEST))
    subject: Mapped[str] = mapped_column(String(LONGEST))
    linked_at: Mapped[dt.datetime]
    last_used_at: Mapped[dt.datetime | None]

    user: Mapped[User] = relationship()
