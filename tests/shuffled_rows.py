"""``pytest --shuffled``: rows nobody put in order arrive in any order, as a database may give them.

SpatiaLite and PostgreSQL mostly answer in the order rows were written, until the day they do not: a
page was pruned, a plan changed. A test, or the product, that counts on that order fails one time in
a hundred; here it fails at once.
"""

from sqlalchemy import Select, Subquery, event, func
from sqlalchemy.orm import ORMExecuteState, Session


def _in_no_order(asked: Select) -> bool:
    """Say whether the statement leaves the order of its rows to the database.

    Rows of one ordered subquery with an offset arrive in its order on both engines, which do not
    take such a one apart: app/queries/ogc.py stops early by it.
    """
    spoken_for = (asked._order_by_clauses, asked._group_by_clauses, asked._distinct)
    return not any(spoken_for) and not any(map(_is_in_order, asked.columns_clause_froms))


def _is_in_order(source: object) -> bool:
    within = source.element if isinstance(source, Subquery) else None
    return isinstance(within, Select) and within._offset_clause is not None


def _shuffle(state: ORMExecuteState) -> None:
    asked = state.statement
    if isinstance(asked, Select) and _in_no_order(asked):
        state.statement = asked.order_by(func.random())


def shuffle_rows() -> None:
    """Have every session of this process read unordered rows in random order."""
    event.listen(Session, "do_orm_execute", _shuffle)
