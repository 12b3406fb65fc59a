"""Keep tenants apart in PostgreSQL itself: policies of rows, the second line behind the queries.

Who is not the owner of the tables sees of these what the settings of the transaction say is theirs
(models/row_security.py).  The owner sees everything, so nothing changes until ``DATABASE_ROLE`` is
set.  Guards that count run as the owner from now on: what one may not see is counted all the same.
SQLite knows nothing of the kind.
"""

from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

PATH = "SET search_path = public, pg_temp"
PERSON = "(SELECT NULLIF(current_setting('koepaikka.person', true), '')::int)"
ADMINISTRATOR = "(SELECT current_setting('koepaikka.administrator', true) = 'yes')"
ORGANISATIONS = "ANY ((SELECT NULLIF(current_setting('koepaikka.organisations', true), ''))::int[])"
CITIES = "ANY ((SELECT NULLIF(current_setting('koepaikka.cities', true), ''))::int[])"
TESTBEDS = "ANY ((SELECT NULLIF(current_setting('koepaikka.testbeds', true), ''))::int[])"
# ruff: noqa: S608 - constants, not input
FUNCTIONS = {
    "application_asks": (
        f"IF COALESCE(current_setting('koepaikka.cities', true), '{{}}') = '{{}}' "
        f"AND COALESCE(current_setting('koepaikka.testbeds', true), '{{}}') = "
        f"'{{}}' THEN RETURN false; END IF; IF EXISTS (SELECT 1 FROM "
        "application_part WHERE application_id = asked AND status <> 'draft' AND "
        f"(city_id = {CITIES} OR testbed_id = {TESTBEDS})) THEN RETURN true; END "
        "IF; RETURN EXISTS (SELECT 1 FROM place_request AS wish JOIN application "
        "AS its ON its.id = wish.application_id WHERE its.id = asked AND "
        f"its.submitted_at IS NOT NULL AND wish.city_id = {CITIES});"
    ),
    "application_reached": (
        "IF EXISTS (SELECT 1 FROM application WHERE id = asked AND (author_id = "
        f"{PERSON} OR organisation_id = {ORGANISATIONS})) THEN RETURN true; END "
        "IF; RETURN application_asks(asked);"
    ),
    "part_reached": (
        "RETURN application_reached((SELECT application_id FROM application_part "
        "WHERE id = asked));"
    ),
    "hosts_in": (
        f"RETURN EXISTS (SELECT 1 FROM testbed WHERE city_id = asked AND id = {TESTBEDS});"
    ),
}
AS_OWNER = (
    "booking_slots",
    "slot_load_add",
    "slot_load_sub",
    "closure_cap",
    "testbed_cap",
    "registration_counts",
    "volunteer_counts",
    "challenge_kept",
    "challenge_criterion_kept",
    "ranking_stays",
    "pilot_code_free",
    "pilot_trace_left",
)
POLICIES = {
    "application": (
        f"{ADMINISTRATOR} OR author_id = {PERSON} OR organisation_id = "
        f"{ORGANISATIONS} OR application_asks(id)"
    ),
    "application_part": (
        f"{ADMINISTRATOR} OR (status <> 'draft' AND (city_id = {CITIES} OR "
        f"testbed_id = {TESTBEDS})) OR application_reached(application_id)"
    ),
    "place_request": (f"{ADMINISTRATOR} OR application_reached(application_id)"),
    "message": (
        f"{ADMINISTRATOR} OR application_reached(application_id) AND (NOT internal "
        f"OR city_id = {CITIES} OR hosts_in(city_id))"
    ),
    "terms_acceptance": (f"{ADMINISTRATOR} OR application_reached(application_id)"),
    "agreement": (f"{ADMINISTRATOR} OR part_reached(part_id)"),
    "decision": (f"{ADMINISTRATOR} OR part_reached(part_id)"),
    "review": (f"{ADMINISTRATOR} OR part_reached(part_id)"),
    "review_grid": (f"{ADMINISTRATOR} OR part_reached(part_id)"),
    "wish_revision": (f"{ADMINISTRATOR} OR part_reached(part_id)"),
    "booking": (
        f"{ADMINISTRATOR} OR testbed_id = {TESTBEDS} OR EXISTS (SELECT 1 FROM "
        "testbed AS place WHERE place.id = testbed_id AND place.city_id = "
        f"{CITIES}) OR part_reached(part_id)"
    ),
    "access_token": (
        f"{ADMINISTRATOR} OR user_id = {PERSON} OR organisation_id = "
        f"{ORGANISATIONS} OR city_id = {CITIES}"
    ),
    "webhook": (
        f"{ADMINISTRATOR} OR user_id = {PERSON} OR organisation_id = "
        f"{ORGANISATIONS} OR city_id = {CITIES}"
    ),
    "feed": (
        f"{ADMINISTRATOR} OR user_id = {PERSON} OR organisation_id = "
        f"{ORGANISATIONS} OR city_id = {CITIES}"
    ),
    "webhook_topic": ("EXISTS (SELECT 1 FROM webhook AS one WHERE one.id = webhook_id)"),
    "webhook_delivery": ("EXISTS (SELECT 1 FROM webhook AS one WHERE one.id = webhook_id)"),
    "webhook_try": ("EXISTS (SELECT 1 FROM webhook_delivery AS one WHERE one.id = delivery_id)"),
}


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for name, body in FUNCTIONS.items():
        op.execute(
            f"CREATE FUNCTION {name}(asked integer) RETURNS boolean LANGUAGE plpgsql STABLE"
            f" SECURITY DEFINER {PATH} AS $$ BEGIN {body} END $$"
        )
    for name in AS_OWNER:
        op.execute(f"ALTER FUNCTION {name}() SECURITY DEFINER {PATH}")
    for table, rule in POLICIES.items():
        op.execute(f"CREATE POLICY koepaikka_tenant ON {table} USING ({rule})")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in POLICIES:
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
        op.execute(f"DROP POLICY koepaikka_tenant ON {table}")
    for name in AS_OWNER:
        op.execute(f"ALTER FUNCTION {name}() SECURITY INVOKER RESET search_path")
    for name in reversed(FUNCTIONS):
        op.execute(f"DROP FUNCTION {name}(integer)")
