"""The steps of writing an entry: names, order, their frame, and what the deadline leaves."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.forms.concept import IdeaForm, PlanForm, TeamPageForm, secret_form
from app.forms.ident import ident
from app.forms.step import StepForm
from app.queries import concept as query
from app.queries import concept_clock
from app.queries.concept_public import name_of
from app.services.concept import gaps_of
from models.challenge import Challenge, ChallengePhase
from models.concept import BODY, Concept, ConceptStatus
from models.concept_blind import Found, traces
from models.concept_section import NEEDED
from models.errors import ConflictError, DomainError
from views import language, navigation
from views.access import viewer
from views.concept_words import entered_as
from views.errors import wants_json
from views.messages import message_for
from views.page import moment, page

ONE_DAY, ONE_HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
STEP_LABELS = {
    "idea": _l("The idea"),
    "plan": _l("Trying it out"),
    "files": _l("Files"),
    "secrets": _l("Trade secrets"),
    "about": _l("About you"),
    "team": _l("Team"),
    "submit": _l("Check and submit"),
}
STEP_LEADS = {
    "idea": _l("The jury reads this without knowing who you are. Write no names here."),
    "plan": _l("The jury reads this, too, without names."),
    "secrets": _l("Mark what competitors must not learn. The city decides what it holds back."),
    "about": _l("The jury reads this only after the decision is signed."),
}
FORMS = {"idea": IdeaForm, "plan": PlanForm, "about": TeamPageForm}
STEP_OF = {
    "title": "idea", "problem": "idea", "solution": "idea", "impact": "idea", "plan": "plan",
    "needs": "plan", "contact_name": "about", "contact_email": "about",
}  # fmt: skip
GAPS = {
    "title": _l("What is your idea called?"),
    "problem": _l("Which problem do you solve?"),
    "solution": _l("What is your solution?"),
    "impact": _l("What changes in the city?"),
    "plan": _l("How would you try it out?"),
    "contact_name": _l("Name of the contact person"),
    "contact_email": _l("E-mail address"),
    "entrant_kind": _l("Who enters?"),
    "organisation_id": _l("Who enters?"),
}
CLOSED = ("entries_closed", "entries_not_open", "entries_stopped")


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """How long entries are taken, by the service's clock, which is the database's."""

    now: dt.datetime
    closes_at: dt.datetime | None
    is_open: bool
    words: str


def time_left(challenge: Challenge) -> TimeLeft:
    """Return how long a challenge takes entries, in words."""
    now = concept_clock.instant()
    closes = challenge.closes_at
    is_open = challenge.phase(now) is ChallengePhase.OPEN
    words = span_words(closes - now) if is_open and closes is not None else ""
    return TimeLeft(now, closes, is_open, words)


def span_words(left: dt.timedelta) -> str:
    """Return a span of time as people say it: days and hours, hours and minutes, or minutes."""
    hours, rest = divmod(int((left % ONE_DAY).total_seconds()), 3600)
    hour_words = ngettext("%(num)s hour", "%(num)s hours", hours)
    minute_words = ngettext("%(num)s minute", "%(num)s minutes", rest // 60)
    if left >= ONE_DAY:
        days = ngettext("%(num)s day", "%(num)s days", left.days)
        return f"{days} {hour_words}" if hours else str(days)
    if left >= ONE_HOUR:
        return f"{hour_words} {minute_words}"
    return str(minute_words) if rest >= 60 else str(_("less than a minute"))  # noqa: PLR2004 - seconds


def step_url(concept_id: int, step: str) -> str:
    """Return the address of a step."""
    own = {"files": "concept_file.files", "team": "concept_team.show", "submit": "concept.submit"}
    if step in own:
        return url_for(own[step], concept_id=concept_id)
    return url_for("concept_edit.edit", concept_id=concept_id, step=step)


def version_of(form: Any) -> int:
    """Return the version that a form was made from; 0 when it says none."""
    return ident(str(form.version.data or ""))


def form_of(concept: Concept, step: str) -> StepForm:
    """Return the form of a step with what is kept, and the choices that the challenge offers."""
    if step == "secrets":
        return _secret_form(concept)
    kept: dict[str, Any] = {name: getattr(concept, name) for name in (*BODY, *_ABOUT)}
    kept["version"] = str(concept.version)
    wished = [str(one.id) for one in concept.testbeds]
    form = FORMS[step](**kept, testbeds=wished)
    if step == "plan":
        lang = language.current()
        offered = concept.challenge.testbeds
        form.testbeds.choices = [(str(one.id), one.name.best(lang)[0]) for one in offered]
        if not offered:
            del form.testbeds
    for name in NEEDED:
        if name in form:
            form[name].flags.required = True
    return form


_ABOUT = ("team_name", "team_words", "contact_name", "contact_email", "contact_phone", "shows_name")


def _secret_form(concept: Concept) -> StepForm:
    kept: dict[str, Any] = {f"mark_{name}": True for name in concept.secrets}
    kept |= {f"secret_{name}": reason for name, reason in concept.secrets.items()}
    return secret_form()(version=str(concept.version), **kept)


def found_traces(concept: Concept) -> list[Found]:
    """Return what in the blind part tells who wrote it."""
    people = [one.user.name for one in concept.members if one.user is not None]
    people += [concept.lead.name] if concept.lead is not None else []
    people += [concept.contact_name] if concept.contact_name else []
    named = [concept.organisation.name] if concept.organisation is not None else []
    named += [concept.team_name] if concept.team_name else []
    texts = {name: str(getattr(concept, name)) for name in BODY}
    texts |= {f"file {one.id}": one.title for one in concept.files}
    return traces(texts, people, named)


def step_page(
    concept: Concept, step: str, template: str, status: int = 200, **values: Any
) -> ResponseReturnValue:
    """Return the page of a step with its progress line and the time that is left."""
    return page(
        template,
        status,
        concept=concept,
        challenge=concept.challenge,
        challenge_title=concept.challenge.title.best(language.current()),
        step=step,
        step_label=STEP_LABELS[step],
        step_lead=STEP_LEADS.get(step, ""),
        steps=_progress(concept, step),
        left=time_left(concept.challenge),
        leads=query.leads(viewer(), concept),
        found=found_traces(concept),
        team=name_of(concept),
        entered_as=entered_as,
        section_links=navigation.my_menu(viewer()),
        **values,
    )


def _progress(concept: Concept, current: str) -> list[dict[str, str]]:
    """Return the steps with their state, for the line above the form."""
    missing = {STEP_OF.get(name, "about") for name in gaps_of(concept)}
    begun = {
        "idea": "idea" not in missing,
        "plan": "plan" not in missing,
        "about": "about" not in missing,
        "files": bool(concept.files),
        "secrets": bool(concept.secrets),
        "team": bool(concept.members),
    }
    return [
        {
            "label": str(label),
            "url": step_url(concept.id, name),
            "state": "current" if name == current else "done" if begun.get(name) else "todo",
        }
        for name, label in STEP_LABELS.items()
    ]


def home_of(concept: Concept) -> str:
    """Return the address of an entry's own page."""
    return url_for("concept.show", concept_id=concept.id)


def is_draft(concept: Concept) -> bool:
    """Say whether an entry can be written."""
    return concept.status is ConceptStatus.DRAFT


def too_late(
    concept: Concept, error: DomainError, typed: list[tuple[str, str]] | None = None
) -> ResponseReturnValue:
    """Say kindly why nothing was kept, and give back what was typed, to copy."""
    if wants_json():
        raise error
    return page(
        "concept/too_late.html",
        error.status,
        concept=concept,
        challenge_title=concept.challenge.title.best(language.current()),
        words=message_for(error),
        is_closed=error.code in CLOSED,
        left=time_left(concept.challenge),
        typed=[(name, value) for name, value in typed or () if value],
        section_links=navigation.my_menu(viewer()),
    )


def typed_into(form: Any) -> list[tuple[str, str]]:
    """Return what was typed into a form, each with its question."""
    return [
        (str(field.label.text), str(field.data))
        for field in form
        if field.type in {"LineField", "TextAreaField", "AddressField"} and field.data
    ]


def refuse_sent(concept: Concept) -> ConflictError:
    """Return the refusal of writing to an entry that is no draft any more."""
    return ConflictError("entry_is_sent", state=concept.status)


def closes_words(challenge: Challenge) -> str:
    """Return when a challenge closes."""
    return moment(challenge.closes_at) if challenge.closes_at else ""


def posted() -> bool:
    """Say whether the request wants to write."""
    return request.method == "POST"
