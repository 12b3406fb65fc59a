"""The sessions and tracks of a programme at the desk."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.event_session import SessionForm, TrackForm
from app.policies.subject import of_city
from app.policies.table import Action, authorise
from app.queries import event as query
from app.services import event_session as service
from models.base import LANGUAGES, Translated
from models.errors import ConflictError, FieldError, NotFoundError
from models.event import Event, EventSession
from models.wall_time import local_time
from views import language
from views.access import staff, viewer
from views.errors import flash_refusal
from views.event_desk_frame import frame
from views.language import PREFIX
from views.messages import message_for
from views.page import page

blueprint = Blueprint(
    "event_desk_session", __name__, url_prefix=PREFIX + "/desk/events/<int:event_id>"
)
MOST_LETTERS = 200


@blueprint.get("/sessions")
@staff
def index(event_id: int) -> ResponseReturnValue:
    """List the sessions of a programme, with what clashes."""
    event = _programme(event_id)
    return page("event_desk/sessions.html", **frame(event, "event_desk_session.index"))


@blueprint.route("/sessions/new", methods=["GET", "POST"])
@staff
def new(event_id: int) -> ResponseReturnValue:
    """Write a new session; the next one begins where the last one ends."""
    event = _written(event_id)
    form = _form(event, None)
    if request.method == "GET" and event.sessions:
        last = event.sessions[-1]
        day, time = local_time(last.ends_at, event.city.time_zone)
        form.day.data, form.starts.data = day, time.hour * 60 + time.minute
        form.room.data, form.track.data = last.room, str(last.track_id or "")
    if form.validate_on_submit():
        try:
            service.add(viewer(), event_id, form.answers())
        except (FieldError, ConflictError) as error:
            return _refused(event_id, None, form, error)
        flash(_("The session is in the programme."), "success")
        return redirect(url_for("event_desk_session.index", event_id=event_id), 303)
    return _page(event, None, form, 422 if form.errors else 200)


@blueprint.route("/sessions/<int:session_id>", methods=["GET", "POST"])
@staff
def edit(event_id: int, session_id: int) -> ResponseReturnValue:
    """Write a session again."""
    event = _written(event_id)
    one = service.session_of(event, session_id)
    form = _form(event, one)
    if form.validate_on_submit():
        try:
            service.save(viewer(), event_id, session_id, form.seen, form.answers())
        except (FieldError, ConflictError) as error:
            return _refused(event_id, session_id, form, error)
        flash(_("Saved."), "success")
        return redirect(url_for("event_desk_session.index", event_id=event_id), 303)
    return _page(event, one, form, 422 if form.errors else 200)


@blueprint.post("/sessions/<int:session_id>/remove")
@staff
def remove(event_id: int, session_id: int) -> ResponseReturnValue:
    """Throw a session of a draft away, or cancel one that is public."""
    here = url_for("event_desk_session.index", event_id=event_id)
    is_public = query.staff_event(viewer(), event_id).is_public
    try:
        service.take_off(viewer(), event_id, session_id)
    except ConflictError as error:
        return flash_refusal(error, here)
    said = _("The session is cancelled.") if is_public else _("Thrown away.")
    flash(said, "success")
    return redirect(here, 303)


@blueprint.route("/tracks", methods=["GET", "POST"])
@staff
def tracks(event_id: int) -> ResponseReturnValue:
    """Name the tracks of a programme."""
    event = _programme(event_id)
    form = TrackForm()
    if form.validate_on_submit():
        authorise(viewer(), Action.EVENT_EDIT, of_city(event.city_id))
        names = {one.id: _typed(f"track-{one.id}") for one in event.tracks}
        try:
            service.save_tracks(viewer(), event_id, names, _typed("new"))
        except (FieldError, ConflictError) as error:
            form.blame(error.field, message_for(error))
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("event_desk_session.tracks", event_id=event_id), 303)
    status = 422 if form.errors or form.form_errors else 200
    shown = [(one.id, _kept(one.id, one.name)) for one in event.tracks]
    return page(
        "event_desk/tracks.html", status, form=form, tracks=shown, languages=LANGUAGES,
        **frame(event, "event_desk_session.tracks"),
    )  # fmt: skip


def _typed(name: str) -> Translated:
    return Translated(
        *(request.form.get(f"{name}_{lang}", "")[:MOST_LETTERS] for lang in LANGUAGES)
    )


def _kept(track_id: int, name: Translated) -> Translated:
    return _typed(f"track-{track_id}") if request.method == "POST" else name


def _programme(event_id: int) -> Event:
    event = query.staff_event(viewer(), event_id)
    if not event.is_programme:
        raise NotFoundError
    return event


def _written(event_id: int) -> Event:
    """Return a programme to somebody who may write it."""
    event = _programme(event_id)
    authorise(viewer(), Action.EVENT_EDIT, of_city(event.city_id))
    return event


def _form(event: Event, one: EventSession | None) -> SessionForm:
    form = SessionForm.of(event, one)
    lang = language.current()
    form.offer([(str(each.id), each.name.best(lang)[0]) for each in event.tracks], _("No track"))
    return form


def _refused(
    event_id: int, session_id: int | None, form: SessionForm, error: FieldError | ConflictError
) -> ResponseReturnValue:
    form.heed(error)
    form.blame(error.field, message_for(error))
    event = _programme(event_id)
    one = service.session_of(event, session_id) if session_id is not None else None
    return _page(event, one, form, error.status)


def _page(
    event: Event, one: EventSession | None, form: SessionForm, status: int
) -> ResponseReturnValue:
    values: dict[str, Any] = frame(event, "event_desk_session.index")
    asks = form.asks_clash or bool(form.clash_ok.data)
    return page(
        "event_desk/session.html", status, form=form, one=one, languages=LANGUAGES,
        asks_clash=asks, **values,
    )  # fmt: skip
