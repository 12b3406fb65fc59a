"""The record of processing activities (GDPR, article 30): for each kind of what is known, why.

Purposes and the rest are words in app/labels_processing.py; what is kept how long follows from the
register.  ``flask docs write`` makes docs/processing.md of it, the privacy page shows the same.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from models.personal import Kind


class Basis(enum.StrEnum):
    """The lawful basis, by the letter of article 6(1)."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LAW = "law"
    TASK = "task"


class People(enum.StrEnum):
    """Whose data it is."""

    ACCOUNTS = "accounts"
    READERS = "readers"
    VOLUNTEERS = "volunteers"
    APPLICANTS = "applicants"
    STAFF = "staff"
    JURORS = "jurors"


class Recipient(enum.StrEnum):
    """Who gets to see it besides the person."""

    NOBODY = "nobody"
    CITY = "city"
    HOST = "host"
    RUNNER = "runner"
    ORGANISATION = "organisation"
    PUBLIC = "public"
    PROGRAMME = "programme"
    POST = "post"


@dataclass(frozen=True, slots=True)
class Processing:
    """One activity: on what basis, whose data, and who gets it."""

    bases: tuple[Basis, ...]
    people: tuple[People, ...]
    recipients: tuple[Recipient, ...]


_B, _P, _R = Basis, People, Recipient
PROCESSING: Mapping[Kind, Processing] = {
    Kind.ACCOUNT: Processing((_B.CONTRACT,), (_P.ACCOUNTS,), (_R.PROGRAMME,)),
    Kind.ROLES: Processing(
        (_B.TASK,), (_P.ACCOUNTS, _P.STAFF, _P.JURORS), (_R.CITY, _R.ORGANISATION)
    ),
    Kind.FINDING: Processing((_B.CONTRACT,), (_P.ACCOUNTS,), (_R.NOBODY,)),
    Kind.FOLLOWING: Processing((_B.CONSENT,), (_P.READERS,), (_R.NOBODY,)),
    Kind.PARTICIPATION: Processing((_B.CONSENT,), (_P.VOLUNTEERS,), (_R.RUNNER, _R.HOST, _R.CITY)),
    Kind.FEEDBACK: Processing(
        (_B.TASK, _B.LAW), (_P.READERS,), (_R.CITY, _R.HOST, _R.RUNNER, _R.PUBLIC)
    ),
    Kind.APPLICATIONS: Processing(
        (_B.CONTRACT, _B.TASK), (_P.APPLICANTS,), (_R.CITY, _R.HOST, _R.ORGANISATION)
    ),
    Kind.MESSAGES: Processing((_B.TASK,), (_P.APPLICANTS, _P.STAFF), (_R.CITY, _R.ORGANISATION)),
    Kind.FILES: Processing((_B.TASK,), (_P.APPLICANTS,), (_R.CITY, _R.HOST)),
    Kind.AGREEMENTS: Processing(
        (_B.CONTRACT, _B.LAW), (_P.APPLICANTS, _P.STAFF), (_R.CITY, _R.ORGANISATION)
    ),
    Kind.REVIEWS: Processing((_B.TASK,), (_P.STAFF, _P.JURORS), (_R.CITY,)),
    Kind.PILOTS: Processing(
        (_B.TASK,), (_P.APPLICANTS, _P.STAFF), (_R.CITY, _R.HOST, _R.RUNNER, _R.PUBLIC)
    ),
    Kind.PLACES: Processing((_B.TASK,), (_P.STAFF,), (_R.CITY, _R.PUBLIC)),
    Kind.MAIL: Processing((_B.TASK, _B.CONSENT), (_P.ACCOUNTS, _P.READERS), (_R.POST,)),
    Kind.LOOKS: Processing((_B.LAW,), (_P.ACCOUNTS, _P.READERS, _P.STAFF), (_R.PROGRAMME,)),
    Kind.TRAIL: Processing((_B.LAW, _B.TASK), (_P.ACCOUNTS, _P.STAFF), (_R.CITY, _R.PROGRAMME)),
}
