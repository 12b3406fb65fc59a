"""Maps of ours on pages of others: the map itself, the page that makes its code, and oEmbed.

The map may stand in a frame of any site, alone of all pages; it knows no cookie and no session.
Docs: docs/adr/0053-maps-on-other-pages.md.
"""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, g, make_response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import escape

from app import clock
from app.forms.embed import LEAST, MOST, Embedded, Wish, wish
from app.forms.experiment import experiment_filter
from app.forms.testbed_filter import testbed_filter
from app.labels import choices
from app.queries import experiment
from app.queries import testbed_filter as testbeds
from app.queries.city import city_names
from app.queries.experiment_card import cards as pilot_cards
from app.queries.testbed import cards as testbed_cards
from geodata.maps import experiments_map
from models.pilot import PublicPhase
from models.testbed_kind import Theme
from views import headers, language
from views.access import public
from views.experiment_card import card as pilot_card
from views.home_map import home_map
from views.installation import here
from views.language import NAMES, PREFIX
from views.map_page import map_parts
from views.page import page
from views.testbed_card import card as testbed_card
from views.testbed_list import testbed_map

blueprint = Blueprint("embed", __name__, url_prefix=PREFIX)

MOST_CARDS = 10


@blueprint.get("/embed")
@public
def index() -> ResponseReturnValue:
    """Let somebody choose a map and take the code for a page of theirs."""
    wanted = wish(request.args, language.current())
    address = address_of(wanted)
    made = make_response(
        page(
            "embed/index.html",
            wanted=wanted,
            code=code(wanted),
            address=address,
            title=title_of(wanted),
            kinds=[
                (Embedded.EXPERIMENTS, _("Experiments")),
                (Embedded.TESTBEDS, _("Testbeds")),
            ],
            languages=NAMES,
            cities=[
                (slug, name.best(language.current())[0]) for slug, name in city_names().items()
            ],
            themes=choices(Theme),
            states=choices(PublicPhase),
            least=LEAST,
            most=MOST,
            oembed=url_for("embed_oembed.show", url=_page_of(wanted), _external=False),
        )
    )
    made.headers["Content-Security-Policy"] = headers.policy(headers.csp_nonce(), frames="'self'")
    return made


@blueprint.get("/embed/<any(experiments,testbeds):what>")
@public
def show(what: str) -> ResponseReturnValue:
    """Show the map alone, for a frame on a page of any site."""
    g.keeps_nothing = True
    values = _experiments() if what == Embedded.EXPERIMENTS else _testbeds()
    made = make_response(page("embed/show.html", **values))
    made.headers["Content-Security-Policy"] = headers.policy(headers.csp_nonce(), framed_by="*")
    made.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    made.headers["Cache-Control"] = "public, max-age=60"
    return made


def _experiments() -> dict[str, Any]:
    wanted = experiment_filter(request.args)
    found = experiment.search(wanted, clock.today())
    shown = pilot_cards(found.ids[:MOST_CARDS])
    return {
        "heading": _("Experiments"),
        "total": len(found),
        "cards": [pilot_card(one) for one in shown],
        "whole": url_for("home.index", **_given()),
        "map": map_parts(experiments_map, home_map(wanted, found, alone=True)),
    }


def _testbeds() -> dict[str, Any]:
    wanted = testbed_filter(request.args, None)
    found = testbeds.search(wanted, clock.today(), language.current())
    shown = testbed_cards(found.page(0, MOST_CARDS))
    return {
        "heading": _("Testbeds"),
        "total": len(found),
        "cards": [testbed_card(one, None) for one in shown],
        "whole": url_for("testbed.index", **_given()),
        "map": map_parts(experiments_map, testbed_map(wanted, found)),
    }


def _given() -> dict[str, Any]:
    """Return the filters of this address that both the map and the whole page know."""
    return wish(request.args, language.current()).filters


def title_of(wanted: Wish) -> str:
    """Return what a frame is called, for those who hear the page."""
    if wanted.what is Embedded.TESTBEDS:
        return str(_("Map of testbeds, Koepaikka"))
    return str(_("Map of experiments, Koepaikka"))


def address_of(wanted: Wish) -> str:
    """Return the whole address of a map."""
    path = f"/{wanted.lang}/embed/{wanted.what}"
    asked = urlencode(wanted.filters, doseq=True)
    return here().base_url + path + (f"?{asked}" if asked else "")


def _page_of(wanted: Wish) -> str:
    path = f"/{wanted.lang}/{'testbeds' if wanted.what is Embedded.TESTBEDS else ''}"
    asked = urlencode(wanted.filters, doseq=True)
    return here().base_url + path + (f"?{asked}" if asked else "")


def code(wanted: Wish, width: int | None = None) -> str:
    """Return the HTML that puts a map on a page: as wide as there is room, or so many pixels."""
    size = f' width="{width}"' if width else ""
    style = "border:0" if width else "border:0;width:100%"
    return (
        f'<iframe src="{escape(address_of(wanted))}" title="{escape(title_of(wanted))}"'
        f'{size} height="{wanted.height}" loading="lazy" style="{style}"></iframe>'
    )
