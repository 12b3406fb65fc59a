"""Requests of the demonstration: invented applicants who ask a city to propose a place."""

import datetime as dt
from typing import Any

from app import clock
from app.database import db
from models.account import User
from models.application import ApplicantForm, Application, JointPolicy
from models.city import City
from models.place_request import PlaceRequest, RequestStatus

AGO = dt.timedelta(days=3)
INVENTED: tuple[dict[str, Any], ...] = (
    {
        "city": "helsinki",
        "title": "Astiat kiertoon pihajuhlissa",
        "summary": "Lainattava astiasto ja pesupiste: pihajuhlat ilman kertakäyttöisiä.",
        "needs": "Vesipiste ja katos.",
        "group_name": "Sammalkujan pihatalkoot",
        "kinds": ["neighbourhood", "park"],
        "note": "Piha tai puisto, jossa on vesipiste ja johon pääsee lastenvaunuilla.",
    },
    {
        "city": "oulu",
        "title": "Kirjavinkkejä talvipyöräilijöille",
        "summary": "Pyörätelineen viereen tulee hylly, josta saa ottaa ja johon saa jättää kirjan.",
        "needs": "Seinä tai pylväs telineen vieressä.",
        "group_name": "",
        "kinds": ["street", "library"],
        "note": "Pyöräteline, jonka ohi kuljetaan myös talvella.",
    },
    {
        "city": "tampere",
        "title": "Lainattavat lukuvalot odotustilaan",
        "summary": "Ladattava lukuvalo, jonka saa lainata odotuksen ajaksi.",
        "needs": "Pistorasia ja pöytä, jota joku pitää silmällä.",
        "group_name": "Lukupiiri Rantaraitti",
        "kinds": ["library", "hospital", "transport"],
        "note": "Tila, jossa ihmiset istuvat vähintään vartin.",
    },
)


def requests(cities: dict[str, City], people: dict[str, User]) -> int:
    """Write the requests, each with its application; return how many."""
    for offset, record in enumerate(INVENTED):
        application = _application(record, people["resident"], clock.now() - (offset + 1) * AGO)
        application.requests.append(
            PlaceRequest(
                city_id=cities[record["city"]].id,
                status=RequestStatus.OPEN,
                kinds=record["kinds"],
                note=record["note"],
                earliest=clock.today() + dt.timedelta(days=60),
                days=14,
                created_at=application.created_at,
            )
        )
        db.session.add(application)
    db.session.flush()
    return len(INVENTED)


def _application(record: dict[str, Any], author: User, sent: dt.datetime) -> Application:
    group = record["group_name"]
    return Application(
        author_id=author.id,
        applicant_form=ApplicantForm.RESIDENTS_GROUP if group else ApplicantForm.PERSON,
        group_name=group,
        language="fi",
        joint_policy=JointPolicy.ANY,
        title=record["title"],
        summary=record["summary"],
        needs=record["needs"],
        measured="Ei mitään.",
        personal_data=False,
        contact_name=author.name,
        contact_email=author.email,
        terms_version="2026-1",
        is_demo=True,
        created_at=sent,
        updated_at=sent,
        submitted_at=sent,
    )
