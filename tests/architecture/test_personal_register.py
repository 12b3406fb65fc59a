"""Every column that may say something of a person stands in the register of personal data."""

from collections.abc import Iterator

import pytest
from geoalchemy2 import Geometry
from sqlalchemy import JSON, Column, Enum, Float, Integer, MetaData, String, Table

from app.labels_processing import PURPOSE
from models import Base
from models.personal import Ground, Kind, Rule, Span
from models.personal_class import SECRETS, UnclassedError, classed
from models.personal_processing import PROCESSING
from models.personal_register import REGISTER, rules

TABLES = {table.name: table for table in Base.metadata.sorted_tables}
PEOPLE = {"account", "reader"}  # tables whose rows are people
NAMES_OF_IDS = {"actor_id", "user_id"}  # references to people without a foreign key


def may_be_personal(column: Column) -> bool:
    """Say whether a column holds free text, JSON, a place or a reference to a person."""
    if isinstance(column.type, Enum):
        return False
    if any(key.column.table.name in PEOPLE for key in column.foreign_keys):
        return True
    kinds = (String, JSON, Float, Geometry)
    return isinstance(getattr(column.type, "impl_instance", column.type), kinds) or (
        column.name in NAMES_OF_IDS
    )


def spoken_of(name: str) -> set[str]:
    line = REGISTER[name]
    told = {column for rule in line.rules for column in rule.columns}
    return told | set(f"{line.free} {line.plain}".split())


def spans() -> Iterator[tuple[str, Span]]:
    for name, line in REGISTER.items():
        for span in line.spans:
            yield name, span


def test_every_table_stands_in_the_register_and_no_other():
    assert set(REGISTER) == set(TABLES)


def test_every_column_has_its_class_and_what_is_missing_is_told_where_to_write():
    said = []
    for table in TABLES.values():
        try:
            assert [one.column for one in classed(table)] == list(table.columns.keys())
        except UnclassedError as problem:
            said.append(str(problem))

    assert not said, "\n".join(said)


def test_a_new_table_or_column_is_told_what_to_write_where():
    new = Table("xq", MetaData(), Column("id", Integer), Column("words", String))
    with pytest.raises(UnclassedError, match=r'Write "xq": Declared\(\.\.\.\) into the models/per'):
        list(classed(new))
    more = Table("tally", MetaData(), Column("n", Integer), Column("words", String))
    with pytest.raises(
        UnclassedError, match=r'Column tally\.words has no class\. .*add "words" to'
    ):
        list(classed(more))


@pytest.mark.parametrize("name", sorted(REGISTER))
def test_what_is_called_plain_holds_no_text_and_no_person_and_stands_nowhere_else(name):
    line, columns = REGISTER[name], TABLES[name].columns
    plain = line.plain.split()
    assert not [one for one in plain if may_be_personal(columns[one])]
    elsewhere = {one for rule in line.rules for one in rule.columns} | set(line.free.split())
    assert not elsewhere & set(plain)


def test_each_kind_has_its_processing_and_each_secret_is_one():
    assert set(PROCESSING) == set(PURPOSE) == set(Kind)
    names = {column.name for table in TABLES.values() for column in table.columns}
    assert names >= SECRETS
    told = {name for _table, rule in rules() for name in rule.exported}
    assert not told & SECRETS


@pytest.mark.parametrize("name", sorted(REGISTER))
def test_the_register_speaks_of_columns_that_exist_and_calls_none_both(name):
    assert spoken_of(name) <= set(TABLES[name].columns.keys())


def fates(rule: Rule, table: Table) -> set[str]:
    """Return the personal columns of a rule of which it does not say what becomes of them."""
    settled = f"{rule.blank} {rule.nameless} {rule.scrub} {rule.keep}".split()
    personal = {name for name in rule.columns if may_be_personal(table.c[name])}
    free = set(REGISTER[table.name].free.split())
    return personal - set(settled) - set(rule.swap) - free


def test_every_personal_column_has_a_fate():
    lost = {
        (name, column)
        for name, rule in rules()
        if not rule.delete
        for column in fates(rule, TABLES[name])
        if column not in elsewhere(name, rule)
    }

    assert lost == set()


def elsewhere(name: str, rule: Rule) -> set[str]:
    """Return the columns to which another rule of the table gives a fate."""
    others = [one for one in REGISTER[name].rules if one is not rule and not one.delete]
    return {column for one in others for column in set(one.columns) - fates(one, TABLES[name])}


def test_what_is_kept_says_why_and_what_is_deleted_keeps_nothing():
    for name, rule in rules():
        assert bool(rule.keep) == (rule.ground is not None), name
        assert rule.ground is None or rule.ground in Ground
        assert not (rule.delete and (rule.keep or rule.blank or rule.nameless or rule.swap)), name


def test_names_are_dashed_only_where_text_may_stand():
    for name, rule in rules():
        for column in rule.nameless.split():
            assert isinstance(TABLES[name].c[column].type, String), (name, column)


def test_what_is_kept_for_a_time_is_a_positive_time_of_columns_that_exist():
    for name, span in spans():
        assert span.days > 0, name
        assert set(f"{span.blank} {span.nameless}".split()) <= set(TABLES[name].columns.keys())
