"""One's own account: the link that confirms it, one's name and language, what one may do where."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.adapters import accounts
from app.forms.account import ConfirmForm, ProfileForm
from app.queries.account import account_of, roles_of
from app.services import account
from models.errors import NotFoundError
from views import navigation
from views.access import public, signed_in, viewer
from views.language import PREFIX
from views.page import page

GONE = 410

blueprint = Blueprint("account", __name__, url_prefix=PREFIX)


@blueprint.route("/confirm/<token>", methods=["GET", "POST"])
@public
def confirm(token: str) -> ResponseReturnValue:
    """Confirm an address with a button, because programs that read mail open links, too."""
    user = accounts.confirmed_by(token)
    if user is None or not user.active:
        return page("security/link_old.html", GONE, kind="confirm")
    form = ConfirmForm(next=request.args.get("next"))
    if user.confirmed_at is None and not form.validate_on_submit():
        return page("account/confirm.html", form=form, email=user.email)
    if user.confirmed_at is None:
        try:
            account.confirm(viewer(), user.id, user.fs_uniquifier)
        except NotFoundError:
            return page("security/link_old.html", GONE, kind="confirm")
    flash(_("Thank you. Your e-mail address is confirmed. You can sign in now."), "success")
    return redirect(url_for("security.login", next=form.next.data or None), 303)


@blueprint.route("/my/account", methods=["GET", "POST"])
@signed_in
def settings() -> ResponseReturnValue:
    """Show and change one's own account."""
    user = account_of(viewer().user_id)
    form = ProfileForm(name=user.name, language=user.language)
    if form.validate_on_submit():
        account.update(viewer(), form.name.data, form.language.data)
        flash(_("Your changes are saved."), "success")
        return redirect(url_for("account.settings"), 303)
    return page(
        "account/settings.html",
        422 if form.errors else 200,
        form=form,
        account=user,
        roles=roles_of(viewer()),
        section_links=navigation.my_menu(viewer()),
    )
