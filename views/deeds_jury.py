"""What is done about juries, in plain words for the trail; no entry is named."""

from typing import Any

from flask_babel import lazy_gettext as _l

JURY_SENTENCES: dict[str, Any] = {
    "juror:invite": _l("%(who)s invited somebody to a jury."),
    "juror:invite_again": _l("%(who)s invited somebody to a jury."),
    "juror:send_again": _l("%(who)s sent an invitation to a jury again."),
    "juror:accept": _l("%(who)s joined a jury."),
    "juror:decline": _l("%(who)s said no to a jury."),
    "juror:remove": _l("%(who)s took somebody out of a jury."),
    "juror:chair": _l("%(who)s chose the chair of a jury."),
    "juror:exclude": _l("%(who)s kept an entry from a juror."),
    "juror:remind": _l("%(who)s reminded a jury."),
    "jury_assignment:refill": _l("An entry went to another juror."),
    "ranking:sign_first": _l("%(who)s gave the first signature under a jury’s decision."),
    "ranking:sign_second": _l("%(who)s gave the second signature under a jury’s decision."),
    "ranking:send_back": _l("%(who)s sent a jury’s decision back."),
}
