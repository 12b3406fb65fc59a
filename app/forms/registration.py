"""What somebody answers who registers; the questions and sessions are those of the event."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.forms.fields import (
    AddressField,
    CheckboxGroupField,
    Form,
    LineField,
    PickField,
    TextField,
    TickField,
)
from app.services.registration import Wanted
from models.base import Translated
from models.event import AttendeeList, Event
from models.registration import NAME_LENGTH, Registrant
from models.registration_question import ANSWER_LENGTH, AskedKind, RegistrationQuestion

Choices = list[tuple[str, str, dict[str, str]]]


class RegistrationFields(Form):
    """Parent of the forms with questions; ``questions`` is set by the maker."""

    questions: tuple[RegistrationQuestion, ...] = ()

    def wanted(self, language: str) -> Wanted:
        """Return what was written; what a form does not ask is left empty."""
        known = {field.short_name: field.data for field in self}
        return Wanted(
            name=known.get("name") or "",
            email=known.get("email") or "",
            language=language,
            sessions=frozenset(int(one) for one in known.get("sessions") or ()),
            answers={one.id: known[f"q{one.id}"] or "" for one in self.questions},
            agreed=frozenset(
                one.id for one in self.questions if one.is_sensitive and known[f"c{one.id}"]
            ),
            shown_to=AttendeeList(known.get("shown_to") or AttendeeList.NOBODY),
            clash_is_fine=bool(known.get("clash_is_fine")),
        )


def registration_form(
    event: Event,
    questions: Iterable[RegistrationQuestion],
    sessions: Choices,
    lang: str,
    **values: Any,
) -> Any:
    """Return the form of an event; with more than one session they are chosen in it."""
    own: dict[str, Any] = {}
    if sessions:
        own |= _sessions(sessions)
    own["name"] = _name()
    own["email"] = AddressField(
        _l("Your e-mail address"), required=True,
        description=_l("We send a link there; nothing counts before you open it."),
    )  # fmt: skip
    return _made(event, questions, lang, own, values)


def own_form(registrant: Registrant, questions: Iterable[RegistrationQuestion], lang: str) -> Any:
    """Return the form by which somebody changes what they answered."""
    values: dict[str, Any] = {"name": registrant.name, "shown_to": registrant.shown_to.value}
    for one in registrant.answers:
        values[f"q{one.question_id}"] = one.value
        values[f"c{one.question_id}"] = one.consented_at is not None
    return _made(registrant.event, questions, lang, {"name": _name()}, values)


def more_form(sessions: Choices) -> Any:
    """Return the form by which somebody registers for more sessions."""
    return type("MoreSessionsForm", (RegistrationFields,), _sessions(sessions))()


def _made(
    event: Event,
    questions: Iterable[RegistrationQuestion],
    lang: str,
    own: dict[str, Any],
    values: dict[str, Any],
) -> Any:
    asked = tuple(questions)
    for one in asked:
        own[f"q{one.id}"] = _answer(one, lang)
        if one.is_sensitive:
            own[f"c{one.id}"] = TickField(
                _("The organisers may keep this answer until it has served its purpose")
            )
    if shown := _shown_to(event):
        own["shown_to"] = shown
    return type("EventRegistrationForm", (RegistrationFields,), {"questions": asked, **own})(
        data=values
    )


def _sessions(sessions: Choices) -> dict[str, Any]:
    return {
        "sessions": CheckboxGroupField(
            _l("Sessions"), choices=sessions, required=_l("Choose at least one session.")
        ),
        "clash_is_fine": TickField(_l("I know if some of them are at the same time")),
    }


def _name() -> LineField:
    return LineField(
        _l("Your name"), most=NAME_LENGTH, required=_l("Write your name."),
        render_kw={"autocomplete": "name"},
    )  # fmt: skip


def _answer(question: RegistrationQuestion, lang: str) -> Any:
    words = question.words.best(lang)[0]
    hint = ngettext(
        "%(purpose)s. Deleted %(num)s day after the event.",
        "%(purpose)s. Deleted %(num)s days after the event.",
        question.keep_days,
        purpose=question.purpose.best(lang)[0].strip().rstrip("."),
    )
    if question.kind is AskedKind.YES_NO:
        pairs = [("yes", _("Yes")), ("no", _("No"))]
    elif question.kind is AskedKind.CHOICE:
        pairs = [
            (str(number), Translated.of(one).best(lang)[0])
            for number, one in enumerate(question.choices)
        ]
    else:
        return TextField(
            words, most=ANSWER_LENGTH, description=hint, required=question.is_required,
            render_kw={"rows": 2},
        )  # fmt: skip
    required: Any = _("Choose one.") if question.is_required else False
    return PickField(words, choices=pairs, description=hint, required=required)


def _shown_to(event: Event) -> PickField | None:
    """Return who may see the name, as far as the event shows a list at all."""
    pairs = [(AttendeeList.NOBODY.value, _("Nobody but the organisers"))]
    if event.attendee_list is not AttendeeList.NOBODY:
        pairs.append((AttendeeList.ATTENDING.value, _("Others who come")))
    if event.attendee_list is AttendeeList.PUBLIC:
        pairs.append((AttendeeList.PUBLIC.value, _("Everybody, on the event’s page")))
    if len(pairs) == 1:
        return None
    return PickField(
        _("Who may see that you come?"), choices=pairs, default=AttendeeList.NOBODY.value,
        description=_("Only your name is shown. You can change this later."),
    )  # fmt: skip
