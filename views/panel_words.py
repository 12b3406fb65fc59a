"""What public pages say of a panel: whether one can take part, how many places are free."""

from dataclasses import dataclass

from app import clock
from app.queries.panel import counts, panel_of
from models.panel import Panel, PanelDoor, door_of
from models.pilot import Pilot
from models.volunteer import VolunteerStatus
from views import language


@dataclass(frozen=True, slots=True)
class PanelShown:
    """A panel in the reader's language; texts with the language that they are in."""

    panel: Panel
    door: PanelDoor
    tasks: tuple[str, str]
    reward: tuple[str, str]
    free: int
    waiting: int

    @property
    def is_full(self) -> bool:
        """Whether who comes now waits: nothing is free, or others have come before."""
        return self.free < 1 or self.waiting > 0


def shown_panel(pilot: Pilot) -> PanelShown | None:
    """Return the panel of a public pilot; None without one that has been approved."""
    panel = panel_of(pilot.id)
    door = door_of(panel, clock.today(pilot.city.time_zone)) if panel is not None else None
    if panel is None or door is None:
        return None
    lang = language.current()
    return PanelShown(
        panel, door, panel.tasks.best(lang), panel.reward.best(lang), panel.free,
        counts(panel.id).get(VolunteerStatus.WAITING, 0),
    )  # fmt: skip
