"""Words for the vocabularies of juries; app/labels.py gives them to everybody."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from models.jury import AssignmentAction, AssignmentStatus, JurorAction, JurorStatus
from models.jury_round import ConflictKind

JURY_PAIRS: list[tuple[StrEnum, Any]] = [
    (JurorStatus.INVITED, _l("Invited")),
    (JurorStatus.ACCEPTED, _l("In the jury")),
    (JurorStatus.DECLINED, _l("Said no")),
    (JurorStatus.REMOVED, _l("Not in the jury any more")),
    (JurorAction.ACCEPT, _l("Accept")),
    (JurorAction.DECLINE, _l("Say no")),
    (JurorAction.REMOVE, _l("Take out of the jury")),
    (JurorAction.INVITE_AGAIN, _l("Invite again")),
    (AssignmentStatus.ASSIGNED, _l("Waits for your declaration")),
    (AssignmentStatus.DECLARED, _l("To score")),
    (AssignmentStatus.SUBMITTED, _l("Submitted")),
    (AssignmentStatus.RECUSED, _l("You stood back")),
    (AssignmentAction.DECLARE, _l("Nothing ties me to it")),
    (AssignmentAction.SUBMIT, _l("Submit the scores")),
    (AssignmentAction.TAKE_BACK, _l("Change the scores")),
    (AssignmentAction.RECUSE, _l("Stand back")),
    (ConflictKind.WORK, _l("I work or have worked with them")),
    (ConflictKind.MONEY, _l("I own a share or would gain from it")),
    (ConflictKind.FAMILY, _l("Family or a close friend")),
    (ConflictKind.ADVICE, _l("I have given advice on this entry")),
    (ConflictKind.OTHER, _l("Something else")),
    (ConflictKind.TEAM, _l("In the team")),
    (ConflictKind.RIVAL, _l("Has entered the same challenge")),
    (ConflictKind.ORGANISATION, _l("Of the same organisation")),
]
