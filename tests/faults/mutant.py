"""The ways in which the guards of the database are broken, one at a time, and who should see it.

A guard is dropped, or its text is changed.  ``SEEN_BY`` names the tests that should fail, by how
the guard's name begins; readiness, which only looks for names, is not among them.
"""

import re
from dataclasses import dataclass, field

from sqlalchemy import text

from models import guard

I = "tests/integration/"  # noqa: E741 - what every path begins with
BOOKING = (
    I + "booking/test_moves_and_capacity.py", I + "booking/test_ledger_model.py",
    I + "booking/test_hours.py", I + "core/test_ledger_smoke.py", I + "closure/test_stretches.py",
    I + "pilot/test_pilot_run.py",
)  # fmt: skip
REGISTERED = (I + "registration/test_registration_place.py",)
PANELS = (I + "volunteer/test_volunteer_place.py",)
CUT_SHORT = I + "booking/test_guards.py::test_what_was_decided_and_recorded_cannot_be_changed"
SEALED = "test_seals_can_only_be_added_and_one_place_in_the_chain_is_taken_once"
SEEN_BY: dict[str, tuple[str, ...]] = {
    "booking_slots": BOOKING,
    "slot_load": BOOKING,
    "closure_cap": BOOKING,
    "testbed_cap": BOOKING,
    "within_capacity": BOOKING,
    "audit_append_only": (CUT_SHORT,),
    "audit_seal": (I + "audit/test_audit_seal.py::" + SEALED,),
    "personal_read": (I + "personal/test_looks.py",),
    "decision_append_only": (CUT_SHORT,),
    "agreement_kept": (I + "agreement/test_agreement.py",),
    "challenge": (I + "challenge/test_challenge_kept.py",),
    "ranking": (I + "jury/test_jury_kept.py",),
    "registration_counts": REGISTERED,
    "volunteer_counts": PANELS,
    "pilot_": (I + "sign/test_sign_link.py",),
}
# These keep nobody from anything: they note what has changed, for what is held in memory.
NOTES = re.compile(r"open_|search_words|.*_noted|testbed_kind_noted")


@dataclass(frozen=True)
class Change:
    """One mutant: what is dropped, or the text that another takes the place of, by engine.

    ``why`` is why no test can be expected to see it.
    """

    name: str
    guards: dict[str, tuple[str, ...]] = field(default_factory=dict)
    texts: dict[str, tuple[str, str]] = field(default_factory=dict)
    why: str = ""

    @property
    def tests(self) -> tuple[str, ...]:
        """The tests that should see it."""
        found = (tests for prefix, tests in SEEN_BY.items() if self.name.startswith(prefix))
        return next(found, ())


def _text(name: str, sqlite: str, postgresql: str, change: tuple, why: str = "") -> Change:
    """Return a change of the text of guards; names of several are parted by blanks."""
    (old, new), (other_old, other_new) = change
    return Change(
        name,
        {"sqlite": tuple(sqlite.split()), "postgresql": tuple(postgresql.split())},
        {"sqlite": (old, new), "postgresql": (other_old, other_new)},
        why,
    )


SLOTS = ("booking_slots_i booking_slots_u", "booking_slots")
CHANGED = (
    _text("slot_load_add: a second booking counts for both", "slot_load_add", "slot_load_add", (
        ("used = used + excluded.used", "used = excluded.used"),
        ("used = testbed_load.used + excluded.used", "used = excluded.used"),
    )),
    _text("slot_load_sub: one place is freed, however many were taken", "slot_load_sub",
          "slot_load_sub", (("used - OLD.units", "used - 1"), ("l.used - s.units", "l.used - 1"))),
    _text("booking_slots: closed days are taken as well", *SLOTS, (
        ("x.slot = NEW.start_slot + n)", "x.slot = NEW.start_slot + n AND 0)"),
        ("x.slot = taken.s", "x.slot = taken.s AND false"),
    )),
    _text("booking_slots: every weekday is taken", *SLOTS, (
        ("(NEW.weekdays = 127 OR", "(1 OR"), ("(NEW.weekdays = 127 OR", "(true OR"),
    )),
    _text("booking_slots: what runs takes nothing", *SLOTS, (
        ("('held','confirmed','running')", "('held','confirmed')"),
        ("('held','confirmed','running')", "('held','confirmed')"),
    )),
    _text("booking_slots: two places count as one", *SLOTS, (
        ("NEW.start_slot + n, NEW.testbed_id, NEW.units", "NEW.start_slot + n, NEW.testbed_id, 1"),
        ("NEW.testbed_id, NEW.units", "NEW.testbed_id, 1"),
    )),
    _text("booking_slots: a booking may take no day at all", *SLOTS, (
        ("RAISE(ABORT, 'CHECK constraint failed: booking_has_no_open_slot')", "1"),
        ("IF NOT FOUND THEN", "IF FALSE THEN"),
    )),
    _text("booking_slots: hours beyond the window are taken", *SLOTS, (
        ("n < json_extract(stretch.value, '$[1]') - NEW.start_slot",
         "n <= json_extract(stretch.value, '$[1]') - NEW.start_slot"),
        ("NEW.end_slot) - 1) AS s", "NEW.end_slot)) AS s"),
    )),
    _text("closure_cap: a day that opens has no room", "closure_cap_d", "closure_cap", (
        ("cap = (SELECT capacity FROM testbed WHERE id = OLD.testbed_id)", "cap = 0"),
        ("cap = (SELECT capacity FROM testbed WHERE id = OLD.testbed_id)", "cap = 0"),
    )),
    _text("testbed_cap: a change of capacity opens closed days", "testbed_cap", "testbed_cap", (
        ("x.slot = testbed_load.slot", "x.slot = testbed_load.slot AND 0"),
        ("x.slot = l.slot", "x.slot = l.slot AND false"),
    )),
    _text("registration_counts: a place that is held is free",
          "registration_counts_i registration_counts_u",
          "registration_counts", (
        (" OR NEW.held_until IS NOT NULL", ""), (" OR NEW.held_until IS NOT NULL", ""),
    )),
    _text("volunteer_counts: a place that is offered is free",
          "volunteer_counts_i volunteer_counts_u", "volunteer_counts", (
        ("NEW.status IN ('offered', ", "NEW.status IN ("),
        ("NEW.status IN ('offered', ", "NEW.status IN ("),
    )),
    Change(
        "slot_load_add: capacities may change meanwhile", {"postgresql": ("slot_load_add",)},
        {"postgresql": ("ORDER BY id FOR SHARE", "ORDER BY id")},
        "services take their turn at the testbed first; this is the second line",
    ),
    Change(
        "slot_load_sub: rows are locked in any order", {"postgresql": ("slot_load_sub",)},
        {"postgresql": ("ORDER BY l.testbed_id, l.slot FOR UPDATE OF l", "")},
        "it keeps writers from deadlocks that services try again anyway",
    ),
)  # fmt: skip


class _Bare:
    """A database without any trigger, to be told which are missing."""

    def __init__(self, connection):
        self.dialect = connection.dialect

    @staticmethod
    def exec_driver_sql(_statement):
        return []


def guards_of(connection):
    """Return the names of the guards that there should be, in order."""
    return sorted(name for name in guard.missing(_Bare(connection)) if not NOTES.match(name))


def mutants(connection):
    """Return every mutant of an engine."""
    kind = connection.dialect.name
    dropped = [Change(name, {kind: (name,)}) for name in guards_of(connection)]
    check = Change("within_capacity: the sum may be more than there is", {kind: ("",)})
    return [*dropped, check, *(one for one in CHANGED if kind in one.guards)]


def apply(connection, change):
    """Break a guard of this database."""
    kind = connection.dialect.name
    if change.name.startswith("within_capacity"):
        _unchecked(connection, kind)
    elif kind not in change.texts:
        (name,) = change.guards[kind]
        table = "" if kind == "sqlite" else f" ON {_table_of(connection, name)}"
        connection.exec_driver_sql(f"DROP TRIGGER {name}{table}")
    else:
        for name in change.guards[kind]:
            _rewrite(connection, kind, name, *change.texts[kind])


def _rewrite(connection, kind, name, old, new):
    if kind == "sqlite":
        found = connection.execute(
            text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": name}
        ).scalar_one()
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    else:
        found = connection.execute(
            text("SELECT pg_get_functiondef(CAST(:name AS regproc))"), {"name": name}
        ).scalar_one()
    assert old in found, f"{name} does not say {old}"
    _as_it_stands(connection, found.replace(old, new))


def _unchecked(connection, kind):
    if kind == "postgresql":
        name = connection.execute(
            text("SELECT conname FROM pg_constraint WHERE conname LIKE '%within_capacity'"
                 " AND conrelid = 'testbed_load'::regclass")
        ).scalar_one()  # fmt: skip
        connection.exec_driver_sql(f"ALTER TABLE testbed_load DROP CONSTRAINT {name}")
        return
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.exec_driver_sql(
        "UPDATE sqlite_master SET sql = replace(sql, 'used <= cap', '1')"
        " WHERE name = 'testbed_load'"
    )
    connection.exec_driver_sql("PRAGMA writable_schema = RESET")


def _table_of(connection, trigger):
    return connection.execute(
        text("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = :name"),
        {"name": trigger},
    ).scalar_one()


def _as_it_stands(connection, statement):
    """Run a statement whose % signs are none of the driver's."""
    cursor = connection.connection.cursor()
    cursor.execute(statement)
    cursor.close()
