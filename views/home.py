"""The front page: what is being tried out, on a map and in a list, fed by the same query."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from app import clock
from app.forms.experiment import LONGEST_PLACE, Shown, experiment_filter, shown_kinds
from app.queries.experiment import PAGE_LENGTH, search
from app.queries.experiment_card import cards
from app.queries.experiment_thing import things
from app.queries.place import places
from geodata.maps import experiments_map
from models.text import tidy
from views import filter_link
from views.access import public
from views.experiment_card import card
from views.home_filter import chosen, downloads, groups, phase_chips
from views.home_map import home_map
from views.home_thing import sections, shown_group
from views.home_time import time_choice
from views.language import PREFIX
from views.map_page import map_parts
from views.page import page
from views.place import place_views
from views.search import website
from views.subscription_words import follow_urls

blueprint = Blueprint("home", __name__, url_prefix=PREFIX)

MOST_PLACES = 4


@blueprint.get("/")
@public
def index() -> ResponseReturnValue:
    """Show the experiments that pass the filter: cards of one page, and the map of all."""
    wanted = experiment_filter(request.args)
    today = clock.today()
    found = search(wanted, today)
    where = filter_link.pages(len(found), PAGE_LENGTH)
    first = (where.number - 1) * PAGE_LENGTH
    ids = found.ids[first : first + PAGE_LENGTH]
    filters = groups(found, wanted)
    shown = shown_kinds(request.args)
    beside = things(wanted, clock.now())
    kinds = shown_group(beside, shown, len(found))
    return page(
        "home/index.html",
        wanted=wanted,
        total=len(found),
        cities=found.cities,
        cards=[card(pilot, found.metres.get(pilot.id)) for pilot in cards(ids)],
        pages=where,
        groups=[kinds, *filters],
        kinds=kinds,
        has_experiments=Shown.EXPERIMENTS in shown,
        sections=sections(beside, shown),
        phases=phase_chips(found, wanted),
        chosen=chosen(filters, wanted),
        downloads=downloads(wanted),
        time=time_choice(found, today),
        near_name=tidy(request.args.get("place", ""))[:LONGEST_PLACE] if wanted.near else "",
        places=place_views(places(wanted.text, MOST_PLACES)),
        places_url=filter_link.at("place.index", request.args),
        follow=follow_urls(),
        sort_urls={order: filter_link.sorted_by(order) for order in ("start", "end")},
        map=map_parts(experiments_map, home_map(wanted, found)),
        structured=website(),
    )
