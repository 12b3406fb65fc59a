"""Plant a marker into each word of a person, and look for what is left of them anywhere."""

import gzip
import zipfile
from collections.abc import Iterator
from email import message_from_bytes
from email.header import decode_header, make_header
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Enum, String, Table, select, update

from app.database import db
from models.base import Base
from models.personal import Person
from models.personal_register import REGISTER, rules
from tests.integration.personal.scene import ADDRESS, NAME

FIXED = {"audit", "decision", "agreement", "personal_read"}  # triggers refuse to change them
UNPLANTED = {"digest", "picture_digest", "dedup_key"}  # names of files and of mails
TABLES = Base.metadata.sorted_tables
LONG = 20  # letters that a marker needs


def texts_of(table: Table) -> list[Any]:
    return [
        column
        for column in table.columns
        if isinstance(column.type, String | JSON) and not isinstance(column.type, Enum)
    ]


def everything() -> Iterator[tuple[str, str, str]]:
    """Yield every text of every table: table, column, text."""
    db.session.expire_all()
    for table in TABLES:
        columns = texts_of(table)
        if columns:
            for row in db.session.execute(select(*columns)):
                for column, value in zip(columns, row, strict=True):
                    yield table.name, column.name, str(value)


def left_of(*markers: str) -> set[tuple[str, str, str]]:
    """Return where one of these still stands: table, column, how its text begins."""
    return {
        (table, column, text[:80])
        for table, column, text in everything()
        for marker in markers
        if marker in text.lower() or marker in text
    }


def left_in_files(folder: Path, *markers: str) -> set[tuple[str, str]]:
    """Return which files of an installation still hold one of these: name, marker.

    Also within what is packed.  The database is looked through by its tables, ``left_of``.
    """
    found = set()
    for path in (one for one in folder.rglob("*") if one.is_file()):
        if ".sqlite" in path.name:
            continue
        for name, content in _unpacked(path):
            text = content.decode("utf-8", "ignore")
            found |= {(name, one) for one in markers if one in text or one in name}
    return found


def _unpacked(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield (name, content) of a file, of letters and archives what is in them."""
    content = path.read_bytes()
    if path.suffix == ".eml":
        letter = message_from_bytes(content)
        for header, value in letter.items():
            yield f"{path.name}:{header}", str(make_header(decode_header(value))).encode()
        for part in letter.walk():
            yield path.name, part.get_payload(decode=True) or b""
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            for one in packed.namelist():
                yield f"{path.name}:{one}", packed.read(one)
    else:
        yield path.name, gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content


def kept() -> set[tuple[str, str]]:
    """Return what the register keeps of erased people."""
    return {(name, column) for name, rule in rules() for column in rule.keep.split()}


def plant(person: Person) -> dict[str, tuple[str, str]]:
    """Write a marker of its own into each of the person's words; return where each stands."""
    planted = {}
    for number, (name, rule) in enumerate(rules()):
        table = Base.metadata.tables[name]
        if name in FIXED:
            continue
        key = list(table.primary_key.columns)
        for row in db.session.execute(select(*key).where(rule.who(table, person))).all():
            values = {}
            for column in set(rule.columns) - set(REGISTER[name].free.split()):
                marker = f"xqmerkki{number}{column.replace('_', '')}"
                if may_hold(table, column) and is_free_to_change(table, column, key, row):
                    values[column] = marker
                    planted[marker] = (name, column)
            if values:
                mine = [one == value for one, value in zip(key, row, strict=True)]
                db.session.execute(update(table).where(*mine).values(**values))
    db.session.commit()
    return planted


def may_hold(table: Table, name: str) -> bool:
    column = table.c[name]
    if not isinstance(column.type, String) or isinstance(column.type, Enum):
        return False
    long_enough = column.type.length is None or column.type.length >= LONG + len(name)
    return long_enough and not column.unique and name not in UNPLANTED


def is_free_to_change(table: Table, name: str, key: Any, row: Any) -> bool:
    """Say whether a word is not itself what the person is found by."""
    mine = [one == value for one, value in zip(key, row, strict=True)]
    found = db.session.scalar(select(table.c[name]).where(*mine))
    return NAME not in str(found) and ADDRESS not in str(found).lower()
