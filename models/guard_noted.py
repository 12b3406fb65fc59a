"""The triggers that note that something has changed, made for one table of notes.

PostgreSQL writes a row a statement: a single counted row would make writers wait for each other,
and a sequence is seen before what it counts.  SQLite has one writer at a time and keeps one row.
The numbers are random, so that a state that was rolled back is never taken for another one.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Notes:
    """Notes in ``table``, written by ``function`` on PostgreSQL.

    ``changes`` are the triggers by name, each with what it waits for (``INSERT ON pilot``).
    """

    table: str
    function: str
    changes: Mapping[str, str]

    @property
    def sqlite(self) -> tuple[str, ...]:
        """The statements that begin the notes."""
        return (
            f"INSERT INTO {self.table} (id, number) VALUES (1, 0)",  # noqa: S608 - constants
            *(
                f"CREATE TRIGGER {name} AFTER {change} BEGIN"  # noqa: S608 - constants
                f" UPDATE {self.table} SET number = abs(random() % 1000000000000000) WHERE id = 1;"
                " END"
                for name, change in self.changes.items()
            ),
        )

    @property
    def postgresql(self) -> tuple[str, ...]:
        """The statements that begin the notes."""
        function = (
            f"CREATE FUNCTION {self.function}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"  # noqa: S608 - constants
            f" INSERT INTO {self.table} (number)"
            " VALUES (floor(random() * 1000000000000000)::numeric); RETURN NULL; END $$"
        )
        return (
            function,
            *(
                f"CREATE TRIGGER {name} AFTER {change} FOR EACH STATEMENT"
                f" EXECUTE FUNCTION {self.function}()"
                for name, change in self.changes.items()
            ),
        )

    @property
    def drop_sqlite(self) -> tuple[str, ...]:
        """The statements that end them."""
        return tuple(f"DROP TRIGGER {name}" for name in self.changes)

    @property
    def drop_postgresql(self) -> tuple[str, ...]:
        """The statements that end them."""
        return (
            *(
                f"DROP TRIGGER {name} ON {change.rpartition(' ')[2]}"
                for name, change in self.changes.items()
            ),
            f"DROP FUNCTION {self.function}()",
        )
