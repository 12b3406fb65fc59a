"""Writing a challenge, section by section, for the city and for organisations alike."""

from typing import Any

from flask import Blueprint, flash, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.challenge import BasicsForm, EntryForm
from app.forms.challenge_part import ChallengePlaceForm, PrizesForm
from app.forms.challenge_times import TimesForm
from app.policies.subject import of_challenge
from app.policies.table import Action, authorise
from app.queries.challenge_desk import choosable, every_term, staff_challenge
from app.services import challenge_edit as service
from app.services.challenge_edit import Section, may_write
from app.services.challenge_place import save_place
from models.challenge import Challenge, ChallengeTerms
from models.errors import ConflictError, DomainError
from views import language
from views.access import signed_in, viewer
from views.challenge_frame import SECTION_NAMES, frame, home_of, section_url
from views.city import boundary_url
from views.errors import flash_refusal
from views.language import PREFIX
from views.map_page import PageMapParts, drawing_parts
from views.messages import message_for
from views.page import page
from views.testbed_desk import first_error
from views.testbed_section import now_text

blueprint = Blueprint(
    "challenge_edit", __name__, url_prefix=PREFIX + "/my/challenges/<int:challenge_id>/edit"
)

FORMS: dict[Section, Any] = {
    Section.BASICS: BasicsForm,
    Section.PLACE: ChallengePlaceForm,
    Section.ENTRY: EntryForm,
    Section.PRIZES: PrizesForm,
    Section.TIMES: TimesForm,
}
PICK = ",".join(one.value for one in FORMS)
HIDDEN = frozenset({403, 404})
CONFLICT = 409


@blueprint.route(f"/<any({PICK}):section>", methods=["GET", "POST"])
@signed_in
def edit(challenge_id: int, section: str) -> ResponseReturnValue:
    """Write one section."""
    part = Section(section)
    challenge = staff_challenge(viewer(), challenge_id)
    authorise(viewer(), Action.CHALLENGE_EDIT, of_challenge(challenge))
    if request.method == "GET" and not may_write(viewer(), challenge, part):
        return refused(challenge, part)
    form = FORMS[part].of(challenge)
    _offer(form, challenge)
    status, by_itself = 200, "X-Autosave" in request.headers
    if form.validate_on_submit():
        try:
            version = _save(challenge_id, part, form)
        except DomainError as error:
            status = blame(form, error)
        else:
            if by_itself:
                return jsonify({"saved": now_text(), "version": version, "message": ""})
            flash(_("Saved."), "success")
            return redirect(next_url(challenge, part), 303)
    elif form.errors:
        status = 422
    if by_itself and status != 200:  # noqa: PLR2004 - all is well
        return jsonify({"message": (form.form_errors or [first_error(form)])[0]}), status
    return _page(staff_challenge(viewer(), challenge_id), part, form, status)


def refused(challenge: Challenge, part: Section) -> ResponseReturnValue:
    """Say why a section is not written now, at the page of the challenge."""
    try:
        service.refuse_writing(viewer(), challenge, part)
    except ConflictError as error:
        return flash_refusal(error, home_of(challenge))
    return redirect(home_of(challenge), 303)


def blame(form: Any, error: DomainError) -> int:
    """Put a refusal into a form and return the status of the answer; raise what hides."""
    if error.status in HIDDEN:
        raise error
    if "version" in error.facts:
        form.version.data = str(error.facts["version"])
    form.blame(error.field, message_for(error))
    return error.status


def next_url(challenge: Challenge, part: Section) -> str:
    """Return where to go on: the next section while it is written, else the overview."""
    following = list(Section)[list(Section).index(part) + 1 :]
    if "stay" in request.form:
        return section_url(challenge, part)
    if challenge.status in service.WRITING and following:
        return section_url(challenge, following[0])
    return home_of(challenge)


def _save(challenge_id: int, part: Section, form: Any) -> int:
    """Save a section and return the challenge's new version."""
    if isinstance(form, ChallengePlaceForm):
        return save_place(viewer(), challenge_id, form.seen, form.place())
    if isinstance(form, PrizesForm):
        return service.save_prizes(viewer(), challenge_id, form.seen, form.rows())
    return service.save(viewer(), challenge_id, form.seen, part, form.answers())


def _offer(form: Any, challenge: Challenge) -> None:
    """Give a form the choices that depend on the challenge."""
    lang = language.current()
    if isinstance(form, ChallengePlaceForm):
        kept = {one.id: one for one in [*choosable(challenge.city_id), *challenge.testbeds]}
        form.testbeds.choices = [(str(one.id), one.name.best(lang)[0]) for one in kept.values()]
    elif isinstance(form, EntryForm):
        form.terms_id.choices = [
            (str(one.id), one.name.best(lang)[0], {"data-hint": _beginning(one)})
            for one in every_term()
        ]


def _beginning(terms: ChallengeTerms) -> str:
    """Return the first paragraph of the terms; the whole stands below the choices."""
    return terms.body.best(language.current())[0].partition("\n")[0]


def _page(challenge: Challenge, part: Section, form: Any, status: int) -> ResponseReturnValue:
    return page(
        f"challenge/edit_{part.value}.html",
        status,
        form=form,
        title=str(SECTION_NAMES[part]),
        section=part.value,
        autosave=section_url(challenge, part)
        if challenge.status in service.WRITING and status != CONFLICT
        else None,
        steps=steps(challenge, part),
        is_public=challenge.was_public,
        required=challenge.city.required_languages,
        terms=[
            (one.name.best(language.current()), one.body.best(language.current()))
            for one in every_term()
        ]
        if part is Section.ENTRY
        else [],
        map=_drawing(challenge) if part is Section.PLACE else None,
        **frame(challenge, ""),
    )


def steps(challenge: Challenge, here: Section) -> list[dict[str, Any]]:
    """Return the sections as steps, with those that may be written as links."""
    return [
        {
            "label": str(SECTION_NAMES[one]),
            "url": section_url(challenge, one) if may_write(viewer(), challenge, one) else None,
            "state": "current" if one is here else "todo",
        }
        for one in Section
    ]


def _drawing(challenge: Challenge) -> PageMapParts:
    """Return the map on which the place is drawn, opened on its city."""
    return drawing_parts(
        _("Map for drawing the place"),
        key="drawing",
        bounds=tuple(challenge.city.bbox),
        crs_name="crs",
        plane=challenge.city.gk_epsg,
        boundary_url=boundary_url(challenge.city.slug),
    )
