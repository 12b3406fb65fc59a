"""Calls of the demonstration: one open, one coming, each for a few testbeds of a city."""

import datetime as dt
from zoneinfo import ZoneInfo

from app import clock
from app.database import db
from models.base import Translated
from models.booking import AccessHour
from models.call import Call
from models.city import City
from models.testbed import Testbed
from models.testbed_kind import EntryMode, TestbedKind

PLACES = 2
DAY = dt.timedelta(days=1)
OPEN_HOURS = {
    TestbedKind.SCHOOL: (("08:00", "16:00"), 5),
    TestbedKind.LIBRARY: (("08:00", "20:00"), 6),
    TestbedKind.CAMPUS: (("07:30", "18:00"), 5),
}
_CALLS = (
    (
        "helsinki", -10, 30, TestbedKind.STREET,
        Translated(
            "Viihtyisämpi kävelykatu", "En trivsammare gågata", "A pleasanter street to walk in"
        ),
        Translated(
            "Etsimme kokeiluja, jotka tekevät kaduista viihtyisämpiä kävellä ja oleskella: "
            "valaistusta, varjoa, istumapaikkoja tai ääntä.",
            "Vi söker försök som gör gator trevligare att gå och vistas på: belysning, skugga, "
            "sittplatser eller ljud.",
            "We look for experiments that make streets pleasanter to walk and linger in: light, "
            "shade, seats or sound.",
        ),
    ),
    (
        "tampere", 14, 45, TestbedKind.NEIGHBOURHOOD,
        Translated("Kevään lähikokeilut", "Vårens närförsök", "Spring experiments close to home"),
        Translated(
            "Keväällä asuinalueilla kokeillaan ratkaisuja, joista on hyötyä arjessa.",
            "I vår prövas lösningar i bostadsområdena som är till nytta i vardagen.",
            "In spring, solutions that help in everyday life are tried out in neighbourhoods.",
        ),
    ),
)  # fmt: skip
_CRITERIA = Translated(
    "Hyöty asukkaille, uutuus, toteutuskelpoisuus paikalla ja se, mitä kokeilusta opitaan.",
    "Nytta för invånarna, nyhet, genomförbarhet på platsen och vad man lär sig av försöket.",
    "Use to residents, novelty, whether it can be done at the place, and what is learned from it.",
)


def calls(cities: dict[str, City]) -> int:
    """Write the calls and give their testbeds over to them; return how many."""
    for slug, opens, closes, kind, title, text in _CALLS:
        city = cities[slug]
        chosen = (
            db.session.query(Testbed)
            .filter_by(city_id=city.id, kind=kind)
            .order_by(Testbed.id.desc())
            .limit(PLACES)
            .all()
        )
        for testbed in chosen:
            testbed.entry_mode = EntryMode.CALL
        db.session.add(
            Call(
                city_id=city.id, title=title, text=text, criteria=_CRITERIA, testbeds=chosen,
                opens_at=_at(city, opens, 9), closes_at=_at(city, closes, 16),
                pilot_from=clock.today(city.time_zone) + (closes + 30) * DAY,
                published_at=clock.now() - 20 * DAY, is_demo=True,
                created_at=clock.now(), updated_at=clock.now(),
            )
        )  # fmt: skip
    db.session.flush()
    return len(_CALLS)


def hours() -> None:
    """Write the usual hours of schools, libraries and campuses."""
    for testbed in db.session.query(Testbed).filter(Testbed.kind.in_(OPEN_HOURS)).all():
        (opens, closes), days = OPEN_HOURS[TestbedKind(testbed.kind or "school")]
        db.session.add_all(
            AccessHour(testbed_id=testbed.id, weekday=day, opens=opens, closes=closes)
            for day in range(days)
        )
    db.session.flush()


def _at(city: City, days: int, hour: int) -> dt.datetime:
    day = clock.today(city.time_zone) + days * DAY
    return dt.datetime.combine(day, dt.time(hour), ZoneInfo(city.time_zone)).astimezone(dt.UTC)
