"""The register's lines of what readers follow and have been told of, and of what happened."""

from models.personal import Declared, Kind, Rule, below, either, own, read_by

_FOLLOWER = either(read_by("reader_id"), below("reader_id", "reader", own("user_id")))

DECLARED: dict[str, Declared] = {
    "pilot_event": Declared(),
    "pilot_event_mark": Declared(),
    "subscription": Declared(
        rules=(
            Rule(
                Kind.FOLLOWING,
                _FOLLOWER,
                tell="target name wish radius_m pilot_id testbed_id rhythm confirmed_at stopped_at"
                " created_at",
                hide="reader_id wish_key shape confirm_token stop_token feed_token",
                delete=True,
            ),
        ),
    ),
    "subscription_news": Declared(rules=(Rule(Kind.FOLLOWING, _FOLLOWER, delete=True),)),
    "subscription_told": Declared(
        rules=(Rule(Kind.FOLLOWING, _FOLLOWER, tell="event_id at", hide="reader_id", delete=True),),
    ),
}
