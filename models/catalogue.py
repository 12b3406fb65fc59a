"""What the catalogue of open data says besides the data: its sets and their subjects.

Codes are those of the EU authority tables (publications.europa.eu/resource/authority).
Source: DCAT-AP 3.0.1, https://semiceu.github.io/DCAT-AP/releases/3.0.1/.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from models.base import Translated
from models.open_collection import COLLECTIONS


@dataclass(frozen=True, slots=True)
class SetKind:
    """What a data set is about.  ``collection`` names the features that it is made from.

    ``is_split``: each city's share is a data set of its own too.  ``themes`` are codes of the
    table "data-theme", ``keywords`` one tuple a language.  ``is_counted``: numbers that the service
    counts itself and gives out under the usual licence, whatever the cities chose.
    """

    name: str
    title: Translated
    words: Translated
    collection: str
    themes: tuple[str, ...]
    keywords: Mapping[str, tuple[str, ...]]
    is_split: bool = False
    is_counted: bool = False


def _of_collection(
    name: str, themes: tuple[str, ...], keywords: Mapping[str, tuple[str, ...]], *, is_split: bool
) -> SetKind:
    known = COLLECTIONS[name]
    return SetKind(name, known.title, known.words, name, themes, keywords, is_split)


SET_KINDS: Final[Mapping[str, SetKind]] = MappingProxyType(
    {
        one.name: one
        for one in (
            _of_collection("testbeds", ("TECH", "REGI"), {
                "fi": ("kokeilupaikat", "kokeilut", "innovaatiot", "kaupunkitilat"),
                "sv": ("testplatser", "försök", "innovationer", "stadsrum"),
                "en": ("testbeds", "experiments", "innovation", "urban spaces"),
            }, is_split=True),
            _of_collection("pilots", ("TECH", "GOVE"), {
                "fi": ("kokeilut", "pilotit", "innovaatiot", "älykaupunki"),
                "sv": ("försök", "piloter", "innovationer", "smart stad"),
                "en": ("experiments", "pilots", "innovation", "smart city"),
            }, is_split=True),
            _of_collection("challenges", ("GOVE", "ECON"), {
                "fi": ("innovaatiohaasteet", "kilpailut", "yhteiskehittäminen"),
                "sv": ("innovationsutmaningar", "tävlingar", "samskapande"),
                "en": ("innovation challenges", "competitions", "co-creation"),
            }, is_split=True),
            _of_collection("events", ("GOVE", "SOCI"), {
                "fi": ("tapahtumat", "työpajat", "osallistuminen"),
                "sv": ("evenemang", "verkstäder", "delaktighet"),
                "en": ("events", "workshops", "participation"),
            }, is_split=True),
            _of_collection("cities", ("REGI",), {
                "fi": ("kaupungit", "kuntarajat"),
                "sv": ("städer", "kommungränser"),
                "en": ("cities", "municipal boundaries"),
            }, is_split=False),
            SetKind("results", Translated("Kokeilujen tulokset", "Försökens resultat",
                                          "Results of pilots"),
                Translated("Mitä päättyneistä kokeiluista opittiin: julkaistut tulokset.",
                           "Vad man lärde sig av avslutade försök: publicerade resultat.",
                           "What was learned from pilots that have ended: published results."),
                "pilots", ("TECH", "GOVE"), {
                    "fi": ("tulokset", "kokeilut", "vaikuttavuus"),
                    "sv": ("resultat", "försök", "effekter"),
                    "en": ("results", "experiments", "impact"),
                }),
            SetKind("challenge-numbers", Translated("Haasteet numeroina", "Utmaningar i siffror",
                                                    "Challenges in numbers"),
                Translated(
                    "Ehdotusten määrät, ratkaisujen ajat ja voittajien jatko suljetuittain "
                    "haasteittain; pieniä lukuja ei kerrota.",
                    "Antal förslag, tid till beslut och vad som hände vinnarna för varje stängd "
                    "utmaning; små tal visas inte.",
                    "Entries, time to decision and what became of the winners of each closed "
                    "challenge; small numbers are not told."),
                "challenges", ("GOVE", "ECON"), {
                    "fi": ("tilastot", "innovaatiohaasteet"),
                    "sv": ("statistik", "innovationsutmaningar"),
                    "en": ("statistics", "innovation challenges"),
                }, is_counted=True),
        )
    }
)  # fmt: skip
"""Every kind of data set by its name, in the order in which they are shown."""
