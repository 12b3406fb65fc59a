"""How often somebody has knocked on a door lately, so that nobody can guess or fill by machine.

One row counts the tries of one key at one door since ``since``; the row's own lock makes the
count right over threads and processes.  Keys are keyed hashes: no address is kept in the clear.
"""

import datetime as dt
import enum
from dataclasses import dataclass

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, choice


class Door(enum.StrEnum):
    """What can be tried."""

    SIGN_IN = "sign_in"
    SIGN_UP = "sign_up"
    RESET = "reset"
    BOOKING = "booking"
    INVITATION = "invitation"
    LETTER = "letter"  # a mail that somebody without an account asks for
    REGISTRATION = "registration"  # the same for an event; whoever answers the mail takes it back
    FEEDBACK = "feedback"
    FEEDBACK_CALM = "feedback_calm"  # more than this, and somebody looks at it first
    FLAG = "flag"
    HARM = "harm"
    TOKEN = "token"  # noqa: S105 - what a program writes by one token
    SECOND_FACTOR = "second_factor"


@dataclass(frozen=True, slots=True)
class Limit:
    """How many tries pass in ``minutes``: for one e-mail or account, and for one network address.

    The second is larger, because a school or an office shares one address.  A hall full of people
    who register for an event does so too: there only those count who never answer the mail.
    """

    by_name: int
    by_address: int
    minutes: int = 15


LIMITS: dict[Door, Limit] = {
    Door.SIGN_IN: Limit(by_name=10, by_address=100),
    Door.SIGN_UP: Limit(by_name=5, by_address=60),
    Door.RESET: Limit(by_name=5, by_address=60),
    Door.BOOKING: Limit(by_name=30, by_address=300),
    Door.INVITATION: Limit(by_name=20, by_address=100),
    Door.LETTER: Limit(by_name=6, by_address=120, minutes=24 * 60),
    Door.REGISTRATION: Limit(by_name=6, by_address=1000, minutes=24 * 60),
    Door.FEEDBACK: Limit(by_name=40, by_address=40),
    Door.FEEDBACK_CALM: Limit(by_name=6, by_address=12),
    Door.FLAG: Limit(by_name=60, by_address=20),
    Door.HARM: Limit(by_name=30, by_address=30),
    Door.TOKEN: Limit(by_name=120, by_address=1_000, minutes=1),
    # Three of a million codes are right at any time, and the password was right already.
    Door.SECOND_FACTOR: Limit(by_name=10, by_address=100, minutes=60),
}


class Attempt(Base):
    """The tries of one key at one door."""

    __tablename__ = "attempt"
    __table_args__ = (Index("ix_attempt_since", "since"),)

    door: Mapped[Door] = mapped_column(choice(Door, "attempt_door"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    since: Mapped[dt.datetime]
    count: Mapped[int]
