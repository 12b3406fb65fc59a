"""Words for who enters, as one entrant says it; the challenge's lists say it of many."""

from flask_babel import lazy_gettext as _l

from models.challenge import EntrantKind
from models.concept import Concept

AS_ENTRANT = {
    EntrantKind.STUDENT: _l("As a student"),
    EntrantKind.YOUNG_PROFESSIONAL: _l("As a young professional"),
    EntrantKind.RESIDENT: _l("As a resident"),
    EntrantKind.STARTUP: _l("As a start-up"),
    EntrantKind.COMPANY: _l("As a company"),
    EntrantKind.UNIVERSITY: _l("As a university or research institute"),
    EntrantKind.ASSOCIATION: _l("As an association"),
}


def entered_as(concept: Concept) -> str:
    """Return as what an entry was entered; an empty text where that is not said."""
    return str(AS_ENTRANT[concept.entrant_kind]) if concept.entrant_kind else ""
