"""How each line of moves.py is done: the use case itself, and the form that its button sends."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.services import (
    application,
    booking,
    call,
    decision,
    exchange,
    exchange_write,
    offer,
    pilot,
    testbed,
)
from app.services.decision import OfferTerms
from models.base import Translated
from models.testbed import TestbedAction
from tests.factories.application import TERMS, day

WORDS = Translated("Syy", "Skäl", "Reason")
FAR = day(100), day(104)
DAYS = {"start": FAR[0].isoformat(), "end": FAR[1].isoformat()}
REASONS = {f"reason_{lang}": "Reason" for lang in ("fi", "sv", "en")}
MAPPED = {"name": "name_fi"}


@dataclass(frozen=True)
class Deed:
    """``work(actor, ids)``; ``path`` and ``form`` have the names of ids in braces."""

    work: Callable[[Any, Mapping[str, int]], Any]
    path: str = ""
    form: Mapping[str, str] | None = None

    def address(self, ids: Mapping[str, int]) -> str:
        return "/en" + self.path.format(**ids)

    def data(self, ids: Mapping[str, int]) -> dict[str, str]:
        return {name: value.format(**ids) for name, value in (self.form or {}).items()}


DESK, PARTS = "/desk/applications/{part}", "/my/applications/parts/{part}"
REASON, VERSION = {"reason": "Reason"}, {"version": "{version}"}


def _pressed(work: Callable[..., Any], name: str) -> Deed:
    return Deed(lambda a, i: work(a, i["pilot"]), f"/desk/pilots/{{pilot}}/{name}")


def _explained(work: Callable[..., Any], name: str) -> Deed:
    path = f"/desk/pilots/{{pilot}}/{name}"
    return Deed(lambda a, i: work(a, i["pilot"], WORDS), path, REASONS)


def _acted(action: TestbedAction) -> Deed:
    return Deed(
        lambda a, i: testbed.act(a, i["testbed"], action, i["version"], "Reason"),
        f"/desk/testbeds/{{testbed}}/{action.value}", VERSION | REASON,
    )  # fmt: skip


def _called(work: Callable[..., Any], name: str) -> Deed:
    path = f"/desk/calls/{{call}}/{name}"
    return Deed(lambda a, i: work(a, i["call"], i["version"]), path, VERSION)


DEEDS: dict[str, dict[str, Deed]] = {
    "application_part": {
        "submit": Deed(
            lambda a, i: application.submit(a, i["application"], i["version"], TERMS),
            "/my/applications/{application}/edit/check", VERSION | {"terms": "y"},
        ),
        "withdraw": Deed(
            lambda a, i: application.withdraw(a, i["part"]), PARTS + "/withdraw", REASON
        ),
        "answer": Deed(
            lambda a, i: application.answer(a, i["part"], "So"), PARTS + "/answer", {"body": "So"}
        ),
        "accept": Deed(
            lambda a, i: offer.accept(a, i["part"], TERMS), "/my/offers/{part}/accept",
            {"name": "Aino", "terms": "y"},
        ),
        "decline_offer": Deed(
            lambda a, i: offer.decline(a, i["part"]), "/my/offers/{part}/decline", REASON
        ),
        "take_up": Deed(lambda a, i: decision.take_up(a, i["part"]), DESK + "/take-up"),
        "ask": Deed(
            lambda a, i: decision.ask(a, i["part"], "How?"), DESK + "/ask", {"question": "How?"}
        ),
        "shortlist": Deed(
            lambda a, i: decision.shortlist(a, i["part"], *FAR), DESK + "/shortlist", DAYS
        ),
        "waitlist": Deed(
            lambda a, i: decision.waitlist(a, i["part"]), DESK + "/waitlist", {"note": ""}
        ),
        "offer": Deed(
            lambda a, i: decision.offer(a, i["part"], OfferTerms(*FAR)), DESK + "/offer",
            DAYS | {"hold_days": "7"},
        ),
        "reject": Deed(
            lambda a, i: decision.reject(a, i["part"], "Reason"), DESK + "/reject", REASON
        ),
        "cancel_by_city": Deed(
            lambda a, i: decision.cancel_by_city(a, i["part"], "Reason"), DESK + "/cancel", REASON
        ),
        "reopen": Deed(lambda a, i: decision.reopen(a, i["part"]), DESK + "/reopen"),
    },
    "booking": {
        "cancel": Deed(lambda a, i: booking.cancel(a, i["booking"], "Reason")),
        "move": Deed(
            lambda a, i: booking.move_booking(a, i["booking"], day(i["from"]), FAR[1], "Reason"),
            "/desk/bookings/{booking}/move",
            {"start": day(0).isoformat(), "end": FAR[1].isoformat()} | REASON,
        ),
    },
    "pilot": {
        "make_ready": _pressed(pilot.make_ready, "make_ready"),
        "start": _pressed(pilot.start, "start"),
        "pause": _explained(pilot.pause, "pause"),
        "resume": _pressed(pilot.resume, "resume"),
        "end": _pressed(pilot.end, "end"),
        "complete": _pressed(pilot.complete, "complete"),
        "stop": _explained(pilot.stop, "stop"),
    },
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
    "call": {
        "publish": _called(call.publish, "publish"),
        "take_back": _called(call.take_back, "take_back"),
        "end": _called(call.end, "end"),
        "discard": Deed(lambda a, i: call.discard(a, i["call"]), "/desk/calls/{call}/discard"),
    },
}  # fmt: skip
# What only a clock or a worker does, for nobody in particular.
BY_ITSELF: dict[str, list[Callable[[Any, Mapping[str, int]], Any]]] = {
    "application_part": [
        lambda _a, i: offer.expire_due(i["testbed"]),
        lambda _a, _i: offer.expire_all_due(),
    ],
    "import": [
        lambda a, i: exchange.finish_check(a, i["job"], "another run", {}),
        lambda a, i: exchange.stop(a, i["job"], "another run", "unreadable", {}),
        lambda a, i: exchange_write.write(a, i["job"], "another run", lambda _done: None),
    ],
}
