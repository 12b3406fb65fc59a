"""Every door that is not public, as addresses with a city's things in them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from typing import Any

from flask import Flask
from sqlalchemy import event, text
from werkzeug.routing import Rule

from app.database import db
from models.base import Base
from tests.integration.tenant.matrix import ANSWERS, MATRIX, Line
from tests.integration.tenant.scene import A, Scene
from views.access import PUBLIC, door_of

# Tries are counted although they are refused; a browser that is signed in has been seen.
UNCOUNTED = {"attempt", "receipt", "login"}
READS = re.compile(
    r"\s*(SELECT|SAVEPOINT|RELEASE|ROLLBACK|WITH(?!.*\b(INSERT|UPDATE|DELETE|MERGE)\b))\b",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class Knock:
    """One request: what is asked of whom, and whether it would be one's own city's page."""

    endpoint: str
    method: str
    path: str
    answers: dict[str, str]
    line: Line
    own_city: bool = False


def closed_rules(app: Flask) -> list[Rule]:
    """Return every rule that is not public."""
    return [rule for rule in app.url_map.iter_rules() if door_of(app, rule.endpoint) != PUBLIC]


def knocks(app: Flask, scene: Scene, *kinds: str) -> Iterator[Knock]:
    """Return every request to the doors of these kinds, each of their methods and choices."""
    known = {name: str(value) for name, value in scene.things.items()}
    for rule in closed_rules(app):
        line = MATRIX[rule.endpoint]
        if line.kind not in kinds:
            continue
        for path, own_city in _paths(app, rule, scene):
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                queries = line.queries or ("",)
                answers = {k: v.format(**known) for k, v in (ANSWERS | line.answers).items()}
                for query in queries:
                    asked = path + query.format(**known)
                    yield Knock(rule.endpoint, method, asked, answers, line, own_city)


def _paths(app: Flask, rule: Rule, scene: Scene) -> Iterator[tuple[str, bool]]:
    """Return a rule's addresses with B's things; where a city is named, A's with them too."""
    names = sorted(rule.arguments - {"lang"})
    offered = [choices_of(rule, name, scene) for name in names]
    for values in product(*offered):
        chosen = dict(zip(names, values, strict=True))
        yield _address(app, rule, chosen), False
        if "slug" in chosen and len(chosen) > 1:
            yield _address(app, rule, chosen | {"slug": A}), True


def choices_of(rule: Rule, name: str, scene: Scene) -> list[object]:
    """Return every choice of a name in an address: those that it lists, or B's thing."""
    words = getattr(rule._converters[name], "regex", "")
    if words.startswith("(?:"):
        return words.removeprefix("(?:").removesuffix(")").split("|")
    own = f"{rule.endpoint.split('.')[0]}.{name}"
    found = scene.things.get(own, scene.things.get(name))
    assert found is not None, f"scene.py does not say which {name} is B's ({rule})"
    return [found]


def _address(app: Flask, rule: Rule, values: dict[str, object]) -> str:
    adapter = app.url_map.bind("localhost")
    method = next(iter((rule.methods or {"GET"}) - {"HEAD", "OPTIONS"}))
    language = {"lang": "en"} if "lang" in rule.arguments else {}
    built = rule.build({**language, **values})
    assert built is not None, (rule, values)
    assert adapter.match(built[1], method=method), rule
    return built[1]


def everything() -> dict[str, list[str]]:
    """Return all that the database holds, table by table."""
    db.session.expire_all()
    names = [one.name for one in Base.metadata.sorted_tables if one.name not in UNCOUNTED]
    # Most tables are empty in a test: one statement says which are not.
    asked = " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")"  # noqa: S608 - our tables
        for name in names
    )
    found: dict[str, list[str]] = {name: [] for name in names}
    for name in db.session.execute(text(asked)).scalars().all():
        rows = db.session.execute(text(f'SELECT * FROM "{name}"'))  # noqa: S608 - our tables
        found[name] = sorted(map(repr, rows))
    db.session.rollback()
    return found


@contextmanager
def statements_that_write() -> Iterator[list[str]]:
    """Give the list of statements sent meanwhile that do more than read.

    As long as it is empty the database holds what it held: no need to read it all again.
    """
    found: list[str] = []

    def note(*called: Any) -> None:
        if not READS.match(called[2]):
            found.append(called[2])

    engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


def of_city(city_id: int) -> dict[str, list[str]]:
    """Return all rows that say that they are of this city."""
    found = {}
    for table in Base.metadata.sorted_tables:
        if "city_id" in table.c and table.name not in UNCOUNTED:
            asked = f'SELECT * FROM "{table.name}" WHERE city_id = {city_id}'  # noqa: S608 - our tables
            found[table.name] = sorted(map(repr, db.session.execute(text(asked))))
    db.session.rollback()
    return found
