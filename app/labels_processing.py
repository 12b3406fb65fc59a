"""Words of the record of processing activities; app/labels.py takes them in."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from models.personal import Kind
from models.personal_processing import Basis, People, Recipient
from models.retention_rule import Reason

PROCESSING_PAIRS: list[tuple[StrEnum, Any]] = [
    (Basis.CONSENT, _l("consent, article 6(1)(a)")),
    (Basis.CONTRACT, _l("what you asked for, article 6(1)(b)")),
    (Basis.LAW, _l("the law obliges us, article 6(1)(c)")),
    (Basis.TASK, _l("task in the public interest, article 6(1)(e)")),
    (People.ACCOUNTS, _l("people with an account")),
    (People.READERS, _l("people reached at an e-mail address")),
    (People.VOLUNTEERS, _l("those who take part, also children and their guardians")),
    (People.APPLICANTS, _l("those who apply or enter, and their contacts")),
    (People.STAFF, _l("city staff and hosts")),
    (People.JURORS, _l("jurors")),
    (Recipient.NOBODY, _l("nobody")),
    (Recipient.CITY, _l("staff of the city that it is about")),
    (Recipient.HOST, _l("the host of the place")),
    (Recipient.RUNNER, _l("those who run the experiment")),
    (Recipient.ORGANISATION, _l("members of the organisation")),
    (Recipient.PUBLIC, _l("everybody, where it is published")),
    (Recipient.PROGRAMME, _l("administrators of the programme")),
    (Recipient.POST, _l("the mail server on the way")),
    (Reason.NEED, _l("It is needed so long for what it was given for.")),
    (Reason.CLAIMS, _l("Complaints, claims and audits can still come.")),
    (Reason.PROOF, _l("It must be possible to show who did what (906/2019).")),
    (Reason.UNUSED, _l("Nobody needs it any more.")),
]
PURPOSE: dict[Kind, Any] = {
    Kind.ACCOUNT: _l("To let you sign in, and to keep others out."),
    Kind.ROLES: _l("To let people act for the cities and organisations that trust them."),
    Kind.FINDING: _l("To find again what you looked for, and to show it in your own calendar."),
    Kind.FOLLOWING: _l("To tell you of what you follow."),
    Kind.PARTICIPATION: _l("To hold experiments and events with those who want to take part."),
    Kind.FEEDBACK: _l("To hear residents, to answer them, and to act on danger."),
    Kind.APPLICATIONS: _l("To handle applications and entries, and to decide on them."),
    Kind.MESSAGES: _l("To talk about an application with those who handle it."),
    Kind.FILES: _l("To judge applications by what was attached to them."),
    Kind.AGREEMENTS: _l("To agree on an experiment so that both sides are bound."),
    Kind.REVIEWS: _l("To judge fairly, and to be able to show how it was judged."),
    Kind.PILOTS: _l("To run experiments, and to tell what came of them."),
    Kind.PLACES: _l("To describe the places, and to know who changed what."),
    Kind.MAIL: _l("To bring you the mail that you wait for."),
    Kind.LOOKS: _l("To show who looked at personal details, and to find misuse."),
    Kind.TRAIL: _l("To show who did what, and to find misuse."),
}
"""What each kind is processed for."""
