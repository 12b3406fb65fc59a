"""Write the draft of an application: start it, save it field by field, choose places and days.

A draft may be incomplete and contradictory; what is checked here is only that a value can be
kept.  What is still needed before it can be sent: app/services/completeness.py.
"""

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select, update

from app import clock
from app.database import db, use_case
from app.policies.actor import Actor
from app.policies.subject import of_application
from app.policies.table import Action, authorise
from app.policies.welcome import refuse_stranger
from app.queries.application import for_applicant, part_for_applicant
from app.queries.call import call_state
from app.services.audit import record
from app.services.draft_value import FIELDS as FIELDS
from app.services.draft_value import KEEPERS
from app.services.typed_value import kept
from models.application import ApplicantForm, Application, ApplicationPart, PartStatus
from models.booking import EVERY_DAY
from models.errors import ConflictError, DomainError, FieldError, NotFoundError
from models.organisation import Organisation
from models.testbed import Testbed, TestbedStatus

MOST_PLACES = 20
LANGUAGES = ("fi", "sv", "en")
COPIED = tuple(name for name in FIELDS if name != "joint_policy")
_BOUNDS = {
    "days": (1, 3650),
    "weekdays": (1, EVERY_DAY),
    "units": (1, 1000),
    "preference": (1, 99),
}
_YEARS = (2000, 2200)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wished of one testbed; every date may still be missing in a draft.

    ``latest_end`` is the last day by which it must be over; None means exactly ``days`` days from
    ``earliest`` on.
    """

    earliest: dt.date | None = None
    days: int | None = None
    latest_end: dt.date | None = None
    weekdays: int = EVERY_DAY
    units: int = 1
    preference: int = 1


@use_case
def start_draft(
    actor: Actor,
    testbed_ids: list[int],
    applicant_form: ApplicantForm,
    organisation_id: int | None = None,
    language: str | None = None,
) -> int:
    """Begin an application for one or several testbeds and return its id.

    Raises:
        NotFoundError: A testbed is not published, or the organisation is not the actor's.
        ForbiddenError: Nobody is signed in.
        DomainError: ``not_open``, ``not_welcome``, ``by_invitation``, ``no_open_call`` (facts:
            testbed, contact), ``no_testbed``, ``too_many_places`` (most), ``organisation_needed``.
    """
    authorise(actor, Action.APPLICATION_START)
    organisation = _organisation(actor, applicant_form, organisation_id)
    wanted = list(dict.fromkeys(testbed_ids))
    if not wanted:
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
        testbed = _open_testbed(testbed_id)
        refuse_stranger(testbed, applicant_form, organisation, call_state(testbed))
        application.parts.append(_part(testbed, order))
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
def add_part(actor: Actor, application_id: int, testbed_id: int) -> int:
    """Ask one more testbed with the same draft and return the part's id (again: the same id).

    Raises:
        NotFoundError: The draft is not theirs, or the testbed is not published.
        DomainError: As ``start_draft``.
    """
    application = draft_of(actor, application_id)
    for part in application.parts:
        if part.testbed_id == testbed_id:
            return part.id
    if len(application.parts) >= MOST_PLACES:
        raise DomainError("too_many_places", most=MOST_PLACES)
    testbed = _open_testbed(testbed_id)
    owner = application.organisation
    refuse_stranger(testbed, application.applicant_form, owner, call_state(testbed))
    added = _part(testbed, len(application.parts) + 1)
    application.parts.append(added)
    db.session.flush()
    record(actor, "application:add_part", application, testbed=testbed_id)
    return added.id


@use_case
def remove_part(actor: Actor, part_id: int) -> None:
    """Take one testbed out of the draft.

    Raises:
        DomainError: ``last_part``: a draft keeps at least one place.
    """
    part = part_for_applicant(actor, part_id)
    application = draft_of(actor, part.application_id)
    if len(application.parts) == 1:
        raise DomainError("last_part")
    application.parts.remove(part)
    db.session.flush()
    record(actor, "application:remove_part", application, testbed=part.testbed_id)


@use_case
def set_wish(actor: Actor, part_id: int, version: int, wish: Wish) -> int:
    """Keep the days wished of one testbed (``version`` is the part's) and return its new version.

    Nothing is refused for being unsuitable; ``completeness.missing`` tells.

    Raises:
        ConflictError: ``draft_changed_elsewhere``, as in ``save_draft``.
        FieldError: ``number_range`` (least, most) or ``day_range`` for what cannot be kept.
    """
    part = part_for_applicant(actor, part_id)
    draft_of(actor, part.application_id)
    values = _bounded(wish)
    different = [name for name, value in values.items() if getattr(part, name) != value]
    if different:
        swap(part, version, {name: values[name] for name in different})
    return part.version


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
    new_id = start_draft(
        actor, open_ids, source.applicant_form, source.organisation_id, source.language
    )
    new = db.session.get_one(Application, new_id)
    for name in COPIED:
        setattr(new, name, getattr(source, name))
    new.joint_policy = source.joint_policy
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
    if any(part.status is not PartStatus.DRAFT for part in application.parts):
        raise ConflictError("already_sent")
    return application


def _take_turn(application_id: int) -> None:
    """Let one writer at a time change a draft, and forget what was read before its turn."""
    db.session.flush()
    db.session.execute(
        select(Application.id)
        .where(Application.id == application_id)
        .with_for_update(key_share=True)
    ).all()
    db.session.expire_all()


def swap(row: Application | ApplicationPart, version: int, values: dict[str, Any]) -> None:
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


def _open_testbed(testbed_id: int) -> Testbed:
    """Return a testbed of which the public knows; a paused one says so, others are not found."""
    testbed = db.session.get(Testbed, testbed_id)
    if testbed is None or testbed.status in (TestbedStatus.DRAFT, TestbedStatus.RETIRED):
        raise NotFoundError
    return testbed


def _part(testbed: Testbed, order: int) -> ApplicationPart:
    return ApplicationPart(
        testbed_id=testbed.id, city_id=testbed.city_id, preference=order, status=PartStatus.DRAFT
    )


def _bounded(wish: Wish) -> dict[str, Any]:
    values = asdict(wish)
    for name, (least, most) in _BOUNDS.items():
        if values[name] is not None and not least <= values[name] <= most:
            raise FieldError("number_range", field=name, least=least, most=most)
    for name in ("earliest", "latest_end"):
        day = values[name]
        if day is not None and not _YEARS[0] <= day.year <= _YEARS[1]:
            raise FieldError("day_range", field=name)
    return values
