"""The audit trail in plain words: one sentence for each kind of deed."""

from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.labels import label
from app.queries.audit import Deed
from models.application import PartStatus
from models.booking import BookingStatus
from models.feedback import FeedbackStatus
from models.harm_report import HarmStatus
from models.pilot import PilotStatus
from models.pilot_change import ChangeStatus
from models.pilot_incident import IncidentStatus
from models.pilot_task import CheckState
from models.place_request import RequestStatus
from models.staff import StaffRole
from models.testbed import TestbedStatus
from views.deeds_administration import ADMINISTRATION_SENTENCES
from views.deeds_challenge import CHALLENGE_KINDS, CHALLENGE_OTHERWISE, CHALLENGE_STATES
from views.deeds_jury import JURY_SENTENCES

SENTENCES: dict[str, Any] = {
    **JURY_SENTENCES,
    **ADMINISTRATION_SENTENCES,
    "testbed:create": _l("%(who)s began the record of %(thing)s."),
    "testbed:edit": _l("%(who)s edited %(thing)s."),
    "testbed:import": _l("%(who)s imported %(thing)s."),
    "testbed:seed": _l("%(thing)s was added as a demonstration."),
    "testbed:publish": _l("%(who)s published %(thing)s."),
    "testbed:pause": _l("%(who)s paused %(thing)s."),
    "testbed:resume": _l("%(who)s opened %(thing)s again."),
    "testbed:retire": _l("%(who)s retired %(thing)s."),
    "testbed:bring_back": _l("%(who)s brought %(thing)s back from the archive."),
    "testbed:check": _l("%(who)s checked that the record of %(thing)s is right."),
    "testbed:restore": _l("%(who)s brought back an older version of %(thing)s."),
    "testbed:bulk": _l("%(who)s changed %(thing)s together with others."),
    "city:check_months": _l("%(who)s changed how often the records are checked."),
    "filter:keep": _l("%(who)s kept a filter that colleagues share."),
    "filter:change": _l("%(who)s changed a filter that colleagues share."),
    "filter:delete": _l("%(who)s deleted a filter that colleagues shared."),
    "application_part:submit": _l("%(who)s sent the application %(thing)s."),
    "application_part:take_up": _l("%(who)s took up the application %(thing)s."),
    "application_part:ask": _l("%(who)s asked for more about the application %(thing)s."),
    "application_part:answer": _l("%(who)s answered a question about the application %(thing)s."),
    "application_part:shortlist": _l("%(who)s put the application %(thing)s on the shortlist."),
    "application_part:waitlist": _l("%(who)s put the application %(thing)s on the waiting list."),
    "application_part:offer": _l("%(who)s offered days to the application %(thing)s."),
    "application_part:accept": _l("%(who)s accepted the days offered to %(thing)s."),
    "application_part:sign": _l("The agreement on %(thing)s was signed by both sides."),
    "agreement:draw_up": _l("%(who)s signed the agreement on %(thing)s for the applicant."),
    "agreement:sign": _l("%(who)s signed the agreement on %(thing)s."),
    "agreement:renew": _l("%(who)s put new days into the agreement on %(thing)s."),
    "application_part:decline_offer": _l("%(who)s turned down the days offered to %(thing)s."),
    "application_part:expire": _l("The offer to the application %(thing)s ran out."),
    "application_part:release": _l(
        "The offer to %(thing)s was let go, because another place of it was lost."
    ),
    "application_part:reject": _l("%(who)s declined the application %(thing)s."),
    "application_part:withdraw": _l("%(who)s withdrew the application %(thing)s."),
    "application_part:cancel_by_city": _l("%(who)s cancelled %(thing)s for the city."),
    "application_part:cancel_by_applicant": _l("%(who)s cancelled %(thing)s for the applicant."),
    "application_part:reopen": _l("%(who)s reopened the application %(thing)s."),
    "application_part:agree_days": _l("%(who)s changed the days agreed on for %(thing)s."),
    "application_part:take_lead": _l("%(who)s took over the lead of %(thing)s for a city."),
    "review:submit": _l("%(who)s submitted a review of an application."),
    "review:recuse": _l("%(who)s declared a conflict of interest about an application."),
    "review:take_back": _l("%(who)s took back a conflict of interest declared by mistake."),
    "review:stand_aside": _l("%(who)s chose to decide without scoring an application."),
    "city:licence": _l("%(who)s changed the licence of the city’s open data."),
    "city:weights": _l("%(who)s changed how much each criterion weighs."),
    "application_part:propose": _l("%(who)s proposed this place for %(thing)s."),
    "place_request:send": _l("%(who)s asked the city for a place for %(thing)s."),
    "place_request:propose": _l("%(who)s found a place for %(thing)s."),
    "place_request:decline": _l("%(who)s answered that the city has no place for %(thing)s."),
    "place_request:withdraw": _l("%(who)s took back the request for a place for %(thing)s."),
    "application_part:change_wish": _l("%(who)s asked for other days for %(thing)s."),
    "booking:hold": _l("%(who)s held days at %(thing)s."),
    "booking:move": _l("%(who)s moved a booking of %(thing)s to other days."),
    "booking:confirm": _l("%(who)s confirmed a booking of %(thing)s."),
    "booking:start": _l("A booking of %(thing)s began."),
    "booking:complete": _l("A booking of %(thing)s ended."),
    "booking:cancel": _l("%(who)s cancelled a booking of %(thing)s."),
    "booking:expire": _l("Days held at %(thing)s were let go."),
    "pilot:create": _l("The pilot %(thing)s began its preparation."),
    "pilot:edit": _l("%(who)s wrote the texts of the pilot %(thing)s."),
    "pilot:tick": _l("%(who)s went on with the checklist of the pilot %(thing)s."),
    "pilot:make_ready": _l("%(who)s marked the pilot %(thing)s as ready."),
    "pilot:start": _l("The pilot %(thing)s started."),
    "pilot:pause": _l("%(who)s paused the pilot %(thing)s."),
    "pilot:resume": _l("%(who)s continued the pilot %(thing)s."),
    "pilot:end": _l("The pilot %(thing)s ended."),
    "pilot:complete": _l("%(who)s completed the pilot %(thing)s."),
    "pilot:stop": _l("%(who)s stopped the pilot %(thing)s."),
    "pilot:add_contact": _l("%(who)s named %(person)s as a contact of the pilot %(thing)s."),
    "pilot:remove_contact": _l("%(person)s is no longer a contact of %(thing)s, by %(who)s."),
    "pilot_task:add": _l("%(who)s added a line to the checklist of %(thing)s."),
    "pilot_task:change": _l("%(who)s went on with the checklist of the pilot %(thing)s."),
    "pilot_update:publish": _l("%(who)s posted to the residents about %(thing)s."),
    "pilot_update:edit": _l("%(who)s wrote a post about %(thing)s again."),
    "pilot_update:remove": _l("%(who)s removed a post about %(thing)s."),
    "pilot_incident:report": _l("%(who)s reported an incident at %(thing)s."),
    "pilot_incident:close": _l("%(who)s closed an incident at %(thing)s."),
    "pilot_incident:reopen": _l("%(who)s opened an incident at %(thing)s again."),
    "feedback:give": _l("A resident gave feedback on %(thing)s."),
    "feedback:confirm": _l("Feedback on %(thing)s was confirmed by e-mail."),
    "feedback:hold": _l("Feedback on %(thing)s was confirmed and held back by a rule."),
    "feedback:publish": _l("%(who)s showed feedback on %(thing)s to everybody."),
    "feedback:note": _l("%(who)s passed feedback on %(thing)s on."),
    "feedback:set_aside": _l("%(who)s set feedback on %(thing)s aside."),
    "feedback:hide": _l("%(who)s hid feedback on %(thing)s."),
    "feedback:restore": _l("%(who)s showed hidden feedback on %(thing)s again."),
    "feedback:appeal": _l("A resident appealed because feedback on %(thing)s is hidden."),
    "feedback:grant": _l("%(who)s granted an appeal and showed feedback on %(thing)s again."),
    "feedback:uphold": _l("%(who)s left feedback on %(thing)s hidden after an appeal."),
    "feedback:answer": _l("%(who)s answered feedback on %(thing)s."),
    "feedback:flag": _l("A reader flagged feedback on %(thing)s."),
    "feedback:settle_flags": _l("%(who)s settled the flags on feedback on %(thing)s."),
    "feedback:lapse": _l("Feedback on %(thing)s was not confirmed and was deleted."),
    "harm_report:report": _l("Somebody reported harm or danger at %(thing)s."),
    "harm_report:confirm": _l("Who reported harm at %(thing)s confirmed their address."),
    "harm_report:acknowledge": _l("%(who)s sees to a report of harm at %(thing)s."),
    "harm_report:pause": _l("%(who)s paused %(thing)s for safety because of a report."),
    "harm_report:handle": _l("%(who)s handled a report of harm at %(thing)s."),
    "pilot_change:ask": _l("%(who)s asked for other days for %(thing)s."),
    "pilot_change:approve": _l("%(who)s approved other days for %(thing)s."),
    "pilot_change:decline": _l("%(who)s declined other days for %(thing)s."),
    "pilot_change:withdraw": _l("%(who)s took back the wish for other days for %(thing)s."),
    "pilot_change:lapse": _l("A wish for other days for %(thing)s lapsed."),
    "pilot_midterm:send": _l("%(who)s sent the mid-term report of %(thing)s."),
    "pilot_midterm:read": _l("%(who)s read the mid-term report of %(thing)s."),
    "city:boundary": _l("The official boundary of the city was loaded."),
    "staff:grant": _l("%(who)s gave a role to %(thing)s: %(role)s."),
    "staff:take_away": _l("%(who)s took a role away from %(thing)s: %(role)s."),
    "staff:assign_host": _l("%(who)s made %(person)s the host of %(thing)s."),
    "staff:remove_host": _l("%(person)s is no longer the host of %(thing)s, by %(who)s."),
    "staff:lay_down": _l("%(who)s laid down a role: %(role)s."),
    "staff:leave_host": _l("%(who)s stopped being the host of %(thing)s."),
    "staff:hand_over": _l("%(person)s took over %(thing)s from %(other)s, by %(who)s."),
    "staff:invite": _l("%(who)s invited somebody to a role: %(role)s."),
    "staff:invite_host": _l("%(who)s invited somebody to be the host of %(thing)s."),
    "staff:withdraw": _l("%(who)s took back an invitation to a role: %(role)s."),
    "staff:withdraw_host": _l("%(who)s took back an invitation to be the host of %(thing)s."),
    "staff:accept": _l("%(who)s accepted the invitation to a role: %(role)s."),
    "staff:accept_host": _l("%(who)s accepted the invitation and is the host of %(thing)s."),
    "staff:decline": _l("%(who)s said no to the invitation to a role: %(role)s."),
    "staff:decline_host": _l("%(who)s said no to being the host of %(thing)s."),
}
PILOT_PARTS = (
    "pilot_task", "pilot_update", "pilot_incident", "pilot_change", "pilot_midterm", "feedback",
    "harm_report",
)  # fmt: skip
KINDS: dict[str, Any] = {
    "testbed": _l("Testbed"),
    "application_part": _l("Application"),
    "place_request": _l("Application"),
    "booking": _l("Booking"),
    "pilot": _l("Pilot"),
    **dict.fromkeys(PILOT_PARTS, _l("Pilot")),
    "staff": _l("People"),
    "account": _l("People"),
    "city": _l("People"),
    **CHALLENGE_KINDS,
}
STATES: dict[str, type[StrEnum]] = {
    "testbed": TestbedStatus,
    "application_part": PartStatus,
    "place_request": RequestStatus,
    "booking": BookingStatus,
    "pilot": PilotStatus,
    "pilot_task": CheckState,
    "pilot_change": ChangeStatus,
    "pilot_incident": IncidentStatus,
    "feedback": FeedbackStatus,
    "harm_report": HarmStatus,
    **CHALLENGE_STATES,
}
CHANGED = _l("%(who)s made a change.")
OTHERWISE: dict[str, Any] = {
    "testbed": _l("%(who)s changed %(thing)s."),
    "application_part": _l("%(who)s handled the application %(thing)s."),
    "booking": _l("%(who)s changed a booking of %(thing)s."),
    "pilot": _l("%(who)s changed the pilot %(thing)s."),
    **CHALLENGE_OTHERWISE,
}


class _Facts:
    """What a sentence may name, looked up only when it does: a file has thousands of them."""

    def __init__(self, deed: Deed, lang: str) -> None:
        self._deed, self._lang = deed, lang

    def __getitem__(self, name: str) -> str:
        deed = self._deed
        if name == "who":
            return deed.who or _("The service")
        if name == "thing":
            return deed.thing.best(self._lang)[0] or _("something removed since")
        if name == "role":
            role = str(deed.facts.get("role", ""))
            return label(StaffRole(role)) if role in set(StaffRole) else ""
        return (deed.person if name == "person" else deed.other) or _("somebody")


def words_for(deed: Deed, lang: str) -> str:
    """Return the sentence for a line of the trail."""
    kind = deed.action.partition(":")[0]
    sentence = SENTENCES.get(deed.action, OTHERWISE.get(kind, CHANGED))
    said = str(sentence) % _Facts(deed, lang)
    return said + " " + _("Reason: %(reason)s", reason=deed.reason) if deed.reason else said


def move_words(deed: Deed) -> str:
    """Return from which state to which a deed moved its thing; empty when it did not."""
    states = STATES.get(deed.kind)
    if deed.moved is None or states is None or not set(deed.moved) <= set(states):
        return ""
    before, after = (label(states(value)) for value in deed.moved)
    return f"{before} → {after}"
