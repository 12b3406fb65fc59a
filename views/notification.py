"""Which kinds of mail one gets: what can be switched off, and what cannot and why."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.notification import MailForm
from app.queries.notification import switched_off
from app.services import notification
from models.notification import CHOICES, DUTIES, MailKind
from views import navigation
from views.access import signed_in, viewer
from views.language import PREFIX
from views.page import page

blueprint = Blueprint("notification", __name__, url_prefix=PREFIX)


@blueprint.route("/my/notifications", methods=["GET", "POST"])
@signed_in
def settings() -> ResponseReturnValue:
    """Show and keep which kinds of mail somebody wants."""
    off = switched_off(viewer())
    form = MailForm(data={kind.value: kind not in off for kind in CHOICES})
    form.name_all()
    if form.validate_on_submit():
        notification.choose_mail(viewer(), sorted(form.wanted))
        flash(_("Your changes are saved."), "success")
        return redirect(url_for("notification.settings"), 303)
    return page(
        "notification/settings.html",
        422 if form.errors else 200,
        form=form,
        duties=[kind for kind in MailKind if kind in DUTIES],
        section_links=navigation.my_menu(viewer()),
    )
