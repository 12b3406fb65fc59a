"""The menus: what is in them for whom, and which entry is the current page."""

from dataclasses import dataclass

from flask import g, request, url_for
from flask_babel import gettext as _

from app.policies.actor import Actor
from app.policies.table import Action, Subject, may
from app.queries.desk import PRESSING, Tallies, Waits, tallies
from app.queries.fault import open_count
from views.access import viewer

TESTBED_PAGES = (
    *("testbed_desk", "testbed_media.", "exchange", "staff_host.", "staff_departure.testbed"),
)
PILOT_PAGES = ("pilot_", "report.", "indicator.", "survey.", "panel", "volunteer_desk.", "sign.")
FEEDBACK_PAGES = ("feedback_pilot.", "harm_report_pilot.")
CONCEPT_PAGES = ("concept.", "concept_edit.", "concept_file.", "concept_team.")
CHALLENGE_PAGES = ("challenge_", "concept_desk.", "jury_")
PEOPLE_PAGES = ("staff.", "staff_trail.", "staff_departure.city")


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of a menu."""

    label: str
    url: str
    is_current: bool = False
    count: int | None = None
    method: str = "get"


def _link(label: str, endpoint: str, *current: str, count: int | None = None) -> Link:
    here = request.endpoint or ""
    is_current = here == endpoint or any(here.startswith(prefix) for prefix in current)
    return Link(label, url_for(endpoint), is_current, count)


def main_menu() -> list[Link]:
    """Return the menu that everybody sees."""
    return [
        _link(_("Experiments near you"), "home.index", "pilot."),
        _link(_("Find a testbed"), "testbed.index", "testbed.show"),
        _link(_("Challenges"), "challenge.index", "challenge."),
        _link(_("Events"), "event.index", "event.", "event_session.", "event_mine."),
        _link(_("Results"), "result.index", "result.", "result_compare.", "replication."),
        _link(_("Open data"), "information.open_data", "open_data."),
    ]


def account_menu(actor: Actor) -> list[Link]:
    """Return the signed-in person's own menu."""
    if not actor.is_signed_in:
        return []
    return [
        _link(_("My applications and pilots"), "my.index"),
        _link(_("My account"), "account.settings"),
        Link(_("Sign out"), url_for("security.logout"), method="post"),
    ]


def waits() -> Tallies:
    """Return what waits for the viewer at the desk; asked once a request."""
    if "waits" not in g:
        g.waits = tallies(viewer())
    found: Tallies = g.waits
    return found


def pressing() -> int:
    """Return how much waits for the viewer at the desk that others wait for."""
    found = waits()
    return sum(sum(found[kind].values()) for kind in PRESSING & found.keys())


def desk_menu() -> list[Link]:
    """Return the sections of the city desk, with how much waits."""
    found = waits()
    asked = (Waits.ANSWER, Waits.REQUEST)
    to_answer = sum(sum(found.get(kind, {}).values()) for kind in asked)
    spoken = sum(sum(found.get(one, {}).values()) for one in (Waits.HARM, Waits.FEEDBACK))
    people = _("People") if manages_people(viewer()) else _("My roles")
    return [
        _link(_("What waits for me"), "desk.index", count=pressing()),
        _link(_("Applications"), "decision.queue", "decision.", "booking.", count=to_answer),
        _link(_("Calendar"), "calendar.show", "calendar.", "closure.", "feed."),
        *([_link(_("Calls"), "call_desk.index", "call_desk.")] if writes_calls(viewer()) else []),
        *([_link(_("Events"), "event_desk.index", "event_desk")] if writes_calls(viewer()) else []),
        *_challenges(),
        *([_link(_("Winners"), "award_desk.index", "award_")] if announces(viewer()) else []),
        _link(_("Pilots"), "pilot_desk.index", *PILOT_PAGES),
        _link(_("Feedback"), "feedback_desk.index", *FEEDBACK_PAGES, count=spoken),
        _link(_("Testbeds"), "testbed_desk.index", *TESTBED_PAGES),
        _link(people, "staff.index", *PEOPLE_PAGES),
        *([_link(_("Webhooks"), "webhook.desk", "webhook.")] if writes_calls(viewer()) else []),
        *([_link(_("Programs"), "token_desk.index", "token_desk.")] if watches(viewer()) else []),
        *_faults(),
        *([_link(_("Forgotten data"), "retention.index")] if viewer().is_admin else []),
        *_installation(),
        *([_link(_("Looks at data"), "personal_read.index")] if viewer().is_admin else []),
    ]


def _challenges() -> list[Link]:
    """Return the way to the challenges of the viewer's cities; hosts read none."""
    if not writes_calls(viewer()):
        return []
    found = waits()
    asked = (Waits.CHALLENGE, Waits.CHALLENGE_QUESTION)
    count = sum(sum(found.get(one, {}).values()) for one in asked)
    return [_link(_("Challenges"), "challenge_desk.index", *CHALLENGE_PAGES, count=count)]


def _faults() -> list[Link]:
    """Return the way to the faults of the service, for administrators."""
    if not viewer().is_admin:
        return []
    return [_link(_("Faults"), "fault.index", "fault.", count=open_count(viewer()))]


def _installation() -> list[Link]:
    """Return the way to the settings, accounts and mail, for administrators."""
    if not viewer().is_admin:
        return []
    return [_link(_("Installation"), "administration.index", "administration")]


def writes_calls(actor: Actor) -> bool:
    """Say whether somebody reads the calls of any city at the desk; hosts do not."""
    return actor.is_admin or any(
        may(actor, Action.CALL_READ, Subject(city_id=city_id)) for city_id in actor.cities
    )


def announces(actor: Actor) -> bool:
    """Say whether somebody announces the outcomes of challenges in any city."""
    return actor.is_admin or any(
        may(actor, Action.AWARD_PREPARE, Subject(city_id=city_id)) for city_id in actor.cities
    )


def manages_people(actor: Actor) -> bool:
    """Say whether somebody looks after the people of any city."""
    return actor.is_admin or any(
        may(actor, Action.CITY_STAFF, Subject(city_id=city_id)) for city_id in actor.cities
    )


def watches(actor: Actor) -> bool:
    """Say whether somebody looks after the tokens that act for any city."""
    return actor.is_admin or any(
        may(actor, Action.TOKEN_WATCH, Subject(city_id=city_id)) for city_id in actor.cities
    )


def my_menu(actor: Actor) -> list[Link]:
    """Return the sections of a company's or a person's own pages."""
    menu = [
        _link(
            _("Applications and pilots"),
            "my.index",
            *("application", "offer.", "pilot_", "sign.", "panel", "volunteer_desk."),
            *FEEDBACK_PAGES,
        )
    ]
    menu.append(
        _link(
            _("My entries"),
            "concept.index",
            "concept.",
            "concept_edit.",
            "concept_file.",
            "concept_team.",
        )
    )
    if actor.juries:
        menu.append(_link(_("Juries"), "jury.index", "jury.", "jury_seat."))
    menu.append(_link(_("Saved searches"), "saved_search.index", "saved_search."))
    if actor.organisation_roles:
        menu.append(_link(_("Challenges we pose"), "challenge_own.index", "challenge_"))
    menu.append(_link(_("Organisations"), "organisation.index", "organisation."))
    menu.append(_link(_("What I follow"), "subscription_reader.mine"))
    menu.append(_link(_("Calendar feeds"), "feed.mine"))
    menu.append(_link(_("Webhooks"), "webhook.mine", "webhook."))
    menu.append(_link(_("Tokens for programs"), "token.index", "token."))
    menu.append(_link(_("My account"), "account.settings", "account."))
    menu.append(_link(_("Which mail I get"), "notification.settings"))
    menu.append(_link(_("My data"), "personal.index", "personal."))
    return menu
