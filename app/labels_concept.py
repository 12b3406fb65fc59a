"""Words for where an entry stands and for how somebody is known by its text."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from models.concept import ConceptStatus
from models.concept_blind import Trace

CONCEPT_PAIRS: list[tuple[StrEnum, Any]] = [
    (ConceptStatus.DRAFT, _l("Draft")),
    (ConceptStatus.SUBMITTED, _l("Handed in")),
    (ConceptStatus.WITHDRAWN, _l("Withdrawn")),
    (ConceptStatus.INELIGIBLE, _l("Not eligible")),
    (ConceptStatus.DUPLICATE, _l("Same as another entry")),
    (ConceptStatus.MERGED, _l("Judged with another")),
    (ConceptStatus.ELIGIBLE, _l("Goes to the jury")),
    (ConceptStatus.NOT_SHORTLISTED, _l("Not on the shortlist")),
    (ConceptStatus.SHORTLISTED, _l("On the shortlist")),
    (ConceptStatus.WINNER, _l("Winner")),
    (ConceptStatus.HONOURABLE, _l("Honourable mention")),
    (ConceptStatus.NOT_SELECTED, _l("Not chosen")),
    (ConceptStatus.STEPPED_BACK, _l("Stepped back")),
    (Trace.EMAIL, _l("an e-mail address")),
    (Trace.WEB, _l("a web address")),
    (Trace.PERSON, _l("a person’s name")),
    (Trace.ORGANISATION, _l("the name of your team or organisation")),
]
