"""Calls as everybody reads them: those that are open or coming, and the page of one."""

from dataclasses import dataclass

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.policies.subject import of_city
from app.policies.table import Action, may
from app.queries import call as query
from app.queries.review import weights_of_call
from app.queries.testbed_filter import next_free
from models.call import Call, CallState
from views import language
from views.access import public, viewer
from views.call_words import PILLS, pilot_words, state_words
from views.language import PREFIX
from views.page import page
from views.review_words import weight_rows
from views.testbed_card import Card, card

blueprint = Blueprint("call", __name__, url_prefix=PREFIX + "/calls")


@dataclass(frozen=True, slots=True)
class CallCard:
    """One call in a list."""

    title: str
    lang: str
    url: str
    city: str
    pill: str
    state: CallState
    words: str


@blueprint.get("")
@public
def index() -> ResponseReturnValue:
    """List the calls that are open or coming."""
    return page(
        "call/index.html", calls=[call_card(one) for one in query.public_calls(clock.now())]
    )


@blueprint.get("/<int:call_id>")
@public
def show(call_id: int) -> ResponseReturnValue:
    """Show one call: what is asked for, until when, where, how it is judged."""
    call = query.public_call(call_id)
    if call is None:
        abort(404)
    lang = language.current()
    state = call.state(clock.now())
    return page(
        "call/show.html",
        call=call,
        texts={name: getattr(call, name).best(lang) for name in ("title", "text", "criteria")},
        state=state,
        pill=PILLS[state],
        words=state_words(call, state),
        pilot_days=pilot_words(call),
        city=call.city.name.best(lang)[0],
        weights=weight_rows(weights_of_call(call)),
        testbeds=_cards(call),
        desk_url=url_for("call_desk.show", call_id=call.id)
        if may(viewer(), Action.CALL_READ, of_city(call.city_id))
        else None,
    )


def _cards(call: Call) -> list[Card]:
    testbeds = query.testbeds_of(call)
    starts = next_free([one.id for one in testbeds], clock.today(call.city.time_zone))
    return [card(one, starts.get(one.id)) for one in testbeds]


def call_card(call: Call) -> CallCard:
    """Return what a list says of a call."""
    lang = language.current()
    title, title_lang = call.title.best(lang)
    state = call.state(clock.now())
    return CallCard(
        title=title,
        lang=title_lang,
        url=url_for("call.show", call_id=call.id),
        city=call.city.name.best(lang)[0],
        pill=PILLS[state],
        state=state,
        words=state_words(call, state),
    )
