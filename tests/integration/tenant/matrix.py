"""What happens to staff of city A at every door that is not public, when they reach for city B's.

One line for each endpoint.  A new route without a line fails ``test_every_route_has_its_line``:

* ``REFUSED``: the address names a thing (``testbed_id``, ``part_id``, ``slug`` …); with B's it is
  answered 404 or 403, nothing is written, nothing of B's is told.  Its POST is sent ``ANSWERS``;
  ``refused(name=value)`` adds what its form needs beside those.  A new name in an address gets a
  value in scene.py.
* ``administrators(name=value)``: the same of what is no city's but the whole service's; nobody of
  any city gets through, only an administrator does.
* ``asks(name=value)``: the address names nothing (or one's own city) and the form names B's thing:
  what is answered tells nothing of B's and changes nothing of B's.
* ``lists("?city={city_id}")``: shows what is one's own; each query is tried, too, and tells
  nothing of B's.
* ``OWN``: only about oneself; no other thing can be named.

In values ``{part_id}`` and the like stand for B's things.
"""

from dataclasses import dataclass, field

from tests.factories.application import day
from tests.integration.tenant.scene import FINDABLE


@dataclass(frozen=True)
class Line:
    """One line of the matrix; ``of_administrators`` opens to no city, not even to B."""

    kind: str
    queries: tuple[str, ...] = ()
    answers: dict[str, str] = field(default_factory=dict)
    of_administrators: bool = False


def refused(**answers: str) -> Line:
    """Return the line of a door that is closed; ``answers`` are what its form needs."""
    return Line("refused", answers={name.replace("__", "-"): v for name, v in answers.items()})


def administrators(**answers: str) -> Line:
    """Return the line of a door that is closed to every city."""
    return Line("refused", answers=answers, of_administrators=True)


def asks(*queries: str, **answers: str) -> Line:
    """Return the line of a form that could name a thing of B's."""
    answers = {name.replace("__", "-"): value for name, value in answers.items()}
    return Line("asks", queries=queries, answers=answers)


def lists(*queries: str) -> Line:
    """Return the line of a page that shows what is one's own."""
    return Line("lists", queries=("", f"?q={FINDABLE}", *queries))


REFUSED, OWN = refused(), Line("own")

# What any form of the desk can need; forms take what they know.
ANSWERS = {
    "question": "Q", "reason": "R", "body": "B", "text": "T", "note": "N", "hold_days": "7",
    "start": day(100).isoformat(), "end": day(104).isoformat(), "key": "practicalities",
    "state": "done", "reason_fi": "R", "version": "1", "message": "999999", "role": "member",
    "email": "joku@koepaikka.example", "successor": "", "name_fi": "N", "title_fi": "T",
    "name": "N", "kind": "company", "country": "FI", "accept": "y",
}  # fmt: skip

MATRIX: dict[str, Line] = {
    "desk.index": lists(),
    # Applications
    "decision.queue": lists("?city={city_id}", "?testbed={testbed_id}", "?state=submitted",
                            "?state=ended", "?state=offered"),
    "decision.show": REFUSED,
    "decision.decide": REFUSED,
    "decision.write": REFUSED,
    "decision.reopen": REFUSED,
    "decision.take_up": REFUSED,
    "decision_seen.mark": REFUSED,
    "decision_bulk.choose": asks("?pick={part_id}&kind=take_up", "?pick={part_id}&kind=reject"),
    "decision_bulk.carry_out": asks(kind="reject", seen="{part_id}:1", reason="R"),
    "decision_record.city": REFUSED,
    "decision_record.applicant": REFUSED,
    "review.show": REFUSED,
    "review.declare": refused(conflict="C"),
    "review.press": REFUSED,
    "review.weights": REFUSED,
    "lead.take": REFUSED,
    "rival.show": REFUSED,
    "booking.move": REFUSED,
    "attachment.download": REFUSED,
    "feed.desk": lists(),
    "feed.change_desk": asks(kind="city", ident="{city_id}"),
    # Pilots
    "pilot_desk.index": lists("?city=oulu", "?state=preparing", "?state=reporting"),
    "pilot_desk.edit": REFUSED,
    "pilot_desk.press": REFUSED,
    "pilot_desk.explain": REFUSED,
    "pilot_edit.edit": REFUSED,
    "pilot_edit.preview": REFUSED,
    "sign.choose": REFUSED,
    "pilot_run.show": REFUSED,
    "pilot_task.show": REFUSED,
    "pilot_task.change": refused(owner="applicant", due_day=day(5).isoformat()),
    "pilot_task.add": refused(title="T", owner="city"),
    "pilot_task.remove_file": REFUSED,
    "pilot_contact.show": refused(person="{user_id}"),
    "pilot_contact.remove": REFUSED,
    "pilot_update.index": REFUSED,
    "pilot_update.new": refused(title_fi="T", text_fi="T"),
    "pilot_update.edit": refused(title_fi="T", text_fi="T"),
    "pilot_update.remove": REFUSED,
    "feedback_desk.index": lists("?show=all", "?show=all&city={slug}"),
    "feedback_pilot.index": REFUSED,
    "feedback_pilot.show": REFUSED,
    "feedback_pilot.press": REFUSED,
    "feedback_pilot.hide": refused(reason="abuse"),
    "feedback_pilot.judge": refused(words="W"),
    "feedback_pilot.answer": refused(words="W"),
    "harm_report_pilot.index": REFUSED,
    "harm_report_pilot.show": REFUSED,
    "harm_report_pilot.press": REFUSED,
    "harm_report_pilot.pause": REFUSED,
    "harm_report_pilot.handle": refused(words="W"),
    "pilot_incident.index": REFUSED,
    "pilot_incident.report": refused(day=day(0).isoformat(), what="W", harm="no"),
    "pilot_incident.close": REFUSED,
    "pilot_incident.reopen": REFUSED,
    "pilot_change.show": REFUSED,
    "pilot_change.withdraw": REFUSED,
    "pilot_change.answer": REFUSED,
    "pilot_midterm.show": refused(goes="G"),
    "pilot_midterm.mark": REFUSED,
    "indicator.index": REFUSED,
    "indicator.new": refused(name_fi="N"),
    "indicator.edit": REFUSED,
    "indicator.remove": REFUSED,
    "indicator.measure": refused(day=day(0).isoformat(), value="1"),
    "indicator.forget": REFUSED,
    "indicator.add_file": REFUSED,
    "indicator.drop_file": REFUSED,
    "panel.show": REFUSED,
    "panel.terms": refused(
        tasks_fi="T", tasks_sv="T", cap="2", opens_day=day(0).isoformat(),
        closes_day=day(1).isoformat(), takes_minors="no", least_age="18",
    ),
    "panel.press": REFUSED,
    "panel.send_back": REFUSED,
    "panel_text.new_question": refused(words_fi="W", words_sv="W", kind="yes"),
    "panel_text.new_purpose": refused(name_sv="N", words_fi="W", words_sv="W"),
    "panel_text.question": refused(words_fi="W", words_sv="W", kind="yes"),
    "panel_text.purpose": refused(name_sv="N", words_fi="W", words_sv="W"),
    "panel_text.drop_question": REFUSED,
    "panel_text.drop_purpose": REFUSED,
    "volunteer_desk.index": REFUSED,
    "volunteer_desk.export": REFUSED,
    "volunteer_desk.message": refused(subject="S", words="W"),
    "volunteer_desk.press": REFUSED,
    "survey.show": REFUSED,
    "survey.start": REFUSED,
    "survey.close": REFUSED,
    "report.edit": REFUSED,
    "report.save": REFUSED,
    "report.approve": refused(side="city", round="1"),
    "report.send_back": refused(side="city", round="1", words="W"),
    "replication.start": asks(testbed="{testbed_id}", applicant="person:"),
    # Faults of the service
    "fault.index": lists(),
    "fault.show": administrators(),
    "fault.answer": administrators(answer="A"),
    "fault.set_aside": administrators(answer="A"),
    "fault.reopen": administrators(),
    # Testbeds
    "testbed_desk.index": lists("?city=oulu", "?status=draft"),
    "testbed_desk.new": asks(city="{city_id}", name_fi="Uusi", kind="street"),
    "testbed_desk.edit": REFUSED,
    "testbed_desk.save_section": REFUSED,
    "testbed_desk_state.show": REFUSED,
    "testbed_desk_state.move": REFUSED,
    "testbed_desk_state.history": REFUSED,
    "testbed_desk_calendar.show": REFUSED,
    "testbed_desk_calendar.change": REFUSED,
    "testbed_desk_calendar.edit_range": REFUSED,
    "testbed_desk_calendar.remove": REFUSED,
    "testbed_desk_hours.show": REFUSED,
    "testbed_desk_hours.save": REFUSED,
    "testbed_desk_hours.remove": REFUSED,
    "testbed_desk_state.ask": REFUSED,
    "testbed_desk_state.confirm": REFUSED,
    "testbed_desk_version.compare": REFUSED,
    "testbed_desk_version.bring_back": REFUSED,
    "testbed_media.show": REFUSED,
    "testbed_media.save": REFUSED,
    "testbed_media.preview": REFUSED,
    "testbed_place.around": REFUSED,
    "testbed_place.same_name": asks(f"?city={{city_id}}&name_fi={FINDABLE}"),
    "testbed_desk_bulk.choose": lists(f"?all=1&kind=checked&q={FINDABLE}",
                                      "?pick={testbed_id}&kind=operator&operator=N"),
    "testbed_desk_bulk.carry_out": asks(pick="{testbed_id}", kind="operator", operator="N",
                                        seen="{testbed_id}:1"),
    "testbed_desk_saved.index": lists(),
    "testbed_desk_saved.keep": asks("?status=draft", name="N", city="{city_id}"),
    "testbed_desk_saved.change": REFUSED,
    "testbed_desk_saved.delete": REFUSED,
    "testbed_desk_saved.rhythm": REFUSED,
    # Calendar, closures and calls
    "calendar.show": lists("?city=oulu", "?city=oulu&by=week", "?kind=street"),
    "closure.index": lists(),
    "closure.new": asks(city="{city_id}", testbeds="{testbed_id}", apply="1"),
    "closure.edit": REFUSED,
    "closure.remove": REFUSED,
    # Challenges
    "challenge_desk.index": lists("?city=oulu"),
    "challenge_desk.new": asks("?city=oulu", city="{city_id}"),
    "challenge_desk.show": REFUSED,
    "challenge_own.index": lists(),
    "challenge_own.new": asks(city="{city_id}", organisation="{organisation_id}"),
    "challenge_own.show": REFUSED,
    "challenge_own.preview": REFUSED,
    "challenge_edit.edit": REFUSED,
    "challenge_criterion.index": REFUSED,
    "challenge_criterion.new": refused(name_fi="N", weight="1"),
    "challenge_criterion.edit": refused(name_fi="N", weight="1"),
    "challenge_criterion.remove": REFUSED,
    "challenge_file.index": REFUSED,
    "challenge_file.remove": REFUSED,
    "challenge_answer.index": REFUSED,
    "challenge_answer.answer": refused(words="W"),
    "challenge_answer.hide": REFUSED,
    "challenge_answer.press": REFUSED,
    "challenge_question.edit": refused(words="W"),
    "challenge_question.withdraw": REFUSED,
    "challenge_deed.press": REFUSED,
    "challenge_deed.discard": REFUSED,
    "challenge_deed.copy": REFUSED,
    "challenge_deed.explain": refused(words="W"),
    "call_desk.index": lists(),
    "call_desk.new": asks("?city=oulu", city="{city_id}", scope="some", testbeds="{testbed_id}"),
    "call_desk.show": REFUSED,
    "call_desk.edit": REFUSED,
    "call_desk.move": REFUSED,
    # Juries
    "jury_desk.show": REFUSED,
    "jury_desk.invite": REFUSED,
    "jury_desk.press": REFUSED,
    "jury_desk.remove": REFUSED,
    "jury_desk.exclude": refused(juror="{juror_id}", concept="{judged_id}"),
    "jury_desk.run": REFUSED,
    "jury_order.shortlist": REFUSED,
    "jury_order.decision": REFUSED,
    "jury_order.sign": REFUSED,
    "jury_order.send_back": REFUSED,
    "jury_minutes.minutes": REFUSED,
    "jury.index": lists(),
    "jury.free": asks(entry="{assignment_id}"),
    "jury.show": REFUSED,
    "jury.press": REFUSED,
    "jury.recuse": refused(kind="work"),
    "jury.download": REFUSED,
    "jury_seat.answer": asks(),
    "jury_seat.decision": REFUSED,
    "jury_seat.sign": REFUSED,
    "jury_seat.send_back": REFUSED,
    # Files in and out
    "exchange.index": asks("?city=oulu", city="{city_id}"),
    "exchange.explain": OWN,
    "exchange.columns": OWN,
    "exchange.template_csv": OWN,
    "exchange.template_xlsx": OWN,
    "exchange_export.desk": lists("?city=oulu", "?status=draft"),
    "exchange_job.show": REFUSED,
    "exchange_job.how_far": REFUSED,
    "exchange_job.layer": REFUSED,
    "exchange_job.check": REFUSED,
    "exchange_job.columns_again": REFUSED,
    "exchange_job.again": REFUSED,
    "exchange_job.write": REFUSED,
    "exchange_job.drop": REFUSED,
    "exchange_map.marks": REFUSED,
    "staff_host.show": REFUSED,
    "staff_host.invite_host": REFUSED,
    "staff_departure.testbed": REFUSED,
    # People
    "staff.index": lists(),
    "staff.own": lists(),
    "staff.people": REFUSED,
    "staff.invite_colleague": refused(role__email="joku@koepaikka.example", role__role="editor"),
    "staff.invite_host": refused(host__email="joku@koepaikka.example",
                                 host__testbed="{testbed_id}"),
    "staff.take_away": REFUSED,
    "staff.lay_down": REFUSED,
    "staff_trail.show": REFUSED,
    "staff_trail.file": REFUSED,
    "staff_departure.city": REFUSED,
    "staff_invitation.send_again": REFUSED,
    "staff_invitation.withdraw": REFUSED,
    "staff_invitation.accept": asks(),
    "staff_invitation.decline": asks(),
    # A person's own pages
    "my.index": lists(),
    "feed.mine": lists(),
    "subscription_reader.mine": lists(),
    "feed.change_mine": asks(kind="organisation", ident="{organisation_id}"),
    "saved_search.index": lists(),
    "saved_search.new": asks(f"?q={FINDABLE}", "?need=power&city=oulu", name="N", alert="daily"),
    "saved_search.change": REFUSED,
    "saved_search.delete": REFUSED,
    "account.settings": OWN,
    "account.end_sessions": OWN,
    "security.change_password": OWN,
    "personal.index": OWN,
    "personal.download": OWN,
    "personal.address": OWN,
    "personal.erase": OWN,
    "notification.settings": OWN,
    "retention.index": lists(),  # for administrators alone
    "application.start": asks("?testbed={testbed_id}", applicant="person:", language="fi"),
    "application.show": REFUSED,
    "application.copy": REFUSED,
    "application.write": REFUSED,
    "application.answer": REFUSED,
    "application.withdraw": REFUSED,
    "application_attachment.files": REFUSED,
    "application_attachment.remove": REFUSED,
    "application_change.days": REFUSED,
    "place_request.show": REFUSED,
    "place_request.propose": refused(testbed="{testbed_id}"),
    "place_request.decline": REFUSED,
    "place_request.withdraw": REFUSED,
    "application_preview.show": REFUSED,
    "application_edit.edit": REFUSED,
    "application_edit.discard": REFUSED,
    "application_place.places": REFUSED,
    "agreement.show": REFUSED,
    "agreement.sign": refused(seen="a", name="N", read="y"),
    "agreement.document": REFUSED,
    "offer.accept": REFUSED,
    "offer.decline": REFUSED,
    # Entries to challenges
    "concept.enter": asks(entrant="resident", language="fi"),
    "concept.index": lists(),
    "concept.show": REFUSED,
    "concept.submit": REFUSED,
    "concept.receipt": REFUSED,
    "concept.press": REFUSED,
    "concept.discard": REFUSED,
    "concept_edit.edit": REFUSED,
    "concept_file.files": REFUSED,
    "concept_file.remove": REFUSED,
    "concept_team.show": REFUSED,
    "concept_team.invite": REFUSED,
    "concept_team.press": REFUSED,
    "concept_team.leave": REFUSED,
    "concept_team.respond": asks(),
    "concept_desk.index": REFUSED,
    "concept_desk.begin": REFUSED,
    "concept_desk.show": REFUSED,
    "concept_desk.screen": refused(finding="admit"),
    "concept_desk.again": REFUSED,
    "concept_desk.secrets": refused(kept_plan="no", reason_plan="R"),
    "concept_desk.given": REFUSED,
    "concept_desk.seal": administrators(code="C-0000", reason="R" * 30),
    "organisation.index": lists(),
    "organisation.new": OWN,
    "organisation.show": REFUSED,
    "organisation.edit": REFUSED,
    "organisation.invite": REFUSED,
    "organisation.leave": REFUSED,
    "organisation.accept": asks(),
    "organisation.revoke": REFUSED,
    "organisation.remove": REFUSED,
    "organisation.role": REFUSED,
}  # fmt: skip
