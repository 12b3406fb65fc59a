"""Offers and bookings by program: read, accept, decline, cancel, and move them for the city."""

import datetime as dt
from typing import Any

from flask import Response

from app.forms.own_schema_matter import ACCEPTING, MOVING, SAID
from app.policies.scope import Scope
from app.queries.agreement_text import proposed
from app.queries.application import part_for_applicant
from app.queries.own import booking_of, bookings_after
from app.serializers.own_matter import booking_json
from app.services import booking as service
from app.services import offer
from models.application import PartStatus
from models.booking import Booking
from models.errors import NotFoundError
from views import language
from views.access import viewer
from views.api.bearer import bearer
from views.api.own import (
    Made,
    body,
    change,
    city_id,
    matched,
    no_arguments,
    own_blueprint,
    shown,
)
from views.api.own_list import listed
from views.api.own_terms import accepted
from views.terms import CURRENT

blueprint = own_blueprint("own_booking")


@blueprint.get("/bookings")
@bearer(Scope.BOOKINGS_READ)
def index() -> Response:
    """List offers and bookings by id: of one's applications, or of the city's testbeds."""
    return listed(lambda after, most: bookings_after(viewer(), after, most), _of)


@blueprint.get("/bookings/<int:booking_id>")
@bearer(Scope.BOOKINGS_READ)
def show(booking_id: int) -> Response:
    """Return one booking."""
    no_arguments()
    booking, _part = booking_of(viewer(), booking_id)
    return shown(_json(booking_id), booking.version)


@blueprint.get("/bookings/<int:booking_id>/offer")
@bearer(Scope.BOOKINGS_READ)
def show_offer(booking_id: int) -> Response:
    """Return an offer with the agreement to be signed, word for word, and its hash."""
    no_arguments()
    booking, part = booking_of(viewer(), booking_id)
    part_for_applicant(viewer(), part.id)
    if part.status is not PartStatus.OFFERED:
        raise NotFoundError
    proposal = proposed(part, booking)
    return shown(
        {
            "booking": _json(booking_id),
            "agreement": proposal.body,
            "agreement_language": proposal.language,
            "agreement_sha256": proposal.sha256,
            "terms_version": CURRENT,
        },
        booking.version,
    )


@blueprint.post("/bookings/<int:booking_id>/accept")
@bearer(Scope.BOOKINGS_WRITE)
def accept(booking_id: int) -> Response:
    """Take the offered days and sign the agreement, with the name of who answers for it."""
    said = body(ACCEPTING)

    def work() -> Made:
        _booking, part = booking_of(viewer(), booking_id)
        acceptance = accepted(said["terms_version"], said["name"])
        pilot = offer.accept(viewer(), part.id, acceptance, said["agreement_sha256"])
        return Made({**_json(booking_id), "pilot": pilot})

    return change(work)


@blueprint.post("/bookings/<int:booking_id>/decline")
@bearer(Scope.BOOKINGS_WRITE)
def decline(booking_id: int) -> Response:
    """Give offered days back."""
    said = body(SAID)

    def work() -> Made:
        _booking, part = booking_of(viewer(), booking_id)
        offer.decline(viewer(), part.id, said.get("reason", ""))
        return Made(_json(booking_id))

    return change(work)


@blueprint.post("/bookings/<int:booking_id>/cancel")
@bearer(Scope.BOOKINGS_WRITE)
def cancel(booking_id: int) -> Response:
    """Cancel a booking: one's own, or with a reason the city's."""
    said = body(SAID)

    def work() -> Made:
        service.cancel(viewer(), booking_id, said.get("reason", ""))
        return Made(_json(booking_id))

    return change(work)


@blueprint.post("/bookings/<int:booking_id>/move")
@bearer(Scope.BOOKINGS_WRITE)
def move(booking_id: int) -> Response:
    """Give a booking of the city's other days."""
    said = body(MOVING)
    city_id()
    start, end = (dt.date.fromisoformat(said[name]) for name in ("start", "end"))

    def work() -> Made:
        booking, _part = booking_of(viewer(), booking_id)
        matched(booking.version)
        service.move_booking(viewer(), booking_id, start, end, said["reason"])
        booking, _part = booking_of(viewer(), booking_id)
        return Made(_json(booking_id), 200, booking.version)

    return change(work)


def _json(booking_id: int) -> dict[str, Any]:
    booking, part = booking_of(viewer(), booking_id)
    return booking_json(booking, part, language.current())


def _of(booking: Booking) -> dict[str, Any]:
    return _json(booking.id)
