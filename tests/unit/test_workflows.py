"""The tables of moves, written down a second time: what is not here is illegal."""

import pytest

from models.application import PART_WORKFLOW, PartAction, PartStatus, overall
from models.booking import BOOKING_WORKFLOW, OCCUPYING, BookingAction, BookingStatus
from models.errors import IllegalMoveError
from models.pilot import PILOT_WORKFLOW, PUBLIC_STATES, PilotAction, PilotStatus
from models.pilot_change import CHANGE_WORKFLOW, ChangeAction, ChangeStatus
from models.pilot_incident import INCIDENT_WORKFLOW, IncidentAction, IncidentStatus
from models.review import REVIEW_WORKFLOW, ReviewAction, ReviewStatus
from models.testbed import TESTBED_WORKFLOW, TestbedAction, TestbedStatus

PART = """
draft: submit>submitted withdraw>withdrawn
submitted: take_up>in_review ask>needs_info offer>offered reject>rejected withdraw>withdrawn
in_review: ask>needs_info shortlist>shortlisted waitlist>waitlisted offer>offered reject>rejected
  withdraw>withdrawn
needs_info: answer>submitted reject>rejected withdraw>withdrawn
shortlisted: waitlist>waitlisted offer>offered reject>rejected withdraw>withdrawn
waitlisted: offer>offered reject>rejected withdraw>withdrawn
offered: accept>accepted decline_offer>declined expire>expired withdraw>withdrawn
  cancel_by_city>cancelled_by_city release>shortlisted
accepted: sign>agreed cancel_by_city>cancelled_by_city cancel_by_applicant>cancelled_by_applicant
agreed: cancel_by_city>cancelled_by_city cancel_by_applicant>cancelled_by_applicant
rejected: reopen>in_review
expired: reopen>in_review
declined: reopen>in_review
withdrawn: reopen>in_review
cancelled_by_city:
cancelled_by_applicant:
"""
PILOT = """
preparing: make_ready>ready stop>cancelled
ready: start>running stop>stopped
running: pause>paused end>reporting stop>stopped
paused: resume>running end>reporting stop>stopped
reporting: complete>completed
completed:
stopped:
cancelled:
"""
TESTBED = """
draft: publish>published
published: pause>paused retire>retired
paused: resume>published retire>retired
retired: bring_back>paused
"""
REVIEW = """
draft: submit>submitted recuse>recused stand_aside>aside
submitted: submit>submitted recuse>recused
recused: take_back>draft
aside: recuse>recused
"""
BOOKING = """
held: confirm>confirmed cancel>cancelled expire>expired
confirmed: start>running cancel>cancelled
running: complete>completed cancel>cancelled
completed:
cancelled:
expired:
"""


CHANGE = """
asked: approve>approved decline>declined withdraw>withdrawn lapse>lapsed
approved:
declined:
withdrawn:
lapsed:
"""
INCIDENT = """
open: close>closed
closed: reopen>open
"""


def read(table):
    """Return {(state, action): next state} and the states of a table."""
    moves, states = {}, []
    for line in table.strip().replace("\n  ", " ").splitlines():
        state, _colon, rest = line.partition(":")
        states.append(state)
        for move in rest.split():
            action, _sign, after = move.partition(">")
            moves[state, action] = after
    return moves, states


CASES = [
    pytest.param(workflow, states, actions, *read(table), id=workflow.name)
    for workflow, states, actions, table in (
        (PART_WORKFLOW, PartStatus, PartAction, PART),
        (PILOT_WORKFLOW, PilotStatus, PilotAction, PILOT),
        (TESTBED_WORKFLOW, TestbedStatus, TestbedAction, TESTBED),
        (BOOKING_WORKFLOW, BookingStatus, BookingAction, BOOKING),
        (CHANGE_WORKFLOW, ChangeStatus, ChangeAction, CHANGE),
        (INCIDENT_WORKFLOW, IncidentStatus, IncidentAction, INCIDENT),
        (REVIEW_WORKFLOW, ReviewStatus, ReviewAction, REVIEW),
    )
]


@pytest.mark.parametrize(("workflow", "states", "actions", "moves", "named"), CASES)
def test_every_pair_of_state_and_action_is_legal_or_refused_as_written(
    workflow, states, actions, moves, named
):
    assert sorted(named) == sorted(state.value for state in states)
    for state in states:
        for action in actions:
            expected = moves.get((state.value, action.value))
            assert workflow.allows(state, action) is (expected is not None)
            if expected is None:
                with pytest.raises(IllegalMoveError):
                    workflow.after(state, action)
            else:
                assert workflow.after(state, action) == states(expected)


@pytest.mark.parametrize(("workflow", "states", "actions", "moves", "named"), CASES)
def test_every_state_can_be_reached(workflow, states, actions, moves, named):
    reached = {named[0]} | set(moves.values())
    assert reached == set(named)


def test_reopening_never_leads_to_a_state_that_takes_days():
    after = {
        PART_WORKFLOW.after(state, PartAction.REOPEN)
        for state in PartStatus
        if PART_WORKFLOW.allows(state, PartAction.REOPEN)
    }
    assert after == {PartStatus.IN_REVIEW}


def test_what_ended_takes_no_days_and_comes_back_by_no_move():
    ended = set(BookingStatus) - set(OCCUPYING)
    assert not any(BOOKING_WORKFLOW.open_actions(state) for state in ended)


def test_what_was_never_ready_is_never_public():
    assert PilotStatus.PREPARING not in PUBLIC_STATES
    assert PilotStatus.CANCELLED not in PUBLIC_STATES


@pytest.mark.parametrize(
    ("statuses", "told"),
    [
        ("submitted offered rejected", "offered"),
        ("needs_info accepted", "needs_info"),
        ("accepted withdrawn", "accepted"),
        ("accepted agreed", "agreed"),
        ("agreed shortlisted", "agreed"),
        ("rejected withdrawn", "rejected"),
        ("draft", "draft"),
        ("", "draft"),
    ],
)
def test_the_state_of_a_whole_application_is_its_furthest_living_part(statuses, told):
    assert overall(PartStatus(one) for one in statuses.split()) is PartStatus(told)
