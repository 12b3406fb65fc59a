"""Forms of an import: the file, and which column is which field."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField

from app.forms.fields import ChoiceField, Form, TickField
from app.forms.ident import ident
from app.services.exchange import Choice
from geodata.exchange.sandbox import ENDINGS, Column

_PREFIX = "column_"


class UploadForm(Form):
    """The city, and the file."""

    city = ChoiceField(_l("City"), required=_l("Choose the city."))
    file = FileField(
        _l("File"),
        description=_l(
            "GeoPackage, GeoJSON, KML, a zipped Shapefile, CSV or Excel. At most 64 megabytes."
        ),
        render_kw={"accept": ",".join(f".{ending}" for ending in ENDINGS)},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.file.flags.required = True

    def validate_on_submit(self, extra_validators: Any = None) -> bool:
        """Refuse a form without a file, too."""
        valid = bool(super().validate_on_submit(extra_validators))
        if self.is_submitted() and not getattr(self.file.data, "filename", ""):
            self.blame("file", str(_l("Choose a file.")))
            return False
        return valid


class ColumnsForm(Form):
    """What each column of a file holds; ``of`` makes the form of one file."""

    version = HiddenField()
    epsg = ChoiceField(
        _l("Coordinates are in"),
        description=_l("Files of maps usually say it themselves. Tables do not."),
    )
    publish = TickField(
        _l("Publish what is complete"),
        description=_l("Otherwise new testbeds become drafts, and you publish them one by one."),
    )

    @classmethod
    def of(
        cls, columns: Sequence[Column], options: Sequence[tuple[str, str]], kept: Mapping[str, Any]
    ) -> "ColumnsForm":
        """Return the form of a file's columns, holding what was sent or else what is kept.

        ``options`` are the fields to choose from; ``kept`` has version, epsg, publish, mapping.
        """
        fields = {
            f"{_PREFIX}{number}": ChoiceField(
                column.name, choices=[("", _l("Leave out")), *options]
            )
            for number, column in enumerate(columns)
        }
        made = type("FileColumnsForm", (cls,), fields)
        mapping = kept["mapping"]
        values = {
            f"{_PREFIX}{number}": mapping.get(column.name, "")
            for number, column in enumerate(columns)
        }
        form: ColumnsForm = made(data={**kept, **values})
        return form

    def control(self, number: int) -> Any:
        """Return the field of a column."""
        return self[f"{_PREFIX}{number}"]

    def answers(self, columns: Sequence[Column]) -> Choice:
        """Return what was chosen."""
        chosen = {
            column.name: self.control(number).data or "" for number, column in enumerate(columns)
        }
        return Choice(
            mapping={column: name for column, name in chosen.items() if name},
            epsg=ident(self.epsg.data) or None,
            publish=bool(self.publish.data),
        )

    @property
    def seen(self) -> int:
        """The version that the page showed; 0 when somebody has played with it."""
        return ident(self.version.data)

    def blame_column(self, columns: Sequence[Column], name: str, words: str) -> None:
        """Add an error at the column of this name."""
        names = [column.name for column in columns]
        self.blame(f"{_PREFIX}{names.index(name)}" if name in names else None, words)
