"""Which rows of which tables PostgreSQL shows to whom: the second line behind the queries.

The one table is ``POLICIES``: a table and the rule by which its rows are shown, changed and added.
The rules speak of who asks, told to the database by app/row_scope.py in settings of the
transaction: ``koepaikka.person``, ``.organisations``, ``.cities``, ``.testbeds`` (hosted),
``.challenges`` (judged), ``.administrator``.  What is not told is nothing, so nobody sees anything.

A rule is coarser than the permissions (app/policies/table.py), which stay the first line: it keeps
tenants apart, and says nothing of what somebody may do with what is theirs.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Rule:
    """``sql`` is true for rows that are shown; ``words`` say for people whose they are."""

    words: str
    sql: str


def _ids(name: str) -> str:
    """Return the ids told under a name; worked out once a statement, not once a row."""
    return f"ANY ((SELECT NULLIF(current_setting('koepaikka.{name}', true), ''))::int[])"


PERSON = "(SELECT NULLIF(current_setting('koepaikka.person', true), '')::int)"
ADMINISTRATOR = "(SELECT current_setting('koepaikka.administrator', true) = 'yes')"
ORGANISATIONS, CITIES, TESTBEDS = _ids("organisations"), _ids("cities"), _ids("testbeds")
CHALLENGES = _ids("challenges")

_APPLICANT = f"author_id = {PERSON} OR organisation_id = {ORGANISATIONS}"
_ASKED = f"status <> 'draft' AND (city_id = {CITIES} OR testbed_id = {TESTBEDS})"
_KEEPER = f"user_id = {PERSON} OR organisation_id = {ORGANISATIONS} OR city_id = {CITIES}"


def _or_administrator(condition: str) -> str:
    return f"{ADMINISTRATOR} OR {condition}"


def of_application(column: str) -> Rule:
    """Return the rule of what hangs on an application."""
    return Rule(
        "whoever sees its application",
        _or_administrator(f"application_reached({column})"),
    )


def of_part(column: str = "part_id") -> Rule:
    """Return the rule of what hangs on a part of an application."""
    return Rule("whoever sees its application", _or_administrator(f"part_reached({column})"))


def of_concept(column: str = "concept_id") -> Rule:
    """Return the rule of what hangs on an entry."""
    return Rule("whoever sees its entry", f"concept_reached({column})")


KEPT = Rule(
    "its person, members of its organisation, staff of its city, administrators",
    _or_administrator(_KEEPER),
)

POLICIES: Mapping[str, Rule] = {
    "application": Rule(
        "its author, members of its organisation, administrators; once it is sent, staff of the"
        " cities and hosts of the testbeds that it asks",
        _or_administrator(f"{_APPLICANT} OR application_asks(id)"),
    ),
    "application_part": Rule(
        "whoever sees its application",
        _or_administrator(f"({_ASKED}) OR application_reached(application_id)"),
    ),
    "place_request": of_application("application_id"),
    "message": Rule(
        "whoever sees its application; notes of a city, its staff and its hosts alone",
        _or_administrator(
            "application_reached(application_id)"
            f" AND (NOT internal OR city_id = {CITIES} OR hosts_in(city_id))"
        ),
    ),
    "terms_acceptance": of_application("application_id"),
    "agreement": of_part(),
    "decision": of_part(),
    "review": of_part(),
    "review_grid": of_part(),
    "wish_revision": of_part(),
    "booking": Rule(
        "whoever sees its application, staff of the testbed's city and its hosts",
        _or_administrator(
            f"testbed_id = {TESTBEDS} OR EXISTS (SELECT 1 FROM testbed AS place WHERE"  # noqa: S608
            f" place.id = testbed_id AND place.city_id = {CITIES}) OR part_reached(part_id)"
        ),
    ),
    "concept": Rule(
        "its team and who is invited to it; once its challenge takes no more entries, staff of the"
        " challenge's city, its jurors and whoever poses it; after the announcement, everybody",
        f"lead_id = {PERSON} OR concept_reached(id)",
    ),
    "concept_version": of_concept(),
    "concept_file": of_concept(),
    "access_token": KEPT,
    "webhook": KEPT,
    "feed": KEPT,
    "webhook_topic": Rule(
        "whoever sees its webhook",
        "EXISTS (SELECT 1 FROM webhook AS one WHERE one.id = webhook_id)",
    ),
    "webhook_delivery": Rule(
        "whoever sees its webhook",
        "EXISTS (SELECT 1 FROM webhook AS one WHERE one.id = webhook_id)",
    ),
    "webhook_try": Rule(
        "whoever sees its delivery",
        "EXISTS (SELECT 1 FROM webhook_delivery AS one WHERE one.id = delivery_id)",
    ),
}

_NOWHERE = " AND ".join(
    f"COALESCE(current_setting('koepaikka.{name}', true), '{{}}') = '{{}}'"
    for name in ("cities", "testbeds")
)
FUNCTIONS: Mapping[str, str] = {
    "application_asks": (
        f"IF {_NOWHERE} THEN RETURN false; END IF;"  # noqa: S608 - constants
        f" IF EXISTS (SELECT 1 FROM application_part WHERE application_id = asked AND {_ASKED})"
        " THEN RETURN true; END IF;"
        " RETURN EXISTS (SELECT 1 FROM place_request AS wish JOIN application AS its"
        " ON its.id = wish.application_id WHERE its.id = asked"
        f" AND its.submitted_at IS NOT NULL AND wish.city_id = {CITIES});"
    ),
    "application_reached": (
        f"IF EXISTS (SELECT 1 FROM application WHERE id = asked AND ({_APPLICANT}))"  # noqa: S608 - constants
        " THEN RETURN true; END IF; RETURN application_asks(asked);"
    ),
    "part_reached": (
        "RETURN application_reached("
        "(SELECT application_id FROM application_part WHERE id = asked));"
    ),
    "concept_reached": (
        "IF EXISTS (SELECT 1 FROM concept WHERE id = asked AND lead_id ="  # noqa: S608 - constants
        f" {PERSON}) OR EXISTS (SELECT 1 FROM concept_member WHERE concept_id = asked"
        f" AND user_id = {PERSON}) OR EXISTS (SELECT 1 FROM concept_member AS team"
        " JOIN account AS they ON lower(they.email) = lower(team.email)"
        f" WHERE team.concept_id = asked AND they.id = {PERSON})"
        " OR EXISTS (SELECT 1 FROM seal_breaking WHERE concept_id = asked"
        f" AND by_id = {PERSON} AND until > statement_timestamp()) THEN RETURN true; END IF;"
        " RETURN EXISTS (SELECT 1 FROM concept AS one JOIN challenge AS its"
        " ON its.id = one.challenge_id WHERE one.id = asked AND"
        " (its.status IN ('announced', 'archived') OR (its.status IN"
        " ('screening', 'judging_1', 'shortlisted', 'judging_2', 'decided')"
        " OR its.status = 'approved' AND its.closes_at <= statement_timestamp())"
        f" AND (its.city_id = {CITIES} OR its.id = {CHALLENGES}"
        f" OR its.organisation_id = {ORGANISATIONS})));"
    ),
    "hosts_in": (
        f"RETURN EXISTS (SELECT 1 FROM testbed WHERE city_id = asked AND id = {TESTBEDS});"  # noqa: S608 - constants
    ),
}
"""What rules ask of other tables, as the owner of the tables: so they do not go round in a ring.

In PL/pgSQL, which keeps its plans: asked of 3,000 rows that was several times as fast as SQL.
"""

SEEING_ALL = (
    "booking_slots", "slot_load_add", "slot_load_sub", "closure_cap", "testbed_cap",
    "registration_counts", "volunteer_counts", "challenge_kept", "challenge_criterion_kept",
    "ranking_stays", "pilot_code_free", "pilot_trace_left",
)  # fmt: skip
"""Functions of guards that count or look at other rows: they run as their owner."""

PATH = "SET search_path = public, pg_temp"
POLICY = "koepaikka_tenant"


def statements() -> list[str]:
    """Return what makes all of it; a migration has them as they were then."""
    made = [
        f"CREATE OR REPLACE FUNCTION {name}(asked integer) RETURNS boolean LANGUAGE plpgsql STABLE"
        f" SECURITY DEFINER {PATH} AS $$ BEGIN {body} END $$"
        for name, body in FUNCTIONS.items()
    ]
    made += [f"ALTER FUNCTION {name}() SECURITY DEFINER {PATH}" for name in SEEING_ALL]
    for table, rule in POLICIES.items():
        made.append(f"DROP POLICY IF EXISTS {POLICY} ON {table}")
        made.append(f"CREATE POLICY {POLICY} ON {table} USING ({rule.sql})")
        made.append(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    return made


_BOUND = """
SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid AND p.polname = %s
WHERE c.relrowsecurity AND c.relnamespace = 'public'::regnamespace"""
_OTHER = """
SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid AND p.polname <> %s
WHERE p.polpermissive AND c.relnamespace = 'public'::regnamespace"""
_AS_OWNER = """
SELECT proname FROM pg_proc WHERE prosecdef AND proconfig @> ARRAY['search_path=public, pg_temp']
AND pronamespace = 'public'::regnamespace"""
_ROLE = """
SELECT pg_has_role(r.oid, 'MEMBER') AND NOT rolsuper AND NOT rolbypassrls
  AND NOT pg_has_role(r.oid, (SELECT relowner FROM pg_class WHERE oid = 'application'::regclass),
                      'MEMBER')
  AND NOT EXISTS (
    SELECT 1 FROM pg_class c WHERE c.relkind IN ('r', 'p') AND pg_has_role(c.relowner, 'USAGE')
    AND c.relnamespace = 'public'::regnamespace AND NOT has_table_privilege(r.oid, c.oid, 'SELECT'))
FROM pg_roles r WHERE rolname = %s"""


def missing(connection: Connection, role: str = "") -> frozenset[str]:
    """Return the names of what keeps tenants apart and is not as it should be; none when all is.

    They are tables without their policy or with another that lets more through, functions that do
    not run as their owner, and the role that is bound, where one is set, when it cannot be taken
    or is not bound at all.
    """
    if connection.dialect.name == "sqlite":
        return frozenset()
    known = set(connection.exec_driver_sql(_BOUND, (POLICY,)).scalars())
    known -= set(connection.exec_driver_sql(_OTHER, (POLICY,)).scalars())
    known |= set(connection.exec_driver_sql(_AS_OWNER).scalars())
    expected = {*POLICIES, *FUNCTIONS, *SEEING_ALL}
    if role:
        expected.add(role)
        if connection.exec_driver_sql(_ROLE, (role,)).scalar():
            known.add(role)
    return frozenset(expected - known)


LEDGER = ("booking_slot", "testbed_load")
"""What only guards write, as their owner."""

OWN_TABLES = (
    "SELECT quote_ident(relname) FROM pg_class WHERE relkind IN ('r', 'p')"
    " AND relnamespace = 'public'::regnamespace AND pg_has_role(relowner, 'USAGE')"
    " AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')"
)


# Roles are the server's, so whoever upgrades another database of it may make the same at once.
_MAKE = (
    "DO $$ BEGIN CREATE ROLE {role} NOLOGIN NOBYPASSRLS;"
    " EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
)


def admit(connection: Connection, role: str) -> None:
    """Let the bound role work with the tables that there are; make it where there is none.

    ``role`` is a plain name (config.py sees to it).  It owns nothing, signs in nowhere, and writes
    what people's own deeds write: neither the ledger, nor which revision the database has.
    """
    known = connection.exec_driver_sql(
        "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = %s", (role,)
    ).scalar()
    if known is None:
        connection.exec_driver_sql(_MAKE.format(role=role))
    if not connection.exec_driver_sql("SELECT pg_has_role(%s, 'MEMBER')", (role,)).scalar():
        connection.exec_driver_sql(f"GRANT {role} TO CURRENT_USER")
    tables = list(connection.exec_driver_sql(OWN_TABLES).scalars())
    written = [one for one in tables if one not in LEDGER and not one.startswith("alembic_")]
    for deeds, names in (("SELECT", tables), ("INSERT, UPDATE, DELETE", written)):
        if names:
            connection.exec_driver_sql(f"GRANT {deeds} ON {', '.join(names)} TO {role}")
    connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA public TO {role}")
    connection.exec_driver_sql(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}")
