"""Where a result is to be tried again, and who tries it."""

from flask_babel import lazy_gettext as _l

from app.forms.fields import CheckboxGroupField, Form, PickField


class ReplicationForm(Form):
    """The places and the applicant; the page fills in the choices."""

    testbed = CheckboxGroupField(
        _l("Where?"), required=_l("Choose at least one place."), coerce=str
    )
    applicant = PickField(_l("Who applies?"), required=_l("Choose who applies."))
