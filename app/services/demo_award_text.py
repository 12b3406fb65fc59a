"""Words of the demonstration's announced challenge: all of it, and all who entered, is invented."""

from dataclasses import dataclass

from models.base import Translated
from models.challenge import EntrantKind

TITLE = Translated(
    "Valo, joka kutsuu ulos", "Ljus som lockar ut", "Light that calls people outdoors"
)
SUMMARY = Translated(
    "Miten talvi-iltojen valo saa lapset ja aikuiset pihalle, häikäisemättä ja vähällä sähköllä?",
    "Hur lockar ljuset barn och vuxna ut på gården på vinterkvällar, utan bländning och med lite "
    "el?",
    "How can light bring children and adults outdoors on winter evenings, without glare and with "
    "little electricity?",
)
BRIEF = Translated(
    "Pihat ovat pimeään aikaan tyhjiä. Etsimme ajatuksia valosta, joka tekee pihasta paikan, "
    "johon haluaa jäädä, ja joka ei häiritse naapureita eikä yöeläimiä.",
    "Gårdarna är tomma under den mörka tiden. Vi söker idéer om ljus som gör gården till en plats "
    "där man vill stanna, utan att störa grannar eller nattens djur.",
    "Yards are empty in the dark season. We look for ideas of light that makes a yard a place to "
    "stay in, without disturbing neighbours or the animals of the night.",
)
EXPECTED = Translated(
    "Ajatus, miten sitä kokeillaan yhdellä pihalla, ja mistä tiedetään, että se toimii.",
    "En idé, hur den prövas på en gård, och hur man vet att den fungerar.",
    "An idea, how it is tried in one yard, and how one knows that it works.",
)
AFTER = Translated(
    "Voittaja saa toteuttaa kokeilun oululaisella pihalla.",
    "Vinnaren får genomföra ett försök på en gård i Uleåborg.",
    "The winner gets to carry out an experiment in a yard in Oulu.",
)
STATEMENT = Translated(
    "Ehdotuksissa oli paljon iloa. Voittaja antaa valon lasten käsiin ja mittaa, mitä siitä "
    "seuraa. Toinen palkittu tekee varjoista leikin. Kunniamaininnan sai ehdotus, joka ajatteli "
    "myös yöeläimiä.",
    "Det fanns mycket glädje i bidragen. Vinnaren lägger ljuset i barnens händer och mäter vad som "
    "händer. Andra priset gör skuggorna till en lek. Hedersomnämnandet gick till ett bidrag som "
    "också tänkte på nattens djur.",
    "There was much joy in the entries. The winner puts the light into children’s hands and "
    "measures what follows. The second prize makes a game of shadows. An honourable mention went "
    "to an entry that thought of the animals of the night, too.",
)
CRITERIA = (
    (
        Translated("Hyöty asukkaille", "Nytta för invånarna", "Use to residents"),
        Translated(
            "Mitä pihan väki siitä saa", "Vad gårdens folk får ut av det", "What people gain by it"
        ),
        "3",
    ),
    (
        Translated("Toteutettavuus", "Genomförbarhet", "Can be done"),
        Translated(
            "Voiko sitä kokeilla yhdessä talvessa",
            "Kan det prövas under en vinter",
            "Whether it can be tried in one winter",
        ),
        "2",
    ),
    (
        Translated("Uutuus", "Nyhet", "Novelty"),
        Translated(
            "Onko sitä kokeiltu ennen", "Har det prövats förut", "Whether it was tried before"
        ),
        "1",
    ),
)
WORDS = (
    "Ajatus on kirkas ja sitä on helppo kokeilla. Kerro vielä, miten valo kestää pakkasen.",
    "Hyvä huomio naapureista. Mittaaminen jäi ohueksi.",
    "Pidimme siitä, että lapset ovat mukana alusta asti.",
    "Kustannusten arvio puuttui. Muuten kokonaisuus on ehjä.",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One invented entry; ``organisation`` counts in the records of organisations."""

    title: str
    kind: EntrantKind
    problem: str = "Piha on talvella tyhjä ja pimeä."
    solution: str = "Valo, joka vastaa siihen, mitä pihalla tehdään."
    impact: str = "Ihmiset viipyvät pihalla pidempään."
    organisation: int | None = None
    team: str = ""


_K = EntrantKind
ENTRIES = (
    Entry(
        "Pihavalot, joiden väriä lapset ohjaavat", _K.COMPANY,
        "Lapset lähtevät sisään heti, kun tulee pimeä.",
        "Pihan valaisimissa on nappi, jolla lapset vaihtavat valon väriä. Valot himmenevät, kun "
        "pihalla ei ole ketään.",
        "Lapset leikkivät ulkona pidempään, ja sähköä kuluu vähemmän.", 0,
    ),
    Entry(
        "Varjoteatteri lumihangella", _K.STUDENT,
        "Pitkät varjot pelottavat pieniä.",
        "Matalalla olevat valot tekevät liikkujien varjoista teatterin lumelle. Varjoista tulee "
        "leikki.",
        "Pihalla syntyy yhteisiä leikkejä.", 12, "Opiskelijatiimi Kolme Kuukkelia",
    ),
    Entry(
        "Lämmin valo, joka antaa lepakon nukkua", _K.ASSOCIATION,
        "Kirkas valo häiritsee yöeläimiä.",
        "Punertava valo syttyy vain kulkijan edessä ja sammuu hänen takanaan.",
        "Piha on turvallinen, ja yö pysyy yönä.", 11,
    ),
    *(
        Entry(title, kind)
        for title, kind in (
            ("Hiekkalaatikon revontulet", _K.COMPANY),
            ("Keinu, joka sytyttää lyhdyn", _K.COMPANY),
            ("Naapurin ikkunan iltavalo", _K.COMPANY),
            ("Jäälyhtyjen talkooilta", _K.COMPANY),
            ("Polku, joka muistaa askeleet", _K.COMPANY),
            ("Valoseinä lumenluojille", _K.STUDENT),
            ("Sateenvarjolamppu", _K.STUDENT),
            ("Pimeän kartta pihasta", _K.STUDENT),
            ("Hehkuva mäenlasku", _K.STUDENT),
            ("Kuunvalon mittari", _K.STUDENT),
            ("Postilaatikko, joka tervehtii", _K.STARTUP),
            ("Aurinkoakku grillikatokseen", _K.STARTUP),
            ("Mummolan kuistivalo", _K.RESIDENT),
            ("Lasten oma valovahti", _K.RESIDENT),
        )
    ),
)  # fmt: skip
