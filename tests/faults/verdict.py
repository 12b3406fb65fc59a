"""Compare what people were told with what is there, from outside and in plain Python."""

from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import select, text

from app.database import db
from app.jobs.letter import name_of
from models.event import EventSession
from models.outbox import OutboxMessage, OutboxStatus
from models.receipt import Receipt
from models.registration import COUNTED, OVER, Registrant, Registration
from tests.integration.booking import test_storm as storms
from tests.ledger import faults

# What a storm of services leaves in order, this one leaves in order too.
CHECKS = (
    storms.test_every_acknowledged_deed_left_its_line_and_no_refused_one_did,
    storms.test_every_step_told_whom_it_concerns_and_nobody_was_told_of_anything_else,
    storms.test_days_are_held_exactly_for_what_is_offered_or_taken,
    storms.test_one_agreement_counts_for_what_is_booked_and_names_its_days,
    storms.test_every_accepted_offer_became_a_pilot_and_its_days_are_where_it_stands,
)


@dataclass
class Verdict:
    """What was found; ``words`` say it in words."""

    acked: int = 0
    lost: int = 0
    phantom: int = 0
    over: int = 0
    missing: int | None = None
    without_cause: int | None = None
    twice: int | None = None
    words: list[str] = field(default_factory=list)

    @property
    def broken(self):
        """The promises that were not kept; mails sent twice under one Message-ID are none."""
        names = ("lost", "phantom", "over", "missing", "without_cause")
        return {name: getattr(self, name) for name in names if getattr(self, name)}


def judge(storm, ids):
    """Return the verdict; ``ids`` are the Message-IDs that were taken, None: no mail is sent."""
    found = Verdict()
    requests(storm, found)
    registrations(storm, found)
    found.over += len(over := faults(db.session.connection()))
    found.words += over
    if ids is not None:
        mails(ids, found)
    found.words += [f"overtaken: {one}" for one in storms.overtaken(storm)]
    times = storms.offers_of_joint(storm)
    found.words += [f"not offered together: {one}" for one in times if len(one) > 1]
    for check in CHECKS:
        try:
            check(storm)
        except AssertionError as problem:
            found.words.append(f"{check.__name__}: {problem}"[:600])
    return found


def requests(storm, found):
    """Count requests that were acknowledged and are not there, and the other way round."""
    acked = {one["key"] for one in storm.told if "answer" in one}
    acked |= {one["confirm_key"] for one in storm.told if "confirm_answer" in one}
    doubt = {one["key"] for one in storm.told if "doubt" in one}
    doubt |= {one.get("confirm_key") for one in storm.told if "confirm_doubt" in one}
    done = set(db.session.scalars(select(Receipt.key)))
    found.acked = len(acked)
    found.lost += len(acked - done)
    found.phantom += len(done - acked - doubt)
    found.words += [f"in doubt: {one}" for one in storm.told if {"doubt", "confirm_doubt"} & {*one}]


def registrations(storm, found):
    """Count people who were told that they are registered, or have confirmed, and are not."""
    told = {one["who"]: one for one in storm.told if one["do"] == "register"}
    there = Counter(db.session.scalars(select(Registrant.name)))
    since = dict(db.session.execute(select(Registrant.name, Registrant.confirmed_at)).all())
    rows = db.session.execute(
        select(Registrant.name, Registration.session_id, Registration.status).join(
            Registration, Registration.registrant_id == Registrant.id
        )
    ).all()
    alive = Counter((name, session) for name, session, status in rows if status not in OVER)
    living = {name for name, _session in alive}
    for who, one in told.items():
        found.lost += "answer" in one and (not there[who] or who not in living)
        found.lost += "confirm_answer" in one and since.get(who) is None
        found.phantom += "refused" in one and there[who] > 0
    found.phantom += sum(count - 1 for count in (*there.values(), *alive.values()) if count > 1)
    found.phantom += len(set(there) - set(told))
    holders = Counter(
        one.session_id
        for one in db.session.scalars(select(Registration))
        if one.status in COUNTED or one.held_until is not None
    )
    for room in db.session.scalars(select(EventSession)):
        most = room.capacity if room.capacity is not None else holders[room.id]
        found.over += holders[room.id] > most or room.taken != holders[room.id]


def mails(ids, found):
    """Compare the outbox with what the mail server took."""
    rows = db.session.execute(select(OutboxMessage.dedup_key, OutboxMessage.status)).all()
    known = {name_of(key): status for key, status in rows}
    taken = Counter(one.strip("<>").partition("@")[0] for one in ids)
    missing = [
        key for key, status in known.items() if status is not OutboxStatus.SENT or not taken[key]
    ]
    found.missing = len(missing)
    found.without_cause = len(set(taken) - set(known))
    found.twice = sum(count - 1 for count in taken.values())
    errors = db.session.execute(
        text("SELECT template, last_error FROM outbox WHERE status <> 'sent' LIMIT 5")
    ).all()
    found.words += [f"not sent: {row}" for row in errors if found.missing]
