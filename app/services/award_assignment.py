"""Begin the application for a pilot that a prize leads to, with what the concept says.

From there on it goes the ordinary way: completed and sent by the team, decided by the city.
"""

from app import clock
from app.database import db
from app.policies.actor import Actor
from app.policies.welcome import closed_door, welcomes
from app.queries.call import call_state
from app.services.application_draft import start_draft
from app.services.audit import record
from app.services.award_face import told
from app.services.typed_value import LINE, TEXT
from models.application import ApplicantForm, Application
from models.award import Award
from models.concept import Concept
from models.organisation import Organisation
from models.testbed import Testbed


def begin(actor: Actor, award: Award) -> int:
    """Return the id of the new draft, linked to the award; in the caller's transaction.

    It asks for the testbeds that the team named, else for those of the challenge, as far as they
    take applications from this team now; without any, the challenge's city is asked for a place.
    What was marked as a trade secret is carried over only where nobody but the city reads it.
    """
    concept = award.concept
    organisation = _organisation(actor, concept)
    form = _form(concept, organisation)
    places = _places(concept, form, organisation)
    made = start_draft(
        actor,
        [one.id for one in places],
        form,
        organisation.id if organisation is not None else None,
        concept.language,
        [] if places else [award.challenge.city_id],
    )
    application = db.session.get_one(Application, made)
    _write(application, concept, form)
    award.application_id = made
    db.session.flush()
    record(actor, "award:assign", award, application=made)
    return made


def _organisation(actor: Actor, concept: Concept) -> Organisation | None:
    """Return the concept's organisation, where its lead still belongs to it."""
    if concept.organisation_id is None or concept.organisation_id not in actor.organisations:
        return None
    return concept.organisation


def _form(concept: Concept, organisation: Organisation | None) -> ApplicantForm:
    if organisation is not None:
        return ApplicantForm.ORGANISATION
    is_team = len(concept.team) > 1 or bool(concept.team_name)
    return ApplicantForm.RESIDENTS_GROUP if is_team else ApplicantForm.PERSON


def _places(
    concept: Concept, form: ApplicantForm, organisation: Organisation | None
) -> list[Testbed]:
    offered = {one.id: one for one in concept.challenge.testbeds}
    wished = [one for one in concept.testbeds if not offered or one.id in offered]
    for places in (wished, list(offered.values())):
        found = [
            one
            for one in places
            if closed_door(one, call_state(one)) is None and welcomes(one, form, organisation)
        ]
        if found:
            return found
    return []


def _write(application: Application, concept: Concept, form: ApplicantForm) -> None:
    """Carry the texts over.  Title and summary become public with the pilot: no secrets there."""
    public = [told(concept, name) for name in ("problem", "solution")]
    hidden = [getattr(concept, name) for name in ("problem", "solution") if not told(concept, name)]
    application.title = (told(concept, "title") or concept.code)[:LINE]
    application.summary = _joined(public)
    application.novelty = _joined(hidden)
    application.goals = concept.impact[:TEXT]
    application.needs = _joined([concept.plan, concept.needs])
    application.themes = list(concept.challenge.themes)
    if form is ApplicantForm.RESIDENTS_GROUP:
        application.group_name = concept.team_name[:LINE]
    application.contact_name = concept.contact_name or application.contact_name
    application.contact_email = concept.contact_email or application.contact_email
    application.contact_phone = concept.contact_phone
    application.is_demo = concept.is_demo
    application.updated_at = clock.now()


def _joined(texts: list[str]) -> str:
    return "\n\n".join(text.strip() for text in texts if text.strip())[:TEXT]
