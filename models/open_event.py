"""What open data says of events."""

from typing import Final

from models.base import Translated
from models.event import EventKind, EventStatus, SpokenLanguage
from models.open_field import (
    ADDRESS,
    AT,
    BOOLEAN,
    CHANGED,
    CITY,
    INSTANT,
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

EVENTS: Final = OpenCollection(
    "events",
    Translated("Tapahtumat", "Evenemang", "Events"),
    Translated(
        "Työpajat, tutustumiskäynnit, esittelypäivät, seminaarit ja ohjelmat.",
        "Verkstäder, studiebesök, presentationsdagar, seminarier och program.",
        "Workshops, site visits, pitch days, seminars and whole programmes.",
    ),
    (
        CITY, SLUG, *texts("title", *TITLE), *texts("summary", *SUMMARY),
        plain("kind", STRING, ("Millainen tapahtuma", "Slag av evenemang", "Kind of event"),
               ("Millaisesta tapahtumasta on kyse.", "Vilket slags evenemang det är.",
                "What sort of event it is."), values=words_of(EventKind), is_required=True),
        plain("status", STRING, ("Tila", "Läge", "State"),
               ("Missä vaiheessa tapahtuma on. closed: pidetty, ja tulos on kerrottu.",
                "I vilket skede evenemanget är. closed: hållet och berättat om.",
                "How far the event is. closed: it was held and told of."),
               values=tuple(one.value for one in EventStatus if one is not EventStatus.DRAFT),
               is_required=True),
        THEMES,
        plain("starts_at", INSTANT, ("Alkaa", "Börjar", "Starts"),
               ("Milloin ensimmäinen osa alkaa.", "När den första delen börjar.",
                "When its first session begins.")),
        plain("ends_at", INSTANT, ("Päättyy", "Slutar", "Ends"),
               ("Milloin viimeinen osa päättyy.", "När den sista delen slutar.",
                "When its last session ends.")),
        plain("languages", LIST, ("Kielet", "Språk", "Languages"),
               ("Mitä kieliä puhutaan tai viitotaan.", "Vilka språk som talas eller tecknas.",
                "What is spoken or signed there."),
               values=words_of(SpokenLanguage), is_required=True),
        ADDRESS, AT,
        plain("is_online", BOOLEAN, ("Verkossa", "På nätet", "Online"),
               ("Voiko tapahtumaan osallistua verkossa mistä vain.",
                "Om man kan delta på nätet varifrån som helst.",
                "Whether it can be followed from anywhere."), is_required=True),
        plain("registers", BOOLEAN, ("Ilmoittautuminen", "Anmälan", "Registration"),
               ("Pitääkö tapahtumaan ilmoittautua etukäteen.",
                "Om man ska anmäla sig till evenemanget i förväg.",
                "Whether people register for it beforehand."), is_required=True),
        PAGE, CHANGED,
    ),
    "/events", "starts_at", "ends_at",
)  # fmt: skip
