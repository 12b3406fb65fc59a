"""Challenges at the desk of a city: the list, a new one, and how one stands."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import clock
from app.forms.challenge import NewChallengeForm, text_in
from app.labels import label
from app.policies.subject import of_challenge
from app.policies.table import Action, may
from app.queries import challenge_desk as query
from app.queries.challenge import notices_of, stand_of
from app.services import challenge as service
from app.services.challenge_ready import lacks
from models.challenge import (
    CHALLENGE_WORKFLOW,
    Challenge,
    ChallengeAction,
    ChallengePhase,
    ChallengeStatus,
)
from models.errors import FieldError
from views import language, navigation
from views.access import staff, viewer
from views.challenge_frame import frame, lack_link, onward, sections
from views.challenge_show import timeline
from views.challenge_words import (
    STAND_PILLS,
    STATUS_PILLS,
    exact,
    poser,
    prize_sum,
    when_words,
    who_words,
)
from views.language import PREFIX
from views.messages import message_for
from views.page import page

blueprint = Blueprint("challenge_desk", __name__, url_prefix=PREFIX + "/desk/challenges")

_S = ChallengeStatus
WRITTEN = (_S.DRAFT, _S.EDITS_REQUESTED, _S.IN_REVIEW)


@blueprint.get("")
@staff
def index() -> ResponseReturnValue:
    """List the challenges of the viewer's cities."""
    return page(
        "challenge/desk.html",
        rows=[row_of(one) for one in query.desk_challenges(viewer())],
        may_write=bool(query.cities_to_challenge_in(viewer())),
        section_links=navigation.desk_menu(),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@staff
def new() -> ResponseReturnValue:
    """Begin a challenge of a city."""
    cities = query.cities_to_challenge_in(viewer())
    if not cities:
        abort(403)
    form = NewChallengeForm()
    lang = language.current()
    form.city.choices = [(str(one.id), one.name.best(lang)[0]) for one in cities]
    if len(cities) == 1:
        form.city.data = str(cities[0].id)
    del form.organisation
    return begun(form, None, one_city=len(cities) == 1)


def begun(form: Any, organisation_id: int | None, *, one_city: bool) -> ResponseReturnValue:
    """Begin a challenge with what the form says, or show the form."""
    if form.validate_on_submit():
        try:
            title = text_in(form, "title")
            made = service.create(viewer(), int(form.city.data), title, organisation_id)
        except FieldError as error:
            form.blame(error.field, message_for(error))
        else:
            flash(_("The draft is saved. Go on section by section."), "success")
            return redirect(
                url_for("challenge_edit.edit", challenge_id=made, section="basics"), 303
            )
    at_desk = request.endpoint == "challenge_desk.new"
    return page(
        "challenge/new.html",
        422 if form.errors else 200,
        form=form,
        one_city=one_city,
        layout="desk" if at_desk else "my",
        list_url=url_for("challenge_desk.index" if at_desk else "challenge_own.index"),
        section_links=navigation.desk_menu() if at_desk else navigation.my_menu(viewer()),
    )


@blueprint.get("/<int:challenge_id>")
@staff
def show(challenge_id: int) -> ResponseReturnValue:
    """Show how a challenge stands and what can be done."""
    return overview(query.staff_challenge(viewer(), challenge_id), "challenge_desk.show")


def overview(challenge: Challenge, here: str) -> ResponseReturnValue:
    """Return the page of one challenge for those who write it or decide on it."""
    now, zone = clock.now(), challenge.city.time_zone
    stand = stand_of(challenge, now)
    lacking = lacks(challenge, now) if challenge.status in WRITTEN else []
    return page(
        "challenge/overview.html",
        stand=stand,
        when=when_words(challenge, stand) if stand else "",
        facts=[
            (_("Entries may come from"), who_words(challenge) if challenge.entrants else ""),
            (_("Prizes"), prize_sum(challenge.prizes)),
            (_("Closes"), exact(challenge.closes_at, zone, is_end=True)),
        ],
        timeline=timeline(challenge),
        sections=sections(challenge, lacking),
        lacking=[lack_link(challenge, one) for one in lacking],
        deeds=deeds_of(challenge),
        onward=onward(challenge),
        submitted_by_viewer=challenge.submitted_by_id == viewer().user_id,
        notices=len(notices_of(challenge)),
        may_copy=may(viewer(), Action.CHALLENGE_EDIT, of_challenge(challenge)),
        **frame(challenge, here),
    )


def deeds_of(challenge: Challenge) -> set[str]:
    """Return what the viewer may do with a challenge now, by name."""
    subject, actor = of_challenge(challenge), viewer()
    phase = challenge.phase(clock.now())
    needed = {
        ChallengeAction.SUBMIT: Action.CHALLENGE_SUBMIT,
        ChallengeAction.REQUEST_EDITS: Action.CHALLENGE_APPROVE,
        ChallengeAction.APPROVE: Action.CHALLENGE_APPROVE,
        ChallengeAction.ARCHIVE: Action.CHALLENGE_RUN,
        ChallengeAction.CANCEL: Action.CHALLENGE_CANCEL,
    }
    found = {
        deed.value
        for deed, action in needed.items()
        if CHALLENGE_WORKFLOW.allows(challenge.status, deed) and may(actor, action, subject)
    }
    runs = may(actor, Action.CHALLENGE_RUN, subject)
    if runs and phase in {ChallengePhase.COMING, ChallengePhase.OPEN}:
        found.add("extend")
    closed = challenge.status is _S.APPROVED and phase is ChallengePhase.CLOSED
    if runs and (closed or challenge.status is _S.SCREENING):
        found.add("reopen")
    if challenge.status is _S.DRAFT and may(actor, Action.CHALLENGE_EDIT, subject):
        found.add("discard")
    return found


def row_of(challenge: Challenge) -> dict[str, Any]:
    """Return what a list at the desk says of a challenge."""
    lang, stand = language.current(), stand_of(challenge, clock.now())
    title = challenge.title.best(lang)
    is_open = challenge.status is _S.APPROVED and stand is not None
    return {
        "id": challenge.id,
        "title": title,
        "poser": poser(challenge),
        "state": label(stand) if is_open and stand else label(challenge.status),
        "pill": STAND_PILLS[stand]
        if is_open and stand
        else STATUS_PILLS.get(challenge.status, "info"),
        "when": when_words(challenge, stand) if stand else "",
    }
