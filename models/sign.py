"""The sign that stands where something is tried, and the short address on it that never breaks.

Each pilot has one code for ever: a trigger refuses to change it, and when a pilot is deleted a
trigger leaves a ``PilotTrace`` under its code (models/guard_sign.py), so that what was printed
still leads somewhere.  A code is eight of Crockford's base 32: no I, L, O or U to be misread.
"""

import datetime as dt
import enum
import secrets

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Translated, translated
from models.city import City

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 8
LONGEST_TYPED = 40
_MISREAD = str.maketrans(
    {"I": "1", "L": "1", "O": "0", "-": None, "\N{SOFT HYPHEN}": None, " ": None}
)


class PaperSize(enum.StrEnum):
    """How large the sign is."""

    A4 = "a4"
    A3 = "a3"


def new_code() -> str:
    """Return a code at random; forty bits, so that nobody meets another by trying."""
    return "".join(secrets.choice(ALPHABET) for _place in range(CODE_LENGTH))


def read_code(typed: str) -> str | None:
    """Return the code that somebody typed from a sign, or None when it can be none.

    Small letters, hyphens and blanks are taken, and the letters that look like digits.
    """
    code = typed[:LONGEST_TYPED].upper().translate(_MISREAD)
    is_code = len(code) == CODE_LENGTH and set(code) <= set(ALPHABET)
    return code if is_code else None


def spoken_code(code: str) -> str:
    """Return a code as people read it: in two halves."""
    half = CODE_LENGTH // 2
    return f"{code[:half]}-{code[half:]}"


class PilotTrace(Base):
    """What is left of a deleted pilot: its code, and what was public of it.

    Days are inclusive.  The title is empty when the pilot had never been public.
    """

    __tablename__ = "pilot_trace"

    code: Mapped[str] = mapped_column(String(CODE_LENGTH), primary_key=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("city.id"), index=True)
    title: Mapped[Translated] = translated("title")
    start_day: Mapped[dt.date]
    end_day: Mapped[dt.date]

    city: Mapped[City] = relationship()
