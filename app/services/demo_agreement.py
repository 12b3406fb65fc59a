"""Agreements of the demonstration, about what its applicants have accepted."""

from app import clock
from app.database import db
from app.queries.agreement_text import proposed
from models.account import User
from models.agreement import Agreement, SignedHow
from models.application import ApplicationPart
from models.booking import Booking


def agree(part: ApplicationPart, booking: Booking, coordinator: User | None) -> None:
    """Write a part's agreement, signed by its applicant, and by the city's coordinator if given."""
    proposal, now = proposed(part, booking), clock.now()
    agreement = Agreement(
        part_id=part.id,
        template_version=proposal.template_version,
        language=proposal.language,
        facts=proposal.facts,
        body=proposal.body,
        body_sha256=proposal.sha256,
        created_at=now,
        applicant_signed_by_id=part.application.author_id,
        applicant_signed_name=part.application.contact_name or part.application.author.name,
        applicant_signed_at=now,
        applicant_signed_how=SignedHow.BY_NAME,
    )
    if coordinator is not None:
        agreement.city_signed_by_id = coordinator.id
        agreement.city_signed_name = coordinator.name
        agreement.city_signed_at = now
        agreement.city_signed_how = SignedHow.BY_NAME
    db.session.add(agreement)
    db.session.flush()
