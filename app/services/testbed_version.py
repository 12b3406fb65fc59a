"""Every change of a testbed keeps what its record said after it, and who changed it when."""

from dataclasses import dataclass
from typing import Any

from geoalchemy2.shape import to_shape

from app import clock
from app.database import db
from app.policies.actor import Actor
from app.queries.testbed_history import changed_fields, version_of
from app.services.testbed_media_record import media_of
from geodata.shapes import to_geojson_text
from models.account import User
from models.base import Translated
from models.errors import ConflictError, FieldError
from models.testbed import Testbed, TestbedVersion
from models.text import tidy

PLAIN = (
    "slug", "external_id",
    "status", "kind", "environment", "themes", "accuracy_m", "blur", "address", "operator",
    "contact_email", "capacity", "slot_unit", "min_days", "max_days", "lead_days",
    "decision_rhythm_days", "hold_days", "applicants", "entry_mode", "approval", "money", "cap_eur",
    "infrastructure", "permits_needed", "user_groups", "minors", "patients", "source_url",
)  # fmt: skip
TEXTS = (
    "name", "summary", "description", "district", "data_protection_note", "support", "season_note",
    "accessibility_note", "reference_note",
)  # fmt: skip
MOST_REASON = 1_000  # letters
DIGITS = 7  # of a degree, about a centimetre


def record_of(testbed: Testbed) -> dict[str, Any]:
    """Return everything that people write into a testbed, as JSON can hold it.

    The shape is exact GeoJSON even where the public sees it blurred: versions are for staff.
    """
    record: dict[str, Any] = {name: getattr(testbed, name) for name in PLAIN}
    for name in TEXTS:
        written: Translated = getattr(testbed, name)
        record[name] = written.as_dict()
    record["shape"] = outline(testbed)
    record["checked_on"] = testbed.checked_on.isoformat() if testbed.checked_on else None
    return record | media_of(testbed)


def outline(testbed: Testbed) -> str | None:
    """Return the exact shape as the record keeps it, or None."""
    return None if testbed.geom is None else to_geojson_text(to_shape(testbed.geom), DIGITS)


@dataclass(frozen=True, slots=True)
class Deed:
    """What made a version: its kind, why, and for a restored one the number of the old version."""

    kind: str = "edit"
    reason: str = ""
    restored: int | None = None

    @property
    def facts(self) -> dict[str, Any]:
        """What the audit trail is told besides the fields; reasons stay with the version."""
        return {} if self.restored is None else {"restored": self.restored}


EDIT = Deed()


def keep(actor: Actor, testbed: Testbed, deed: Deed = EDIT) -> None:
    """Add the version that the testbed now is."""
    db.session.add(
        TestbedVersion(
            testbed_id=testbed.id,
            number=testbed.version,
            by_id=actor.user_id,
            at=clock.now(),
            record=record_of(testbed),
            deed=deed.kind,
            reason=deed.reason,
            restored=deed.restored,
        )
    )


def reason_of(typed: str, *, needed: bool = True) -> str:
    """Return what somebody said to a change, cleaned.

    Raises:
        FieldError: ``reason_needed`` when nothing was written, ``too_many_letters`` (most).
    """
    words = tidy(typed)
    if needed and not words:
        raise FieldError("reason_needed", field="reason")
    if len(words) > MOST_REASON:
        raise FieldError("too_many_letters", field="reason", most=MOST_REASON, length=len(words))
    return words


def keep_first(testbed: Testbed, before: dict[str, Any]) -> None:
    """Keep the record as it was before a change where nobody has kept that version yet."""
    if version_of(testbed.id, testbed.version) is None:
        db.session.add(
            TestbedVersion(
                testbed_id=testbed.id,
                number=testbed.version,
                by_id=None,
                at=testbed.updated_at,
                record=before,
            )
        )


def refuse_stale(testbed: Testbed, version: int, fields: frozenset[str]) -> None:
    """Let a save from a page that showed ``version`` pass if nobody changed the same fields since.

    Two people may thus write different parts of one record at once.

    Raises:
        ConflictError: Somebody changed one of ``fields``.  Facts: who, at, fields, version.
    """
    if version == testbed.version:
        return
    seen = version_of(testbed.id, version)
    now = record_of(testbed)
    clash = [name for name in changed_fields(seen.record, now) if name in fields] if seen else None
    if clash == []:
        return
    raise conflict(testbed, clash or [])


def conflict(testbed: Testbed, fields: list[str]) -> ConflictError:
    """Return the refusal that says who changed ``fields`` last."""
    last = version_of(testbed.id, testbed.version)
    who = db.session.get(User, last.by_id) if last and last.by_id else None
    return ConflictError(
        who=who.name if who else "",
        at=(last.at if last else testbed.updated_at).isoformat(),
        fields=fields,
        version=testbed.version,
    )
