"""What makes a feature of open data due for being written anew (models/open_feature.py)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


def _three(*names: str) -> str:
    return ", ".join(f"{name}_{lang}" for name in names for lang in ("fi", "sv", "en"))


OWN: Final = {"testbed": "testbeds", "pilot": "pilots", "challenge": "challenges",
              "event": "events"}  # fmt: skip
TESTBED: Final = (
    f"status, city_id, slug, {_three('name', 'summary', 'district')}, kind, environment, themes,"
    " shape_json, anchor_x, anchor_y, blur, address, operator, capacity, slot_unit, min_days,"
    " max_days, lead_days, applicants, entry_mode, money, infrastructure, minors, patients"
)
_AROUND: Final = (  # what is where a testbed is
    "SELECT 'pilots', id FROM pilot WHERE testbed_id = {id}",
    "SELECT 'challenges', challenge_id FROM challenge_testbed WHERE testbed_id = {id}",
    "SELECT 'events', event_id FROM event_testbed WHERE testbed_id = {id}",
    "SELECT 'events', id FROM event WHERE testbed_id = {id}",
)


@dataclass(frozen=True, slots=True)
class Note:
    """Things that are due when ``change`` happens: SELECTs of their collection and key.

    ``NEW`` or ``OLD`` in them is the row that changes.
    """

    change: str
    due: tuple[str, ...]

    @property
    def table(self) -> str:
        """The table that it watches."""
        return self.change.rpartition(" ")[2]

    @property
    def body(self) -> str:
        """The statements that note what is due."""
        return " ".join(
            f"INSERT INTO open_due (collection, key) {one}"
            f"{'' if ' WHERE ' in one else ' WHERE 1 = 1'} ON CONFLICT DO NOTHING;"
            for one in self.due
        )


def _notes() -> dict[str, Note]:
    found = {"open_city_i": Note("INSERT ON city", ("SELECT 'cities', NEW.id",))}
    found["open_city_u"] = Note(
        f"UPDATE OF slug, {_three('name')}, bbox, boundary ON city", ("SELECT 'cities', NEW.id",)
    )
    found["open_city_d"] = Note("DELETE ON city", ("SELECT 'cities', OLD.id",))
    for table, name in OWN.items():
        of = f" OF {TESTBED}" if table == "testbed" else ""
        found[f"open_{table}_i"] = Note(f"INSERT ON {table}", (f"SELECT '{name}', NEW.id",))
        found[f"open_{table}_u"] = Note(f"UPDATE{of} ON {table}", (f"SELECT '{name}', NEW.id",))
        found[f"open_{table}_d"] = Note(f"DELETE ON {table}", (f"SELECT '{name}', OLD.id",))
    found["open_around_u"] = Note(
        "UPDATE OF status, kind, shape_json, address, blur ON testbed",
        tuple(one.format(id="NEW.id") for one in _AROUND),
    )
    for table, owner, name, of in (
        ("challenge_testbed", "challenge_id", "challenges", ""),
        ("challenge_prize", "challenge_id", "challenges", ""),
        ("event_testbed", "event_id", "events", ""),
        ("event_session", "event_id", "events", " OF starts_at, ends_at, cancelled_at"),
    ):
        for letter, deed, row in (("i", "INSERT", "NEW"), ("d", "DELETE", "OLD")):
            due = (f"SELECT '{name}', {row}.{owner}",)
            found[f"open_{table}_{letter}"] = Note(f"{deed} ON {table}", due)
        found[f"open_{table}_u"] = Note(
            f"UPDATE{of} ON {table}", (f"SELECT '{name}', NEW.{owner}",)
        )
    found["open_organisation_u"] = Note(
        "UPDATE OF name ON organisation",
        ("SELECT 'challenges', id FROM challenge WHERE organisation_id = NEW.id",),
    )
    return found


NOTES: Final[Mapping[str, Note]] = _notes()
LICENCE_NOTES: Final[Mapping[str, Note]] = {
    "open_licence_u": Note(
        "UPDATE OF licence ON city",
        (
            "SELECT 'cities', NEW.id",
            *(f"SELECT '{name}', id FROM {table} WHERE city_id = NEW.id"  # noqa: S608 - constants
              for table, name in OWN.items()),
        ),
    )
}  # fmt: skip
"""Came later than the others: whatever a city has says under which licence."""

TRIGGERS: Final = frozenset({*NOTES, *LICENCE_NOTES})


def sqlite(notes: Mapping[str, Note]) -> tuple[str, ...]:
    """Return the statements that create triggers on SQLite."""
    return tuple(
        f"CREATE TRIGGER {name} AFTER {note.change} BEGIN {note.body} END"
        for name, note in notes.items()
    )


def postgresql(notes: Mapping[str, Note]) -> tuple[str, ...]:
    """Return the statements that create triggers on PostgreSQL."""
    return tuple(
        statement
        for name, note in notes.items()
        for statement in (
            (
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
                f" $$ BEGIN {note.body} RETURN NULL; END $$"
            ),
            f"CREATE TRIGGER {name} AFTER {note.change} FOR EACH ROW EXECUTE FUNCTION {name}()",
        )
    )


def drop_sqlite(notes: Mapping[str, Note]) -> tuple[str, ...]:
    """Return the statements that drop triggers on SQLite."""
    return tuple(f"DROP TRIGGER {name}" for name in notes)


def drop_postgresql(notes: Mapping[str, Note]) -> tuple[str, ...]:
    """Return the statements that drop triggers on PostgreSQL."""
    return tuple(
        statement
        for name, note in notes.items()
        for statement in (f"DROP TRIGGER {name} ON {note.table}", f"DROP FUNCTION {name}()")
    )


ALL_DUE: Final = tuple(
    f"INSERT INTO open_due (collection, key) SELECT '{name}', id FROM {table}"  # noqa: S608 - constants
    " WHERE 1 = 1 ON CONFLICT DO NOTHING"
    for table, name in (*OWN.items(), ("city", "cities"))
)
"""What makes every thing due, for the migration and for writing all anew."""
