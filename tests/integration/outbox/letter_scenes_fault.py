"""The use cases that send mail about faults of the service."""

from collections.abc import Callable
from typing import Any

from app.policies.actor import VISITOR
from app.services import fault
from models.fault import ANSWER_DAYS, FaultKind
from tests.factories.account import acting, admin
from tests.factories.application import days_later
from tests.factories.fault import told

Deed = Callable[[], Any]
EMAIL = "lukija@koepaikka.example"


def _reported() -> Deed:
    admin()
    return lambda: fault.report(VISITOR, FaultKind.OTHER, "It is slow", "/fi/", EMAIL, "fi")


def _closed(deed: Callable[..., Any]) -> Deed:
    made, who = told(email=EMAIL), acting(admin())
    return lambda: deed(who, made.id, "Mended.")


def _due() -> Deed:
    admin()
    told()

    def remind() -> int:
        with days_later(ANSWER_DAYS - 2):
            return fault.remind_all()

    return remind


SCENES: dict[str, Callable[[], Deed]] = {
    "fault/arrived": _reported,
    "fault/received": _reported,
    "fault/answered": lambda: _closed(fault.answer),
    "fault/set_aside": lambda: _closed(fault.set_aside),
    "fault/due_soon": _due,
}
