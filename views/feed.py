"""The pages of one's secret calendar addresses: make one, renew it, take it back."""

import secrets
from dataclasses import dataclass

from flask import Blueprint, abort, flash, g, redirect, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.feed import FeedForm
from app.queries.feed import digest, feeds_of
from app.queries.organisation import organisations_of
from app.queries.testbed_desk import cities_of
from app.services import feed as service
from models.feed import Feed, FeedKind
from views import language, navigation
from views.access import signed_in, staff, viewer
from views.feed_words import prepare
from views.language import PREFIX
from views.page import page

blueprint = Blueprint("feed", __name__, url_prefix=PREFIX)
blueprint.record(prepare)

SHOWN_ONCE = "feed_shown"  # in the session, until the page that shows it
TOKEN_BYTES = 32
Wanted = tuple[FeedKind, int | None, str]  # whose feed: kind, id, name


@dataclass(frozen=True, slots=True)
class Row:
    """One feed that the viewer can have.  ``address`` is there once, after it was made."""

    kind: FeedKind
    ident: int | None
    name: str
    feed: Feed | None
    address: str = ""


@blueprint.get("/my/feeds")
@signed_in
def mine() -> ResponseReturnValue:
    """Show the addresses of one's own days and of one's companies."""
    wanted: list[Wanted] = [(FeedKind.PERSON, None, _("My own experiments"))]
    wanted += [
        (FeedKind.ORGANISATION, own.organisation.id, own.organisation.name)
        for own in organisations_of(viewer())
    ]
    return page("feed/my.html", rows=_rows(wanted), section_links=navigation.my_menu(viewer()))


@blueprint.get("/desk/feeds")
@staff
def desk() -> ResponseReturnValue:
    """Show the addresses of the days of one's cities."""
    lang = language.current()
    wanted: list[Wanted] = [
        (FeedKind.CITY, one.id, one.name.best(lang)[0]) for one in cities_of(viewer())
    ]
    return page("feed/desk.html", rows=_rows(wanted), section_links=navigation.desk_menu())


@blueprint.post("/my/feeds/<any(renew,withdraw):deed>")
@signed_in
def change_mine(deed: str) -> ResponseReturnValue:
    """Make, renew or take back an address of one's own or of a company."""
    return _changed(deed, {FeedKind.PERSON, FeedKind.ORGANISATION}, "feed.mine")


@blueprint.post("/desk/feeds/<any(renew,withdraw):deed>")
@staff
def change_desk(deed: str) -> ResponseReturnValue:
    """Make, renew or take back an address of a city."""
    return _changed(deed, {FeedKind.CITY}, "feed.desk")


def _changed(deed: str, kinds: set[FeedKind], home: str) -> ResponseReturnValue:
    form = FeedForm()
    if not form.validate_on_submit() or (whose := form.whose()) is None or whose.kind not in kinds:
        abort(404)
    if deed == "withdraw":
        service.withdraw(viewer(), whose)
        flash(_("The address leads nowhere any more."), "success")
    else:
        token = secrets.token_urlsafe(TOKEN_BYTES)
        made = service.renew(viewer(), whose, digest(token))
        session[SHOWN_ONCE] = [made, token]
    return redirect(url_for(home), 303)


def _rows(wanted: list[Wanted]) -> list[Row]:
    known = {(one.kind, one.organisation_id or one.city_id): one for one in feeds_of(viewer())}
    made, token = session.pop(SHOWN_ONCE, (None, ""))
    rows = []
    for kind, ident, name in wanted:
        feed = known.get((kind, ident))
        shown = _address(token) if feed is not None and feed.id == made else ""
        rows.append(Row(kind, ident, name, feed, shown))
    return rows


def _address(token: str) -> str:
    return str(g.public_url) + url_for("feed_file.secret", token=token)
