"""What is known of a reader without an account: look, download and erase, by links of mails.

Whoever has the link of the private page may look; to take the data away or to erase it, a second
link goes to the address, works once, and only for two hours.
"""

from flask import Blueprint, Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.extensions import limiter
from app.forms.personal import LinkForm, ReaderLanguageForm
from app.labels_personal import SAID
from app.queries.personal import person_of_reader, told
from app.queries.personal_link import reader_of_link
from app.queries.reader import reader_of_token
from app.services import personal, personal_link
from models.attempt import Door
from models.errors import ConflictError, NotFoundError
from models.personal import Person
from models.personal_link import LinkDeed
from views import attempt
from views.access import public
from views.file import file_store, uploads
from views.language import PREFIX
from views.messages import message_for
from views.page import page
from views.personal import GONE, packed
from views.reader import private

blueprint = Blueprint("personal_reader", __name__, url_prefix=PREFIX)


@blueprint.after_request
def keep_private(response: Response) -> Response:
    """Let nobody keep the pages or pass on their addresses."""
    return private(response)


@blueprint.post("/reader/<token>/language")
@limiter.limit("30/minute")
@public
def set_language(token: str) -> ResponseReturnValue:
    """Change the language of a reader's mail."""
    form = ReaderLanguageForm()
    if form.validate_on_submit():
        personal_link.set_language(token, form.language.data)
        flash(_("Your changes are saved."), "success")
    return redirect(url_for("reader.show", token=token), 303)


@blueprint.post("/reader/<token>/<any(download,erase):deed>")
@limiter.limit("10/minute")
@public
def ask(token: str, deed: str) -> ResponseReturnValue:
    """Send the link with which a reader downloads or erases."""
    reader = reader_of_token(token)
    attempt.admit(Door.LETTER, reader.email)
    personal_link.ask_link(token, LinkDeed(deed))
    flash(_("We have sent you a link. It works once, for two hours."), "success")
    return redirect(url_for("reader.show", token=token), 303)


@blueprint.route("/reader-data/<token>", methods=["GET", "POST"])
@limiter.limit("30/minute")
@public
def take(token: str) -> ResponseReturnValue:
    """Download or erase, with a button, because programs that read mail open links, too."""
    try:
        deed, reader = reader_of_link(token)
        form, person = LinkForm(), person_of_reader(reader)
        if not form.validate_on_submit():
            return page(
                "personal/reader.html",
                form=form,
                deed=deed,
                email=reader.email,
                told=told(person),
                said=SAID,
            )
        if deed is LinkDeed.ERASE:
            return _erase(token, person)
        personal_link.take_download(token)
    except NotFoundError:
        return page("personal/link_old.html", GONE)
    return packed(person, "")


def _erase(token: str, person: Person) -> ResponseReturnValue:
    try:
        files = personal.erase_reader(token)
    except ConflictError as error:
        flash(message_for(error), "error")
        return redirect(url_for("security.login"), 303)
    personal.forget_files(file_store(), files)
    personal.forget_uploads(uploads(), person)
    return redirect(url_for("personal.erased"), 303)
