"""Mail that waits or failed, for administrators: try it again, or give it up with a reason."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.forms.administration import DropForm
from app.queries import administration as query
from app.services import administration as service
from models.administration import DropReason
from models.errors import DomainError
from views import filter_link, navigation
from views.access import staff, viewer
from views.administration import frame, only_administrators
from views.administration_words import MAIL
from views.errors import flash_refusal
from views.language import PREFIX
from views.page import page

blueprint = Blueprint("administration_mail", __name__, url_prefix=PREFIX + "/desk/admin/mail")
UNFIT = 422


@blueprint.get("")
@staff
def index() -> ResponseReturnValue:
    """List the mail that failed, that waits, or that was given up."""
    only_administrators()
    counts = query.mail_counts(viewer())
    asked = request.args.get("kind", "")
    kind = asked if asked in query.MAIL else "dead" if counts["dead"] else "waiting"
    found = query.mail(viewer(), kind, filter_link.asked_page())
    kinds = [
        navigation.Link(
            str(words), url_for("administration_mail.index", kind=name), name == kind, counts[name]
        )
        for name, words in MAIL.items()
    ]
    return page(
        "administration/mails.html",
        rows=found.rows,
        kind=kind,
        kinds=kinds,
        now=clock.now(),
        pages=filter_link.pages(found.total, query.AT_ONCE),
        **frame("administration_mail.index"),
    )


@blueprint.get("/<int:mail_id>")
@staff
def show(mail_id: int) -> ResponseReturnValue:
    """Show one mail, how its tries went, and what can be done."""
    only_administrators()
    return _shown(mail_id)


def _shown(mail_id: int, status: int = 200, form: Any = None) -> ResponseReturnValue:
    found = query.message(viewer(), mail_id)
    return page(
        "administration/mail.html",
        status,
        message=found,
        drop=form or DropForm(formdata=None).named("drop"),
        form=form,
        now=clock.now(),
        **frame("administration_mail.index"),
    )


@blueprint.post("/<int:mail_id>/retry")
@staff
def retry(mail_id: int) -> ResponseReturnValue:
    """Try a mail that failed again."""
    only_administrators()
    query.message(viewer(), mail_id)
    try:
        service.retry(viewer(), mail_id)
    except DomainError as error:
        return flash_refusal(error, url_for("administration_mail.show", mail_id=mail_id))
    flash(_("It will be tried again within a minute."), "success")
    return redirect(url_for("administration_mail.index"), 303)


@blueprint.post("/<int:mail_id>/drop")
@staff
def drop(mail_id: int) -> ResponseReturnValue:
    """Give a mail up."""
    only_administrators()
    query.message(viewer(), mail_id)
    form: Any = DropForm().named("drop")
    if not form.validate_on_submit():
        return _shown(mail_id, UNFIT, form)
    try:
        service.drop(viewer(), mail_id, DropReason(form.reason.data))
    except DomainError as error:
        return flash_refusal(error, url_for("administration_mail.show", mail_id=mail_id))
    flash(_("Given up. It is not sent any more."), "success")
    return redirect(url_for("administration_mail.index"), 303)
