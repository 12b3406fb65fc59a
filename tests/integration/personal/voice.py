"""What a resident does at one address, with or without an account, and who saw to it in the city.

Every line of the register about feedback, reports of harm, volunteers, subscriptions and faults
finds something of whoever did it.
"""

from dataclasses import dataclass

from app import clock
from app.adapters import picture
from app.adapters.file_store import FileStore
from app.database import db
from app.policies.actor import VISITOR
from app.queries.panel import live_texts
from app.services import (
    fault,
    feedback,
    feedback_answer,
    feedback_moderation,
    harm_report,
    harm_report_step,
    pilot_update,
)
from app.services.feedback_extra import Photo, send_photo, wait_photo
from app.services.subscription_news import hear_all, tell_all
from models.account import Role, User
from models.base import Translated
from models.feedback import FlagReason, HideReason
from models.panel import Panel
from models.pilot import Pilot
from models.subscription import Rhythm
from models.testbed_kind import TestbedKind
from tests.factories import feedback as pieces
from tests.factories import panel as panels
from tests.factories import pilot_step
from tests.factories import subscription as follow
from tests.factories.account import acting, admin
from tests.factories.fault import told
from tests.factories.picture import photo
from tests.factories.testbed import testbed

CHILD, YOUNG, SPOKEN = "Xqlapsi", "Xqnuori", "Xqnimimerkki"
HERE = "60.1712, 24.9456"
SAID = (
    CHILD, YOUNG, SPOKEN, "Xqjulkinen", "Xqkuvassa", "Xqpiilotettu", "Xqtoinen", "Xqvalitus",
    "Xqyksityinen", "Xqvaarakuva", "Xqvika",
)  # fmt: skip
"""What is left of nowhere after erasing.  The words of a report of harm stay."""
OWN_PLACES = 2
"""Of the person and of the child that they signed up; the other's child keeps its own."""
OTHER_GUARDIAN = "toinen.huoltaja@koepaikka.example"


@dataclass(frozen=True)
class Spoken:
    """Where it was done, and the pictures: one's own, and one that somebody else sent as well."""

    pilot: Pilot
    panel: Panel
    own: tuple[Photo, ...]
    shared: Photo

    @property
    def own_names(self) -> set[str]:
        """What the store keeps of one's own pictures."""
        return {name for one in self.own for name in picture.names_of(one.digest, one.width)}

    @property
    def shared_names(self) -> set[str]:
        """What the store keeps of the other's picture."""
        return set(picture.names_of(self.shared.digest, self.shared.width))


def speaks(store: FileStore, address: str) -> Spoken:
    """Let somebody at an address speak, follow and take part in a pilot of others."""
    pilot = pilot_step.running(testbed(kind=TestbedKind.SCHOOL), days=20)
    said, harmed, shared = (wait_photo(store, photo()) for _one in range(3))
    for one in (said, harmed, shared):
        assert send_photo(store, one)
    _follows(pilot, address)
    _feedback(pilot, address, said, shared)
    _harm(pilot, address, harmed)
    panel = _takes_part(pilot, address)
    told("Xqvika", email=address)
    return Spoken(pilot, panel, (said, harmed), shared)


def _feedback(pilot: Pilot, address: str, own: Photo, shared: Photo) -> None:
    """Let them give a piece that is shown, one that is hidden and appealed, and a private one."""
    mine = {"email": address, "name": SPOKEN, "place": HERE}
    pieces.published(pilot, "Xqjulkinen", photo=own, alt="Xqkuvassa", rating=4, **mine)
    hidden = pieces.hidden(pilot, words="Xqpiilotettu", photo=shared, alt="Xqtoinen", **mine)
    feedback.appeal(VISITOR, hidden.token, "Xqvalitus")
    pieces.received(pilot, "Xqyksityinen", is_for_all=False, **mine)
    other = pieces.published(pilot, "Toisen sanat", photo=shared, alt="Sama kuva")
    feedback.flag(pilot.slug, other.id, FlagReason.ABUSE, "Asiaton")


def _harm(pilot: Pilot, address: str, own: Photo) -> None:
    row = pieces.report(pilot, "Xqvaara", email=address, place=HERE, photo=own, alt="Xqvaarakuva")
    harm_report.confirm(VISITOR, row.token)


def _takes_part(pilot: Pilot, address: str) -> Panel:
    """Let them volunteer with a guardian, sign up a child, and permit somebody else's child."""
    panel = panels.opened(pilot, 9, panels.cycling(), takes_minors=True, least_age=6)
    young, child = clock.today().year - 14, clock.today().year - 8
    own = panels.confirmed(
        panel, name=YOUNG, email=address, birth_year=young, guardian_email=OTHER_GUARDIAN
    )
    panels.permitted(own)
    signed_up = panels.asked(panel, name=CHILD, email="", birth_year=child, guardian_email=address)
    panels.permitted(signed_up, *(one.id for one in live_texts(panel)))
    panels.permitted(panels.confirmed(panel, birth_year=young, guardian_email=address))
    db.session.refresh(panel)
    return panel


def _follows(pilot: Pilot, address: str) -> None:
    """Let them be told of one thing that happened, and have another wait for Monday."""
    hear_all()
    follow.followed(follow.pilot(pilot), Rhythm.AT_ONCE, address)
    for title in ("Kerrottu", "Odottaa"):
        post = pilot_update.Post(Translated(title), Translated("Lamput palavat"))
        pilot_update.publish(pilot_step.runner(pilot), pilot.id, post)
        hear_all()
        if title == "Kerrottu":
            tell_all()


def sees_to(made: User) -> None:
    """Let a coordinator, who administers the service too, answer, hide and handle for others."""
    admin()
    made.roles.append(db.session.query(Role).filter_by(name="admin").one())
    db.session.commit()
    who, pilot = acting(made), pilot_step.running(testbed(), days=20)
    shown, gone = (pieces.published(pilot, words) for words in ("Toisen kiitos", "Toisen moite"))
    feedback_answer.answer(who, pilot.id, shown.id, "fi", "Xqvirallinen")
    feedback_moderation.hide(who, pilot.id, gone.id, HideReason.OTHER, "Ei kuulu tähän")
    row = pieces.report(pilot)
    harm_report_step.acknowledge(who, pilot.id, row.id)
    harm_report_step.handle(who, pilot.id, row.id, "Xqkorjattu")
    harm_report_step.reopen(who, pilot.id, row.id, "Xqheiluu taas")
    harm_report_step.acknowledge(who, pilot.id, row.id)
    fault.answer(who, told().id, "Xqvastattu")
