"""Downloads: what anybody may take away as one file, and in which formats.

A table is a collection of open data (models/open_collection.py), or a part of one: ``results`` are
those pilots that have told what came of them, without shapes.  What a file holds is decided by
the revision of its collection and by what was asked, so the same question gives the same bytes
until something changes.  Nobody is asked who they are: the features hold what everybody may see.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from models.base import Translated
from models.open_collection import COLLECTIONS, OpenCollection
from models.open_field import FieldType, OpenField
from models.open_format import FORMATS as OPEN_FORMATS
from models.pilot import TOLD_STATES

VERSION: Final = 1
"""Counts up when the same features come to be written in another way."""

ATTRIBUTION: Final = "Koepaikka: Helsinki, Espoo, Vantaa, Tampere, Turku, Oulu"

ID: Final = OpenField(
    "id", FieldType.INTEGER,
    Translated("Tunniste", "Id", "Id"),
    Translated(
        "Pysyvä numero, sama kuin kaikissa rajapinnoissa.",
        "Ett bestående nummer, det samma i alla gränssnitt.",
        "A number that stays, the same in every interface.",
    ),
    is_required=True,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DownloadFormat:
    """One format: the end of its address, and what it can hold; its words: models/open_format.py.

    ``has_planes``: coordinates may be in ETRS-TM35FIN.  ``is_table``: rows and columns, with or
    without shapes.  ``is_heavy``: made in a child process, and few at once.
    """

    ending: str
    is_table: bool = False
    has_planes: bool = False
    is_heavy: bool = False

    @property
    def mimetype(self) -> str:
        """Its media type."""
        return OPEN_FORMATS[self.ending].media_type

    @property
    def title(self) -> str:
        """What it is called."""
        return OPEN_FORMATS[self.ending].title

    @property
    def words(self) -> Translated:
        """What it is good for."""
        return OPEN_FORMATS[self.ending].words

    @property
    def is_text(self) -> bool:
        """Whether it is worth compressing on its way."""
        return not self.is_heavy


_ALL = (
    DownloadFormat("geojson"),
    DownloadFormat("geojsons"),
    DownloadFormat("ndjson", is_table=True),
    DownloadFormat("csv", is_table=True, has_planes=True),
    DownloadFormat("xlsx", is_table=True, has_planes=True, is_heavy=True),
    DownloadFormat("gpkg", has_planes=True, is_heavy=True),
    DownloadFormat("fgb", has_planes=True, is_heavy=True),
)

FORMATS: Final[Mapping[str, DownloadFormat]] = MappingProxyType({one.ending: one for one in _ALL})
"""Every format by the end of its address, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class DownloadTable:
    """What one file is made of: the fields that it holds, and whether it holds shapes.

    ``states`` narrows a collection to the features whose ``status`` is one of them.
    """

    name: str
    title: Translated
    words: Translated
    collection: OpenCollection
    fields: tuple[OpenField, ...]
    has_shapes: bool = True
    states: frozenset[str] = frozenset()

    @property
    def formats(self) -> tuple[DownloadFormat, ...]:
        """The formats it comes in: those for maps only where there are shapes."""
        return tuple(one for one in _ALL if self.has_shapes or one.is_table)

    @property
    def filters(self) -> tuple[str, ...]:
        """The parameters that leave out a part, as every interface calls them."""
        known = {one.name for one in self.fields}
        asked = {
            "city": "city" in known,
            "kind": "kind" in known,
            "theme": "themes" in known,
            "bbox": self.has_shapes,
            "datetime": bool(self.collection.starts),
        }
        return tuple(name for name, is_there in asked.items() if is_there)

    def field(self, name: str) -> OpenField | None:
        """Return the field of a name, or None."""
        return next((one for one in self.fields if one.name == name), None)


_RESULT_FIELDS = frozenset(
    {
        "city", "slug", "title_fi", "title_sv", "title_en", "kind", "status", "themes",
        "starts_on", "ends_on", "testbed", "organisation", "measured_fi", "measured_sv",
        "measured_en", "testers", "learned_fi", "learned_sv", "learned_en", "continues", "bought",
        "replicates", "page", "licence", "changed",
    }
)  # fmt: skip
_PILOTS = COLLECTIONS["pilots"]
RESULTS: Final = DownloadTable(
    "results",
    Translated("Tulokset", "Resultat", "Results"),
    Translated(
        "Mitä päättyneistä kokeiluista opittiin, jatkuvatko ne ja ostettiinko ratkaisu.",
        "Vad man lärde sig av avslutade försök, om de fortsätter och om lösningen köptes.",
        "What was learned from pilots that have ended, whether they go on, and whether it was"
        " bought.",
    ),
    _PILOTS,
    (ID, *(one for one in _PILOTS.fields if one.name in _RESULT_FIELDS)),
    has_shapes=False,
    states=frozenset(one.value for one in TOLD_STATES),
)

TABLES: Final[Mapping[str, DownloadTable]] = MappingProxyType(
    {
        **{
            name: DownloadTable(name, one.title, one.words, one, (ID, *one.fields))
            for name, one in COLLECTIONS.items()
        },
        RESULTS.name: RESULTS,
    }
)
"""Everything that can be downloaded, by name, in the order in which it is shown."""
