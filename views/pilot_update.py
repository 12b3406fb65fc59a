"""Posts for residents: written by the applicant and the city, read on the public page."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.adapters import picture
from app.forms.pilot import three
from app.forms.pilot_run import PostForm, WhyForm
from app.policies.subject import of_pilot
from app.policies.table import Action, authorise, may
from app.queries import pilot as query
from app.queries.pilot_update import post_of, posts_of
from app.services import pilot_update as service
from models.base import LANGUAGES
from models.errors import ConflictError, DomainError
from models.pilot import PUBLIC_STATES, Pilot
from models.pilot_update import MOST_PICTURES, PilotUpdate
from views import language
from views.access import signed_in, viewer
from views.errors import flash_refusal
from views.file import file_store
from views.language import PREFIX
from views.messages import message_for
from views.page import page
from views.pilot_frame import frame
from views.testbed_gallery import Picture, plain_picture

blueprint = Blueprint(
    "pilot_update", __name__, url_prefix=PREFIX + "/my/pilots/<int:pilot_id>/updates"
)

HIDDEN = frozenset({403, 404})


@dataclass(frozen=True, slots=True)
class PostShown:
    """One post in the reader's language."""

    row: PilotUpdate
    title: str
    text: str
    lang: str
    pictures: list[Picture]


def shown_posts(pilot: Pilot, *, also_removed: bool = False) -> list[PostShown]:
    """Return the posts of a pilot as they are read, the newest first."""
    return [_shown(row) for row in posts_of(pilot, also_removed=also_removed)]


def _shown(row: PilotUpdate) -> PostShown:
    wanted = language.current()
    written = row.languages
    used = wanted if wanted in written else next(iter(written), wanted)
    return PostShown(
        row, row.title.get(used), row.text.get(used), used,
        [plain_picture(one) for one in row.pictures],
    )  # fmt: skip


@blueprint.get("")
@signed_in
def index(pilot_id: int) -> ResponseReturnValue:
    """List the posts, removed ones with their reason."""
    return listed(pilot_id)


def listed(
    pilot_id: int, status: int = 200, bad: tuple[int, Any] | None = None
) -> ResponseReturnValue:
    """Return the list; ``bad`` is (post's id, form) of a removal that was refused."""
    pilot = query.get(viewer(), pilot_id)
    actor, subject = viewer(), of_pilot(pilot)
    posts = shown_posts(pilot, also_removed=True)
    forms: dict[int, Any] = {
        one.row.id: WhyForm(formdata=None).named(f"remove-{one.row.id}") for one in posts
    }
    if bad is not None:
        forms[bad[0]] = bad[1]
    is_public = pilot.status in PUBLIC_STATES
    return page(
        "pilot_update/index.html",
        status,
        pilot=pilot,
        posts=posts,
        forms=forms,
        form=bad[1] if bad else None,
        opened=bad[0] if bad else None,
        is_public=is_public,
        may_write=is_public and may(actor, Action.PILOT_EDIT, subject),
        may_remove=may(actor, Action.PILOT_RUN, subject),
        **frame(pilot, "pilot_update.index"),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@signed_in
def new(pilot_id: int) -> ResponseReturnValue:
    """Write a post."""
    pilot = query.get(viewer(), pilot_id)
    authorise(viewer(), Action.PILOT_EDIT, of_pilot(pilot))
    if pilot.status not in PUBLIC_STATES:
        return flash_refusal(ConflictError("pilot_not_public"), _home(pilot_id))
    form: Any = PostForm(version="0")
    form.taken_off.choices = []
    if form.validate_on_submit():
        try:
            service.publish(viewer(), pilot_id, _post(pilot_id, form))
        except DomainError as error:
            return _refused(pilot_id, None, form, error)
        flash(_("The post is on the residents’ page."), "success")
        return redirect(_home(pilot_id), 303)
    return _write(pilot_id, None, form, 422 if form.errors else 200)


@blueprint.route("/<int:update_id>", methods=["GET", "POST"])
@signed_in
def edit(pilot_id: int, update_id: int) -> ResponseReturnValue:
    """Write a post again."""
    pilot = query.get(viewer(), pilot_id)
    authorise(viewer(), Action.PILOT_EDIT, of_pilot(pilot))
    row = post_of(pilot, update_id)
    form: Any = PostForm(version=str(row.version), **_kept(row))
    form.taken_off.choices = [
        (str(one.id), one.alt.best(language.current())[0]) for one in row.pictures
    ]
    if form.validate_on_submit():
        off = [int(one) for one in form.taken_off.data or ()]
        try:
            service.edit(viewer(), pilot_id, update_id, form.seen, _post(pilot_id, form), off)
        except DomainError as error:
            return _refused(pilot_id, row, form, error)
        flash(_("The post is saved. Residents see that it was edited."), "success")
        return redirect(_home(pilot_id), 303)
    return _write(pilot_id, row, form, 422 if form.errors else 200)


def _kept(row: PilotUpdate) -> dict[str, str]:
    return {
        f"{name}_{lang}": getattr(row, name).get(lang)
        for name in ("title", "text")
        for lang in LANGUAGES
    }


def _post(pilot_id: int, form: Any) -> service.Post:
    """Return what a form says; its picture is made anew and put into the store first."""
    made = None
    if form.upload.data:
        content = form.upload.data.stream.read(picture.MOST_BYTES + 1)
        made = service.take_picture(viewer(), pilot_id, file_store(), content)
    return service.Post(three(form, "title"), three(form, "text"), made, three(form, "alt"))


def _refused(
    pilot_id: int, row: PilotUpdate | None, form: Any, error: DomainError
) -> ResponseReturnValue:
    if error.status in HIDDEN:
        raise error
    if "version" in error.facts:
        form.version.data = str(error.facts["version"])
    form.blame(error.field, message_for(error))
    return _write(pilot_id, row, form, error.status)


def _write(pilot_id: int, row: PilotUpdate | None, form: Any, status: int) -> ResponseReturnValue:
    pilot = query.get(viewer(), pilot_id)
    return page(
        "pilot_update/edit.html",
        status,
        pilot=pilot,
        row=row,
        form=form,
        takes_picture=row is None or len(row.pictures) < MOST_PICTURES,
        **frame(pilot, "pilot_update.index"),
    )


@blueprint.post("/<int:update_id>/remove")
@signed_in
def remove(pilot_id: int, update_id: int) -> ResponseReturnValue:
    """Take a post off the public page, with a reason."""
    pilot = query.get(viewer(), pilot_id)
    authorise(viewer(), Action.PILOT_RUN, of_pilot(pilot))
    post_of(pilot, update_id)
    form: Any = WhyForm().named(f"remove-{update_id}")
    if not form.validate_on_submit():
        return listed(pilot_id, 422, (update_id, form))
    try:
        service.remove(viewer(), pilot_id, update_id, form.reason.data)
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        form.blame(error.field, message_for(error))
        return listed(pilot_id, error.status, (update_id, form))
    flash(_("The post is removed. The reason stays here for both sides."), "success")
    return redirect(_home(pilot_id), 303)


def _home(pilot_id: int) -> str:
    return url_for("pilot_update.index", pilot_id=pilot_id)
