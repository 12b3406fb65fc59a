"""Imports of many testbeds: a file, how its columns are read, and what each row would do.

States: mapping → checking → checked → writing → done (``IMPORT_WORKFLOW``).  While a worker is at
it, ``alive_at`` moves on; one that was killed leaves it behind, and the import then counts as
stopped (app/queries/exchange.py) and can be run again.  Rows are staged here, so memory stays small
and every page can filter them.  Nothing of a testbed changes before the one transaction that writes
all of them.  Docs: docs/import.md.
"""

import datetime as dt
import enum
from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import User
from models.base import Base, PrimaryKey, ShortText, choice
from models.city import City
from models.workflow import Workflow


class ImportStatus(enum.StrEnum):
    """Where an import stands."""

    MAPPING = "mapping"
    CHECKING = "checking"
    CHECKED = "checked"
    WRITING = "writing"
    STOPPED = "stopped"
    DONE = "done"


class ImportAction(enum.StrEnum):
    """Moves of an import."""

    CHECK = "check"
    FINISH_CHECK = "finish_check"
    WRITE = "write"
    FINISH = "finish"
    STOP = "stop"
    REMAP = "remap"


_S, _A = ImportStatus, ImportAction
IMPORT_WORKFLOW: Workflow[ImportStatus, ImportAction] = Workflow(
    "import",
    {
        (_S.MAPPING, _A.CHECK): _S.CHECKING,
        (_S.CHECKED, _A.CHECK): _S.CHECKING,
        (_S.STOPPED, _A.CHECK): _S.CHECKING,
        (_S.CHECKING, _A.FINISH_CHECK): _S.CHECKED,
        (_S.CHECKED, _A.WRITE): _S.WRITING,
        (_S.WRITING, _A.FINISH): _S.DONE,
        (_S.CHECKING, _A.STOP): _S.STOPPED,
        (_S.WRITING, _A.STOP): _S.STOPPED,
        (_S.CHECKED, _A.REMAP): _S.MAPPING,
        (_S.STOPPED, _A.REMAP): _S.MAPPING,
    },
)
RUNNING = frozenset({ImportStatus.CHECKING, ImportStatus.WRITING})


class RowOutcome(enum.StrEnum):
    """What one row of a file would do."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    WRONG = "wrong"


class ImportJob(Base):
    """One import of one file into one city.

    ``folder`` is a random name under the installation's own folder ``exchange``; ``facts`` is what
    the reading child found (`geodata.exchange.sandbox.FileFacts`), ``mapping`` is column → field,
    ``done`` of ``total`` rows are through.  ``problem`` is a code and facts when it was stopped.
    """

    __tablename__ = "import_job"
    __table_args__ = (Index("ix_import_job_city_id_created_at", "city_id", "created_at"),)

    id: Mapped[PrimaryKey]
    city_id: Mapped[int] = mapped_column(ForeignKey("city.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    status: Mapped[ImportStatus] = mapped_column(
        choice(ImportStatus, "import_status"), default=ImportStatus.MAPPING
    )
    version: Mapped[int] = mapped_column(default=1)
    file_name: Mapped[ShortText]
    ending: Mapped[str] = mapped_column(String(10))
    folder: Mapped[str] = mapped_column(String(40))
    layout: Mapped[str] = mapped_column(String(64))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    mapping: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    epsg: Mapped[int | None]
    publish: Mapped[bool] = mapped_column(default=False)
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    problem: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    run: Mapped[str] = mapped_column(String(40), default="")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    alive_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]
    finished_at: Mapped[dt.datetime | None]

    city: Mapped[City] = relationship()
    by: Mapped[User | None] = relationship()


class ImportRow(Base):
    """What one row would do.  ``x``, ``y`` are its marker in EPSG:3857 metres.

    ``changes`` are [field, from, to]; ``problems`` are {column, field, code, facts}.  ``record`` is
    the whole record as it will be (see app/services/testbed_version.py), ``extra`` what is computed
    beside it.  ``seen_version`` is the version of the testbed that it was compared with.
    """

    __tablename__ = "import_row"
    __table_args__ = (
        UniqueConstraint("job_id", "number"),
        Index("ix_import_row_job_id_outcome", "job_id", "outcome", "number"),
    )

    id: Mapped[PrimaryKey]
    job_id: Mapped[int] = mapped_column(ForeignKey("import_job.id", ondelete="CASCADE"))
    number: Mapped[int]
    outcome: Mapped[RowOutcome] = mapped_column(choice(RowOutcome, "row_outcome"))
    title: Mapped[ShortText] = mapped_column(default="")
    testbed_id: Mapped[int | None]
    seen_version: Mapped[int | None]
    x: Mapped[float | None] = mapped_column(Float)
    y: Mapped[float | None] = mapped_column(Float)
    changes: Mapped[list[Any]] = mapped_column(JSON, default=list)
    problems: Mapped[list[Any]] = mapped_column(JSON, default=list)
    record: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    extra: Mapped[dict[str, Any] | None] = mapped_column(JSON)


class ImportLayout(Base):
    """How a city reads files whose columns are named so: remembered for its next import."""

    __tablename__ = "import_layout"
    __table_args__ = (UniqueConstraint("city_id", "layout"),)

    id: Mapped[PrimaryKey]
    city_id: Mapped[int] = mapped_column(ForeignKey("city.id", ondelete="CASCADE"))
    layout: Mapped[str] = mapped_column(String(64))
    mapping: Mapped[dict[str, str]] = mapped_column(JSON)
    epsg: Mapped[int | None]
    used_at: Mapped[dt.datetime]
