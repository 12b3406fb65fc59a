"""How each line of moves.py is done; applications and pilots have files of their own."""

from collections.abc import Callable
from typing import Any

from app.services import (
    award_lapse,
    call,
    exchange,
    exchange_write,
    fault,
    offer,
    pilot_change_lapse,
    registration_place,
    testbed,
    volunteer_place,
)
from models.testbed import TestbedAction
from tests.integration.matrix import deeds_application as applications
from tests.integration.matrix import deeds_award as awards
from tests.integration.matrix import deeds_challenge as challenges
from tests.integration.matrix import deeds_concept as concepts
from tests.integration.matrix import deeds_event as events
from tests.integration.matrix import deeds_feedback as feedback
from tests.integration.matrix import deeds_jury as juries
from tests.integration.matrix import deeds_pilot as pilots
from tests.integration.matrix import deeds_webhook as webhooks
from tests.integration.matrix import registrations
from tests.integration.matrix.deed import REASON, VERSION, Deed, Ids

MAPPED = {"name": "name_fi"}


def _acted(action: TestbedAction) -> Deed:
    return Deed(
        lambda a, i: testbed.act(a, i["testbed"], action, i["version"], "Reason"),
        f"/desk/testbeds/{{testbed}}/{action.value}", VERSION | REASON,
    )  # fmt: skip


def _called(work: Callable[..., Any], name: str) -> Deed:
    path = f"/desk/calls/{{call}}/{name}"
    return Deed(lambda a, i: work(a, i["call"], i["version"]), path, VERSION)


ANSWER = {"answer": "Reason"}


def _faulty(work: Callable[..., Any], path: str) -> Deed:
    return Deed(
        lambda a, i: work(a, i["fault"], "Reason"), f"/desk/faults/{{fault}}/{path}", ANSWER
    )


DEEDS: dict[str, dict[str, Deed]] = {
    "juror": juries.JUROR,
    "jury_assignment": juries.JURY_ASSIGNMENT,
    "application_part": applications.PART,
    "joint": applications.JOINT,
    "joint_led_elsewhere": applications.JOINT,
    "agreement": applications.AGREEMENT,
    "review": applications.REVIEW,
    "place_request": applications.REQUEST,
    "booking": pilots.BOOKING,
    "pilot": pilots.PILOT,
    "report": pilots.REPORT,
    "pilot_change": pilots.CHANGE,
    "pilot_incident": pilots.INCIDENTS,
    "panel": pilots.PANEL,
    "volunteer": pilots.VOLUNTEER,
    "registration": registrations.REGISTRATION,
    "feedback": feedback.FEEDBACK,
    "harm_report": feedback.HARM,
    "testbed": {action.value: _acted(action) for action in TestbedAction},
    "import": {
        "check": Deed(
            lambda a, i: exchange.order_check(
                a, i["job"], i["version"], exchange.Choice(MAPPED, None)
            ),
            "/desk/testbeds/import/{job}/again", VERSION,
        ),
        "write": Deed(
            lambda a, i: exchange.order_write(a, i["job"], i["version"]),
            "/desk/testbeds/import/{job}/write", VERSION,
        ),
        "remap": Deed(
            lambda a, i: exchange.remap(a, i["job"], i["version"]),
            "/desk/testbeds/import/{job}/columns", VERSION,
        ),
    },
    "award": awards.AWARD,
    "call": {
        "publish": _called(call.publish, "publish"),
        "take_back": _called(call.take_back, "take_back"),
        "end": _called(call.end, "end"),
        "discard": Deed(lambda a, i: call.discard(a, i["call"]), "/desk/calls/{call}/discard"),
    },
    "challenge": challenges.CHALLENGE,
    "event": events.EVENT,
    "concept": concepts.CONCEPT,
    "concept_screening": concepts.SCREENING,
    "fault": {
        "answer": _faulty(fault.answer, "answer"),
        "set_aside": _faulty(fault.set_aside, "set-aside"),
        "reopen": Deed(lambda a, i: fault.reopen(a, i["fault"]), "/desk/faults/{fault}/reopen"),
    },
    "webhook": webhooks.WEBHOOK,
}  # fmt: skip
# What only a clock or a worker does, for nobody in particular.
BY_ITSELF: dict[str, list[Callable[[Any, Ids], Any]]] = {
    "application_part": [
        lambda _a, i: offer.expire_due(i["testbed"]),
        lambda _a, _i: offer.expire_all_due(),
    ],
    "award": [lambda _a, _i: award_lapse.lapse_all_due()],
    "pilot_change": [lambda _a, _i: pilot_change_lapse.lapse_all_due()],
    "volunteer": [lambda _a, _i: volunteer_place.lapse_all_due()],
    "registration": [lambda _a, _i: registration_place.lapse_all_due()],
    "import": [
        lambda a, i: exchange.finish_check(a, i["job"], "another run", {}),
        lambda a, i: exchange.stop(a, i["job"], "another run", "unreadable", {}),
        lambda a, i: exchange_write.write(a, i["job"], "another run", lambda _done: None),
    ],
}
