"""How what happens to bookings and pilots is done, with their reports, wishes and incidents."""

from collections.abc import Callable
from typing import Any

from app.services import (
    booking,
    panel,
    pilot,
    pilot_change,
    pilot_incident,
    report,
    volunteer_desk,
)
from app.services.pilot_incident import Incident
from models.report import Side
from tests.factories.application import day
from tests.integration.matrix.deed import DAYS, FAR, REASON, REASONS, WORDS, Deed

MINE = "/my/pilots/{pilot}"
WISH, INCIDENT = MINE + "/days/{change}", MINE + "/incidents/{incident}"
TOLD = Incident(day(0), "A lamp fell", is_harm=False)


def _pressed(work: Callable[..., Any], name: str) -> Deed:
    return Deed(lambda a, i: work(a, i["pilot"]), f"/desk/pilots/{{pilot}}/{name}")


def _explained(work: Callable[..., Any], name: str) -> Deed:
    path = f"/desk/pilots/{{pilot}}/{name}"
    return Deed(lambda a, i: work(a, i["pilot"], WORDS), path, REASONS)


def _approved(side: Side) -> Deed:
    return Deed(
        lambda a, i: report.approve(a, i["pilot"], side, i["round"]), MINE + "/report/approve",
        {"side": side.value, "round": "{round}"},
    )  # fmt: skip


def _sent_back(side: Side) -> Deed:
    return Deed(
        lambda a, i: report.send_back(a, i["pilot"], side, i["round"], "Tell more"),
        MINE + "/report/return",
        {"side": side.value, "round": "{round}", "words": "Tell more"},
    )


BOOKING = {
    "cancel": Deed(lambda a, i: booking.cancel(a, i["booking"], "Reason")),
    "move": Deed(
        lambda a, i: booking.move_booking(a, i["booking"], day(i["from"]), FAR[1], "Reason"),
        "/desk/bookings/{booking}/move",
        {"start": day(0).isoformat(), "end": FAR[1].isoformat()} | REASON,
    ),
}  # fmt: skip
PILOT = {
    "make_ready": _pressed(pilot.make_ready, "make_ready"),
    "start": _pressed(pilot.start, "start"),
    "pause": _explained(pilot.pause, "pause"),
    "resume": _pressed(pilot.resume, "resume"),
    "end": _pressed(pilot.end, "end"),
    "stop": _explained(pilot.stop, "stop"),
}
REPORT = {
    # The button keeps what is written and sends it; what is written here is what was kept.
    "send": Deed(
        lambda a, i: report.send(a, i["pilot"]), MINE + "/report",
        {"version": "{version}", "outcome_fi": "Toimi", "learned_fi": "Opittiin",
         "failed_fi": "Ei mikään", "continues": "yes", "bought": "yes", "send": "1"},
    ),
    "approve_place": _approved(Side.PLACE),
    "approve_city": _approved(Side.CITY),
    "send_back_place": _sent_back(Side.PLACE),
    "send_back_city": _sent_back(Side.CITY),
}  # fmt: skip
CHANGE = {
    "ask": Deed(
        lambda a, i: pilot_change.ask(a, i["pilot"], *FAR, "Reason"), MINE + "/days", DAYS | REASON
    ),
    "approve": Deed(
        lambda a, i: pilot_change.approve(a, i["pilot"], i["change"]), WISH + "/approve",
        {"note": ""},
    ),
    "decline": Deed(
        lambda a, i: pilot_change.decline(a, i["pilot"], i["change"], "Reason"),
        WISH + "/decline", REASON,
    ),
    "withdraw": Deed(
        lambda a, i: pilot_change.withdraw(a, i["pilot"], i["change"]), WISH + "/withdraw"
    ),
}  # fmt: skip
INCIDENTS = {
    "report": Deed(
        lambda a, i: pilot_incident.report(a, i["pilot"], TOLD), MINE + "/incidents",
        {"day": day(0).isoformat(), "what": "A lamp fell", "harm": "no"},
    ),
    "close": Deed(
        lambda a, i: pilot_incident.close(a, i["pilot"], i["incident"], "Mended"),
        INCIDENT + "/close", {"note": "Mended"},
    ),
    "reopen": Deed(
        lambda a, i: pilot_incident.reopen(a, i["pilot"], i["incident"]), INCIDENT + "/reopen"
    ),
}  # fmt: skip


def _of_panel(work: Callable[..., Any], name: str) -> Deed:
    return Deed(lambda a, i: work(a, i["pilot"]), f"{MINE}/panel/{name}")


def _of_volunteer(work: Callable[..., Any], name: str) -> Deed:
    path = f"{MINE}/testers/{{volunteer}}/{name}"
    return Deed(lambda a, i: work(a, i["pilot"], i["volunteer"]), path)


PANEL = {
    "ask": _of_panel(panel.ask, "ask"),
    "approve": _of_panel(panel.approve, "approve"),
    "send_back": Deed(
        lambda a, i: panel.send_back(a, i["pilot"], "Reason"), MINE + "/panel/send-back", REASON
    ),
    "change": _of_panel(panel.change, "change"),
    "close": _of_panel(panel.close, "close"),
}
VOLUNTEER = {
    "mark": _of_volunteer(volunteer_desk.mark, "mark"),
    "unmark": _of_volunteer(volunteer_desk.unmark, "unmark"),
    "release": _of_volunteer(volunteer_desk.release, "release"),
}
