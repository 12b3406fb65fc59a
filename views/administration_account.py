"""Accounts for administrators: found by name, role or state, switched off and on, signed out."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.administration import SwitchForm
from app.queries import administration as query
from app.services import administration as service
from models.administration import SwitchReason
from models.errors import DomainError
from views import filter_link, language
from views.access import staff, viewer
from views.administration import frame, only_administrators
from views.administration_words import WHO
from views.deeds import words_for
from views.errors import flash_refusal
from views.language import PREFIX
from views.page import page

blueprint = Blueprint(
    "administration_account", __name__, url_prefix=PREFIX + "/desk/admin/accounts"
)
UNFIT = 422


@blueprint.get("")
@staff
def index() -> ResponseReturnValue:
    """List the accounts that the search finds."""
    only_administrators()
    asked = request.args.get("q", "").strip()[: filter_link.LONGEST_SEARCH]
    who = request.args.get("who", "")
    found = query.accounts(viewer(), asked, who, filter_link.asked_page())
    return page(
        "administration/accounts.html",
        rows=found.rows,
        asked=asked,
        who=who if who in query.WHO else "",
        kinds=[(name, str(words)) for name, words in WHO.items()],
        pages=filter_link.pages(found.total, query.AT_ONCE),
        **frame("administration_account.index"),
    )


@blueprint.get("/<int:account_id>")
@staff
def show(account_id: int) -> ResponseReturnValue:
    """Show one account with its roles, what was done to it, and what can be done."""
    only_administrators()
    return _shown(account_id)


def _shown(account_id: int, status: int = 200, form: Any = None) -> ResponseReturnValue:
    found = query.account(viewer(), account_id)
    lang = language.current()
    return page(
        "administration/account.html",
        status,
        found=found,
        deeds=[(deed, words_for(deed, lang), _reason(deed.facts)) for deed in found.deeds],
        is_own=found.user.id == viewer().user_id,
        switch=form or SwitchForm(formdata=None).named("switch"),
        form=form,
        **frame("administration_account.index"),
    )


def _reason(facts: dict[str, Any]) -> SwitchReason | None:
    said = str(facts.get("reason", ""))
    return SwitchReason(said) if said in set(SwitchReason) else None


@blueprint.post("/<int:account_id>/off")
@staff
def switch_off(account_id: int) -> ResponseReturnValue:
    """Switch an account off."""
    words = _("Switched off. Whoever was signed in with it is out. Tell the person yourself.")
    return _switched(account_id, service.switch_off, words)


@blueprint.post("/<int:account_id>/on")
@staff
def switch_on(account_id: int) -> ResponseReturnValue:
    """Switch an account on again."""
    return _switched(account_id, service.switch_on, _("The account is in use again."))


def _switched(account_id: int, deed: Callable[..., int], done: str) -> ResponseReturnValue:
    only_administrators()
    form: Any = SwitchForm().named("switch")
    if not form.validate_on_submit():
        return _shown(account_id, UNFIT, form)
    return _done(
        account_id, lambda: deed(viewer(), account_id, SwitchReason(form.reason.data)), done
    )


@blueprint.post("/<int:account_id>/sign-out")
@staff
def sign_out(account_id: int) -> ResponseReturnValue:
    """End all sign-ins of an account."""
    only_administrators()
    words = _("Signed out everywhere.")
    return _done(account_id, lambda: service.sign_out(viewer(), account_id), words)


def _done(account_id: int, deed: Callable[[], int], words: str) -> ResponseReturnValue:
    home = url_for("administration_account.show", account_id=account_id)
    query.account(viewer(), account_id)
    try:
        deed()
    except DomainError as error:
        return flash_refusal(error, home)
    flash(words, "success")
    return redirect(home, 303)
