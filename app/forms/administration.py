"""Why an administrator does something: chosen from a list, because the trail keeps it."""

from flask_babel import lazy_gettext as _l

from app.forms.decision import DeedForm
from app.forms.fields import PickField
from app.labels import choices
from models.administration import DropReason, SwitchReason


class SwitchForm(DeedForm):
    """Why an account is switched off or on."""

    reason = PickField(
        _l("Why?"), choices=lambda: choices(SwitchReason), required=_l("Choose why.")
    )


class DropForm(DeedForm):
    """Why a mail is given up."""

    reason = PickField(_l("Why?"), choices=lambda: choices(DropReason), required=_l("Choose why."))
