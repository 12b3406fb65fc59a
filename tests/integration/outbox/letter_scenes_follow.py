"""The use cases that send mail to people who follow something."""

from collections.abc import Callable
from typing import Any

from app.policies.actor import VISITOR
from app.services import subscription, subscription_news
from app.services.pilot import pause
from models.base import Translated
from models.subscription import Rhythm
from tests.factories import pilot as pilots
from tests.factories import pilot_step
from tests.factories import subscription as follow

Deed = Callable[[], Any]


def _asked() -> Deed:
    what = follow.pilot(pilots.running())
    return lambda: subscription.follow(VISITOR, what, Rhythm.DAILY, follow.address(), "fi")


def _news() -> Deed:
    """Pause a pilot that somebody follows; it has been heard of."""
    made = pilot_step.running()
    one = follow.followed(follow.pilot(made))
    pause(pilot_step.runner(made), made.id, Translated("Lumi"))
    subscription_news.hear_all()
    return lambda: subscription_news.tell_one(one.reader_id)


SCENES: dict[str, Callable[[], Deed]] = {
    "subscription/confirm": _asked,
    "subscription/news": _news,
}
