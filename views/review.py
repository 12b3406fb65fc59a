"""Reviews at the desk: score a part, declare a conflict of interest, choose a city's weights."""

from decimal import Decimal

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.review import ConflictForm, ReviewForm, WeightsForm
from app.policies.subject import of_city
from app.policies.table import Action, authorise
from app.queries import decision as parts
from app.queries import review as query
from app.queries.city import city_by_slug
from app.services import review as service
from models.application import OPEN_FOR_DECISION
from models.errors import DomainError, NotFoundError
from models.review import Review
from models.review_score import Criterion, rounded, weighted
from views import language, navigation
from views.access import staff, viewer
from views.errors import flash_refusal
from views.language import PREFIX
from views.messages import message_for
from views.page import page
from views.review_words import weight_rows

blueprint = Blueprint("review", __name__, url_prefix=PREFIX + "/desk")

HIDDEN = frozenset({403, 404})  # refusals that have a page of their own


@blueprint.route("/applications/<int:part_id>/review", methods=["GET", "POST"])
@staff
def show(part_id: int) -> ResponseReturnValue:
    """Score a part, and read what others gave when one's own is in."""
    part = parts.part_for_staff(viewer(), part_id)
    seen = query.panel(viewer(), part)
    form = ReviewForm.of(seen.mine)
    if request.method == "GET" or not form.validate_on_submit():
        return _page(part_id, form)
    is_draft = bool(request.form.get("draft"))
    if not is_draft and not form.require(seen.weights):
        return _page(part_id, form)
    try:
        (service.save if is_draft else service.submit)(viewer(), part_id, form.seen, form.given())
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        form.blame(error.field, message_for(error))
        return _page(part_id, form, error.status)
    flash(
        _("Kept. Nobody else sees it before you submit it.")
        if is_draft
        else _("Your review is in. You can change it until the city decides."),
        "success",
    )
    return redirect(url_for("review.show", part_id=part_id), 303)


@blueprint.post("/applications/<int:part_id>/review/conflict")
@staff
def declare(part_id: int) -> ResponseReturnValue:
    """Declare a conflict of interest."""
    parts.part_for_staff(viewer(), part_id)
    conflict = ConflictForm()
    if not conflict.validate_on_submit():
        return _page(part_id, None, 422, conflict)
    try:
        service.recuse(viewer(), part_id, conflict.conflict.data)
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        conflict.blame(error.field, message_for(error))
        return _page(part_id, None, error.status, conflict)
    flash(_("You stand back from this one. Your reason is kept."), "success")
    return redirect(url_for("review.show", part_id=part_id), 303)


@blueprint.post("/applications/<int:part_id>/review/<any(take_back,stand_aside):name>")
@staff
def press(part_id: int, name: str) -> ResponseReturnValue:
    """Take a conflict of interest back, or read the others' scores without scoring."""
    here = url_for("review.show", part_id=part_id)
    deeds = {"take_back": service.take_back, "stand_aside": service.stand_aside}
    try:
        deeds[name](viewer(), part_id)
    except DomainError as error:
        if error.status in HIDDEN:
            raise
        return flash_refusal(error, here)
    said = {
        "take_back": _("Taken back. You can score it now."),
        "stand_aside": _("You decide without scoring. The scores of the others are below."),
    }
    flash(said[name], "success")
    return redirect(here, 303)


@blueprint.route("/reviews/<slug>/weights", methods=["GET", "POST"])
@staff
def weights(slug: str) -> ResponseReturnValue:
    """Choose how much each criterion weighs in a city."""
    city = city_by_slug(slug)
    if city is None or (city.id not in viewer().cities and not viewer().is_admin):
        raise NotFoundError
    authorise(viewer(), Action.CITY_WEIGHTS, of_city(city.id))
    form = WeightsForm(data=query.weights_of_city(city))
    if form.validate_on_submit():
        try:
            service.set_weights(viewer(), city.id, form.weights() or {})
        except DomainError as error:
            if error.status in HIDDEN:
                raise
            form.blame(error.field, message_for(error))
        else:
            flash(_("Saved. Reviews that have begun keep their weights."), "success")
            return redirect(url_for("review.weights", slug=slug), 303)
    return page(
        "review/weights.html",
        422 if form.errors or form.form_errors else 200,
        form=form,
        city=city.name.best(language.current())[0],
        rows=weight_rows(query.weights_of_city(city)),
        section_links=navigation.desk_menu(),
    )


def _total(review: Review, of: dict[str, int]) -> Decimal | None:
    mean = weighted(review.scores, of)
    return None if mean is None else rounded(mean)


def _page(
    part_id: int, form: ReviewForm | None, status: int = 0, conflict: ConflictForm | None = None
) -> ResponseReturnValue:
    part = parts.part_for_staff(viewer(), part_id)
    seen = query.panel(viewer(), part)
    shown = form or ReviewForm.of(seen.mine)
    every = [*([seen.mine] if seen.mine and seen.mine.scores else []), *seen.others]
    bad = form is not None and bool(form.errors or form.form_errors)
    return page(
        "review/show.html",
        status or (422 if bad else 200),
        part=part,
        application=part.application,
        panel=seen,
        review_form=shown,
        conflict=conflict or ConflictForm(formdata=None),
        form=shown if conflict is None else conflict,
        opened=conflict is not None,
        weights=dict(weight_rows(seen.weights)),
        criteria=list(Criterion),
        reviews=every,
        totals={one.id: _total(one, seen.weights) for one in every},
        is_open=part.status in OPEN_FOR_DECISION,
        section_links=navigation.desk_menu(),
    )
