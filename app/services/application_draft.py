"""Write the draft of an application: start it, save it field by field, choose places and days.

A draft may be incomplete and contradictory; what is checked here is only that a value can be
kept.  What is still needed before it can be sent: app/services/completeness.py.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.subject import of_application
from app.policies.table import Action, authorise
from app.policies.welcome import refuse_stranger
from app.queries.application import for_applicant
from app.queries.call import call_state
from app.services.application_alternative import tidy_groups
from app.services.audit import record
from app.services.draft_value import FIELDS as FIELDS
from app.services.draft_value import KEEPERS
from app.services.typed_value import kept
from models.application import ApplicantForm, Application, ApplicationPart, PartStatus
from models.city import City
from models.errors import ConflictError, DomainError, FieldError, NotFoundError
from models.organisation import Organisation
from models.place_request import PlaceRequest
from models.testbed import Testbed, TestbedStatus

MOST_PLACES = 20
LANGUAGES = ("fi", "sv", "en")
COPIED = tuple(name for name in FIELDS if name != "joint_policy")


@use_case
def start_draft(
    actor: Actor,
    testbed_ids: list[int],
    applicant_form: ApplicantForm,
    organisation_id: int | None = None,
    language: str | None = None,
    city_ids: Sequence[int] = (),
) -> int:
    """Begin an application for testbeds, for cities that may propose one, or both; returns its id.

    Raises:
        NotFoundError: A testbed is not published, or the organisation is not the actor's.
        ForbiddenError: Nobody is signed in.
        DomainError: ``not_open``, ``not_welcome``, ``by_invitation``, ``no_open_call`` (facts:
            testbed, contact), ``no_testbed``, ``too_many_places`` (most), ``organisation_needed``.
    """
    authorise(actor, Action.APPLICATION_START)
    organisation = _organisation(actor, applicant_form, organisation_id)
    wanted = list(dict.fromkeys(testbed_ids))
    if not wanted and not city_ids:
        raise DomainError("no_testbed")
    if len(wanted) > MOST_PLACES:
        raise DomainError("too_many_places", most=MOST_PLACES)
    now = clock.now()
    application = Application(
        author_id=actor.user_id,
        organisation_id=organisation.id if organisation else None,
        applicant_form=applicant_form,
        language=language if language in LANGUAGES else actor.language,
        contact_name=actor.name,
        contact_email=actor.email,
        created_at=now,
        updated_at=now,
    )
    for order, testbed_id in enumerate(wanted, start=1):
        testbed = open_testbed(testbed_id)
        refuse_stranger(testbed, applicant_form, organisation, call_state(testbed))
        application.parts.append(new_part(testbed, order))
    for city_id in dict.fromkeys(city_ids):
        new_request(application, city_id)
    db.session.add(application)
    db.session.flush()
    record(actor, "application:start", application, testbeds=wanted)
    return application.id


@use_case
def save_draft(actor: Actor, application_id: int, version: int, changes: dict[str, Any]) -> int:
    """Keep what was typed into the draft and return its new version.

    ``changes`` maps names of ``FIELDS`` to typed values (text, int, bool, list of text, or the
    value of an enumeration; None empties).  Fields that are not named stay as they are.  Saving
    what is kept already is no conflict.

    Raises:
        NotFoundError: It does not exist or belongs to somebody else.
        ConflictError: ``draft_changed_elsewhere`` with facts ``version`` (the current one) and
            ``fields`` (names whose kept value differs from the one sent); ``already_sent``.
        FieldError: A value that cannot be kept; ``field`` names it.
    """
    application = draft_of(actor, application_id)
    values = kept(KEEPERS, changes)
    different = [name for name, value in values.items() if getattr(application, name) != value]
    if not different:
        return application.version
    swap(application, version, {name: values[name] for name in different})
    return application.version


@use_case
def discard_draft(actor: Actor, application_id: int) -> None:
    """Throw a draft away."""
    application = draft_of(actor, application_id)
    record(actor, "application:discard", application)
    db.session.delete(application)
    db.session.flush()


@use_case
def copy_as_new(actor: Actor, application_id: int) -> int:
    """Start a new draft from an earlier application and return its id.

    Texts and places are taken over where one may still ask for them, days are not.
    """
    source = for_applicant(actor, application_id)
    still_open = (one for one in source.parts if one.testbed.status is TestbedStatus.PUBLISHED)
    open_ids = [part.testbed_id for part in still_open]
    cities = [one.city_id for one in source.requests if one.part_id is None]
    new_id = start_draft(
        actor, open_ids, source.applicant_form, source.organisation_id, source.language, cities
    )
    new = db.session.get_one(Application, new_id)
    for name in COPIED:
        setattr(new, name, getattr(source, name))
    new.joint_policy = source.joint_policy
    numbers = {part.testbed_id: part.alternative for part in source.parts}
    for part in new.parts:
        part.alternative = numbers[part.testbed_id]
    tidy_groups(new)
    db.session.flush()
    return new_id


def draft_of(actor: Actor, application_id: int) -> Application:
    """Return a draft that the actor may write.

    Raises:
        NotFoundError: It does not exist or belongs to somebody else.
        ConflictError: ``already_sent``.
    """
    _take_turn(application_id)
    application = for_applicant(actor, application_id)
    authorise(actor, Action.APPLICATION_EDIT, of_application(application))
    sent = application.submitted_at is not None
    if sent or any(part.status is not PartStatus.DRAFT for part in application.parts):
        raise ConflictError("already_sent")
    return application


def new_request(application: Application, city_id: int) -> PlaceRequest:
    """Return a new request of an application to a city, added to it.

    Raises:
        NotFoundError: There is no such city.
    """
    if db.session.get(City, city_id) is None:
        raise NotFoundError
    added = PlaceRequest(city_id=city_id, created_at=clock.now())
    application.requests.append(added)
    return added


def _take_turn(application_id: int) -> None:
    """Let one writer at a time change a draft, and forget what was read before its turn."""
    db.session.flush()
    db.session.execute(
        select(Application.id)
        .where(Application.id == application_id)
        .with_for_update(key_share=True)
    ).all()
    db.session.expire_all()


def swap(
    row: Application | ApplicationPart | PlaceRequest, version: int, values: dict[str, Any]
) -> None:
    """Write values if the row still has the version that the writer has seen.

    Raises:
        ConflictError: ``draft_changed_elsewhere`` with ``version`` and ``fields``.
    """
    table = type(row)
    if table is Application:
        values = {**values, "updated_at": clock.now()}
    changed: Any = db.session.execute(
        update(table)
        .where(table.id == row.id, table.version == version)
        .values(version=version + 1, **values)
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(row)
    if changed.rowcount != 1:
        fields = [
            name
            for name, value in values.items()
            if name != "updated_at" and getattr(row, name) != value
        ]
        raise ConflictError("draft_changed_elsewhere", version=row.version, fields=fields)


def _organisation(
    actor: Actor, form: ApplicantForm, organisation_id: int | None
) -> Organisation | None:
    if form is not ApplicantForm.ORGANISATION:
        return None
    if organisation_id is None:
        raise FieldError("organisation_needed", field="organisation_id")
    if organisation_id not in actor.organisations:
        raise NotFoundError
    return db.session.get_one(Organisation, organisation_id)


def open_testbed(testbed_id: int) -> Testbed:
    """Return a testbed of which the public knows; a paused one says so, others are not found."""
    testbed = db.session.get(Testbed, testbed_id)
    if testbed is None or testbed.status in (TestbedStatus.DRAFT, TestbedStatus.RETIRED):
        raise NotFoundError
    return testbed


def new_part(testbed: Testbed, order: int) -> ApplicationPart:
    """Return the part that asks a testbed, the ``order``-th of its application."""
    return ApplicationPart(
        testbed_id=testbed.id, city_id=testbed.city_id, preference=order, status=PartStatus.DRAFT
    )
