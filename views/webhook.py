"""Webhooks on one's own pages and at the desk: make, change, pause, look how it went."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import clock
from app.forms.webhook import WebhookForm, key_of, whose_of
from app.policies.actor import Actor
from app.queries import webhook as queries
from app.queries.organisation import organisations_of
from app.queries.testbed_desk import cities_of
from app.queries.webhook import PER_PAGE, Whose, may_tell
from app.services import webhook as service
from app.services.webhook import Wish
from models.errors import ConflictError, DomainError, IllegalMoveError
from models.webhook import DeliveryStatus, Webhook, WebhookSide, WebhookStatus
from models.webhook_topic import OWN_TOPICS, PUBLIC_TOPICS
from views import filter_link, language, navigation
from views.access import signed_in, staff, viewer
from views.errors import flash_refusal
from views.language import PREFIX
from views.messages import message_for
from views.page import page
from views.webhook_rules import checked, prepare, secret

blueprint = Blueprint("webhook", __name__, url_prefix=PREFIX)
blueprint.record(prepare)

SHOWN_ONCE = "webhook_shown"  # in the session, until the page that shows the secret
PILLS = {
    WebhookStatus.ACTIVE: "running",
    WebhookStatus.PAUSED: "paused",
    WebhookStatus.STOPPED: "error",
    DeliveryStatus.WAITING: "soon",
    DeliveryStatus.DELIVERED: "open",
    DeliveryStatus.DEAD: "error",
    DeliveryStatus.WITHHELD: "neutral",
}
DEEDS: dict[str, Callable[[Actor, int], Any]] = {
    "pause": service.pause,
    "resume": service.resume,
    "renew": service.renew_secret,
    "test": service.send_test,
    "remove": service.remove,
}
DONE: dict[str, Any] = {
    "pause": _l("Nothing is sent for the present."),
    "resume": _l("It sends again, beginning with what waits."),
    "renew": _l("Here is the new secret. The old one signs beside it for 24 hours."),
    "test": _l("A test message is on its way. Look at the log in a moment."),
    "remove": _l("The webhook has been removed."),
}


@blueprint.get("/my/webhooks")
@signed_in
def mine() -> ResponseReturnValue:
    """Show one's own webhooks and those for one's organisations."""
    return _index(at_desk=False)


@blueprint.get("/desk/webhooks")
@staff
def desk() -> ResponseReturnValue:
    """Show one's webhooks for one's cities."""
    return _index(at_desk=True)


def _index(*, at_desk: bool) -> ResponseReturnValue:
    lang = language.current()
    rows = [
        {"one": one, "of": queries.owner_name(one, lang)}
        for one in queries.webhooks_of(viewer(), at_desk=at_desk)
    ]
    can_make = bool(_offered(at_desk=at_desk))
    return page("webhook/index.html", rows=rows, can_make=can_make, **_frame(at_desk=at_desk))


@blueprint.route("/my/webhooks/new", methods=["GET", "POST"])
@signed_in
def new_mine() -> ResponseReturnValue:
    """Make a webhook for oneself or an organisation."""
    return _new(at_desk=False)


@blueprint.route("/desk/webhooks/new", methods=["GET", "POST"])
@staff
def new_desk() -> ResponseReturnValue:
    """Make a webhook for a city."""
    return _new(at_desk=True)


def _new(*, at_desk: bool) -> ResponseReturnValue:
    offered = _offered(at_desk=at_desk)
    if not offered:
        abort(403)
    form = WebhookForm().offer(offered)
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit() and (wanted := whose_of(form.whose.data)) is not None:
        try:
            made = service.create(viewer(), wanted, _wish(form))
        except DomainError as error:
            status = _blame(form, error)
        else:
            session[SHOWN_ONCE] = made
            flash(_("The webhook has been made."), "success")
            return redirect(url_for("webhook.show", webhook_id=made), 303)
    return page("webhook/edit.html", status, form=form, webhook=None, **_frame(at_desk=at_desk))


@blueprint.get("/my/webhooks/<int:webhook_id>")
@signed_in
def show(webhook_id: int) -> ResponseReturnValue:
    """Show a webhook and what it was sent."""
    webhook = queries.own_webhook(viewer(), webhook_id)
    log = queries.log_of(webhook, filter_link.asked_page())
    shown = session.pop(SHOWN_ONCE, None) == webhook.id
    return page(
        "webhook/show.html",
        webhook=webhook,
        of=queries.owner_name(webhook, language.current()),
        may_still=may_tell(viewer(), queries.whose(webhook)),
        secret=secret(webhook) if shown else "",
        signs_twice=queries.is_signing_twice(webhook, clock.now()),
        log=log,
        tries=queries.last_tries(log.rows),
        pages=filter_link.pages(log.total, PER_PAGE),
        **_frame(at_desk=_is_city(webhook)),
    )


@blueprint.route("/my/webhooks/<int:webhook_id>/edit", methods=["GET", "POST"])
@signed_in
def edit(webhook_id: int) -> ResponseReturnValue:
    """Change the name, the address and the topics."""
    webhook = queries.own_webhook(viewer(), webhook_id)
    form = WebhookForm(data=_filled(webhook)).offer([(queries.whose(webhook), webhook.name)])
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            service.change(viewer(), webhook_id, _wish(form))
        except DomainError as error:
            status = _blame(form, error)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("webhook.show", webhook_id=webhook_id), 303)
    frame = _frame(at_desk=_is_city(webhook))
    return page("webhook/edit.html", status, form=form, webhook=webhook, **frame)


@blueprint.post(f"/my/webhooks/<int:webhook_id>/<any({','.join(DEEDS)}):deed>")
@signed_in
def press(webhook_id: int, deed: str) -> ResponseReturnValue:
    """Do what one button says."""
    at_desk = _is_city(queries.own_webhook(viewer(), webhook_id))
    try:
        DEEDS[deed](viewer(), webhook_id)
    except (ConflictError, IllegalMoveError) as error:
        return flash_refusal(error, url_for("webhook.show", webhook_id=webhook_id))
    if deed == "renew":
        session[SHOWN_ONCE] = webhook_id
    flash(str(DONE[deed]), "success")
    if deed == "remove":
        return redirect(url_for("webhook.desk" if at_desk else "webhook.mine"), 303)
    return redirect(url_for("webhook.show", webhook_id=webhook_id), 303)


@blueprint.get("/my/webhooks/messages/<int:delivery_id>")
@signed_in
def message(delivery_id: int) -> ResponseReturnValue:
    """Show one message and each try to deliver it."""
    told = queries.own_delivery(viewer(), delivery_id)
    frame = _frame(at_desk=_is_city(told.delivery.webhook))
    return page("webhook/message.html", told=told, one=told.delivery, **frame)


@blueprint.post("/my/webhooks/messages/<int:delivery_id>/again")
@signed_in
def send_again(delivery_id: int) -> ResponseReturnValue:
    """Send a message once more."""
    try:
        service.send_again(viewer(), delivery_id)
    except ConflictError as error:
        return flash_refusal(error, url_for("webhook.message", delivery_id=delivery_id))
    flash(_("It is on its way again, under the same id."), "success")
    return redirect(url_for("webhook.message", delivery_id=delivery_id), 303)


def _frame(*, at_desk: bool) -> dict[str, Any]:
    menu = navigation.desk_menu() if at_desk else navigation.my_menu(viewer())
    return {"at_desk": at_desk, "section_links": menu, "pills": PILLS}


def _is_city(webhook: Webhook) -> bool:
    return webhook.side is WebhookSide.CITY and viewer().is_staff


def _offered(*, at_desk: bool) -> list[tuple[Whose, str]]:
    """Return whose things the viewer can be told of, in words."""
    actor, lang = viewer(), language.current()
    if at_desk:
        cities = [(Whose(WebhookSide.CITY, one.id), one.name) for one in cities_of(actor)]
        return [(one, name.best(lang)[0]) for one, name in cities if may_tell(actor, one)]
    own = [(Whose(WebhookSide.PERSON), str(_("My own things")))]
    return own + [
        (Whose(WebhookSide.ORGANISATION, one.organisation.id), one.organisation.name)
        for one in organisations_of(actor)
    ]


def _wish(form: WebhookForm) -> Wish:
    """Return what the form asks for.

    Raises:
        FieldError: Nothing may be sent to its address.
    """
    url = form.whole_url
    return Wish(form.name.data, url, checked(url).host, form.topics)


def _filled(webhook: Webhook) -> dict[str, Any]:
    chosen = webhook.chosen
    return {
        "name": webhook.name,
        "url": webhook.url,
        "whose": key_of(queries.whose(webhook)),
        "public": [one.value for one in PUBLIC_TOPICS if one in chosen],
        "own": [one.value for one in OWN_TOPICS if one in chosen],
    }


def _blame(form: WebhookForm, error: DomainError) -> int:
    if error.status in {403, 404}:
        raise error
    form.blame(error.field, message_for(error))
    return error.status
