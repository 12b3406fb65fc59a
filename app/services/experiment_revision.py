"""Keep the notes of changes of experiments and testbeds few.

See models/experiment_revision.py and models/testbed_revision.py.
"""

from sqlalchemy import text

from app.database import db, use_case
from models.experiment_revision import ExperimentRevision
from models.testbed_revision import TestbedRevision

_MERGE = (
    "WITH gone AS (DELETE FROM {table} RETURNING number)"
    " INSERT INTO {table} (number)"
    " SELECT sum(number) FROM gone HAVING count(*) > 0"
)


@use_case
def merge() -> None:
    """Put one note in the place of all; their sum stays, so nothing is read anew.

    Notes of transactions that are still open are neither seen nor touched.
    """
    if db.engine.dialect.name == "postgresql":
        for notes in (ExperimentRevision, TestbedRevision):
            db.session.execute(text(_MERGE.format(table=notes.__tablename__)))
