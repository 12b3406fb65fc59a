"""What programs do with a token for applicants, and with experiments."""

from flask_babel import lazy_gettext as _l

from app.forms import own_schema as shape
from app.forms import own_schema_matter as matter
from app.policies.scope import Scope
from views.api import schema
from views.api.own_operation import NOTHING, Line, describe, listed
from views.api.schema import component
from views.api.tag import APPLICATIONS, PILOTS

APPLICATION = component("OwnApplication", matter.APPLICATION_READ)
PART = component("OwnPart", matter.PART_READ)
MESSAGE = component("OwnMessage", matter.MESSAGE_READ)
BOOKING = component("OwnBooking", matter.BOOKING_READ)
PILOT = component("OwnPilot", matter.PILOT_READ)
POST = component("OwnUpdate", matter.POST_READ)
INDICATOR = component("OwnIndicator", matter.INDICATOR_READ)
REPORT = component("OwnReport", matter.REPORT_READ)

describe(
    APPLICATIONS,
    Line(
        "listOwnApplications",
        "GET /applications",
        Scope.APPLICATIONS_READ,
        _l("List one’s applications, drafts too"),
        listed(APPLICATION),
        paged=True,
    ),
    Line(
        "getOwnApplication",
        "GET /applications/{application_id}",
        Scope.APPLICATIONS_READ,
        _l("Get an application, and what it still lacks"),
        APPLICATION,
    ),
    Line(
        "startOwnApplication",
        "POST /applications",
        Scope.APPLICATIONS_WRITE,
        _l("Begin an application"),
        APPLICATION,
        status=201,
        body=matter.NEW_APPLICATION,
    ),
    Line(
        "fillOwnApplication",
        "PATCH /applications/{application_id}",
        Scope.APPLICATIONS_WRITE,
        _l("Fill in answers of a draft"),
        APPLICATION,
        versioned=True,
        body=matter.APPLICATION,
    ),
    Line(
        "discardOwnApplication",
        "DELETE /applications/{application_id}",
        Scope.APPLICATIONS_WRITE,
        _l("Throw a draft away"),
        schema.mapping({"discarded": shape.NUMBER}),
        versioned=True,
    ),
    Line(
        "wishOwnDays",
        "PUT /applications/{application_id}/parts/{part_id}/wish",
        Scope.APPLICATIONS_WRITE,
        _l("Wish for days at one testbed"),
        PART,
        versioned=True,
        body=matter.WISH,
    ),
    Line(
        "sendOwnApplication",
        "POST /applications/{application_id}/send",
        Scope.APPLICATIONS_WRITE,
        _l("Send an application, accepting the terms"),
        APPLICATION,
        versioned=True,
        body=matter.SENDING,
    ),
    Line(
        "withdrawOwnApplication",
        "POST /applications/{application_id}/withdraw",
        Scope.APPLICATIONS_WRITE,
        _l("Withdraw an application"),
        APPLICATION,
        body=matter.SAID,
    ),
    Line(
        "listOwnMessages",
        "GET /applications/{application_id}/messages",
        Scope.APPLICATIONS_READ,
        _l("Read the conversation with the cities"),
        listed(MESSAGE, is_paged=False),
    ),
    Line(
        "writeOwnMessage",
        "POST /applications/{application_id}/messages",
        Scope.APPLICATIONS_WRITE,
        _l("Write to the cities"),
        MESSAGE,
        status=201,
        body=matter.MESSAGE,
    ),
    Line(
        "listOwnBookings",
        "GET /bookings",
        Scope.BOOKINGS_READ,
        _l("List offers and bookings"),
        listed(BOOKING),
        paged=True,
    ),
    Line(
        "getOwnBooking",
        "GET /bookings/{booking_id}",
        Scope.BOOKINGS_READ,
        _l("Get one booking"),
        BOOKING,
    ),
    Line(
        "getOwnOffer",
        "GET /bookings/{booking_id}/offer",
        Scope.BOOKINGS_READ,
        _l("Read an offer with the agreement to be signed"),
        matter.OFFER_READ,
    ),
    Line(
        "acceptOwnOffer",
        "POST /bookings/{booking_id}/accept",
        Scope.BOOKINGS_WRITE,
        _l("Accept an offer and sign the agreement"),
        BOOKING,
        body=matter.ACCEPTING,
    ),
    Line(
        "declineOwnOffer",
        "POST /bookings/{booking_id}/decline",
        Scope.BOOKINGS_WRITE,
        _l("Decline an offer"),
        BOOKING,
        body=matter.SAID,
    ),
    Line(
        "cancelOwnBooking",
        "POST /bookings/{booking_id}/cancel",
        Scope.BOOKINGS_WRITE,
        _l("Cancel a booking"),
        BOOKING,
        body=matter.SAID,
    ),
    Line(
        "moveOwnBooking",
        "POST /bookings/{booking_id}/move",
        Scope.BOOKINGS_WRITE,
        _l("Move a booking of the city to other days"),
        BOOKING,
        versioned=True,
        body=matter.MOVING,
    ),
)
describe(
    PILOTS,
    Line(
        "listOwnPilots",
        "GET /pilots",
        Scope.PILOTS_READ,
        _l("List one’s experiments, also those to come"),
        listed(PILOT),
        paged=True,
    ),
    Line(
        "getOwnPilot",
        "GET /pilots/{pilot_id}",
        Scope.PILOTS_READ,
        _l("Get one of one’s experiments"),
        PILOT,
    ),
    Line(
        "listOwnUpdates",
        "GET /pilots/{pilot_id}/updates",
        Scope.PILOTS_READ,
        _l("List the posts of an experiment"),
        listed(POST, is_paged=False),
    ),
    Line(
        "publishOwnUpdate",
        "POST /pilots/{pilot_id}/updates",
        Scope.PILOTS_WRITE,
        _l("Publish a post for residents"),
        POST,
        status=201,
        body=matter.POST,
    ),
    Line(
        "putOwnUpdate",
        "PUT /pilots/{pilot_id}/updates/{update_id}",
        Scope.PILOTS_WRITE,
        _l("Write a post again"),
        POST,
        versioned=True,
        body=matter.POST,
    ),
    Line(
        "listOwnIndicators",
        "GET /pilots/{pilot_id}/indicators",
        Scope.PILOTS_READ,
        _l("List indicators and what was measured"),
        listed(INDICATOR, is_paged=False),
    ),
    Line(
        "patchOwnIndicator",
        "PATCH /pilots/{pilot_id}/indicators/{indicator_id}",
        Scope.PILOTS_WRITE,
        _l("Change an indicator, such as its result"),
        INDICATOR,
        versioned=True,
        body=matter.INDICATOR,
    ),
    Line(
        "putOwnValue",
        "PUT /pilots/{pilot_id}/indicators/{indicator_id}/values/{day}",
        Scope.PILOTS_WRITE,
        _l("Keep what was measured on a day"),
        INDICATOR,
        body=matter.VALUE,
    ),
    Line(
        "getOwnReport",
        "GET /pilots/{pilot_id}/report",
        Scope.PILOTS_READ,
        _l("Get the report, and what it still lacks"),
        REPORT,
    ),
    Line(
        "patchOwnReport",
        "PATCH /pilots/{pilot_id}/report",
        Scope.REPORTS_WRITE,
        _l("Write some of the report"),
        REPORT,
        versioned=True,
        body=matter.REPORT,
    ),
    Line(
        "sendOwnReport",
        "POST /pilots/{pilot_id}/report/send",
        Scope.REPORTS_WRITE,
        _l("Send the report to the place and the city"),
        REPORT,
        versioned=True,
        body=NOTHING,
    ),
)
