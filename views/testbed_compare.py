"""Up to four testbeds side by side: what differs is marked, and one press applies for them all."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app import clock
from app.forms.ident import is_ident
from app.forms.testbed_filter import FreeDaysForm, testbed_filter
from app.labels import label
from app.queries.free_window import Stretch, free_stretches
from app.queries.testbed import cards
from app.queries.testbed_field import LISTED, field
from app.queries.testbed_filter import TestbedFilter, next_free
from app.queries.testbed_score import facts_of
from models.testbed import Testbed, TestbedStatus
from models.testbed_fit import fit
from models.testbed_kind import Infrastructure, Permit, Theme
from views import filter_link, language
from views.access import public
from views.language import PREFIX
from views.page import date, euros, page
from views.testbed_card import people_of, place_of, url_of, who_may_apply
from views.testbed_fit import FitWords, fit_words

blueprint = Blueprint("testbed_compare", __name__, url_prefix=PREFIX)

MOST = 4
LOOKED_AT = 20  # places named in an address


@dataclass(frozen=True, slots=True)
class Column:
    """One place: its name, its page, and the address of the comparison without it."""

    id: int
    title: str
    lang: str
    place: str
    url: str
    without_url: str
    is_open: bool
    fit: FitWords | None


@dataclass(frozen=True, slots=True)
class Line:
    """One fact of every place, in their order; each value is a list of short texts."""

    term: str
    values: list[list[str]]

    @property
    def differs(self) -> bool:
        """Say whether the places are not alike in this."""
        return any(value != self.values[0] for value in self.values)


@blueprint.get("/testbeds/compare")
@public
def compare() -> ResponseReturnValue:
    """Show the chosen places side by side; of more than four the first four."""
    named = list(dict.fromkeys(request.args.getlist("place")))[:LOOKED_AT]
    ids = [int(one) for one in named if is_ident(one)]
    chosen = [one for one in cards(ids) if one.status in LISTED]
    shown, left_out = chosen[:MOST], chosen[MOST:]
    today = clock.today()
    wanted = testbed_filter(request.args, FreeDaysForm(request.args, today).search())
    stretches = free_stretches(wanted.free, ids) if wanted.free and ids else {}
    starts = {ident: one.start for ident, one in stretches.items() if one.start}
    if wanted.free is None:
        starts = next_free([one.id for one in shown], today)
    return page(
        "testbed/compare.html",
        422 if left_out else 200,
        most=MOST,
        columns=list(_columns(shown, wanted, stretches)),
        lines=list(_lines(shown, starts)),
        left_out=[one.name.best(language.current()) for one in left_out],
        back_url=_list_url(),
        apply_url=_apply_url(shown, wanted, starts),
    )


def _columns(
    shown: Sequence[Testbed], wanted: TestbedFilter, stretches: dict[int, Stretch]
) -> Iterator[Column]:
    lang = language.current()
    rows = field() if wanted.wishes else None
    for one in shown:
        title, title_lang = one.name.best(lang)
        fits = None
        if rows is not None:
            facts = facts_of(rows, rows.place_of(one.id), stretches.get(one.id))
            fits = fit_words(fit(wanted.wishes, facts))
        yield Column(
            id=one.id,
            title=title or _("No name yet"),
            lang=title_lang,
            place=place_of(one),
            url=url_of(one),
            without_url=filter_link.toggled("place", str(one.id)),
            is_open=one.status is TestbedStatus.PUBLISHED,
            fit=fits,
        )


def _lines(shown: Sequence[Testbed], starts: dict[int, dt.date]) -> Iterator[Line]:
    """Return the facts that people choose by, those first that decide."""

    def line(term: str, value_of: Callable[[Testbed], str | list[str]]) -> Line:
        values = [value_of(one) for one in shown]
        return Line(term, [[one] if isinstance(one, str) else one for one in values])

    def free(one: Testbed) -> str:
        if one.status is not TestbedStatus.PUBLISHED:
            return label(one.status)
        return date(starts[one.id]) if one.id in starts else _("No free days then")

    yield line(_("Next free from"), free)
    yield line(_("Length"), _length)
    yield line(_("Pilots at the same time"), lambda one: str(one.capacity))
    yield line(_("Starting takes"), lambda one: _("at least %(days)s days", days=one.lead_days))
    yield line(_("Decision"), lambda one: _("Within %(days)s days", days=one.decision_rhythm_days))
    yield line(_("Money"), _money)
    yield line(_("On site"), lambda one: _some(one.infrastructure, Infrastructure))
    yield line(_("Permits usually needed"), lambda one: _some(one.permits_needed, Permit))
    yield line(_("People here"), _people)
    yield line(_("Who may apply"), who_may_apply)
    yield line(_("Applications"), lambda one: label(one.entry_mode))
    yield line(_("Kind of place"), lambda one: label(one.kind) if one.kind else "–")
    yield line(_("Setting"), lambda one: label(one.environment))
    yield line(_("Themes"), lambda one: _some(one.themes, Theme))


def _length(one: Testbed) -> str:
    return str(_("%(least)s–%(most)s days", least=one.min_days, most=one.max_days))


def _money(one: Testbed) -> list[str]:
    said = [label(one.money)]
    if one.cap_eur is not None:
        said.append(_("At most %(sum)s without VAT", sum=euros(one.cap_eur)))
    return said


def _people(one: Testbed) -> list[str]:
    said = [f"{name} ({number})" if number else name for name, _lang, number in people_of(one)]
    if one.minors:
        said.append(_("Minors are present"))
    if one.patients:
        said.append(_("Patients are present"))
    return said or ["–"]


def _some(
    values: Sequence[str], kind: type[Infrastructure] | type[Permit] | type[Theme]
) -> list[str]:
    return [label(one) for one in kind if one in values] or ["–"]


def _list_url() -> str:
    """Return the list with the wishes of this comparison."""
    args = MultiDict(request.args)
    args.poplist("place")
    return filter_link.at("testbed.index", args)


def _apply_url(
    shown: Sequence[Testbed], wanted: TestbedFilter, starts: dict[int, dt.date]
) -> str | None:
    """Return where an application for the open ones begins, with the days that all of them have."""
    ids = [one.id for one in shown if one.status is TestbedStatus.PUBLISHED]
    if not ids:
        return None
    given: dict[str, Any] = {"testbed": ids}
    if wanted.free is not None and wanted.free.days:
        first = [starts[one] for one in ids if one in starts]
        given |= {"days": wanted.free.days}
        given |= {"start": max(first).isoformat()} if first else {}
    return url_for("application.start", **given)
