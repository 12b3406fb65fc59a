"""Files of applications and pilots for tests."""

from typing import Any

from flask import Flask

from app import clock
from app.database import db
from models.application import Application
from models.attachment import OF_APPLICATION, Attachment, stored_name
from models.pilot import Pilot
from tests.factories import keep
from tests.factories.document import pdf
from tests.factories.media import store


def attached(owner: Application | Pilot, app: Flask | None = None, **values: Any) -> Attachment:
    """Return a file that was added; its content is in the store of ``app`` when that is given."""
    content = pdf(text=f"{owner.id}")
    column = "pilot_id" if isinstance(owner, Pilot) else "application_id"
    plain = {
        column: owner.id, "purpose": OF_APPLICATION, "title": "Plan", "kind": "pdf",
        "digest": "d" * 64, "size": len(content), "at": clock.now(),
    }  # fmt: skip
    made = Attachment(**plain | values)
    if app is not None:
        store(app).put(stored_name(made.digest, made.kind), content)
    db.session.add(made)
    keep()
    return made
