"""Keep sealed entries from everybody but their team in PostgreSQL itself, while they are sealed.

As 0041 for applications: rows of entries, of what was submitted and of files are shown to their
team, after the close to those who screen and judge, after the announcement to everybody
(models/row_security.py).
"""

from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

PATH = "SET search_path = public, pg_temp"
PERSON = "(SELECT NULLIF(current_setting('koepaikka.person', true), '')::int)"
ORGANISATIONS = "ANY ((SELECT NULLIF(current_setting('koepaikka.organisations', true), ''))::int[])"
CITIES = "ANY ((SELECT NULLIF(current_setting('koepaikka.cities', true), ''))::int[])"
CHALLENGES = "ANY ((SELECT NULLIF(current_setting('koepaikka.challenges', true), ''))::int[])"
# ruff: noqa: S608 - constants, not input
REACHED = (
    f"IF EXISTS (SELECT 1 FROM concept WHERE id = asked AND lead_id = {PERSON}) OR "
    "EXISTS (SELECT 1 FROM concept_member WHERE concept_id = asked AND user_id = "
    f"{PERSON}) OR EXISTS (SELECT 1 FROM concept_member AS team JOIN account AS they"
    " ON lower(they.email) = lower(team.email) WHERE team.concept_id = asked AND "
    f"they.id = {PERSON}) OR EXISTS (SELECT 1 FROM seal_breaking WHERE concept_id = "
    f"asked AND by_id = {PERSON} AND until > statement_timestamp()) THEN RETURN "
    "true; END IF; RETURN EXISTS (SELECT 1 FROM concept AS one JOIN challenge AS "
    "its ON its.id = one.challenge_id WHERE one.id = asked AND (its.status IN "
    "('announced', 'archived') OR (its.status IN ('screening', 'judging_1', "
    "'shortlisted', 'judging_2', 'decided') OR its.status = 'approved' AND "
    f"its.closes_at <= statement_timestamp()) AND (its.city_id = {CITIES} OR its.id "
    f"= {CHALLENGES} OR its.organisation_id = {ORGANISATIONS})));"
)
POLICIES = {
    "concept": f"lead_id = {PERSON} OR concept_reached(id)",
    "concept_version": "concept_reached(concept_id)",
    "concept_file": "concept_reached(concept_id)",
}


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(
        "CREATE FUNCTION concept_reached(asked integer) RETURNS boolean LANGUAGE plpgsql STABLE"
        f" SECURITY DEFINER {PATH} AS $$ BEGIN {REACHED} END $$"
    )
    for table, rule in POLICIES.items():
        op.execute(f"CREATE POLICY koepaikka_tenant ON {table} USING ({rule})")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in POLICIES:
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
        op.execute(f"DROP POLICY koepaikka_tenant ON {table}")
    op.execute("DROP FUNCTION concept_reached(integer)")
