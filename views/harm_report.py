"""Reporting harm or danger, as anyone: from a pilot's page, or by looking for the pilot first."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.extensions import limiter
from app.forms.harm_report import HarmForm
from app.queries.harm_report import report_of_token, reportable
from app.services import harm_report as service
from models.attempt import Door
from models.errors import DomainError
from models.pilot import Pilot
from views import language, unsent_photo
from views.access import public, viewer
from views.experiment_card import card
from views.feedback import MOST_SENT, found, knock
from views.feedback_words import photo_of
from views.language import PREFIX
from views.messages import message_for
from views.page import page
from views.pilot import map_of
from views.reader import private

blueprint = Blueprint("harm_report", __name__, url_prefix=PREFIX)

MOST_OFFERED = 20


@blueprint.url_value_preprocessor
def let_pictures_in(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let a picture in where one is asked for, before anybody reads the form."""
    if endpoint == "harm_report.report":
        request.max_content_length = MOST_SENT


@blueprint.get("/harm")
@public
def pick() -> ResponseReturnValue:
    """Ask which experiment it is about."""
    text = request.args.get("q", "").replace("\0", " ")[:100].strip()
    return page(
        "harm_report/pick.html",
        text=text,
        cards=[(card(one), one.slug) for one in reportable(text, MOST_OFFERED)],
    )


@blueprint.get("/pilots/<slug>/harm")
@public
def ask(slug: str) -> ResponseReturnValue:
    """Ask what happened."""
    return _asked(found(slug), HarmForm(formdata=None))


@blueprint.post("/pilots/<slug>/harm")
@limiter.limit("20/minute")
@public
def report(slug: str) -> ResponseReturnValue:
    """Keep a report and tell everybody who answers for the pilot."""
    pilot, form = found(slug), HarmForm()
    if not form.validate_on_submit():
        unsent_photo.keep(form, Door.HARM)
        return _asked(pilot, form, 422)
    if form.is_caught:
        return redirect(url_for("harm_report.sent", slug=slug), 303)
    try:
        knock(Door.HARM, None, form.email.data or "", "")
        told = form.told(unsent_photo.sent(form))
        service.report(viewer(), slug, language.current(), told)
    except DomainError as error:
        form.blame(error.field, message_for(error))
        unsent_photo.admit_loss(form)
        return _asked(found(slug), form, error.status)
    return redirect(url_for("harm_report.sent", slug=slug), 303)


def _asked(pilot: Pilot, form: HarmForm, status: int = 200) -> ResponseReturnValue:
    title = pilot.title.best(language.current())
    return page(
        "harm_report/report.html",
        status,
        pilot=pilot,
        form=form,
        kept=unsent_photo.shown(form),
        title=title,
        map=map_of(pilot, title[0]),
    )


@blueprint.get("/pilots/<slug>/harm/sent")
@public
def sent(slug: str) -> ResponseReturnValue:
    """Say who has been told."""
    pilot = found(slug)
    return page("harm_report/sent.html", pilot=pilot, title=pilot.title.best(language.current()))


@blueprint.get("/harm/<token>")
@limiter.limit("60/minute")
@public
def own(token: str) -> Response:
    """Show the reporter how their report goes on."""
    row = report_of_token(token)
    shown, _status = page(
        "harm_report/own.html",
        row=row,
        pilot=row.pilot,
        picture=photo_of(row),
        title=row.pilot.title.best(language.current()),
        token=token,
    )
    return private(Response(shown))


@blueprint.post("/harm/<token>/confirm")
@limiter.limit("30/minute")
@public
def confirm(token: str) -> ResponseReturnValue:
    """Let the reporter be told what is done."""
    service.confirm(viewer(), token)
    flash(_("Thank you. We write to you when something happens."), "success")
    return redirect(url_for("harm_report.own", token=token), 303)
