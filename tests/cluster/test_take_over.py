"""Nobody promotes anybody: Patroni notices that the primary's machine is gone, and acts."""

import time

from tests.cluster.conftest import Row
from tests.cluster.keeper import Keeper
from tests.cluster.town import ENOUGH, UTMOST_S, Parts, Town
from tests.faults.storm import Weather, blow
from tools.cluster import ensure_keepers


class Left(Town):
    """A town whose primary goes while nobody of the operators looks."""

    def rage(self, seconds, chance, kinds, progress):
        keeper, end = self.parts.pair, time.monotonic() + 2 * UTMOST_S
        self._until(progress, progress() + ENOUGH, end)
        first, begun = keeper.leader(), time.monotonic()
        keeper.kill(first)
        self._until(lambda: keeper.leader() not in {None, first}, True, end)
        before = progress()
        self._until(progress, before + 1, end)
        self.outage_s = round(time.monotonic() - begun, 1)
        self.faults["take_over"] = 1
        self._until(progress, before + ENOUGH, end)


def test_the_standby_takes_over_by_itself_and_nothing_is_lost(
    programs, application, tmp_path, seed, report
):
    made = []

    def site_of(*given, **named):
        made.append(Left(*given, **named))
        return made[-1]

    with Keeper(ensure_keepers()) as keeper:
        app = application(keeper.url, tmp_path)
        with Parts(keeper, programs) as parts:
            weather = Weather(0, seed, {}, sends_mail=True)
            found, _struck = blow(app, tmp_path, weather, parts, site_of)
    report(
        Row(
            "take-over by Patroni, noticing included", found.acked, None, found.lost,
            found.phantom, found.over, outage_s=made[0].outage_s,
        )
    )  # fmt: skip
    assert found.broken == {}, found.words
    assert found.words == []
