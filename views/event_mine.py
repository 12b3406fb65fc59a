"""One's own programme: sessions that a visitor has picked, kept in the address alone.

Nobody needs an account for it and nothing is stored here or in the browser: the address is the
programme, to be bookmarked, sent to somebody, or taken along as a calendar file.
"""

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from app.forms.event_filter import picked_sessions
from app.queries import event as query
from models.event_clash import wanted_twice
from views import language
from views.access import public, viewer
from views.event_agenda import agenda, shown_session
from views.language import PREFIX
from views.page import page

blueprint = Blueprint("event_mine", __name__, url_prefix=PREFIX + "/events/<slug>/mine")


@blueprint.get("")
@public
def show(slug: str) -> ResponseReturnValue:
    """Show the sessions that an address picks, which of them are at the same time, and a file."""
    event = query.event_of(viewer(), slug)
    picked = picked_sessions(request.args)
    rows = [one for one in event.sessions if one.id in picked]
    shown = {one.id: shown_session(one, is_picked=True) for one in rows}
    pairs = wanted_twice([one.slot for one in rows if one.cancelled_at is None])
    ids = list(shown)
    return page(
        "event/mine.html",
        event=event,
        event_title=event.title.best(language.current()),
        days=[
            (day.words, [one for key, one in day.sessions.items() if key in shown])
            for day in agenda(event, picked)
            if shown.keys() & day.sessions.keys()
        ],
        clashes=[(shown[pair.one], shown[pair.other]) for pair in pairs],
        ids=ids,
        file_url=url_for("event_feed.one", slug=slug, lang=language.current(), s=ids),
        change_url=url_for("event.show", slug=slug, s=ids) + "#programme",
    )
