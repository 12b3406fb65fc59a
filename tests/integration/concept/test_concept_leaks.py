"""Nothing sealed appears on any page, feed or file for anybody to whom the table gives nothing.

Markers are planted in the body and in what is about the team; then everybody asks for every
address whose parts are known here, in each stage.  New routes are walked by themselves.
"""

import re

import pytest
from sqlalchemy import update

from app import clock
from app.database import db
from app.policies.seal import Sight
from app.queries.concept_seal import sight_of
from models.account import User
from models.audit import AuditLine
from models.concept import Concept, ConceptFile
from tests.integration.concept.scene_seal import STATES, scene
from views.access import door_of

BODY, TEAM = "xqrunko", "xqtiimi"
ROLES = (
    "visitor", "other_entrant", "colleague", "poser", "juror", "coordinator", "own_coordinator",
    "admin", "member",
)  # fmt: skip
EVERYWHERE = ("visitor", "other_entrant", "coordinator", "admin")  # also on pages of no entry
STEPS = ("idea", "plan", "secrets", "about")
NEVER = ("security.logout",)
NOT_SHARED = re.compile(r"Cache-Control: [^\n]*(private|no-store)", re.IGNORECASE)


@pytest.fixture
def planted(session, request):
    """Return an entry full of markers in a stage, and everybody as actors."""
    made, actors = scene(request.param)
    db.session.execute(
        update(Concept)
        .where(Concept.id == made.id)
        .values(
            title=f"{BODY} title", problem=BODY, solution=BODY, impact=BODY, plan=BODY, needs=BODY,
            team_name=TEAM, team_words=TEAM, contact_name=TEAM, secrets={"plan": f"{BODY} why"},
            contact_email=f"{TEAM}@koepaikka.example", contact_phone=TEAM,
        )
    )  # fmt: skip
    db.session.add(
        ConceptFile(
            concept_id=made.id, key="k" * 43, title=f"{BODY} file", kind="pdf", digest="e" * 64,
            size=1, at=clock.now(),
        )
    )  # fmt: skip
    db.session.commit()
    db.session.refresh(made)
    return made, actors


def addresses(app, made, *, is_all):
    """Return every address to get that can be made of what is known; ``is_all``: bare ones too."""
    known = {
        "challenge_id": made.challenge_id, "concept_id": made.id, "slug": made.challenge.slug,
        "code": made.code, "key": "k" * 43, "file_id": 1, "member_id": 1, "token": "x" * 43,
        "tongue": "fi", "assignment_id": 1, "juror_id": 1, "award_id": 1, "question_id": 1,
    }  # fmt: skip
    found = []
    for rule in app.url_map.iter_rules():
        asked = rule.arguments - {"lang"}
        is_shut = rule.endpoint in NEVER or door_of(app, rule.endpoint) is None
        if "GET" not in rule.methods or is_shut:
            continue
        lang = {"lang": "en"} if "lang" in rule.arguments else {}
        if asked <= known.keys() | {"step"} and (asked or is_all):
            for step in STEPS if "step" in asked else ("",):
                values = lang | {name: known[name] for name in asked - {"step"}}
                built = rule.build(values | ({"step": step} if step else {}))
                found += [built[1]] if built is not None else []
    return found


def told(client, path):
    answer = client.get(path)
    return f"{answer.headers}{answer.get_data().decode('utf-8', 'replace')}"


@pytest.mark.parametrize("planted", list(STATES), indirect=True)
def test_nobody_is_told_what_is_sealed(app, planted, client, sign_in):
    made, actors = planted
    people = {name: _account(actors[name]) for name in ROLES}
    seen = {name: sight_of(actors[name], made) for name in ROLES}
    paths = addresses(app, made, is_all=False)
    is_taking = made.challenge.closes_at > clock.now()
    everywhere = addresses(app, made, is_all=True) if is_taking else paths
    leaks, read = [], set()
    for name in ROLES:
        _enter(client, sign_in, people[name])
        searched = f"/en/testbeds?q={BODY}"
        for path in [*(everywhere if name in EVERYWHERE else paths), searched]:
            said = told(client, path)
            body = BODY in said.replace(searched.partition("?")[2], "") and path != searched
            team = TEAM in said
            if body and seen[name] not in (Sight.BLIND, Sight.WHOLE):
                leaks.append((name, path, "body"))
            if team and seen[name] is not Sight.WHOLE:
                leaks.append((name, path, "team"))
            is_sealed = seen["visitor"] is not Sight.PUBLISHED
            if is_sealed and (body or team) and not NOT_SHARED.search(said):
                leaks.append((name, path, "kept by caches between"))
            read |= {name} if body else set()
    assert leaks == []
    assert "member" in read, "a walk on which nobody reads anything proves nothing"
    assert len(paths) > 15


def _account(actor):
    return db.session.get(User, actor.user_id) if actor.user_id else None


def _enter(client, sign_in, user):
    if user is None:
        with client.session_transaction() as cookie:
            cookie.clear()
    else:
        sign_in(user)


@pytest.mark.parametrize("planted", ["taking"], indirect=True)
def test_the_trail_of_the_city_and_its_file_say_nothing(planted, client, sign_in):
    made, actors = planted
    _enter(client, sign_in, _account(actors["coordinator"]))
    for path in ("", ".csv"):
        said = told(client, f"/en/desk/people/helsinki/trail{path}")
        assert BODY not in said
        assert "concept" not in said
        assert made.lead.name not in said
    lines = db.session.query(AuditLine).filter_by(thing="concept")
    assert not lines.filter_by(city_id=made.challenge.city_id).count()


@pytest.mark.parametrize("planted", ["taking", "judging"], indirect=True)
def test_refusals_say_the_same_of_what_is_there_and_what_is_not(planted, client, sign_in):
    made, actors = planted
    for name in ("visitor", "resident", "admin", "colleague"):
        _enter(client, sign_in, _account(actors[name]))
        for path in ("/en/my/concepts/{}", "/en/my/concepts/{}/edit/idea",
                     f"/en/desk/challenges/{made.challenge_id}/entries/{{}}"):  # fmt: skip
            there, nowhere = (client.get(path.format(one)) for one in (made.id, 999_999))
            assert there.status_code == nowhere.status_code
            assert there.status_code in (302, 401, 403, 404)  # visitors are led to sign in
