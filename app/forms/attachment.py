"""One more file for an application or a pilot."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField

from app.adapters import document, picture
from app.forms.fields import Form, LineField
from app.services.attachment import MOST_TITLE

ACCEPT = ".pdf,.docx,.xlsx,.pptx,.odt,.ods,.odp,.jpg,.jpeg,.png,.webp"


def upload_field(label: Any) -> Any:
    """Return a field for one document or picture."""
    return FileField(
        label,
        description=_l(
            "PDF, Word, Excel, PowerPoint or OpenDocument of at most %(most)s MB, or a picture.",
            most=document.MOST_BYTES >> 20,
        ),
        render_kw={"accept": ACCEPT},
    )


def content_of(field: Any) -> bytes:
    """Return what was sent in a field of ``upload_field``, as far as it may be large."""
    found: bytes = field.data.stream.read(picture.MOST_BYTES + 1)
    return found


def title_of(title: str | None, field: Any) -> str:
    """Return what somebody called a file, or its own name without the ending."""
    own = (field.data.filename or "").replace("\\", "/").rpartition("/")[2]
    return title or own.rpartition(".")[0] or own


class AttachmentForm(Form):
    """A file and what it is."""

    upload = upload_field(_l("File"))
    title = LineField(
        _l("What is it?"),
        most=MOST_TITLE,
        description=_l("In a few words, such as “Plan of the lamps”. Empty: the file’s own name."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.upload.flags.required = True

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Ask for a file, besides what the fields ask."""
        good = bool(super().validate(*args, **kwargs))
        if not self.upload.data:
            self.blame("upload", str(_l("Choose a file first.")))
        return good and not self.errors
