"""Challenges and events on the front page: marks of their own on the map, and the same in lists."""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np
from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app import clock
from app.forms.experiment import Shown, experiment_filter, shown_kinds
from app.queries.challenge import stand_of
from app.queries.city import city_names
from app.queries.experiment import ExperimentFilter
from app.queries.experiment_thing import Spot, Things, spots_of, things
from app.serializers.map_feature import collection, feature
from geodata.clusters import Points, cluster
from models.challenge import Challenge
from models.event import Event
from views import challenge_words, event_words, filter_link, language
from views.access import public
from views.language import PREFIX
from views.map_answer import answered
from views.map_window import asked_window, chip_names, in_window

blueprint = Blueprint("home_thing", __name__, url_prefix=PREFIX)

Thing = Challenge | Event


@dataclass(frozen=True, slots=True)
class Row:
    """One challenge or event in a list; ``lang`` is the language that its title is shown in."""

    key: str
    title: str
    lang: str
    place: str
    dates: str
    url: str


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of thing below the experiments, with the address of all of them."""

    kind: Shown
    rows: list[Row]
    count: int
    all_url: str


@blueprint.get("/map/things.json")
@public
def marks() -> ResponseReturnValue:
    """Answer the map with the challenges and events in view, those close together as one mark."""
    found = list(_asked(experiment_filter(request.args), shown_kinds(request.args)))
    box, zoom = asked_window(request.args)
    placed = [(one, spot) for one in found for spot in spots_of(one)]
    points = in_window(_points(placed, list(city_names())), box, zoom)
    circles = [
        replace(mark, name=None) for mark in cluster(points, zoom, chip_names(city_names()), box)
    ]  # a city's name stands on the chip of its experiments already

    def of(place: Hashable) -> dict[str, Any]:
        thing = placed[int(str(place))][0]
        row = row_of(thing)
        kind = "challenge" if isinstance(thing, Challenge) else "gathering"
        return {
            "id": f"{row.key}-{place}", "card": row.key, "title": row.title, "status": kind,
            "url": row.url, "place": row.place, "dates": row.dates,
        }  # fmt: skip

    return answered(collection([feature(mark, of) for mark in circles], len(found)))


def _asked(wanted: ExperimentFilter, shown: frozenset[Shown]) -> list[Thing]:
    found = things(wanted, clock.now())
    challenges = found.challenges if Shown.CHALLENGES in shown else []
    return [*challenges, *(found.events if Shown.EVENTS in shown else [])]


def _points(placed: list[tuple[Thing, Spot]], cities: list[str]) -> Points:
    """Return where things stand; one is known by its place among ``placed``, as are the cities."""
    return Points(
        x=np.array([x for _one, (x, _y) in placed], dtype=np.float64),
        y=np.array([y for _one, (_x, y) in placed], dtype=np.float64),
        ids=np.arange(len(placed)),
        status=np.zeros(len(placed), dtype=np.int64),
        city=np.array([cities.index(one.city.slug) for one, _spot in placed], dtype=np.int64),
    )


def row_of(thing: Thing) -> Row:
    """Return what lists and the map say of a challenge or an event."""
    title, lang = thing.title.best(language.current())
    if isinstance(thing, Event):
        url = url_for("event.show", slug=thing.slug)
        place, dates = event_words.place_words(thing), event_words.when_words(thing)
        return Row(f"event-{thing.id}", title, lang, place, dates, url)
    stand = stand_of(thing, clock.now())
    dates = challenge_words.when_words(thing, stand) if stand is not None else ""
    url = url_for("challenge.show", slug=thing.slug)
    return Row(f"challenge-{thing.id}", title, lang, challenge_words.poser(thing), dates, url)


def sections(found: Things, shown: frozenset[Shown]) -> list[Section]:
    """Return the lists below the experiments; a kind of which there is nothing has none."""
    kept = MultiDict(
        [(name, one) for name in ("city", "theme") for one in request.args.getlist(name)]
    )
    every = [
        Section(Shown.CHALLENGES, [row_of(one) for one in found.challenges],
                found.all_challenges, filter_link.at("challenge.index", kept)),
        Section(Shown.EVENTS, [row_of(one) for one in found.events],
                found.all_events, filter_link.at("event.index", kept)),
    ]  # fmt: skip
    return [one for one in every if one.kind in shown and one.rows]


def shown_group(found: Things, shown: frozenset[Shown], experiments: int) -> filter_link.Group:
    """Return the filter of what is shown at all; each of its addresses says all that is left."""
    rows = (
        (Shown.EXPERIMENTS, _("Experiments"), experiments),
        (Shown.CHALLENGES, _("Challenges"), found.all_challenges),
        (Shown.EVENTS, _("Events"), found.all_events),
    )
    options = tuple(
        filter_link.Option("show", one.value, words, count, one in shown, _switched(shown, one))
        for one, words, count in rows
    )
    return filter_link.Group("show", _("What is shown"), options)


def _switched(shown: frozenset[Shown], one: StrEnum) -> str:
    """Return the address with one kind switched; all of them need no word of it, nor has none."""
    left = [each.value for each in Shown if (each in shown) != (each == one)]
    args = MultiDict(request.args)
    args.setlist("show", [] if len(left) in {0, len(Shown)} else left)
    return filter_link.here(args)
