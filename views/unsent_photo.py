"""A picture that came with a form which had to be shown again: nobody has to choose it twice.

It waits in the store, made anew, and the form carries a signed token of it; nothing of who sent it
is kept.  What is not sent within a day is swept (app/services/feedback_extra.py).
"""

import base64
import hmac
import re

from flask import request
from flask_babel import gettext as _

from app.forms.feedback_extra import ExtraForm
from app.services.feedback_extra import Photo, send_photo, wait_photo, waiting_picture
from models.attempt import Door
from models.errors import FieldError
from views import attempt
from views.file import file_store
from views.messages import message_for

TOKEN = re.compile(r"([0-9a-f]{64})-(\d{1,5})-(\d{1,5})-([0-9a-f]{64})")


def keep(form: ExtraForm, door: Door) -> None:
    """Put what was chosen aside before the form is shown again, as often as the door lets.

    A picture that cannot be taken says so at its field, beside the other errors.
    """
    if form.upload.data and attempt.is_crowded(door, f"picture:{request.remote_addr}"):
        admit_loss(form)
        return
    try:
        _chosen(form)
    except FieldError as refused:
        form.blame("upload", message_for(refused))


def admit_loss(form: ExtraForm) -> None:
    """Say at the field that a picture that was chosen could not be kept, unless it is known why."""
    if form.upload.data and not form.kept.data and not form.upload.errors:
        form.blame("upload", _("Choose the picture again. It could not be kept."))


def sent(form: ExtraForm) -> Photo | None:
    """Return the picture that goes with the form, in the store for good; None without one.

    Raises:
        FieldError: ``upload`` with the codes of ``PictureProblem``, or ``picture_gone``.
    """
    photo = _chosen(form)
    if photo is not None and not send_photo(file_store(), photo):
        form.kept.data = ""
        raise FieldError("picture_gone", field="upload")
    return photo


def shown(form: ExtraForm) -> str | None:
    """Return the picture that waits as a data URL, for the form; None without one."""
    photo = _read(form.kept.data or "")
    content = waiting_picture(file_store(), photo) if photo is not None else None
    if content is None:
        return None
    return f"data:image/webp;base64,{base64.b64encode(content).decode()}"


def _chosen(form: ExtraForm) -> Photo | None:
    """Return what was chosen now, or else before; from now on the form carries it."""
    content = form.photo_content()
    photo = None if form.drop.data else _read(form.kept.data or "")
    if content is not None:
        photo = wait_photo(file_store(), content)
    form.kept.data = _token(photo) if photo is not None else ""
    return photo


def _token(photo: Photo) -> str:
    said = f"{photo.digest}-{photo.width}-{photo.height}"
    return f"{said}-{_signature(said)}"


def _read(token: str) -> Photo | None:
    """Return the picture of a token; None for one that is not ours."""
    found = TOKEN.fullmatch(token)
    if found is None:
        return None
    digest, width, height, signature = found.groups()
    if not hmac.compare_digest(signature, _signature(f"{digest}-{width}-{height}")):
        return None
    return Photo(digest, int(width), int(height))


def _signature(said: str) -> str:
    return hmac.digest(attempt.secret(), f"unsent photo:{said}".encode(), "sha256").hex()
