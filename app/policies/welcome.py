"""Whom a testbed welcomes, and when one may ask for it."""

from models.application import ApplicantForm
from models.call import CallState
from models.errors import DomainError
from models.organisation import Organisation, OrganisationKind
from models.testbed import Testbed, TestbedStatus
from models.testbed_kind import ApplicantKind, EntryMode

_KIND = {
    OrganisationKind.COMPANY: ApplicantKind.COMPANIES,
    OrganisationKind.UNIVERSITY: ApplicantKind.UNIVERSITIES,
    OrganisationKind.ASSOCIATION: ApplicantKind.ASSOCIATIONS,
    OrganisationKind.STUDENT_TEAM: ApplicantKind.STUDENT_TEAMS,
}


def welcomes(testbed: Testbed, form: ApplicantForm, organisation: Organisation | None) -> bool:
    """Say whether a testbed takes applications from this sort of applicant.

    The cities' own units are welcome everywhere.  A testbed that does not say whom it welcomes
    welcomes every organisation and, because their safety was not thought of, no residents.
    """
    if form is not ApplicantForm.ORGANISATION:
        return ApplicantKind.RESIDENTS in testbed.applicants
    if organisation is None:
        return False
    if organisation.kind is OrganisationKind.CITY_UNIT or not testbed.applicants:
        return True
    return _KIND[organisation.kind] in testbed.applicants


def closed_door(testbed: Testbed, call: CallState | None = None) -> str | None:
    """Return the code of why nobody can apply to a testbed now, or None.

    ``call`` is where the testbed's own call stands, None without one.
    """
    if testbed.status is not TestbedStatus.PUBLISHED:
        return "not_open"
    if testbed.entry_mode is EntryMode.INVITATION:
        return "by_invitation"
    if testbed.entry_mode is EntryMode.CALL and call is not CallState.OPEN:
        return "call_not_open" if call is CallState.PLANNED else "no_open_call"
    return None


def refuse_stranger(
    testbed: Testbed,
    form: ApplicantForm,
    organisation: Organisation | None,
    call: CallState | None = None,
) -> None:
    """Let somebody write for a testbed, or say kindly why not.

    One may write before a call opens that has been announced; sending waits for it.

    Raises:
        DomainError: ``not_open``, ``by_invitation``, ``no_open_call`` or ``not_welcome``, with
            facts testbed (its names) and contact (its mail address).
    """
    code = closed_door(testbed, call)
    if code in (None, "call_not_open"):
        code = None if welcomes(testbed, form, organisation) else "not_welcome"
    if code is not None:
        raise DomainError(code, testbed=testbed.name, contact=testbed.contact_email)
