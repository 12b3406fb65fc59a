"""The forms of all places of a draft, as one page holds them and one request brings them."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from flask import request

from app.forms.application_wish import JointForm, WishForm, prefix_of, shown
from app.forms.place_request import WantedForm, request_prefix, wanted_shown
from app.policies.alternative import rank_of
from app.services.application_place import Places, PlaceWish, RequestWish
from models.application import Application, ApplicationPart, JointPolicy
from models.errors import DomainError
from models.place_request import PlaceRequest
from models.window import HOURS_IN_DAY
from views.application_step import mark_needed, version_of
from views.messages import message_for

COUNT_DIGITS = 4
HOUR_NUMBERS = {str(hour) for hour in range(HOURS_IN_DAY + 1)}
GROUPS = ("RadioField", "CheckboxGroupField")
NEEDED = ("earliest", "days")


@dataclass
class Sheet:
    """The places' forms by part id, the joint policy's, and what is wrong besides."""

    application: Application
    wishes: dict[int, WishForm]
    joint: JointForm
    errors: list[str] = field(default_factory=list)
    elsewhere: set[int] = field(default_factory=set)
    wanted: dict[int, WantedForm] = field(default_factory=dict)

    @property
    def problems(self) -> list[tuple[str, str | None]]:
        """What is wrong, each with the id of its field: the page's own words first."""
        found: list[tuple[str, str | None]] = [(words, None) for words in self.errors]
        for form in (*self.wishes.values(), *self.wanted.values(), self.joint):
            found += [(words, None) for words in form.form_errors]
            for one in form:
                first = "-0" if one.type in GROUPS else ""
                found += [(one.errors[0], one.id + first)] if one.errors else []
        return found

    def places(self) -> Places:
        """Return what can be kept: the places the request speaks of, without those in error."""
        together = self.alternatives()
        good = [
            PlaceWish(part.id, version_of(form), form.wish(part.preference, together[part.id]))
            for part in self.application.parts
            for form in (self.wishes.get(part.id),)
            if form is not None and _speaks_of(part) and not form.errors
        ]
        decided = "joint_policy" in request.form and not self.joint.errors
        policy = JointPolicy(self.joint.joint_policy.data) if decided else None
        asked = [
            RequestWish(request_id, version_of(form), form.wanted())
            for request_id, form in self.wanted.items()
            if f"{request_prefix(request_id)}version" in request.form and not form.errors
        ]
        return Places(tuple(good), policy, version_of(self.joint), tuple(asked))

    def alternatives(self) -> dict[int, int | None]:
        """Return the number of each place's group, by the ticks: a tick joins it to the one above.

        Places that the request says nothing of stay as they are kept.
        """
        number, grouped = 0, {}
        for part in self.application.parts:
            form = self.wishes.get(part.id)
            joins = _is_instead(part) if form is None else bool(form.instead.data)
            number += 0 if joins and number else 1
            grouped[part.id] = number
        sizes = Counter(grouped.values())
        return {part_id: one if sizes[one] > 1 else None for part_id, one in grouped.items()}

    def blame(self, error: DomainError) -> None:
        """Put the words of a refusal at the place it is about."""
        form: Any = self.wishes.get(error.facts.get("part", 0))
        form = form or self.wanted.get(error.facts.get("request", 0))
        if form is None:
            self.errors.append(message_for(error))
        else:
            form.blame(error.field, message_for(error))

    def renew(self, versions: dict[str, int]) -> None:
        """Let the forms go on from the versions that are kept now, by part id, "" the draft's."""
        for part_id, form in self.wishes.items():
            if str(part_id) in versions:
                form.version.data = str(versions[str(part_id)])
        for request_id, asked in self.wanted.items():
            if f"r{request_id}" in versions:
                asked.version.data = str(versions[f"r{request_id}"])
        self.joint.version.data = str(versions.get("", self.joint.version.data))


def sheet_of(application: Application) -> Sheet:
    """Return the forms of a draft: with what was sent, looked through, else with what is kept."""
    wishes = {part.id: _wish_form(part) for part in application.parts}
    kept = {"joint_policy": application.joint_policy, "version": application.version}
    wanted = {one.id: _wanted_form(one) for one in application.requests}
    if "joint_policy" not in request.form:
        return Sheet(application, wishes, JointForm(formdata=None, **kept), wanted=wanted)
    joint = JointForm(**kept)
    joint.validate()
    return Sheet(application, wishes, joint, wanted=wanted)


def _wanted_form(one: PlaceRequest) -> WantedForm:
    given = f"{request_prefix(one.id)}version" in request.form
    typed = {} if given else {"formdata": None}
    form = WantedForm(prefix=request_prefix(one.id), **wanted_shown(one), **typed)
    mark_needed(form, NEEDED)
    if given:
        form.validate()
    return form


def _is_instead(part: ApplicationPart) -> bool:
    """Say whether a place is wished for only if the one above it is not possible."""
    rank = rank_of(part)
    return rank is not None and rank.place > 1


def _speaks_of(part: ApplicationPart) -> bool:
    """Say whether the request has a part's form; one added in another window has none."""
    return f"{prefix_of(part.id)}version" in request.form


def _wish_form(part: ApplicationPart) -> WishForm:
    given = _speaks_of(part)
    typed = {} if given else {"formdata": None}
    form = WishForm(prefix=prefix_of(part.id), **_wished(part), **typed).at(part.testbed)
    mark_needed(form, NEEDED)
    if given:
        form.validate()
    return form


def _wished(part: ApplicationPart) -> dict[str, Any]:
    """Return what a place's form shows: what was saved, else what the address asked for."""
    kept = {**shown(part), "instead": _is_instead(part)}
    if part.days is None and part.earliest is None:
        asked, days = request.args.get("start", ""), request.args.get("days", "")
        try:
            kept["earliest"] = dt.date.fromisoformat(asked)
        except ValueError:
            kept["earliest"] = None
        short = days.isdecimal() and len(days) <= COUNT_DIGITS
        kept["days"] = int(days) if short else None
        for name in ("from_hour", "to_hour"):
            if request.args.get(name) in HOUR_NUMBERS:
                kept[name] = request.args[name]
    return kept
