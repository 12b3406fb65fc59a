"""What open data says of challenges."""

from typing import Final

from models.base import Translated
from models.challenge import EntrantKind, LegalForm
from models.open_field import (
    CHANGED,
    CITY,
    DATE,
    INSTANT,
    INTEGER,
    LIST,
    PAGE,
    SLUG,
    STRING,
    SUMMARY,
    THEMES,
    TITLE,
    OpenCollection,
    plain,
    texts,
    words_of,
)

CHALLENGES: Final = OpenCollection(
    "challenges",
    Translated("Haasteet", "Utmaningar", "Challenges"),
    Translated(
        "Ongelmat, joihin haetaan ratkaisuja, ja niiden palkinnot.",
        "Problem som söker lösningar, och deras priser.",
        "Problems that look for an answer, and their prizes.",
    ),
    (
        CITY, SLUG, *texts("title", *TITLE), *texts("summary", *SUMMARY),
        plain("status", STRING, ("Tila", "Läge", "State"),
               ("Onko haaste auki, seuraa ajoista.", "Om den är öppen följer av tiderna.",
                "Whether it is open follows from its times."),
               values=("published", "decided", "cancelled"), is_required=True),
        THEMES,
        plain("opens_at", INSTANT, ("Aukeaa", "Öppnar", "Opens"),
               ("Mistä alkaen voi osallistua.", "Från när man kan delta.",
                "From when on entries are taken.")),
        plain("closes_at", INSTANT, ("Sulkeutuu", "Stänger", "Closes"),
               ("Mihin asti voi osallistua.", "Till när man kan delta.",
                "Until when entries are taken.")),
        plain("decision_by", DATE, ("Ratkaistaan viimeistään", "Avgörs senast", "Decided by"),
               ("Mihin päivään mennessä tulos luvataan.", "När resultatet utlovas.",
                "By which day the outcome is promised.")),
        plain("entrants", LIST, ("Ketkä voivat osallistua", "Vilka kan delta", "Who may enter"),
               ("Ketkä ovat tervetulleita.", "Vilka som är välkomna.", "Who is welcome."),
               values=words_of(EntrantKind), is_required=True),
        plain("legal_form", STRING, ("Oikeudellinen muoto", "Rättslig form", "Legal form"),
               ("Mikä haaste on lain kannalta.", "Vad utmaningen är rättsligt.",
                "What it is in law."), values=words_of(LegalForm)),
        plain("prize_eur", INTEGER, ("Palkinnot yhteensä", "Priser totalt", "Prizes in all"),
               ("Euroina.", "I euro.", "In euros."), is_required=True),
        plain("organisation", STRING, ("Haasteen antaja", "Utmaningens ägare", "Posed by"),
               ("Kuka haasteen esittää, jos se ei ole kaupunki itse.",
                "Vem som ställer utmaningen, om inte staden själv.",
                "Who poses it, where it is not the city itself."), is_required=True),
        PAGE, CHANGED,
    ),
    "/challenges", "opens_at", "closes_at",
)  # fmt: skip
