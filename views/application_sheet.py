"""The forms of all places of a draft, as one page holds them and one request brings them."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from flask import request

from app.forms.application_wish import JointForm, WishForm, prefix_of, shown
from app.services.application_place import Places, PlaceWish
from models.application import Application, ApplicationPart, JointPolicy
from models.errors import DomainError
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

    @property
    def problems(self) -> list[tuple[str, str | None]]:
        """What is wrong, each with the id of its field: the page's own words first."""
        found: list[tuple[str, str | None]] = [(words, None) for words in self.errors]
        for form in (*self.wishes.values(), self.joint):
            found += [(words, None) for words in form.form_errors]
            for one in form:
                first = "-0" if one.type in GROUPS else ""
                found += [(one.errors[0], one.id + first)] if one.errors else []
        return found

    def places(self) -> Places:
        """Return what can be kept: the places the request speaks of, without those in error."""
        good = [
            PlaceWish(part.id, version_of(form), form.wish(part.preference))
            for part in self.application.parts
            for form in (self.wishes.get(part.id),)
            if form is not None and _speaks_of(part) and not form.errors
        ]
        decided = "joint_policy" in request.form and not self.joint.errors
        policy = JointPolicy(self.joint.joint_policy.data) if decided else None
        return Places(tuple(good), policy, version_of(self.joint))

    def blame(self, error: DomainError) -> None:
        """Put the words of a refusal at the place it is about."""
        form = self.wishes.get(error.facts.get("part", 0))
        if form is None:
            self.errors.append(message_for(error))
        else:
            form.blame(error.field, message_for(error))

    def renew(self, versions: dict[str, int]) -> None:
        """Let the forms go on from the versions that are kept now, by part id, "" the draft's."""
        for part_id, form in self.wishes.items():
            if str(part_id) in versions:
                form.version.data = str(versions[str(part_id)])
        self.joint.version.data = str(versions.get("", self.joint.version.data))


def sheet_of(application: Application) -> Sheet:
    """Return the forms of a draft: with what was sent, looked through, else with what is kept."""
    wishes = {part.id: _wish_form(part) for part in application.parts}
    kept = {"joint_policy": application.joint_policy, "version": application.version}
    if "joint_policy" not in request.form:
        return Sheet(application, wishes, JointForm(formdata=None, **kept))
    joint = JointForm(**kept)
    joint.validate()
    return Sheet(application, wishes, joint)


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
    kept = shown(part)
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
