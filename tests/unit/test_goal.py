"""The table of goals names every goal, and says of each met, not met, or why it was not run."""

from bench.goal import GOALS, MET, MISSED, NOT_RUN, Found, judge, table
from bench.goal_part import MEASURES, PARTS


def rows_of(found, missing=None):
    return {row.key: row for row in judge(found, missing or {})}


def test_every_goal_is_told_once_and_by_a_measurement_that_exists():
    keys = [goal.key for goal in GOALS]
    assert len(set(keys)) == len(keys)
    for goal in GOALS:
        assert not goal.kind or goal.kind in PARTS[goal.part]
    assert PARTS.keys() == MEASURES.keys()
    assert list(rows_of([])) == keys


def test_a_value_is_judged_by_the_bound_and_its_direction():
    rows = rows_of(
        [
            Found("box/raw", 1.1, "11/s", "10/s"), Found("box/tipg", 5.9, "59/s", "10/s"),
            Found("calendar/sqlite", 50.0, "50.0 ms"), Found("memory", 200.1, "200 MB"),
        ]
    )  # fmt: skip
    states = {key: rows[key].state for key in ("box/raw", "box/tipg", "calendar/sqlite", "memory")}
    assert states == {
        "box/raw": MET, "box/tipg": MISSED, "calendar/sqlite": MET, "memory": MISSED
    }  # fmt: skip


def test_what_was_not_run_says_why_for_its_own_engine():
    missing = {("calendar", "postgresql"): "no PostgreSQL", ("calendar", "sqlite"): "no time"}
    rows = rows_of([], missing)
    assert (rows["calendar/postgresql"].state, rows["calendar/postgresql"].why) == (
        NOT_RUN, "no PostgreSQL"
    )  # fmt: skip
    assert rows["calendar/sqlite"].why == "no time"
    shown = table(list(rows.values())).splitlines()
    assert len(shown) == len(GOALS) + 2
    assert shown[-1] == f"{len(GOALS)} goals: 0 met, 0 not met, {len(GOALS)} not run here"
