"""Around an event at the desk: its picture, and what came of it."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.adapters import picture as adapter
from app.forms.event_deed import OutcomeForm, PictureForm
from app.forms.ident import ident
from app.policies.subject import of_city
from app.policies.table import Action, authorise
from app.queries import event as query
from app.queries.event_choice import challenges_for, pilots_for
from app.queries.registration_desk import people_who_came
from app.services import event_outcome, event_picture
from models.base import LANGUAGES
from models.errors import ConflictError, FieldError
from models.event import Event
from views import language
from views.access import staff, viewer
from views.event_desk_frame import frame
from views.file import file_store
from views.language import PREFIX
from views.messages import message_for
from views.page import page

blueprint = Blueprint(
    "event_desk_extra", __name__, url_prefix=PREFIX + "/desk/events/<int:event_id>"
)


@blueprint.route("/picture", methods=["GET", "POST"])
@staff
def picture(event_id: int) -> ResponseReturnValue:
    """Choose the picture of an event, describe it, or take it off."""
    event = query.staff_event(viewer(), event_id)
    authorise(viewer(), Action.EVENT_EDIT, of_city(event.city_id))
    form = PictureForm(data={f"alt_{lang}": event.picture_alt.get(lang) for lang in LANGUAGES})
    if form.validate_on_submit():
        try:
            _keep_picture(event_id, form)
        except FieldError as error:
            form.blame(error.field, message_for(error))
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("event_desk_extra.picture", event_id=event_id), 303)
    return page(
        "event_desk/picture.html",
        422 if form.errors or form.form_errors else 200,
        form=form,
        languages=LANGUAGES,
        **frame(event, "event_desk_extra.picture"),
    )


def _keep_picture(event_id: int, form: Any) -> None:
    if form.taken_off.data:
        event_picture.take_off(viewer(), event_id)
        return
    made = None
    if form.upload.data:
        content = form.upload.data.stream.read(adapter.MOST_BYTES + 1)
        made = event_picture.take(viewer(), event_id, file_store(), content)
    event_picture.put_on(viewer(), event_id, made, form.alt())


@blueprint.route("/outcome", methods=["GET", "POST"])
@staff
def outcome(event_id: int) -> ResponseReturnValue:
    """Tell everybody what came of an event."""
    event = query.staff_event(viewer(), event_id)
    authorise(viewer(), Action.EVENT_PUBLISH, of_city(event.city_id))
    form = OutcomeForm(data=_kept(event))
    _offer(form, event)
    status = 200
    if form.validate_on_submit():
        try:
            event_outcome.tell(viewer(), event_id, ident(form.version.data), _told(form))
        except (FieldError, ConflictError) as error:
            form.blame(error.field, message_for(error))
            status = error.status
        else:
            flash(_("Published. Everybody reads on its page what came of it."), "success")
            return redirect(url_for("event_desk.show", event_id=event_id), 303)
    elif request.method == "POST":
        status = 422
    event = query.staff_event(viewer(), event_id)
    return page("event_desk/outcome.html", status, form=form, languages=LANGUAGES, **frame(event))


def _told(form: OutcomeForm) -> event_outcome.Outcome:
    return event_outcome.Outcome(
        form.text_of("outcome"),
        form.text_of("ideas"),
        form.came.data,
        [ident(one) for one in form.challenges.data or ()],
        [ident(one) for one in form.pilots.data or ()],
    )


def _kept(event: Event) -> dict[str, Any]:
    kept: dict[str, Any] = {
        "version": str(event.version),
        "came": event.came if event.outcome_at else people_who_came(event),
        "challenges": [str(one.id) for one in event.challenges],
        "pilots": [str(one.id) for one in event.pilots],
    }
    for name in ("outcome", "ideas"):
        kept |= {f"{name}_{lang}": getattr(event, name).get(lang) for lang in LANGUAGES}
    return kept


def _offer(form: OutcomeForm, event: Event) -> None:
    lang = language.current()
    form.pilots.choices = [
        (str(one.id), one.title.best(lang)[0]) for one in pilots_for(event.city_id, event)
    ]
    form.challenges.choices = [
        (str(one.id), one.title.best(lang)[0]) for one in challenges_for(event.city_id, event)
    ]
