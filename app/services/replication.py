"""Try a result again somewhere else: begin a draft with what the first one published."""

from collections.abc import Iterable

from sqlalchemy import select

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.queries.indicator import indicators_of
from app.queries.replication import original_of
from app.services.application_draft import start_draft
from app.services.audit import record
from app.services.notification import tell_address
from models.application import ApplicantForm, Application
from models.errors import DomainError, NotFoundError
from models.indicator import Indicator
from models.pilot import Pilot, PilotStatus
from models.replication import Replication

LINE, TEXT = 200, 5000


@use_case
def replicate(
    actor: Actor,
    slug: str,
    testbed_ids: list[int],
    applicant_form: ApplicantForm,
    organisation_id: int | None = None,
    language: str = "fi",
) -> int:
    """Begin an application that repeats a completed pilot and return its id.

    Only what is public of the first one is taken over: title, plain words, what was measured,
    themes, and its indicators as goals.

    Raises:
        NotFoundError: There is no completed pilot of this address, or as ``start_draft``.
        DomainError: ``same_city``: one of the places is in the city of the first one; or as
            ``start_draft``.
    """
    first = db.session.scalar(select(Pilot).where(Pilot.slug == slug))
    if first is None or first.status is not PilotStatus.COMPLETED:
        raise NotFoundError
    made = start_draft(actor, testbed_ids, applicant_form, organisation_id, language)
    application = db.session.get_one(Application, made)
    if any(part.city_id == first.city_id for part in application.parts):
        raise DomainError("same_city")
    lang = application.language
    application.title = first.title.best(lang)[0][:LINE]
    application.summary = first.plain.best(lang)[0]
    application.measured = first.measured.best(lang)[0]
    application.themes = list(first.themes)
    application.personal_data = first.personal_data
    application.goals = _goals(indicators_of([first.id])[first.id], lang)[:TEXT]
    application.updated_at = clock.now()
    db.session.add(Replication(application_id=made, pilot_id=first.id))
    db.session.flush()
    record(actor, "application:replicate", application, pilot=first.id)
    return made


def tell_original(application: Application) -> None:
    """Tell the contact of the first pilot that it is to be tried elsewhere; not by whom.

    Who applies is not public before a city has said yes.
    """
    first = original_of(application.id)
    if first is None:
        return
    city = first.city
    language = city.required_languages[0]
    cities = sorted({part.testbed.city.name.best(language)[0] for part in application.parts})
    tell_address(
        first.contact_email or city.role_mailbox,
        language,
        "replication/sent",
        f"replication/sent:{application.id}",
        name="",
        title=first.title.best(language)[0],
        cities_text=", ".join(cities),
        slug=first.slug,
    )


def _goals(indicators: Iterable[Indicator], lang: str) -> str:
    """Return a line for each indicator: what is counted, and what the first one reached."""
    lines = []
    for one in indicators:
        reached = one.result if one.result is not None else one.target
        number = "" if reached is None else f": {reached:f} {one.unit}".rstrip()
        if lang != "en":
            number = number.replace(".", ",")
        lines.append(f"– {one.name.best(lang)[0]}{number}")
    return "\n".join(lines)
