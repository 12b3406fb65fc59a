"""Forget changes of open data that are past their time, for the job."""

import datetime as dt
from typing import Any

from sqlalchemy import delete

from app import clock
from app.database import db, use_case
from models.open_feature import OpenChange

KEPT = dt.timedelta(days=365)


@use_case
def forget() -> int:
    """Forget what changed more than a year ago; returns how many changes.

    Whoever asks for changes since then is told that the feed does not reach back so far.
    """
    gone: Any = db.session.execute(
        delete(OpenChange)
        .where(OpenChange.at < clock.now() - KEPT)
        .execution_options(synchronize_session=False)
    )
    return int(gone.rowcount)
