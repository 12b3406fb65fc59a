"""The section of a testbed's record about room, lengths and who may apply."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from app.forms.fields import CheckboxGroupField, PickField, WholeNumberField
from app.forms.testbed import SectionForm
from app.labels import choices
from app.services.testbed import Terms
from models.testbed_kind import ApplicantKind, Approval, EntryMode, SlotUnit

MOST_DAYS = 3 * 366


class TermsForm(SectionForm):
    """How much room there is, and who may apply when."""

    PLAIN = (
        "capacity", "slot_unit", "min_days", "max_days", "lead_days", "decision_rhythm_days",
        "hold_days", "applicants", "entry_mode", "approval",
    )  # fmt: skip
    NEEDED = ("slot_unit", "applicants", "entry_mode", "approval")

    capacity = WholeNumberField(
        _l("Pilots at the same time"),
        least=1,
        most=1000,
        required=True,
        description=_l("How many the place can take on one day. The calendar counts with this."),
    )
    slot_unit = PickField(
        _l("Booked"),
        choices=lambda: choices(SlotUnit),
        description=_l("By the hour suits labs and rooms, by the day most other places."),
    )
    min_days = WholeNumberField(_l("Shortest stay, days"), least=1, most=MOST_DAYS, required=True)
    max_days = WholeNumberField(_l("Longest stay, days"), least=1, most=MOST_DAYS, required=True)
    lead_days = WholeNumberField(
        _l("Days needed before a start"),
        most=MOST_DAYS,
        required=True,
        description=_l("From a sent application to the first possible day."),
    )
    decision_rhythm_days = WholeNumberField(
        _l("Applications are judged every … days"), least=1, most=MOST_DAYS, required=True
    )
    hold_days = WholeNumberField(
        _l("Days to answer an offer"),
        least=1,
        most=MOST_DAYS,
        required=True,
        description=_l("So long the offered days are kept for the applicant."),
    )
    applicants = CheckboxGroupField(_l("Who may apply"), choices=lambda: choices(ApplicantKind))
    entry_mode = PickField(_l("When one may apply"), choices=lambda: choices(EntryMode))
    approval = PickField(_l("Who decides"), choices=lambda: choices(Approval))

    def validate_max_days(self, field: Any) -> None:
        """Refuse a longest stay that is shorter than the shortest."""
        least = self.min_days.data
        if field.data is not None and least is not None and field.data < least:
            raise ValidationError(str(_l("The longest stay has to be at least the shortest one.")))

    def answers(self) -> Terms:
        """Return what was answered."""
        return Terms(
            capacity=self.capacity.data,
            slot_unit=SlotUnit(self.slot_unit.data or SlotUnit.DAY),
            min_days=self.min_days.data,
            max_days=self.max_days.data,
            lead_days=self.lead_days.data,
            decision_rhythm_days=self.decision_rhythm_days.data,
            hold_days=self.hold_days.data,
            applicants=list(self.applicants.data),
            entry_mode=EntryMode(self.entry_mode.data or EntryMode.ALWAYS),
            approval=Approval(self.approval.data or Approval.HOST_CITY),
        )
