"""Feeds of experiments: of a filter of the front page for all, of a subscription by secret."""

from collections.abc import Sequence

from flask import Blueprint, Response, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from app import clock
from app.adapters.calendar_file import MIMETYPE as CALENDAR
from app.adapters.calendar_file import AnyEvent, calendar_file
from app.extensions import LOCALES, limiter
from app.forms.experiment import experiment_filter
from app.labels import label
from app.queries.feed_entry import of_pilot
from app.queries.pilot_event import latest_events
from app.queries.subscription import of_feed
from app.queries.subscription_feed import covered, covered_things, in_view
from app.serializers.atom_file import MIMETYPE as ATOM
from app.serializers.atom_file import AtomEntry, AtomHead, atom_file
from models.base import LANGUAGES
from models.challenge import Challenge
from models.event import Event
from models.pilot import Pilot
from models.pilot_event import About, EventKind, PilotEvent
from models.testbed_kind import Theme
from views import filter_link
from views.access import public
from views.feed_words import event, head, prepare
from views.subscription import arguments
from views.subscription_entry import Thing, entries_of, page_of
from views.subscription_words import view_name

blueprint = Blueprint("subscription_feed", __name__, url_prefix="/feeds")
blueprint.record(prepare)

EVERYBODY = "public, max-age=300"
ONE_PERSON = "private, no-cache"  # a renewed address is asked for, and refused, at once
MOST_ENTRIES = 100


@blueprint.get("/experiments.atom")
@public
@limiter.limit("120/minute")
def atom() -> ResponseReturnValue:
    """Tell everybody what happens to the experiments of a filter."""
    lang = asked_language()
    pilots = in_view(experiment_filter(request.args), clock.today())
    return _atom(lang, pilots, EVERYBODY)


@blueprint.get("/experiments.ics")
@public
@limiter.limit("120/minute")
def calendar() -> ResponseReturnValue:
    """Give everybody the days of the experiments of a filter."""
    lang = asked_language()
    pilots = in_view(experiment_filter(request.args), clock.today())
    return _calendar(lang, pilots, EVERYBODY)


@blueprint.get("/follow/<token>.atom")
@public
@limiter.limit("120/minute")
def own_atom(token: str) -> ResponseReturnValue:
    """Tell a reader what happens to what they follow, as long as they do."""
    one = of_feed(token)
    things = covered_things(one, clock.now())
    return _atom(one.reader.language, covered(one, clock.today()), ONE_PERSON, one.name, things)


@blueprint.get("/follow/<token>.ics")
@public
@limiter.limit("120/minute")
def own_calendar(token: str) -> ResponseReturnValue:
    """Give a reader the days of what they follow, as long as they do."""
    one = of_feed(token)
    things = covered_things(one, clock.now())
    return _calendar(one.reader.language, covered(one, clock.today()), ONE_PERSON, one.name, things)


def asked_language() -> str:
    """Return the language that an address of a feed asks for; Finnish when it asks for none."""
    asked = request.args.get("lang", "fi")
    return asked if asked in LANGUAGES else "fi"


def _name(own: str) -> str:
    words = own or view_name(arguments(experiment_filter(request.args)))
    return str(_("Koepaikka: %(name)s", name=words))


def _atom(
    lang: str, pilots: list[Pilot], kept: str, own: str = "", things: Sequence[Thing] = ()
) -> Response:
    g.lang = lang
    with force_locale(LOCALES[lang]):
        happened = latest_events(About.PILOT, [one.id for one in pilots], MOST_ENTRIES)
        entries = [_of_pilot(one, lang) for one in pilots]
        entries += [_of_event(one, lang) for one in happened if one.kind is not EventKind.ANNOUNCED]
        entries += [_of_event(one, lang) for one in _news_of(things)]
        entries.sort(key=lambda one: (one.updated, one.uid), reverse=True)
        home = g.public_url + url_for("home.index", lang=lang)
        top = AtomHead(
            uid=tag(f"feed/{lang}{_query()}") if not own else g.public_url + request.path,
            title=_name(own),
            language=lang,
            url=home + (_query() if not own else ""),
            self_url=g.public_url + request.full_path.rstrip("?"),
        )
        body = atom_file(top, entries[:MOST_ENTRIES])
    return answered(body, ATOM, lang, kept)


def _news_of(things: Sequence[Thing]) -> list[PilotEvent]:
    """Return what happened to challenges and events, which have no entry but that."""
    challenges = [one.id for one in things if isinstance(one, Challenge)]
    gatherings = [one.id for one in things if isinstance(one, Event)]
    return [
        *latest_events(About.CHALLENGE, challenges, MOST_ENTRIES),
        *latest_events(About.GATHERING, gatherings, MOST_ENTRIES),
    ]


def _calendar(
    lang: str, pilots: list[Pilot], kept: str, own: str = "", things: Sequence[Thing] = ()
) -> Response:
    g.lang = lang
    with force_locale(LOCALES[lang]):
        days: list[AnyEvent] = [event(of_pilot(one)) for one in pilots]
        body = calendar_file(head(_name(own)), [*days, *entries_of(things, lang)])
    answer = answered(body, CALENDAR, lang, kept)
    answer.headers["Content-Disposition"] = 'inline; filename="koepaikka.ics"'
    return answer


def _query() -> str:
    """Return the arguments of a public feed as they follow an address."""
    address = filter_link.at("home.index", request.args)
    return f"?{address.partition('?')[2]}" if "?" in address else ""


def _of_pilot(pilot: Pilot, lang: str) -> AtomEntry:
    return AtomEntry(
        uid=tag(f"pilot/{pilot.id}"),
        title=pilot.title.best(lang)[0],
        url=g.public_url + page_of(pilot, lang),
        summary=pilot.plain.best(lang)[0],
        published=pilot.created_at,
        updated=max(pilot.created_at, pilot.updated_at),
        categories=(pilot.city.name.best(lang)[0], *(str(label(Theme(t))) for t in pilot.themes)),
    )


def _of_event(one: PilotEvent, lang: str) -> AtomEntry:
    thing = one.thing
    title = thing_title = thing.title.best(lang)[0]
    words, at = str(label(one.kind)), one.at
    summary = (thing.plain if isinstance(thing, Pilot) else thing.summary).best(lang)[0]
    if one.update is not None:
        title, summary = one.update.title.best(lang)[0], one.update.text.best(lang)[0]
        words, at = thing_title, max(at, one.update.edited_at or at)
    return AtomEntry(
        uid=tag(f"event/{one.id}"),
        title=f"{words}: {title}",
        url=g.public_url + page_of(thing, lang),
        summary=summary,
        published=one.at,
        updated=at,
        categories=(thing.city.name.best(lang)[0],),
    )


def tag(name: str) -> str:
    """Return an address that never changes and is nobody else's (RFC 4151)."""
    host = str(g.public_url).partition("://")[2].partition(":")[0]
    return f"tag:{host},2026:{name}"


def answered(body: bytes, kind: str, lang: str, kept: str) -> Response:
    """Return the file, or that it is the one which the asker has already."""
    response = Response(body, mimetype=kind)
    response.headers["Content-Type"] = f"{kind}; charset=utf-8"
    response.headers["Content-Language"] = lang
    response.headers["Cache-Control"] = kept
    response.headers["X-Robots-Tag"] = "noindex"
    response.add_etag()
    response.make_conditional(request)
    return response
