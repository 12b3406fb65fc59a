"""Why people read an application to a place that otherwise offers days by itself, in words."""

from flask_babel import gettext as _

from app.policies.approval import risks_of
from models.application import OPEN_FOR_DECISION, ApplicationPart
from models.testbed_kind import Approval


def risk_words(part: ApplicationPart) -> list[str]:
    """Return what the city looks at; empty where people decide anyway, or have decided."""
    if part.testbed.approval is not Approval.AUTOMATIC or part.status not in OPEN_FOR_DECISION:
        return []
    words = {
        "minors": _("children or young people take part"),
        "patients": _("patients or care residents take part"),
        "cameras": _("cameras are used"),
        "personal_data": _("personal data is collected"),
        "price_eur": _("there is a price"),
    }
    return [words[risk] for risk in risks_of(part.application)]
