"""What anyone may send along: one picture from a phone, and one point on a map."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField

from app.adapters import picture
from app.forms.fields import LineField, TickField
from app.forms.trap import TrapForm

MOST_PHOTO = 10 * 1024 * 1024


def photo_field() -> Any:
    """Return the field for the picture."""
    return FileField(
        _l("A picture"),
        description=_l(
            "JPEG, PNG or WebP. Where and when it was taken, and everything else that the file "
            "says about you, is taken off."
        ),
        render_kw={
            "accept": "image/jpeg,image/png,image/webp",
            "data-most": MOST_PHOTO,
            "data-heavy": _l("This picture is too large. Choose one of at most 10 MB."),
        },
    )


def alt_field(most: int) -> Any:
    """Return the field for what the picture shows."""
    return LineField(_l("What does the picture show?"), most=most)


def place_field() -> Any:
    """Return the field for one point, beside a map."""
    return LineField(
        _l("Where was it?"),
        most=80,
        description=_l("Tap the map, or write coordinates such as 60.1699, 24.9384."),
        render_kw={"autocomplete": "off", "spellcheck": "false", "data-place-field": ""},
    )


class ExtraForm(TrapForm):
    """Parent of the forms with a picture ``upload``; each says where its fields stand.

    ``kept`` is the token of a picture that came with an earlier try and waits (see
    views/unsent_photo.py); ``drop`` leaves it out.
    """

    upload: Any
    kept = HiddenField()
    drop = TickField(_l("Leave this picture out"))

    def photo_content(self) -> bytes | None:
        """Return what was sent as a picture, as far as it may be large; None for nothing."""
        if not self.upload.data:
            return None
        content: bytes = self.upload.data.stream.read(picture.MOST_BYTES + 1)
        return content
