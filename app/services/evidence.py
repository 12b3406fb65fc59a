"""Files that show where an indicator's number comes from: private until the result is public."""

from app.database import db, use_case
from app.policies.actor import Actor
from app.queries.attachment import attachments
from app.services.attachment import Paper, attach
from app.services.audit import record
from app.services.indicator import indicator_for
from models.errors import NotFoundError

PURPOSE = "evidence:"


def purpose_of(indicator_id: int | None) -> str:
    """Return the purpose of the files of one indicator."""
    return f"{PURPOSE}{indicator_id}"


@use_case
def add(actor: Actor, indicator_id: int, paper: Paper) -> int:
    """Add a file to an indicator and return the file's id.

    Raises:
        ConflictError: ``report_is_sent``, ``result_is_public``.
        FieldError: As ``attach``.
    """
    indicator = indicator_for(actor, indicator_id)
    return attach(actor, indicator.pilot, paper, purpose_of(indicator_id)).id


@use_case
def remove(actor: Actor, indicator_id: int, attachment_id: int) -> int:
    """Take a file off an indicator and return the indicator's id.

    Raises:
        NotFoundError: The indicator has no such file.
        ConflictError: As ``add``.
    """
    indicator = indicator_for(actor, indicator_id)
    files = attachments(actor, indicator.pilot, purpose_of(indicator_id))
    purpose = purpose_of(indicator_id)
    one = next((f for f in files if f.id == attachment_id and f.purpose == purpose), None)
    if one is None:
        raise NotFoundError
    record(actor, "attachment:remove", indicator.pilot, attachment=one.id, purpose=one.purpose)
    db.session.delete(one)
    db.session.flush()
    return indicator_id
