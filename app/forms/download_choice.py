"""The form that puts a download's address together."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from app.forms.fields import ChoiceField, DayField, Form
from models.base import LANGUAGES
from models.download import DownloadTable
from models.testbed_kind import Theme

PLANE = "EPSG:3067"


class DownloadForm(Form):
    """Which part of a table, in which format.  It is sent by GET and changes nothing.

    ``cities`` are names by slug; ``words_of`` says what a value of a collection's field means.
    """

    class Meta:
        """Reading needs no token."""

        csrf = False

    format = ChoiceField(_l("Format"), required=True)
    city = ChoiceField(_l("City"))
    kind = ChoiceField(_l("Kind"))
    theme = ChoiceField(_l("Theme"))
    start = DayField(_l("From"))
    end = DayField(_l("Until"))
    crs = ChoiceField(_l("Coordinates"))

    def __init__(
        self,
        args: MultiDict[str, str],
        table: DownloadTable,
        cities: Mapping[str, str],
        words_of: Callable[[str, str, str], str],
    ) -> None:
        super().__init__(args)
        every = [("", _l("All"))]
        self.table = table
        self.format.choices = [
            (one.ending, f"{one.title} (.{one.ending})") for one in table.formats
        ]
        self.city.choices = [*every, *cities.items()]
        self.theme.choices = [
            *every,
            *((one.value, words_of(table.collection.name, "themes", one)) for one in Theme),
        ]
        kind = table.field("kind")
        values = kind.values if kind else ()
        self.kind.choices = [
            *every,
            *((one, words_of(table.collection.name, "kind", one)) for one in values),
        ]
        self.crs.choices = [
            ("", _l("Degrees (WGS 84)")),
            (PLANE, _l("Metres (ETRS-TM35FIN)")),
        ]
        for name in self.left_out:
            delattr(self, name)

    @property
    def left_out(self) -> list[str]:
        """The fields that this table has no use for."""
        known = self.table.filters
        asked = {"city": "city", "kind": "kind", "theme": "theme",
                 "start": "datetime", "end": "datetime"}  # fmt: skip
        gone = [name for name, needs in asked.items() if needs not in known]
        return [*gone, *(() if self.table.has_shapes else ("crs",))]

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each answer, and those that have to fit together."""
        if not super().validate(extra_validators):
            return False
        formats = {one.ending: one for one in self.table.formats}
        if "crs" in self and self.crs.data and not formats[self.format.data].has_planes:
            words = _("This format holds degrees only. Choose degrees, or another format.")
            self.blame("crs", words)
        has_both = "start" in self and self.start.data and self.end.data
        if has_both and self.end.data < self.start.data:
            self.blame("end", _("The last day is before the first. Choose a later one."))
        return not self.errors

    def query(self, lang: str) -> str:
        """Return the parameters of the address, with the question mark; of the whole, none."""
        asked = {name: self[name].data for name in ("city", "kind", "theme", "crs")
                 if name in self and self[name].data}  # fmt: skip
        if "start" in self and (self.start.data or self.end.data):
            first, last = self.start.data or "..", self.end.data or ".."
            asked["datetime"] = f"{first}/{last}"
        if lang != LANGUAGES[0]:
            asked["lang"] = lang
        return f"?{urlencode(asked)}" if asked else ""
