"""Each role tries each move in each state: what is written in moves.py happens, and nothing else.

Every refusal is tried through the use case and through the button behind it, and afterwards the
database holds what it held before, row by row.  Every move that is allowed goes through.
"""

import gc
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from app.cli.docs import WORKFLOWS as KNOWN
from app.database import db
from models.application import PartStatus
from models.award import AwardStatus
from models.booking import BookingStatus
from models.call import CallState
from models.challenge import ChallengeStatus
from models.concept import ConceptStatus
from models.errors import ConflictError, DomainError, ForbiddenError, NotFoundError
from models.exchange import ImportStatus
from models.fault import FaultStatus
from models.feedback import FeedbackStatus
from models.harm_report import HarmStatus
from models.jury import AssignmentStatus, JurorStatus
from models.panel import PanelStatus
from models.pilot import PilotStatus
from models.pilot_change import ChangeStatus
from models.pilot_incident import IncidentStatus
from models.place_request import RequestStatus
from models.registration import RegistrationStatus
from models.report import ReportStatus
from models.review import ReviewStatus
from models.testbed import TestbedStatus
from models.volunteer import VolunteerStatus
from models.webhook import WebhookStatus
from models.workflow import Workflow
from tests.integration.matrix.deeds import BY_ITSELF, DEEDS
from tests.integration.matrix.moves import AT_THE_DESK, ROLES, TABLES, TAKEN_BY, WITHIN, lines
from tests.integration.matrix.things_event import STATES as EVENT_STATES
from tests.integration.matrix.world import world
from tests.integration.tenant.doors import everything

WORKFLOWS = {one.name: one for one in KNOWN}
STATES = {
    "application_part": PartStatus,
    "joint": ("ready", "unready", "any"),
    "joint_led_elsewhere": ("ready",),
    "agreement": ("for_city", "for_applicant", "signed", "ended"),
    "review": ReviewStatus,
    "place_request": RequestStatus,
    "booking": BookingStatus,
    "pilot": PilotStatus,
    "report": ReportStatus,
    "pilot_change": ChangeStatus,
    "pilot_incident": IncidentStatus,
    "panel": PanelStatus,
    "volunteer": VolunteerStatus,
    "registration": RegistrationStatus,
    "feedback": FeedbackStatus,
    "harm_report": HarmStatus,
    "testbed": TestbedStatus,
    "import": ImportStatus,
    "call": CallState,
    "challenge": ChallengeStatus,
    "event": EVENT_STATES,
    "concept": ConceptStatus,
    "concept_screening": ConceptStatus,
    "fault": FaultStatus,
    "award": AwardStatus,
    "juror": JurorStatus,
    "jury_assignment": AssignmentStatus,
    "webhook": WebhookStatus,
}
CASES = [(machine, str(state)) for machine, states in STATES.items() for state in states]
CASES += list(WITHIN)
SHORT = {"Accept": "application/json"}
STATUS = {"C": 409, "F": 403, "N": 404}


def all_workflows():
    """Return the names of all tables of moves there are.

    By ``type``: ``isinstance`` asks a weak proxy for what it stands for, which may be gone.
    """
    return {one.name for one in gc.get_objects() if type(one) is Workflow} | set(WORKFLOWS)


def test_every_table_of_moves_is_here():
    assert all_workflows() <= set(TABLES) == set(STATES) == set(DEEDS)


@pytest.mark.parametrize("machine", sorted(WORKFLOWS))
def test_every_move_has_its_line(machine):
    """A move that is new in a workflow needs a line in moves.py and a deed in deeds.py."""
    written = {line.name: line for line in lines(machine)}
    assert set(written) == set(DEEDS[machine])
    for state, action in WORKFLOWS[machine].moves:
        by = TAKEN_BY.get((machine, action.value), action.value)
        if by in written:
            assert state.value in written[by].states, (state, action)
        else:
            assert (machine, action.value) in TAKEN_BY, (state, action)


@contextmanager
def taken_back():
    """Let something be done, then have everything as it was."""
    db.session.rollback()
    savepoint = db.session.get_bind().begin_nested()
    try:
        yield
    finally:
        db.session.rollback()
        savepoint.rollback()
        db.session.expire_all()


def answer(deed, who, ids):
    """Return the letter of what the use case answers; what is no refusal of ours is told whole."""
    try:
        deed.work(who, ids)
    except ConflictError:
        return "C"
    except ForbiddenError:
        return "F"
    except NotFoundError:
        return "N"
    except DomainError as refused:
        return str(refused)
    return "y"


def button(client, sign_in, made, role, deed):
    """Return what the button's form is answered, asked for the short form of error pages."""
    if role == "visitor":
        with client.session_transaction() as cookie:
            cookie.clear()
    else:
        sign_in(SimpleNamespace(fs_uniquifier=made.cookies[role]))
    ids = made.ids | made.own.get(role, {})
    return client.post(deed.address(ids), data=deed.data(ids), headers=SHORT).status_code


def wanted_of_button(path, role, letter):
    if role == "visitor":
        return 401
    if path.startswith("/desk") and role not in AT_THE_DESK:
        return 403
    return STATUS[letter]


def tries(client, sign_in, made, machine, state):
    """Try everything; yield (line, role, what was wanted, what was found)."""
    for line in lines(machine):
        deed = DEEDS[machine][line.name]
        for role in ROLES:
            letter = line.answer(role, state)
            if letter == "y":
                with taken_back():
                    yield line.name, role, letter, answer(deed, made.actors[role], made.ids)
                continue
            yield line.name, role, letter, answer(deed, made.actors[role], made.ids)
            if role != "system" and deed.path:
                wanted = wanted_of_button(deed.path, role, letter)
                yield line.name, role, wanted, button(client, sign_in, made, role, deed)


@pytest.mark.parametrize(("machine", "state"), CASES, ids=[f"{m}-{s}" for m, s in CASES])
def test_every_role_at_every_move(session, client, sign_in, machine, state):
    """Refusals are not taken back: had one written anything, it would be there."""
    made = world(session, machine, state)
    before = everything()
    found = list(tries(client, sign_in, made, machine, state))
    assert [one for one in found if one[2] != one[3]] == []
    assert len(found) >= len(lines(machine)) * len(ROLES)
    assert differences(before) == []


@pytest.mark.parametrize("machine", sorted(BY_ITSELF))
def test_what_a_clock_or_a_worker_does_happens_in_its_state_only(session, machine):
    """An offer does not lapse before its time; a worker that was overtaken writes nothing down."""
    for state in STATES[machine]:
        with taken_back():
            made = world(session, machine, str(state))
            before = everything()
            for deed in BY_ITSELF[machine]:
                assert answer(SimpleNamespace(work=deed), made.actors["system"], made.ids) in "yC"
            assert differences(before) == [], state


def differences(before):
    """Return the rows that are not as they were, each with its table."""
    return [
        (table, row)
        for table, rows in everything().items()
        for row in set(rows) ^ set(before[table])
    ]
