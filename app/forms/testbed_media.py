"""The section of a testbed's record with its pictures, files and links: one form for each list.

A form holds a row of fields for everything that is in the list, and the fields of one more.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

import wtforms
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField

from app.adapters import document, picture
from app.forms.fields import ChoiceField, LineField, TextField, WebField
from app.forms.ident import ident
from app.forms.testbed import SectionForm, in_each_language
from app.labels import choices
from app.services.testbed_media import Entry, Part
from models.base import LANGUAGES, Translated
from models.testbed import Testbed
from models.testbed_media import Licence

ALT, TITLE, URL = 300, 160, 500  # characters


def licences() -> list[tuple[str, str]]:
    """Return the licences, after the line for none."""
    return [("", str(_l("Choose a licence"))), *choices(Licence)]


def text_of(form: Any, name: str) -> Translated:
    """Return what was written in each language in fields ``<name>_fi`` and so on."""
    return Translated(*(form[f"{name}_{language}"].data or "" for language in LANGUAGES))


class RowForm(wtforms.Form):  # type: ignore[misc]  # WTForms has no types
    """One thing that is in the list already."""

    id = HiddenField()

    @property
    def row_id(self) -> int:
        """The row's id; 0 when somebody has played with it."""
        return ident(self.id.data)

    def values(self) -> dict[str, Any]:
        """Return what was written, by column."""
        return {"title": text_of(self, "title")}


class PictureRow(RowForm):
    """One picture."""

    alt_fi, alt_sv, alt_en = in_each_language(
        TextField, _l("What the picture shows"), most=ALT, render_kw={"rows": 2}
    )
    licence = ChoiceField(_l("Licence"), choices=lambda: choices(Licence), required=True)
    credit = LineField(_l("Who made it"))

    def values(self) -> dict[str, Any]:
        return {
            "alt": text_of(self, "alt"),
            "licence": Licence(self.licence.data),
            "credit": self.credit.data,
        }


class FileRow(RowForm):
    """One file."""

    title_fi, title_sv, title_en = in_each_language(LineField, _l("Title"), most=TITLE)


class LinkRow(RowForm):
    """One link."""

    title_fi, title_sv, title_en = in_each_language(LineField, _l("Title"), most=TITLE)
    url = WebField(_l("Web address"), most=URL, required=_l("Write the address of the data."))
    publisher = LineField(_l("Publisher"))

    def values(self) -> dict[str, Any]:
        return {
            "title": text_of(self, "title"), "url": self.url.data, "publisher": self.publisher.data,
        }  # fmt: skip


class MediaForm(SectionForm):
    """Parent of the three forms.  ``adding`` says that the new one is meant to be added."""

    PART: ClassVar[Part]
    NEW: ClassVar[str]
    most_bytes: ClassVar[int] = 0
    adding = False

    @classmethod
    def kept(cls, testbed: Testbed) -> dict[str, Any]:
        return {cls.PART.value: [cls.row_of(one) for one in getattr(testbed, cls.PART.value)]}

    @classmethod
    def row_of(cls, row: Any) -> dict[str, Any]:
        """Return what the fields of one row show."""
        return {"id": str(row.id), **_shown("title", row.title)}

    @classmethod
    def kept_form(cls, testbed: Testbed) -> "MediaForm":
        """Return the form holding what is kept, whatever was sent to another of the page."""
        form = cls(formdata=None, data={"version": str(testbed.version), **cls.kept(testbed)})
        form.mark(testbed)
        return form

    @property
    def rows(self) -> Any:
        """The rows of fields of what is there."""
        return self[self.PART.value]

    def entries(self) -> tuple[Entry, ...]:
        """Return what was written at each row."""
        return tuple(Entry(row.form.row_id, row.form.values()) for row in self.rows)

    @property
    def has_new(self) -> bool:
        """Whether somebody has begun to add one."""
        return bool(self[f"{self.NEW}_upload"].data)

    @property
    def content(self) -> bytes:
        """The new file's bytes, as far as its kind may have them and one more."""
        found: bytes = self[f"{self.NEW}_upload"].data.stream.read(self.most_bytes + 1)
        return found

    def new_values(self) -> Mapping[str, Any]:
        """Return what was written of the new one, by column."""
        return {"title": text_of(self, f"{self.NEW}_title")}

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        good = bool(super().validate(*args, **kwargs))
        if self.adding:
            self.check_new()
        return good and not self.errors

    def check_new(self) -> None:
        """Blame what a new one cannot do without."""
        if not self.has_new:
            self.blame(f"{self.NEW}_upload", str(_l("Choose a file first.")))

    def refuse(self, field: str | None, words: str) -> None:
        """Put a refusal of the service at the field it is about, whatever this form calls it."""
        name = {"title": f"{self.NEW}_title_fi"}.get(field or "", f"{self.NEW}_{field}")
        self.blame(name, words)


def _shown(name: str, text: Translated) -> dict[str, str]:
    return {f"{name}_{language}": text.get(language) for language in LANGUAGES}


class PicturesForm(MediaForm):
    """The pictures, in their order."""

    PART, NEW, most_bytes = Part.PICTURES, "picture", picture.MOST_BYTES
    NEEDED = ("picture_upload", "picture_licence")

    pictures = wtforms.FieldList(wtforms.FormField(PictureRow), label=_l("Pictures"))
    picture_upload = FileField(
        _l("Picture file"),
        description=_l(
            "JPEG, PNG or WebP, at most %(most)s MB. Place, camera and everything else that the "
            "file says about itself is taken off.",
            most=picture.MOST_BYTES >> 20,
        ),
        render_kw={
            "accept": "image/jpeg,image/png,image/webp",
            "data-most": picture.MOST_BYTES,
            "data-heavy": _l(
                "The file is larger than %(most)s MB. "
                "Save the picture smaller and choose it again.",
                most=picture.MOST_BYTES >> 20,
            ),
        },
    )
    picture_licence = ChoiceField(
        _l("Licence"),
        choices=licences,
        description=_l("What others may do with the picture. Only add what the city may show."),
    )
    picture_credit = LineField(
        _l("Who made it"), description=_l("The name that stands beside the picture.")
    )

    @classmethod
    def row_of(cls, row: Any) -> dict[str, Any]:
        return {
            "id": str(row.id), "licence": row.licence, "credit": row.credit,
            **_shown("alt", row.alt),
        }  # fmt: skip

    def new_values(self) -> Mapping[str, Any]:
        return {"licence": Licence(self.picture_licence.data), "credit": self.picture_credit.data}

    def check_new(self) -> None:
        super().check_new()
        if not self.picture_licence.data:
            self.blame("picture_licence", str(_l("Choose a licence.")))


class FilesForm(MediaForm):
    """The files, in their order."""

    PART, NEW, most_bytes = Part.FILES, "file", document.MOST_BYTES
    NEEDED = ("file_upload",)

    files = wtforms.FieldList(wtforms.FormField(FileRow), label=_l("Files"))
    file_upload = FileField(
        _l("File"),
        description=_l(
            "PDF, Word, Excel, PowerPoint or OpenDocument, at most %(most)s MB.",
            most=document.MOST_BYTES >> 20,
        ),
        render_kw={
            "accept": ".pdf,.docx,.xlsx,.pptx,.odt,.ods,.odp",
            "data-most": document.MOST_BYTES,
            "data-heavy": _l(
                "The file is larger than %(most)s MB. Make it smaller, "
                "or put it on the web and link to it.",
                most=document.MOST_BYTES >> 20,
            ),
        },
    )
    file_title_fi, file_title_sv, file_title_en = in_each_language(
        LineField, _l("Title"), most=TITLE, description=_l("What it is, in a few words.")
    )


class LinksForm(MediaForm):
    """The links, in their order."""

    PART, NEW = Part.LINKS, "link"
    NEEDED = ("link_url",)

    links = wtforms.FieldList(wtforms.FormField(LinkRow), label=_l("Open data"))
    link_url = WebField(_l("Web address"), most=URL)
    link_title_fi, link_title_sv, link_title_en = in_each_language(
        LineField, _l("Title"), most=TITLE, description=_l("What the data tells, in a few words.")
    )
    link_publisher = LineField(
        _l("Publisher"), description=_l("Who keeps the data, such as Helsinki Region Infoshare.")
    )

    @classmethod
    def row_of(cls, row: Any) -> dict[str, Any]:
        return {**super().row_of(row), "url": row.url, "publisher": row.publisher}

    @property
    def has_new(self) -> bool:
        return bool(self.link_url.data)

    def new_values(self) -> Mapping[str, Any]:
        return {
            **super().new_values(), "url": self.link_url.data,
            "publisher": self.link_publisher.data,
        }  # fmt: skip

    def check_new(self) -> None:
        if not self.has_new:
            self.blame("link_url", str(_l("Write the address of the data.")))


FORMS: dict[Part, type[MediaForm]] = {
    Part.PICTURES: PicturesForm,
    Part.FILES: FilesForm,
    Part.LINKS: LinksForm,
}
