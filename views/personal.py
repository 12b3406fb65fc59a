"""What is known of the person who is signed in: look, download, correct the address, erase.

A session alone does neither of the last three: the password is asked for again.
"""

import uuid
from collections.abc import Iterator
from typing import IO

from flask import Blueprint, Response, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.adapters import accounts
from app.forms.fields import Form
from app.forms.personal import AddressForm, EraseForm, LinkForm, PasswordForm
from app.labels_personal import COLUMNS, SAID
from app.queries.account import account_of
from app.queries.personal import person_of, portions, stored_files, told
from app.queries.personal_duty import duties_of
from app.queries.personal_link import link_of_token, waiting_address
from app.queries.personal_read import looks_at
from app.serializers.personal import Sheet, archive
from app.services import personal, personal_link
from models.account import User
from models.attempt import Door
from models.errors import ConflictError, FieldError, NotFoundError
from models.personal import Person
from models.personal_link import LinkDeed
from views import attempt, language, navigation
from views.access import public, signed_in, viewer
from views.factor_proof import wrong_password
from views.file import file_store, uploads
from views.language import PREFIX
from views.messages import message_for
from views.page import page
from views.personal_words import duty_links, places_to_correct, shown_value

GONE = 410

blueprint = Blueprint("personal", __name__, url_prefix=PREFIX)


@blueprint.after_request
def keep_nothing(response: Response) -> Response:
    """Keep these pages out of caches, and their addresses, which hold tokens, on this site."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


@blueprint.get("/my/data")
@signed_in
def index() -> ResponseReturnValue:
    """Show what is known, by kind, and what can be done with it."""
    return _index(PasswordForm(), 200)


def _index(form: PasswordForm, status: int) -> ResponseReturnValue:
    return page(
        "personal/index.html",
        status,
        form=form,
        told=told(person_of(viewer())),
        said=SAID,
        links=places_to_correct(viewer()),
        account=account_of(viewer().user_id),
        waiting=waiting_address(viewer()),
        looks=looks_at(person_of(viewer())),
        section_links=navigation.my_menu(viewer()),
    )


@blueprint.post("/my/data/download")
@signed_in
def download() -> ResponseReturnValue:
    """Give everything as one file, when the password is right."""
    form = PasswordForm()
    if not form.validate_on_submit() or not _shows_password(form):
        return _index(form, 422)
    personal.note_download(viewer())
    return packed(person_of(viewer()), viewer().name)


def packed(person: Person, name: str) -> Response:
    """Return the ZIP of what is known of a person."""
    made: IO[bytes] = archive(
        {"service": "Koepaikka", "made": clock.now().isoformat(), "language": language.current()},
        portions(person),
        _contents(person),
        lambda sheets, left: _readable(sheets, left, name),
    )
    day = clock.today().isoformat()
    answer = send_file(
        made, "application/zip", as_attachment=True, download_name=f"koepaikka-{day}.zip"
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _contents(person: Person) -> Iterator[tuple[str, str, bytes]]:
    for title, stored in stored_files(person):
        content = file_store().read(stored)
        if content is not None:
            yield title, stored, content


def _readable(sheets: list[Sheet], left: list[str], name: str) -> str:
    return render_template(
        "personal/archive.html",
        sheets=sheets,
        left=left,
        name=name,
        columns=COLUMNS,
        shown_value=shown_value,
    )


@blueprint.route("/my/data/address", methods=["GET", "POST"])
@signed_in
def address() -> ResponseReturnValue:
    """Ask for another e-mail address; it counts when it is confirmed from there."""
    form = AddressForm()
    if form.validate_on_submit() and _shows_password(form):
        user = account_of(viewer().user_id)
        attempt.admit(Door.LETTER, f"account:{user.id}")
        try:
            personal_link.ask_address(viewer(), user.fs_uniquifier, form.email.data)
        except FieldError as error:
            form.blame(error.field, message_for(error))
        else:
            flash(_("We have sent a link to the new address. Press it there."), "success")
            return redirect(url_for("personal.index"), 303)
    return page(
        "personal/address.html",
        422 if form.errors else 200,
        form=form,
        account=account_of(viewer().user_id),
        section_links=navigation.my_menu(viewer()),
    )


@blueprint.route("/my-address/<token>", methods=["GET", "POST"])
@public
def confirm_address(token: str) -> ResponseReturnValue:
    """Take the new address with a button, because programs that read mail open links, too."""
    try:
        link = link_of_token(token, LinkDeed.ADDRESS)
        form = LinkForm()
        if not form.validate_on_submit():
            return page("personal/address_confirm.html", form=form, email=link.email)
        personal_link.move_address(token, uuid.uuid4().hex)
    except NotFoundError:
        return page("personal/link_old.html", GONE)
    accounts.close_session()
    flash(_("Your new address is in use. Sign in with it."), "success")
    return redirect(url_for("security.login"), 303)


@blueprint.route("/my/data/erase", methods=["GET", "POST"])
@signed_in
def erase() -> ResponseReturnValue:
    """Say what goes and what stays, then erase when the password is right."""
    form = EraseForm()
    if form.validate_on_submit() and _shows_password(form):
        user, person = account_of(viewer().user_id), person_of(viewer())
        try:
            files = personal.erase_account(viewer(), user.fs_uniquifier)
        except ConflictError as error:
            form.blame(None, message_for(error))
        else:
            personal.forget_files(file_store(), files)
            personal.forget_uploads(uploads(), person)
            accounts.close_session()
            return redirect(url_for("personal.erased"), 303)
    return page(
        "personal/erase.html",
        422 if form.errors else 200,
        form=form,
        told=told(person_of(viewer())),
        duties=duty_links(duties_of(viewer())),
        section_links=navigation.my_menu(viewer()),
    )


@blueprint.get("/erased")
@public
def erased() -> ResponseReturnValue:
    """Say that the data is gone, to somebody who is nobody any more."""
    return page("personal/erased.html")


def _shows_password(form: Form) -> bool:
    """Say whether the password typed is the account's; every try is counted."""
    user: User = account_of(viewer().user_id)
    attempt.admit(Door.SIGN_IN, user.email)
    if accounts.matches(form.password.data, account_of(viewer().user_id).password):
        attempt.forgive(Door.SIGN_IN, viewer().email)
        return True
    form.blame("password", message_for(wrong_password(account_of(viewer().user_id))))
    return False
