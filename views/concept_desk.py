"""Entries at the desk: their number, screening one by one, trade secrets, and broken seals."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.forms.concept_desk import BreakSealForm, ScreenForm, secrets_form
from app.forms.ident import ident
from app.policies.seal import is_impartial
from app.policies.subject import of_challenge, of_concept
from app.policies.table import Action, may
from app.queries import concept_screening as query
from app.queries.concept import number_of_entries
from app.queries.concept_public import given_out, name_of
from app.queries.concept_seal import breakings
from app.services import concept_screening as service
from app.services.concept_seal import break_seal
from models.challenge import Challenge, ChallengeStatus
from models.concept import CONCEPT_WORKFLOW, Concept, ConceptAction, ConceptStatus
from models.concept_section import MAY_BE_SECRET
from models.errors import ConflictError, FieldError, ForbiddenError, NotFoundError
from models.personal_read import Look
from views import language, navigation
from views.access import staff, viewer
from views.concept_file import lines
from views.concept_step import time_left
from views.concept_words import entered_as
from views.errors import flash_refusal
from views.language import PREFIX
from views.messages import message_for
from views.page import page
from views.personal_read import looked

blueprint = Blueprint(
    "concept_desk", __name__, url_prefix=PREFIX + "/desk/challenges/<int:challenge_id>"
)

UNFIT = 422
PILLS = {
    ConceptStatus.SUBMITTED: "soon",
    ConceptStatus.ELIGIBLE: "running",
    ConceptStatus.SHORTLISTED: "running",
    ConceptStatus.WINNER: "running",
    ConceptStatus.HONOURABLE: "running",
    ConceptStatus.INELIGIBLE: "error",
}


def _page(
    template: str, challenge: Challenge, status: int = 200, **values: Any
) -> ResponseReturnValue:
    return page(
        template,
        status,
        challenge=challenge,
        challenge_title=challenge.title.best(language.current()),
        section_links=navigation.desk_menu(),
        **values,
    )


@blueprint.get("/entries")
@staff
def index(challenge_id: int) -> ResponseReturnValue:
    """Say how many entries there are, once that is known; list them from the screening on."""
    challenge = query.desk_challenge(viewer(), challenge_id)
    found = request.args.get("state", "")
    chosen = ConceptStatus(found) if found in set(ConceptStatus) else None
    tallies = query.tallies(viewer(), challenge)
    left = time_left(challenge)
    runs = may(viewer(), Action.CHALLENGE_RUN, of_challenge(challenge))
    is_closed = challenge.status is ChallengeStatus.APPROVED and not left.is_open
    return _page(
        "concept_desk/index.html",
        challenge,
        left=left,
        number=number_of_entries(challenge),
        rows=query.entries(viewer(), challenge, chosen),
        tallies=tallies,
        chosen=chosen,
        pills=PILLS,
        may_begin=runs and is_closed and number_of_entries(challenge) is not None,
        may_break=may(viewer(), Action.SEAL_BREAK),
        breakings=breakings(viewer(), challenge),
        name_of=name_of,
        entered_as=entered_as,
    )


@blueprint.post("/entries/begin")
@staff
def begin(challenge_id: int) -> ResponseReturnValue:
    """Begin the screening of a challenge that has closed."""
    here = url_for(".index", challenge_id=challenge_id)
    try:
        service.begin(viewer(), challenge_id)
    except ConflictError as error:
        return flash_refusal(error, here)
    flash(_("The entries are open to you now. Nobody can enter any more."), "success")
    return redirect(here, 303)


@blueprint.get("/entries/<int:concept_id>")
@staff
def show(challenge_id: int, concept_id: int) -> ResponseReturnValue:
    """Show one entry whole, with what was found of it."""
    return _entry(_of(challenge_id, concept_id), ScreenForm())


def _of(challenge_id: int, concept_id: int) -> Concept:
    """Return an entry of this challenge that the viewer reads at the desk."""
    concept = query.entry_for_desk(viewer(), concept_id)
    if concept.challenge_id != challenge_id:
        raise NotFoundError
    return concept


def _entry(concept: Concept, form: ScreenForm, **values: Any) -> ResponseReturnValue:
    challenge = concept.challenge
    looked(Look.ENTRY, [concept.id], challenge.city_id)
    screens = may(viewer(), Action.CONCEPT_SCREEN, of_concept(concept))
    is_screening = challenge.status is ChallengeStatus.SCREENING
    before, after = query.neighbours(query.entries(viewer(), challenge), concept)
    marked = [name for name in MAY_BE_SECRET if name in concept.secrets]
    form.version.data = str(concept.version)
    status = UNFIT if any(one.errors for one in (form, *values.values())) else 200
    return _page(
        "concept_desk/show.html",
        challenge,
        status,
        concept=concept,
        form=form,
        files=lines(concept.files),
        team=name_of(concept),
        entered_as=entered_as,
        screens=screens and is_screening and is_impartial(viewer(), concept),
        decides_secrets=screens and bool(marked),
        actions=CONCEPT_WORKFLOW.open_actions(concept.status),
        ConceptAction=ConceptAction,
        pills=PILLS,
        before=before,
        after=after,
        **({"secrets": _secrets_form(concept)} | values),
    )


def _secrets_form(concept: Concept) -> Any:
    marked = [name for name in MAY_BE_SECRET if name in concept.secrets]
    decided = concept.secrets_decided
    kept: dict[str, Any] = {"version": str(concept.version)}
    for name in marked:
        if name in decided:
            kept[f"kept_{name}"] = "yes" if decided[name]["kept"] else "no"
            kept[f"reason_{name}"] = decided[name]["reason"]
    return secrets_form(marked)(**kept)


@blueprint.post("/entries/<int:concept_id>/screen")
@staff
def screen(challenge_id: int, concept_id: int) -> ResponseReturnValue:
    """Keep what an officer finds of an entry, and go on to the next."""
    form = ScreenForm()
    concept = _of(challenge_id, concept_id)
    if not form.validate_on_submit():
        return _entry(concept, form)
    version, reason = ident(form.version.data), form.reason.data or ""
    try:
        if form.finding.data == "admit":
            service.admit(viewer(), concept_id, version)
        elif form.finding.data == "reject":
            service.reject(viewer(), concept_id, version, reason)
        else:
            action = ConceptAction(form.finding.data)
            service.set_aside(viewer(), concept_id, version, action, form.code.data or "", reason)
    except FieldError as error:
        form.blame(error.field, message_for(error))
        return _entry(_of(challenge_id, concept_id), form)
    except ConflictError as error:
        return flash_refusal(error, _url(concept))
    flash(_("Kept. %(code)s has been screened.", code=concept.code), "success")
    return redirect(_next_url(concept), 303)


def _url(concept: Concept) -> str:
    return url_for(".show", challenge_id=concept.challenge_id, concept_id=concept.id)


def _next_url(concept: Concept) -> str:
    """Return the address of the next entry that waits, else of the list."""
    waiting = query.entries(viewer(), concept.challenge, ConceptStatus.SUBMITTED)
    following = next((one.concept for one in waiting if not one.is_own), None)
    if following is None:
        return url_for(".index", challenge_id=concept.challenge_id)
    return _url(following)


@blueprint.post("/entries/<int:concept_id>/again")
@staff
def again(challenge_id: int, concept_id: int) -> ResponseReturnValue:
    """Take back what was found, while the screening lasts."""
    concept = _of(challenge_id, concept_id)
    try:
        service.review_again(viewer(), concept_id, ident(request.form.get("version", "")))
    except ConflictError as error:
        return flash_refusal(error, _url(concept))
    flash(_("It waits to be screened again."), "success")
    return redirect(_url(concept), 303)


@blueprint.post("/entries/<int:concept_id>/secrets")
@staff
def secrets(challenge_id: int, concept_id: int) -> ResponseReturnValue:
    """Decide which marked sections are trade secrets."""
    concept = _of(challenge_id, concept_id)
    form = _secrets_form(concept)
    if not form.validate_on_submit():
        return _entry(concept, ScreenForm(formdata=None), secrets=form)
    decided = {
        name: (form[f"kept_{name}"].data == "yes", form[f"reason_{name}"].data)
        for name in MAY_BE_SECRET
        if f"kept_{name}" in form
    }
    try:
        service.decide_secrets(viewer(), concept_id, ident(form.version.data), decided)
    except FieldError as error:
        form.blame(error.field, message_for(error))
        return _entry(_of(challenge_id, concept_id), ScreenForm(formdata=None), secrets=form)
    except ConflictError as error:
        return flash_refusal(error, _url(concept))
    flash(_("The decision on trade secrets has been kept."), "success")
    return redirect(_url(concept), 303)


@blueprint.get("/entries/<int:concept_id>/given")
@staff
def given(challenge_id: int, concept_id: int) -> ResponseReturnValue:
    """Show the entry as it would be given out: what is a trade secret is blacked out."""
    concept = _of(challenge_id, concept_id)
    entry = given_out(concept, is_named=True)
    return _page(
        "concept_desk/given.html",
        concept.challenge,
        concept=concept,
        entry=entry,
        files=lines(entry.files),
    )


@blueprint.route("/seal", methods=["GET", "POST"])
@staff
def seal(challenge_id: int) -> ResponseReturnValue:
    """Break the seal of one entry, for an administrator with a reason."""
    challenge = query.desk_challenge(viewer(), challenge_id)
    if not may(viewer(), Action.SEAL_BREAK):
        raise ForbiddenError
    form = BreakSealForm()
    if form.validate_on_submit():
        try:
            found = break_seal(viewer(), challenge_id, form.code.data, form.reason.data)
        except FieldError as error:
            form.blame(error.field, message_for(error))
        else:
            flash(_("The seal is broken for an hour. The coordinators have been told."), "success")
            return redirect(url_for(".show", challenge_id=challenge_id, concept_id=found), 303)
    return _page("concept_desk/seal.html", challenge, UNFIT if form.errors else 200, form=form)
