"""What residents read of a pilot, and the report at its end, with what is still missing."""

from collections.abc import Mapping
from typing import Any

from app import clock
from app.database import db
from app.policies.actor import Actor
from app.queries.agreement import live_of
from app.queries.pilot_task import tasks_of
from app.services.audit import record
from app.services.search import index_pilot
from app.services.window import Gap
from models.errors import ConflictError
from models.pilot import Pilot
from models.pilot_task import STILL_TO_DO


def gaps_before_ready(pilot: Pilot) -> list[Gap]:
    """Return what must still be there before residents see it, in the order of the page."""
    gaps = [
        Gap(field, "needed", facts={"language": language})
        for field in ("title", "plain")
        for language in pilot.city.required_languages
        if not getattr(pilot, field).get(language).strip()
    ]
    if not pilot.measured:
        gaps.append(Gap("measured", "needed"))
    if pilot.personal_data is None:
        gaps.append(Gap("personal_data", "needed"))
    gaps += _gaps_of_data(pilot)
    if lacks_signature(pilot):
        gaps.append(Gap("agreement", "needed"))
    gaps += [
        Gap("checklist", "needed", facts={"item": task.key} | _titled(task.title))
        for task in tasks_of(pilot)
        if task.state in STILL_TO_DO
    ]
    return gaps


def _gaps_of_data(pilot: Pilot) -> list[Gap]:
    """Return what people must be told whose data is used: by whom, by what right, for how long.

    Source: articles 12 and 13 of the GDPR; in each language of the city, as the Language Act asks.
    """
    if not pilot.personal_data:
        return []
    gaps = [] if pilot.controller.strip() else [Gap("controller", "needed")]
    if pilot.legal_basis is None:
        gaps.append(Gap("legal_basis", "needed"))
    return gaps + [
        Gap("kept_for", "needed", facts={"language": language})
        for language in pilot.city.required_languages
        if not pilot.kept_for.get(language).strip()
    ]


def _titled(title: str) -> dict[str, str]:
    return {"title": title} if title else {}


def lacks_signature(pilot: Pilot) -> bool:
    """Say whether a side has still to sign the agreement that counts.

    Pilots brought in from elsewhere have none, nor have those booked before there were any.
    """
    part_id = pilot.booking.part_id if pilot.booking is not None else None
    agreement = live_of(part_id) if part_id is not None else None
    return agreement is not None and not agreement.is_signed


def gaps_before_complete(pilot: Pilot) -> list[Gap]:
    """Return what the report still lacks: what was learned and failed, what follows, and why not.

    A "no" to going on or to buying needs its reason: it is what the next one learns most from.
    """
    gaps = [Gap(name, "needed") for name in ("learned", "failed") if not getattr(pilot, name)]
    for name in ("continues", "bought"):
        answer = getattr(pilot, name)
        if answer is None:
            gaps.append(Gap(name, "needed"))
        elif not answer and not getattr(pilot, f"{name}_why"):
            gaps.append(Gap(f"{name}_why", "needed"))
    return gaps


def keep(actor: Actor, pilot: Pilot, version: int, values: Mapping[str, Any]) -> int:
    """Write values if the pilot still has the version that the writer has seen; return the new one.

    Raises:
        ConflictError: ``draft_changed_elsewhere`` with ``version`` and ``fields``.
    """
    different = {name: value for name, value in values.items() if getattr(pilot, name) != value}
    if not different:
        return pilot.version
    db.session.refresh(pilot, with_for_update=True)
    if pilot.version != version:
        raise ConflictError(
            "draft_changed_elsewhere", version=pilot.version, fields=sorted(different)
        )
    for name, value in different.items():
        setattr(pilot, name, value)
    pilot.version += 1
    pilot.updated_at = clock.now()
    db.session.flush()
    index_pilot(pilot)
    record(actor, "pilot:edit", pilot, fields=sorted(different))
    return pilot.version
