"""Nothing of an outcome is seen before it is announced: planted markers, every role, every page."""

import pytest

from app import clock
from models.account import CityRole
from models.errors import ForbiddenError
from models.organisation import Membership, OrganisationRole
from tests.factories import award as make
from tests.factories.account import acting, admin, host, member, organisation, person, staff
from tests.factories.testbed import testbed

MARK = "xqzvaiettu"
WINNER = f"Voittaja {MARK}"
OUTCOME = "/{lang}/my/concepts/{first}/outcome"
PAGES = (
    "/{lang}/challenges/{slug}/results",
    "/{lang}/challenges/{slug}/become",
    "/{lang}/challenges/numbers",
    "/{lang}/challenges/numbers?challenge={slug}",
    "/{lang}/challenges/numbers.json",
    "/{lang}/challenges/numbers.csv",
    "/{lang}/challenges/numbers/days.json",
    "/{lang}/my/concepts/{second}/outcome",
    "/{lang}/",
    "/{lang}/results",
)
SEEN = {one for one in PAGES if "numbers" in one}
DESK = (
    "/{lang}/desk/challenges/awards",
    "/{lang}/desk/challenges/{id}/award",
    "/{lang}/desk/challenges/{id}/preview/results",
    "/{lang}/desk/challenges/{id}/preview/concepts/{first}",
    "/{lang}/desk/challenges/{id}/preview/letters",
    "/{lang}/desk/challenges/{id}/preview/letters/0",
)


@pytest.fixture
def scene(session):
    """A challenge that its jury has decided, prepared in full; words planted wherever they go."""
    company = organisation()
    made = make.decided(3, organisation_id=company.id)
    first, second, third = make.entries_of(made)
    first.title, first.solution = WINNER, MARK
    session.commit()
    make.prepared(made, statement=make.Translated(MARK, MARK, MARK))
    people = {
        "visitor": None,
        "resident": person(),
        "owner": member(company, OrganisationRole.OWNER),
        "loser": third.lead,
        "second": second.lead,
        "editor": staff(CityRole.EDITOR),
        "reviewer": staff(CityRole.REVIEWER),
        "host": host(testbed()),
        "other_city": staff(slug="tampere"),
    }
    names = {"slug": made.slug, "id": made.id, "first": first.id, "second": second.id}
    return made, people, names


@pytest.mark.parametrize(
    "role",
    ["visitor", "resident", "owner", "loser", "second", "editor", "reviewer", "host", "other_city"],
)
def test_nobody_but_those_who_prepare_sees_anything(client, sign_in, scene, role):
    _made, people, names = scene
    if people[role] is not None:
        sign_in(people[role])
    for pattern in (*PAGES, *DESK, OUTCOME):
        address = pattern.format(lang="fi", **names)
        answer = client.get(address)
        assert answer.status_code == (200 if pattern in SEEN else answer.status_code), address
        assert MARK not in answer.get_data(as_text=True), (role, address)
        assert MARK not in str(answer.headers), (role, address)


def test_the_winner_reads_nothing_of_it_either(client, sign_in, scene):
    made, _people, names = scene
    sign_in(make.entries_of(made)[0].lead)
    for pattern in (*PAGES, *DESK, OUTCOME):
        answer = client.get(pattern.format(lang="fi", **names))
        assert MARK not in answer.get_data(as_text=True), pattern
    assert client.get(OUTCOME.format(lang="fi", **names)).status_code == 404


@pytest.mark.parametrize("role", ["visitor", "resident", "loser", "editor", "other_city"])
def test_everybody_reads_the_results_once_they_are_announced(client, sign_in, scene, role):
    made, people, names = scene
    version = make.announcement_of(made.id).version
    make.award_announce.announce(make.coordinator(made), made.id, version)
    if people[role] is not None:
        sign_in(people[role])

    page = client.page("/fi/challenges/{slug}/results".format(**names))

    assert WINNER in page.text


def test_those_who_prepare_see_all_of_it(client, sign_in, scene):
    _made, _people, names = scene
    sign_in(staff())
    for pattern in DESK[1:]:
        if not pattern.endswith("letters"):  # which only says to whom
            assert MARK in client.page(pattern.format(lang="fi", **names)).text, pattern


@pytest.mark.parametrize("how", ["admin", "lead", "organisation"])
def test_nor_an_administrator_nor_a_coordinator_who_has_entered(client, sign_in, scene, how):
    made, _people, names = scene
    who = admin() if how == "admin" else staff()
    second = make.entries_of(made)[1]
    if how == "lead":
        second.lead_id = who.id
    elif how == "organisation":
        company = organisation("Kuovinpolku Oy")
        second.organisation_id = company.id
        make.db.session.add(
            Membership(
                user_id=who.id, organisation_id=company.id, role=OrganisationRole.MEMBER,
                joined_at=clock.now(),
            )
        )  # fmt: skip
    make.db.session.commit()
    sign_in(who)

    for pattern in DESK[1:]:
        answer = client.get(pattern.format(lang="fi", **names))
        assert answer.status_code == 403
        assert MARK not in answer.get_data(as_text=True)
    written = make.Prepared(make.STATEMENT, 14)
    with pytest.raises(ForbiddenError):
        make.service.prepare(acting(who), made.id, 1, written)


def test_who_was_not_chosen_is_named_nowhere(client, sign_in, scene):
    made, _people, names = scene
    third = make.entries_of(made)[2]
    third.title, third.lead.name = "Hukka zqvtitle", "Hukka zqvname"
    make.db.session.commit()
    version = make.announcement_of(made.id).version
    make.award_announce.announce(make.coordinator(made), made.id, version)

    for pattern in PAGES:
        text = client.get(pattern.format(lang="fi", **names)).get_data(as_text=True)
        assert "zqvtitle" not in text
        assert "zqvname" not in text
        assert third.code not in text


def test_one_team_reads_nothing_of_another(client, sign_in, scene):
    made, people, names = scene
    version = make.announcement_of(made.id).version
    make.award_announce.announce(make.coordinator(made), made.id, version)
    sign_in(people["loser"])

    assert client.get(OUTCOME.format(lang="fi", **names)).status_code == 404
