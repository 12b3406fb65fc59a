"""What somebody answers who wants to take part; the questions are those of the panel."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.forms.fields import (
    LONG,
    AddressField,
    Form,
    LineField,
    PickField,
    TextField,
    TickField,
    WholeNumberField,
)
from app.forms.trap import TrapForm
from app.services.volunteer import Asked
from app.services.volunteer_eligible import best_of, options
from models.panel import Panel, PanelQuestion, PurposeText
from models.volunteer import NAME_LENGTH


class VolunteerForm(Form):
    """Parent of the forms with ticks; ``texts`` and ``questions`` are set by the maker."""

    questions: tuple[PanelQuestion, ...] = ()
    texts: tuple[PurposeText, ...] = ()

    def ticked(self) -> frozenset[int]:
        """Return the ids of the texts that were ticked."""
        return frozenset(one.id for one in self.texts if self[f"p{one.id}"].data)

    def asked(self, language: str) -> Asked:
        """Return what was answered."""
        known = {field.short_name: field.data for field in self}
        return Asked(
            name=known["name"] or "",
            email=known["email"] or "",
            language=language,
            answers={one.id: known[f"q{one.id}"] or "" for one in self.questions},
            consents=self.ticked(),
            birth_year=known.get("birth_year"),
            guardian_email=known.get("guardian_email") or "",
            is_old_enough=bool(known.get("is_old_enough")),
        )


def volunteer_form(panel: Panel, texts: Iterable[PurposeText], lang: str, **values: Any) -> Any:
    """Return the form of a panel in the reader's language; no box is ticked beforehand."""
    own: dict[str, Any] = {
        "texts": tuple(texts),
        "questions": tuple(panel.questions),
        "name": LineField(
            _l("Your name"), most=NAME_LENGTH, required=_l("Write your name."),
            render_kw={"autocomplete": "name"},
        ),
        "email": AddressField(
            _l("Your e-mail address"), required=not panel.takes_minors,
            description=_l(
                "We send a link there; nothing counts before you open it. If you are under 13, "
                "leave this empty."
            )
            if panel.takes_minors
            else _l("We send a link there; nothing counts before you open it."),
        ),
    }  # fmt: skip
    for one in panel.questions:
        own[f"q{one.id}"] = PickField(
            one.words.best(lang)[0], choices=_choices(one, lang), required=_l("Choose one.")
        )
    own |= _ages(panel)
    for text in own["texts"]:
        # Where a child may be signed up by a guardian only the service knows who has to tick.
        own[f"p{text.id}"] = _tick(text, lang, is_asked=not panel.takes_minors)
    return type("PanelVolunteerForm", (VolunteerForm, TrapForm), own)(data=values)


def _ages(panel: Panel) -> dict[str, Any]:
    if not panel.takes_minors:
        return {
            "is_old_enough": TickField(
                _("I am at least %(age)s years old", age=panel.least_age),
                required=_("Only people of %(age)s or more can take part.", age=panel.least_age),
            )
        }
    return {
        "birth_year": WholeNumberField(
            _l("Year of birth"), least=1900, most=2100, required=_l("Write the year."),
            description=_l("Young people can take part, so we ask. It is used for nothing else."),
        ),
        "guardian_email": AddressField(
            _l("A guardian’s e-mail address"),
            description=_l("Only if you are under 18. We write to them about you taking part."),
        ),
    }  # fmt: skip


def _choices(question: PanelQuestion, lang: str) -> list[tuple[str, str]]:
    plain = {"yes": _("Yes"), "no": _("No")}
    return [
        (value, best_of(words, lang) if words else plain[value])
        for value, (words, _fits) in options(question).items()
    ]


def _tick(text: PurposeText, lang: str, *, is_asked: bool = True) -> TickField:
    needed = text.is_required and is_asked
    return TickField(
        text.words.best(lang)[0],
        required=_("Without this you cannot take part.") if needed else False,
    )


def ticks_form(texts: Iterable[PurposeText], lang: str) -> Any:
    """Return a form with a tick for each text, for consents given anew; none has to be ticked."""
    shown = tuple(texts)
    own: dict[str, Any] = {f"p{one.id}": TickField(one.words.best(lang)[0]) for one in shown}
    return type("TicksForm", (VolunteerForm,), {"texts": shown, **own})()


def guardian_form(texts: Iterable[PurposeText], lang: str) -> Any:
    """Return the form of a guardian: the ticks, where they answer for a child, and their name."""
    shown = tuple(texts)
    own: dict[str, Any] = {f"p{one.id}": _tick(one, lang) for one in shown}
    own["name"] = LineField(
        _l("Your own name"), most=NAME_LENGTH, required=_l("Write your name."),
        description=_l("It stands as your written permission."),
        render_kw={"autocomplete": "name"},
    )  # fmt: skip
    return type("GuardianForm", (VolunteerForm,), {"texts": shown, **own})()


class MessageForm(Form):
    """A message to everybody who has a place."""

    subject = LineField(_l("Subject"), required=_l("Write what it is about."))
    words = TextField(_l("Message"), most=LONG, required=_l("Write the message."))
