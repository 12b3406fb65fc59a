"""How to tell us of a flaw in the security of the service: a page, and a file for machines.

Source: RFC 9116 (security.txt).
"""

import datetime as dt
from typing import Final

from flask import Blueprint, Response, url_for
from flask.typing import ResponseReturnValue

from app import clock
from models.base import LANGUAGES
from views.access import public
from views.installation import here
from views.language import PREFIX
from views.page import page

blueprint = Blueprint("disclosure", __name__)

GOOD_FOR: Final = dt.timedelta(days=180)  # RFC 9116, section 2.5.5: less than a year
A_DAY: Final = 86_400  # seconds
SECURE: Final = "https://"


@blueprint.get(f"{PREFIX}/security")
@public
def show() -> ResponseReturnValue:
    """Say how to report a flaw, what we do then, and what nobody should do."""
    contact = here().security_contact
    return page("disclosure/show.html", contact=contact, words=contact.partition(":")[2])


@blueprint.get("/.well-known/security.txt")
@public
def file() -> ResponseReturnValue:
    """Give contact and policy in the fields that machines look for.

    Web addresses in it have to be https (sections 2.5.2 to 2.5.8): an installation without, as on
    one's own machine, leaves them out.
    """
    base = here().base_url
    fields = [("Contact", here().security_contact)]
    if base.startswith(SECURE):
        fields.append(("Contact", base + url_for("fault.new", lang="en")))
    fields += [("Expires", _expires()), ("Preferred-Languages", ", ".join(LANGUAGES))]
    if base.startswith(SECURE):
        fields.append(("Canonical", base + url_for("disclosure.file")))
        fields.append(("Policy", base + url_for("disclosure.show", lang="en")))
    body = "".join(f"{name}: {value}\n" for name, value in fields)
    answer = Response(body, mimetype="text/plain")  # UTF-8, as section 2.2 asks for
    answer.cache_control.public, answer.cache_control.max_age = True, A_DAY
    return answer


def _expires() -> str:
    """Return the instant at which these words grow old: a midnight, so that they stay the same."""
    day = (clock.now() + GOOD_FOR).astimezone(dt.UTC).date()
    return f"{day.isoformat()}T00:00:00Z"
