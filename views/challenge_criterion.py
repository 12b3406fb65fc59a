"""The criteria of a challenge: their list with the weights, and the page of each."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.challenge_part import CriterionForm
from app.forms.ident import ident
from app.forms.number_field import number_of
from app.policies.subject import of_challenge
from app.policies.table import Action, authorise
from app.queries.challenge_desk import staff_challenge
from app.services import challenge_criterion as service
from app.services.challenge_edit import Section, may_write
from models.challenge import Challenge, ChallengeCriterion
from models.errors import ConflictError, DomainError, FieldError
from views import language
from views.access import signed_in, viewer
from views.challenge_edit import blame, refused, steps
from views.challenge_frame import SECTION_NAMES, frame, section_url
from views.challenge_words import shares
from views.errors import flash_refusal
from views.language import PREFIX
from views.page import page

blueprint = Blueprint(
    "challenge_criterion", __name__,
    url_prefix=PREFIX + "/my/challenges/<int:challenge_id>/criteria",
)  # fmt: skip


@blueprint.route("", methods=["GET", "POST"])
@signed_in
def index(challenge_id: int) -> ResponseReturnValue:
    """List the criteria, and take their weights."""
    challenge = _mine(challenge_id)
    here = url_for("challenge_criterion.index", challenge_id=challenge_id)
    if request.method == "POST":
        try:
            weights = _weights(challenge)
            service.weigh(viewer(), challenge_id, ident(request.form.get("version")), weights)
        except (FieldError, ConflictError) as error:
            return flash_refusal(error, here)
        flash(_("The weights are saved."), "success")
        return redirect(here, 303)
    if not may_write(viewer(), challenge, Section.CRITERIA):
        return refused(challenge, Section.CRITERIA)
    parts = shares([one.weight for one in challenge.criteria])
    return page(
        "challenge/criteria.html",
        rows=[
            (row, row.name.best(language.current()), part)
            for row, part in zip(challenge.criteria, parts, strict=True)
        ],
        title=str(SECTION_NAMES[Section.CRITERIA]),
        steps=steps(challenge, Section.CRITERIA),
        next_url=section_url(challenge, Section.PRIZES),
        may_add=len(challenge.criteria) < service.MOST_CRITERIA,
        **frame(challenge, ""),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@signed_in
def new(challenge_id: int) -> ResponseReturnValue:
    """Write one more criterion."""
    return _write(_mine(challenge_id), None)


@blueprint.route("/<int:criterion_id>", methods=["GET", "POST"])
@signed_in
def edit(challenge_id: int, criterion_id: int) -> ResponseReturnValue:
    """Write a criterion again."""
    challenge = _mine(challenge_id)
    return _write(challenge, service.criterion_of(challenge, criterion_id))


@blueprint.post("/<int:criterion_id>/remove")
@signed_in
def remove(challenge_id: int, criterion_id: int) -> ResponseReturnValue:
    """Take a criterion off."""
    here = url_for("challenge_criterion.index", challenge_id=challenge_id)
    try:
        version = ident(request.form.get("version"))
        service.remove(viewer(), challenge_id, criterion_id, version)
    except ConflictError as error:
        return flash_refusal(error, here)
    flash(_("The criterion is taken off."), "success")
    return redirect(here, 303)


@blueprint.post("/<int:criterion_id>/<any(up,down):way>")
@signed_in
def shift(challenge_id: int, criterion_id: int, way: str) -> ResponseReturnValue:
    """Let a criterion change places with its neighbour."""
    here = url_for("challenge_criterion.index", challenge_id=challenge_id)
    try:
        version = ident(request.form.get("version"))
        service.shift(viewer(), challenge_id, criterion_id, version, up=way == "up")
    except ConflictError as error:
        return flash_refusal(error, here)
    return redirect(f"{here}#criterion-{criterion_id}", 303)


def _mine(challenge_id: int) -> Challenge:
    challenge = staff_challenge(viewer(), challenge_id)
    authorise(viewer(), Action.CHALLENGE_EDIT, of_challenge(challenge))
    return challenge


def _weights(challenge: Challenge) -> dict[int, Any]:
    """Return the weights that were sent, by the criterion's id."""
    found = {}
    for row in challenge.criteria:
        typed = request.form.get(f"weight-{row.id}", "")[:20]
        weight = number_of(typed, language.current())
        if weight is None:
            raise FieldError("criterion_weight", field=f"weight-{row.id}", most=service.MOST_WEIGHT)
        found[row.id] = weight
    return found


def _write(challenge: Challenge, row: ChallengeCriterion | None) -> ResponseReturnValue:
    if request.method == "GET" and not may_write(viewer(), challenge, Section.CRITERIA):
        return refused(challenge, Section.CRITERIA)
    form, status = CriterionForm.of(challenge, row), 200
    if form.validate_on_submit():
        try:
            if row is None:
                service.add(viewer(), challenge.id, form.seen, form.answers())
            else:
                service.save(viewer(), challenge.id, row.id, form.seen, form.answers())
        except DomainError as error:
            status = blame(form, error)
        else:
            flash(_("Saved."), "success")
            here = url_for("challenge_criterion.index", challenge_id=challenge.id)
            return redirect(here, 303)
    elif form.errors:
        status = 422
    challenge = staff_challenge(viewer(), challenge.id)
    return page(
        "challenge/criterion.html",
        status,
        form=form,
        row=row,
        required=challenge.city.required_languages,
        **frame(challenge, ""),
    )
