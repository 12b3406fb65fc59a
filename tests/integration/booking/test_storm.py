"""Eight writers at once on four places of two cities: nothing is booked twice, lost or made up.

The writers are processes with engines of their own, two of them browsers at a running server
(tests/storm_writer.py); what they do is a table (tests/storm_deed.py).  Afterwards plain Python
reads the rows (tests/ledger.py) and compares them with what the writers were answered.
"""

from collections import Counter, defaultdict
from itertools import pairwise

import pytest
from sqlalchemy import select, text

from app.cli.users import DEMO_PASSWORD
from app.database import db, writing
from app.policies.alternative import groups
from models.agreement import Agreement
from models.application import BOOKED, Application, ApplicationPart, JointPolicy, PartStatus
from models.audit import AuditLine
from models.booking import Booking, BookingStatus
from models.pilot import Pilot, PilotStatus
from models.receipt import Receipt
from tests.integration.booking.storm_site import (
    ALTERNATIVE,
    BROWSERS,
    JOINT_ALTERNATIVE,
    Storm,
    blow,
    last_rows,
    prepared,
)
from tests.journeys.server import installation, serving
from tests.ledger import faults
from tests.storm_deed import DEEDS

# What each step tells whom: to the applicant, to the city's mailbox.  Its mail has the version.
TELLS = {
    "application_part:offer": {"offer/made"},
    "application_part:accept": {"offer/accepted", "offer/accepted_city"},
    "application_part:decline_offer": {"offer/declined_city"},
    "application_part:expire": {"offer/expired", "offer/expired_city"},
    "application_part:release": {"offer/released_city"},
    "application_part:withdraw": {"application/withdrawn_city"},
    "application_part:cancel_by_applicant": {"application/withdrawn_city"},
    "application_part:waitlist": {"decision/waitlisted"},
    "application_part:reopen": {"decision/reopened"},
    "pilot:make_ready": {"pilot/ready"},
    "pilot:start": {"pilot/started"},
    "pilot:pause": {"pilot/paused"},
    "pilot:resume": {"pilot/resumed"},
    "pilot:end": {"pilot/ended"},
}
HAVE_TO_HAPPEN = {
    "offer", "joint", "accept", "decline", "withdraw", "reopen", "shortlist", "move", "cancel",
    "capacity", "open", "sign", "ask_days", "start", "expire", "offer_hours", "move_hours",
    "extend_hours", "close_hours", "open_hours", "change_wish",
}  # fmt: skip
HELD = {PartStatus.OFFERED: BookingStatus.HELD}
OF_PILOT = {
    PilotStatus.PREPARING: {BookingStatus.CONFIRMED},
    PilotStatus.READY: {BookingStatus.CONFIRMED},
    PilotStatus.RUNNING: {BookingStatus.RUNNING},
    PilotStatus.PAUSED: {BookingStatus.RUNNING},
    PilotStatus.REPORTING: {BookingStatus.COMPLETED},
    PilotStatus.STOPPED: {BookingStatus.CANCELLED, BookingStatus.COMPLETED},
    PilotStatus.CANCELLED: {BookingStatus.CANCELLED},
}


@pytest.fixture(scope="module")
def storm(databases, engine_kind, tmp_path_factory):
    app = databases.application(engine_kind)
    plan = prepared(app, tmp_path_factory.mktemp("storm"))
    with app.app_context():
        before = last_rows()
        db.engine.dispose()
    site = installation(engine_kind, plan.url, tmp_path_factory.mktemp("site"))
    with serving(site):
        told = blow(
            plan, address=site.address, password=DEMO_PASSWORD, browsers=BROWSERS,
            needed=tuple(sorted(HAVE_TO_HAPPEN)),
        )  # fmt: skip
    log = (site.folder / "server.log").read_text()
    assert "unexpected error" not in log, log[-4000:]
    yield Storm(app, told, before)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def after(storm):
    with storm.app.app_context():
        yield storm
        db.session.remove()


def test_the_storm_was_one(after):
    done = Counter(one["do"] for one in after.answered())
    refused = Counter(one["refused"] for one in after.told if "refused" in one)
    assert [one for one in after.told if "broken" in one] == []
    assert sum(done.values()) > 80, done
    assert {do for do in HAVE_TO_HAPPEN if not done[do]} == set(), (done, refused)
    assert refused["full"] + refused["409"] > 0, refused
    pressed = Counter(one["do"] for one in after.answered() if one.get("pressed"))
    assert len(pressed) >= 4, pressed


def test_no_day_is_over_capacity_and_the_ledger_is_the_sum_of_the_bookings(after):
    assert faults(db.session.connection()) == []


def test_what_was_acknowledged_was_done_and_nothing_else(after):
    keyed = {one["key"] for one in after.answered() if not DEEDS[one["do"]].is_keyless}
    done = set(db.session.scalars(select(Receipt.key)))
    assert done == keyed


def test_every_acknowledged_deed_left_its_line_and_no_refused_one_did(after):
    """Deeds that leave lines that nothing else leaves have as many as were acknowledged."""
    heads, gave_way = heads_of_joint_parts(), given_way(after)
    found = Counter(
        (line.action, head_of(line, heads))
        for line in after.lines()
        if line.actor_id is not None and step_of(line) not in gave_way
    )
    for actions in {deed.lines for deed in DEEDS.values() if deed.lines}:
        names = [name for name, deed in DEEDS.items() if deed.lines == actions]
        done = Counter(
            thing
            for one in after.answered(*names)
            for thing in (set(heads[one["id"]].values()) if one["do"] == "joint" else [one["id"]])
        )
        written = Counter()
        for (action, thing), count in found.items():
            written[thing] += count * (action in actions)
        if all(DEEDS[name].is_counted for name in names):
            assert +written == done, actions
        assert done <= written, actions


def heads_of_joint_parts():
    """Return of each part of a joint application the heads of all parts of it.

    The head of places wished for instead of each other is the first of them: one is offered.
    """
    asked = select(Application).where(Application.joint_policy == JointPolicy.ALL)
    found = {}
    for made in db.session.scalars(asked):
        heads = {part.id: min(one.id for one in group) for group in groups(made) for part in group}
        found |= dict.fromkeys(heads, heads)
    return found


def head_of(line, heads):
    """Return what a line of the trail is counted for."""
    if line.action != "application_part:offer":
        return line.thing_id
    return heads.get(line.thing_id, {}).get(line.thing_id, line.thing_id)


def step_of(line):
    return line.action, line.thing_id, line.facts.get("version")


def given_way(after):
    """Return the steps of parts that were withdrawn because another place was taken."""
    keys = [
        mail.dedup_key.split(":")
        for mail in after.mails()
        if mail.template == "application/given_way_city"
    ]
    return {
        ("application_part:withdraw", int(part), int(version)) for _t, part, version, *_a in keys
    }


def test_every_step_told_whom_it_concerns_and_nobody_was_told_of_anything_else(after):
    """The mails in the outbox are those of the committed steps, each once."""
    sent = Counter()
    for mail in after.mails():
        template, part_id, once, *_address = mail.dedup_key.split(":")
        sent[template, int(part_id), once] += 1
    parts_of = dict(
        db.session.execute(
            select(Pilot.id, Booking.part_id).join(Booking, Booking.id == Pilot.booking_id)
        ).all()
    )
    steps, gave_way = Counter(), given_way(after)
    for line in after.lines():
        letters = TELLS.get(line.action, set())
        for template in {"application/given_way_city"} if step_of(line) in gave_way else letters:
            of_pilot = line.thing == "pilot"
            version = line.facts["version"]
            thing = parts_of[line.thing_id] if of_pilot else line.thing_id
            steps[template, thing, f"p{line.thing_id}.{version}" if of_pilot else str(version)] += 1
    told = {"application/given_way_city"}.union(*TELLS.values())
    assert {key: count for key, count in sent.items() if key[0] in told} == steps
    moved = sum(count for key, count in sent.items() if key[0] == "booking/moved")
    done = Counter(line.action for line in after.lines())
    assert moved == done["booking:move"] - done["pilot_change:approve"]


def test_no_step_was_overtaken(after):
    assert len(trails(after)) > 20
    assert overtaken(after) == []


def trails(after):
    """Return the steps of each thing in their order."""
    trail = defaultdict(list)
    for line in after.lines():
        if line.from_status is not None:
            trail[line.thing, line.thing_id].append(line)
    return trail


def overtaken(after):
    """Return what did not begin where the step before it ended, with the next version."""
    return [
        (before.action, behind.action, behind.thing_id)
        for steps in trails(after).values()
        for before, behind in pairwise(steps)
        if behind.from_status != before.to_status
        or behind.facts["version"] <= before.facts["version"]
    ]


def test_the_places_of_a_joint_application_were_offered_together_or_not_at_all(after):
    times = offers_of_joint(after)
    assert all(len(each) == 1 for each in times), times
    assert sum(map(sum, times)) > 0


def offers_of_joint(after):
    """Return how often the places of each group of each joint application were offered."""
    offers = Counter(
        line.thing_id for line in after.lines() if line.action == "application_part:offer"
    )
    joint = db.session.scalars(
        select(Application).where(Application.joint_policy == JointPolicy.ALL)
    ).all()
    return [{sum(offers[part.id] for part in group) for group in groups(one)} for one in joint]


def test_of_places_wished_for_instead_of_each_other_one_is_taken(after):
    """What gave way did so for a place of its group that was accepted."""
    accepted = {line.thing_id for line in after.lines() if line.action == "application_part:accept"}
    gave_way = {part_id for _action, part_id, _version in given_way(after)}
    grouped = (
        select(Application).join(ApplicationPart).where(ApplicationPart.alternative.is_not(None))
    )
    several = [
        group for one in db.session.scalars(grouped).unique() for group in groups(one) if group[1:]
    ]
    assert len(several) == ALTERNATIVE + JOINT_ALTERNATIVE
    for group in several:
        ids = {part.id for part in group}
        assert sum(part.status in BOOKED for part in group) <= 1
        assert not ids & gave_way or ids & accepted, ids
    assert gave_way <= {part.id for group in several for part in group}


def test_days_are_held_exactly_for_what_is_offered_or_taken(after):
    holding = dict(
        db.session.execute(
            select(Booking.part_id, Booking.status).where(
                Booking.status.in_([BookingStatus.HELD, BookingStatus.CONFIRMED])
            )
        ).all()
    )
    pilots = dict(
        db.session.execute(
            select(Booking.part_id, Pilot.status).join(Booking, Booking.id == Pilot.booking_id)
            .order_by(Booking.id)
        ).all()
    )  # fmt: skip
    for part_id, status in db.session.execute(select(ApplicationPart.id, ApplicationPart.status)):
        expected = HELD.get(status)
        if status in BOOKED and BookingStatus.CONFIRMED in OF_PILOT[pilots[part_id]]:
            expected = BookingStatus.CONFIRMED
        assert holding.get(part_id) == expected, (part_id, status)


def test_one_agreement_counts_for_what_is_booked_and_names_its_days(after):
    """Moves, wishes and signatures at once leave one text of each part, about the booked days."""
    agreements = db.session.scalars(select(Agreement)).all()
    live = {one.part_id: one for one in agreements if one.ended_at is None}
    signed = {one.part_id for one in agreements if one.is_signed}
    days = dict(
        db.session.execute(
            select(Booking.part_id, Booking).where(
                Booking.status.in_([BookingStatus.CONFIRMED, BookingStatus.RUNNING])
            )
        ).all()
    )
    statuses = db.session.execute(select(ApplicationPart.id, ApplicationPart.status)).all()
    booked = {part_id for part_id, status in statuses if status in BOOKED}
    assert set(live) == booked
    assert {part for part, status in statuses if status is PartStatus.AGREED} == signed & booked
    for part_id, booking in days.items():
        facts = live[part_id].facts
        assert (facts["start"], facts["end"]) == (
            booking.start_day.isoformat(), booking.last_day.isoformat()
        )  # fmt: skip


def test_every_accepted_offer_became_a_pilot_and_its_days_are_where_it_stands(after):
    accepted = db.session.scalars(
        select(AuditLine).where(AuditLine.action == "application_part:accept")
    ).all()
    kept = db.session.execute(
        select(Pilot.status, Booking.status).join(Booking, Booking.id == Pilot.booking_id)
    ).all()
    assert len(kept) == len(accepted)
    assert [pair for pair in kept if pair[1] not in OF_PILOT[pair[0]]] == []


def test_the_checks_have_teeth(databases, engine_kind, tmp_path):
    """The same storm without the triggers that count leaves days over capacity, and is caught."""
    app = databases.application(engine_kind)
    plan = prepared(app, tmp_path)
    with app.app_context():
        on = "" if engine_kind == "sqlite" else " ON booking_slot"
        with writing(), db.engine.begin() as connection:
            connection.execute(text(f"DROP TRIGGER slot_load_add{on}"))
            connection.execute(text(f"DROP TRIGGER slot_load_sub{on}"))
        blow(plan, writers=4, seconds=1, deeds=("offer", "accept"))
        found = faults(db.session.connection())
        db.session.remove()
        db.engine.dispose()
    assert any(" of " in fault for fault in found)
    assert any("ledger 0" in fault for fault in found)
