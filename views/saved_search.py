"""Saved searches on a person's own pages, and the page that ends their alerts from a mail."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.extensions import csrf
from app.forms.saved_search import SavedSearchForm
from app.forms.testbed_filter import FreeDaysForm, kept_words
from app.labels import label
from app.queries.city import city_names
from app.queries.saved_search import filter_of, own_search, saved_searches, search_of_token
from app.services import saved_search as service
from models.errors import FieldError
from models.saved_search import AlertRhythm, SavedSearch
from models.testbed_fit import PeopleWish
from models.testbed_kind import (
    ApplicantKind,
    Environment,
    Infrastructure,
    Money,
    TestbedKind,
    Theme,
)
from views import filter_link, language, navigation
from views.access import public, signed_in, viewer
from views.language import PREFIX
from views.messages import message_for
from views.page import date, page

blueprint = Blueprint("saved_search", __name__, url_prefix=PREFIX)

Wish = Mapping[str, Sequence[str]]
VOCABULARIES: dict[str, type[StrEnum]] = {
    "kind": TestbedKind,
    "theme": Theme,
    "need": Infrastructure,
    "people": PeopleWish,
    "who": ApplicantKind,
    "setting": Environment,
    "money": Money,
}


@blueprint.get("/my/searches")
@signed_in
def index() -> ResponseReturnValue:
    """Show one's saved searches: open, rename, be told, delete."""
    return _index()


def _index(
    bad: tuple[int, SavedSearchForm] | None = None, status: int = 200
) -> ResponseReturnValue:
    rows = [
        {
            "saved": one,
            "form": bad[1] if bad and bad[0] == one.id else _form(one),
            "words": list(words_of(one.wish)),
            "url": _list_url(one.wish),
            "is_over": filter_of(one.wish, clock.today()) is None,
        }
        for one in saved_searches(viewer())
    ]
    return page(
        "saved_search/index.html",
        status,
        form=bad[1] if bad else None,
        rows=rows,
        section_links=navigation.my_menu(viewer()),
    )


def _form(saved: SavedSearch) -> SavedSearchForm:
    """Return the form of one search; on a page of many its ids need a mark of its own."""
    return SavedSearchForm(
        prefix=f"s{saved.id}-", data={"name": saved.name, "alert": saved.alert.value}
    )


@blueprint.route("/my/searches/new", methods=["GET", "POST"])
@signed_in
def new() -> ResponseReturnValue:
    """Keep the search that the list was shown with."""
    free = FreeDaysForm(request.args, clock.today())
    back_url = filter_link.at("testbed.index", request.args)
    if free.is_asked and not free.validate():
        return redirect(back_url)
    wish = kept_words(request.args, free)
    words = list(words_of(wish))
    form = SavedSearchForm(data={"name": "", "alert": AlertRhythm.WEEKLY.value})
    if form.validate_on_submit():
        try:
            service.keep_search(viewer(), form.name.data, wish, form.rhythm)
        except FieldError as error:
            form.blame(error.field, message_for(error))
        else:
            flash(_("The search is saved. You find it here."), "success")
            return redirect(url_for("saved_search.index"), 303)
    return page(
        "saved_search/new.html",
        422 if form.errors else 200,
        form=form,
        words=words,
        here=filter_link.here(),
        back_url=back_url,
        section_links=navigation.my_menu(viewer()),
    )


@blueprint.post("/my/searches/<int:search_id>")
@signed_in
def change(search_id: int) -> ResponseReturnValue:
    """Rename a search, or be told of it more or less often."""
    form = _form(own_search(viewer(), search_id))
    if not form.validate_on_submit():
        return _index((search_id, form), 422)
    try:
        service.change_search(viewer(), search_id, form.name.data, form.rhythm)
    except FieldError as error:
        form.blame(error.field, message_for(error))
        return _index((search_id, form), 422)
    flash(_("Saved."), "success")
    return redirect(url_for("saved_search.index"), 303)


@blueprint.post("/my/searches/<int:search_id>/delete")
@signed_in
def delete(search_id: int) -> ResponseReturnValue:
    """Forget a search."""
    service.delete_search(viewer(), search_id)
    flash(_("The search is deleted."), "success")
    return redirect(url_for("saved_search.index"), 303)


@blueprint.get("/searches/stop/<token>")
@public
def ask_to_stop(token: str) -> ResponseReturnValue:
    """Ask once before the alerts end; a mail program that only looks changes nothing."""
    return page("saved_search/stop.html", saved=search_of_token(token), token=token)


@blueprint.post("/searches/stop/<token>")
@csrf.exempt  # type: ignore[untyped-decorator]  # Flask-WTF has no types
@public
def stop(token: str) -> ResponseReturnValue:
    """End the alerts; the link is the right to, and mail programs press it (RFC 8058)."""
    service.stop_alerts(token)
    return page("saved_search/stop.html", saved=search_of_token(token), token=token)


def words_of(wish: Wish) -> Iterator[str]:
    """Say what a kept search asks for, piece by piece."""
    names = city_names()
    for one in wish.get("q", ()):
        yield f"“{one}”"
    for slug in wish.get("city", ()):
        yield names[slug].best(language.current())[0] if slug in names else slug
    for name, kind in VOCABULARIES.items():
        known = set(wish.get(name, ()))
        yield from (label(one) for one in kind if one.value in known)
    if wish.get("open"):
        yield _("Open for applications now")
    yield from _days(wish)


def _days(wish: Wish) -> Iterator[str]:
    days, start, end, places = (
        next(iter(wish.get(name, ())), "") for name in ("days", "start", "end", "places")
    )
    if days:
        yield ngettext("%(num)s free day in a row", "%(num)s free days in a row", int(days))
    if start:
        yield _("not before %(day)s", day=date(start))
    if end:
        yield _("over by %(day)s", day=date(end))
    if places:
        yield ngettext("%(num)s place", "%(num)s places", int(places))
    if wish.get("week") and (days or start or end or places):
        yield _("weekdays")


def _list_url(wish: Wish) -> str:
    return f"{url_for('testbed.index')}?{urlencode(wish, doseq=True)}"
