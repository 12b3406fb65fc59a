"""Change one thing in many testbeds at once: choose, look at the preview, apply."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict

from app.forms.ident import is_ident
from app.forms.testbed_bulk import VALUES, WORDS, ApplyForm, BulkForm
from app.forms.testbed_desk_filter import desk_filter, query_of
from app.queries.testbed_desk_filter import find, rows_of
from app.services.testbed_bulk import MOST, Kind, Plan, Verdict, apply, kinds_for, plan
from app.services.testbed_ready import is_lacking
from models.errors import ConflictError, FieldError
from models.testbed import Testbed
from views import language, navigation
from views.access import staff, viewer
from views.language import PREFIX
from views.messages import message_for
from views.page import page
from views.testbed_card import PILLS, place_of
from views.testbed_diff import FieldChange, change_of

blueprint = Blueprint("testbed_desk_bulk", __name__, url_prefix=PREFIX + "/desk/testbeds/bulk")


@dataclass(frozen=True, slots=True)
class Line:
    """One testbed of the preview; ``why`` says what hinders the change."""

    testbed: Testbed
    name: str
    lang: str
    place: str
    change: FieldChange
    why: str


@blueprint.get("")
@staff
def choose() -> ResponseReturnValue:
    """Ask what to change, and show what would become of each testbed."""
    form = BulkForm(request.args)
    if form.is_asked:
        status = 200 if form.validate() else 422
        return _page(form, _chosen(request.args), status)
    return _page(form, _chosen(request.args))


@blueprint.post("")
@staff
def carry_out() -> ResponseReturnValue:
    """Make the change that was looked at, in all of them or in none."""
    _refuse_others()
    form, sure = BulkForm(request.form), ApplyForm()
    if not form.validate():
        abort(422)
    if not sure.validate():
        return _page(form, _chosen(request.form), 422, sure=sure)
    seen = _seen(request.form.get("seen", ""))
    try:
        done = apply(viewer(), form.answers(), seen, str(sure.reason.data or ""))
    except FieldError as error:
        sure.blame(error.field, message_for(error))
        return _page(form, _chosen(request.form), 422, sure=sure)
    except ConflictError as error:
        return _page(form, _chosen(request.form), 409, sure=sure, told=_told(error))
    flash(_done(len(done["changed"]), len(done["same"])), "success")
    query = query_of(desk_filter(request.form))
    return redirect(url_for("testbed_desk.index") + (f"?{query}" if query else ""), 303)


def _done(changed: int, same: int) -> str:
    words = ngettext("%(num)s testbed was changed.", "%(num)s testbeds were changed.", changed)
    if same:
        words += " " + ngettext(
            "%(num)s said so already.", "%(num)s said so already.", same
        )  # fmt: skip
    return words


def _refuse_others() -> None:
    if not kinds_for(viewer()):
        abort(403)


def _chosen(args: MultiDict[str, str]) -> list[Testbed]:
    """Return the testbeds that were ticked, or all that pass the filter."""
    _refuse_others()
    if args.get("all") == "1":
        ids = find(viewer(), desk_filter(args), is_lacking, language.current()).ids
    else:
        ids = [int(one) for one in dict.fromkeys(args.getlist("pick")) if is_ident(one)]
    return rows_of(viewer(), list(ids)[: MOST + 1], whole=True)


def _seen(text: str) -> dict[int, int]:
    """Return the versions that the preview showed, by testbed."""
    pairs = [one.partition(":") for one in text.split(",")[: MOST + 1]]
    return {int(one): int(version) for one, _sign, version in pairs
            if is_ident(one) and is_ident(version)}  # fmt: skip


def _page(
    form: BulkForm, rows: list[Testbed], status: int = 200, **values: Any
) -> ResponseReturnValue:
    args = request.form if request.method == "POST" else request.args
    ready = form.is_asked and not form.errors and len(rows) <= MOST
    plans = [plan(viewer(), form.answers(), one) for one in rows] if ready else []
    changing = [one for one in plans if one.verdict is Verdict.CHANGES]
    selection = _selection(args)
    sure: ApplyForm = values.pop("sure", None) or ApplyForm(formdata=None)
    sure.reason.flags.required = form.kind is Kind.PAUSE
    return page(
        "testbed_desk/bulk.html",
        status,
        form=form,
        rows=rows,
        most=MOST,
        selection=selection,
        allowed=kinds_for(viewer()),
        kinds=[(one, words, VALUES.get(one)) for one, words in WORDS.items()],
        previewed=ready,
        groups=[(verdict, [_line(one, form) for one in plans if one.verdict is verdict])
                for verdict in Verdict],
        seen=",".join(f"{one.testbed.id}:{one.testbed.version}" for one in changing),
        asked=form.asked() if ready else [],
        is_pause=form.kind is Kind.PAUSE,
        pills=PILLS,
        back=url_for("testbed_desk.index") + "?" + query_of(desk_filter(args)),
        again=url_for("testbed_desk_bulk.choose") + "?" + urlencode(selection),
        section_links=navigation.desk_menu(),
        sure=sure,
        **{"told": [], **values},
    )  # fmt: skip


def _selection(args: MultiDict[str, str]) -> list[tuple[str, str]]:
    """Return which testbeds are meant, as arguments of an address."""
    query = parse_qsl(query_of(desk_filter(args)))
    if args.get("all") == "1":
        return [("all", "1"), *query]
    return [*[("pick", one) for one in args.getlist("pick") if is_ident(one)][:MOST], *query]


def _line(one: Plan, form: BulkForm) -> Line:
    name, lang = one.testbed.name.best(language.current())
    return Line(
        testbed=one.testbed,
        name=name or _("No name yet"),
        lang=lang,
        place=place_of(one.testbed),
        change=change_of(form.answers().field, one.before, one.after),
        why=_why(one.code),
    )


def _why(code: str) -> str:
    """Return why a change cannot be made in one testbed."""
    words = {
        "": "",
        "forbidden": _("Your role does not allow this here."),
        "illegal_move": _("Only an open testbed can be paused."),
        "not_public": _("Only what everybody sees is checked."),
        "needed_while_public": _("Everybody sees it, and something that it needs is missing."),
    }
    return words[code]


def _told(error: ConflictError) -> list[str]:
    """Return what happened meanwhile, a sentence for each testbed."""
    rows = error.facts["rows"]
    found = {one.id: one for one in rows_of(viewer(), [row["testbed_id"] for row in rows])}
    lang = language.current()
    said = []
    for row in rows:
        name = found[row["testbed_id"]].name.best(lang)[0] if row["testbed_id"] in found else ""
        who = row["who"] or _("Somebody else")
        said.append(_("%(who)s has changed %(name)s meanwhile.", who=who, name=name))
    return said
