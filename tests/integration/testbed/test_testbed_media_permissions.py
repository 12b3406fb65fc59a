"""Who may see and change the pictures, files and links of a testbed: a literal matrix."""

import io

import pytest

from models.testbed import Testbed, TestbedStatus
from tests.factories.account import staff
from tests.factories.form import filled
from tests.factories.media import (
    ALT,
    file_url,
    names_in,
    picture_url,
    with_file,
    with_link,
    with_picture,
)
from tests.factories.picture import photo
from tests.factories.testbed import draft, testbed
from tests.integration.testbed.test_testbed_permissions import WHO, somebody

PARTS = ("pictures", "files", "links")
# As in test_testbed_permissions: coordinator, editor, reviewer, host, admin, other_city,
# other_host, company, resident, visitor.
SECTION = (200, 200, 302, 302, 200, 404, 404, 403, 403, 302)
PREVIEW = (200, 200, 200, 200, 200, 404, 404, 403, 403, 302)
DEED = (303, 303, 403, 403, 303, 404, 404, 403, 403, 401)
OF_DRAFT = (200, 200, 200, 200, 200, 404, 404, 404, 404, 404)
FOR_ALL = (200,) * 10


@pytest.fixture
def enter(client, sign_in):
    def go(who, one):
        user = somebody(who, one)
        if user is not None:
            sign_in(user)
        return client

    return go


def full(app, status, alt=ALT):
    return with_link(with_file(app, with_picture(app, testbed("helsinki", status), alt)))


@pytest.mark.parametrize("status", list(TestbedStatus))
@pytest.mark.parametrize("who", WHO)
def test_pages_and_content(session, app, enter, who, status):
    one = full(app, status)
    client = enter(who, one)
    column = WHO.index(who)
    here = f"/en/desk/testbeds/{one.id}"
    fetched = (OF_DRAFT if status is TestbedStatus.DRAFT else FOR_ALL)[column]
    assert client.get(f"{here}/edit/media").status_code == SECTION[column]
    assert client.get(f"{here}/preview").status_code == PREVIEW[column]
    assert client.get(picture_url(one)).status_code == fetched
    assert client.get(picture_url(one, ending="jpg")).status_code == fetched
    assert client.get(file_url(one)).status_code == fetched


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("who", WHO)
def test_deeds(session, app, enter, who, part):
    one = full(app, TestbedStatus.DRAFT)
    client = enter(who, one)
    row = getattr(one, part)[0].id
    before = names_in(app)
    sent = {
        "version": "1", f"{part}-0-id": row, "do": f"remove-{row}", "pictures-0-licence": "cc0",
        "links-0-url": "https://a.fi",
    }  # fmt: skip
    answer = client.post(f"/en/desk/testbeds/{one.id}/edit/media/{part}", data=sent)
    assert answer.status_code == DEED[WHO.index(who)]
    done = answer.status_code == 303
    assert (getattr(session.get(Testbed, one.id), part) == []) == done
    assert names_in(app) == before


@pytest.mark.parametrize("who", WHO)
def test_a_picture_is_taken_in_from_its_editors_only(session, app, enter, who):
    one = draft("helsinki")
    client = enter(who, one)
    before = names_in(app)
    sent = {
        "version": "1", "do": "add", "picture_licence": "cc0",
        "picture_upload": (io.BytesIO(photo()), "a.jpg"),
    }  # fmt: skip
    answer = client.post(f"/en/desk/testbeds/{one.id}/edit/media/pictures", data=sent)
    assert answer.status_code == DEED[WHO.index(who)]
    assert (names_in(app) == before) == (answer.status_code != 303)


def test_a_picture_that_waits_for_its_words_is_for_staff_alone(session, app, client, sign_in):
    one = full(app, TestbedStatus.PUBLISHED, alt=ALT.__class__(fi="Vain suomeksi"))
    address = f"/en/testbeds/helsinki/{one.slug}"
    assert picture_url(one) not in str(client.get(address).data)
    assert client.get(picture_url(one)).status_code == 404
    sign_in(staff(slug="tampere"))
    assert client.get(picture_url(one)).status_code == 404
    sign_in(staff(slug="helsinki"))
    assert client.get(picture_url(one)).status_code == 200
    assert "Hidden until it is described" in client.page(
        f"/en/desk/testbeds/{one.id}/edit/media"
    ).text  # fmt: skip


def test_a_picture_without_the_maker_that_its_licence_asks_for_waits(session, app, client):
    one = with_picture(app, testbed("helsinki"), credit="")
    assert client.get(picture_url(one)).status_code == 404


def test_what_was_taken_off_is_gone_for_everybody_at_once(session, app, client, sign_in):
    one = full(app, TestbedStatus.PUBLISHED)
    addresses = [picture_url(one), file_url(one)]
    assert [client.get(address).status_code for address in addresses] == [200, 200]
    sign_in(staff())
    here = f"/en/desk/testbeds/{one.id}/edit/media"
    for part in ("pictures", "files"):
        row = getattr(session.get(Testbed, one.id), part)[0]
        sent = {**filled(client.page(here), f"/{part}"), "do": f"remove-{row.id}"}
        client.post(f"{here}/{part}", data=sent)
    assert [client.get(address).status_code for address in addresses] == [404, 404]


def test_the_same_picture_in_a_draft_elsewhere_stays_public_here(session, app, client):
    one = full(app, TestbedStatus.PUBLISHED)
    other = draft("tampere")
    other.pictures.append(_copy(one.pictures[0]))
    session.commit()
    assert client.get(picture_url(other)).status_code == 200
    one.status = TestbedStatus.DRAFT
    session.commit()
    assert client.get(picture_url(other)).status_code == 404


def _copy(row):
    names = [column.name for column in row.__table__.columns if column.name != "id"]
    values = {name: getattr(row, name) for name in names if not name.startswith("alt_")}
    return type(row)(alt=row.alt, **{**values, "testbed_id": None})
