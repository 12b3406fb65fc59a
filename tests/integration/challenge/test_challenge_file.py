"""Pictures and documents of a challenge: described, cleaned, and public only with it."""

import io

import pytest

from models.base import Translated
from models.challenge import ChallengeStatus
from models.challenge_file import ChallengeFile
from tests.factories.account import member, staff
from tests.factories.challenge import challenge
from tests.factories.document import pdf, refused
from tests.factories.picture import photo, with_exif
from tests.page import read_page

MY = "/en/my/challenges"
ALT = {"alt_fi": "Katu", "alt_sv": "Gata"}


@pytest.fixture
def made(session):
    return challenge(ChallengeStatus.DRAFT, was_public=False)


def sent(client, made, content, name="a.jpg", **more):
    data = {"version": str(made.version), "upload": (io.BytesIO(content), name), **more}
    return client.post(f"{MY}/{made.id}/files", data=data, content_type="multipart/form-data")


def test_a_picture_is_seen_by_everybody_once_the_challenge_is(session, client, sign_in, made):
    sign_in(staff())
    assert sent(client, made, with_exif(), **ALT).status_code == 303
    row = session.query(ChallengeFile).one()
    assert row.alt == Translated("Katu", "Gata", "")
    url = f"/files/pictures/{row.digest}-{row.width}.jpg"
    assert b"Exif" not in client.get(url).data
    sign_in(member())
    assert client.get(url).status_code == 404
    made.status, made.was_public = ChallengeStatus.APPROVED, True
    session.commit()
    assert client.get(url).status_code == 200
    assert row.digest in client.get(f"/en/challenges/{made.slug}").get_data(as_text=True)


def test_a_document_is_a_download_for_those_who_may_read_the_challenge(
    session, client, sign_in, made
):
    sign_in(staff())
    assert sent(client, made, pdf(), "liite.pdf").status_code == 303
    row = session.query(ChallengeFile).one()
    url = f"/en/challenges/{made.slug}/files/{row.id}"
    answer = client.get(url)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "liite" in client.page(f"{MY}/{made.id}/files").text
    sign_in(member())
    assert client.get(url).status_code == 404
    made.status, made.was_public = ChallengeStatus.APPROVED, True
    session.commit()
    assert client.get(url).status_code == 200
    assert client.get(f"/en/challenges/other/files/{row.id}").status_code == 404


def test_a_picture_that_is_not_described_is_refused_at_its_field(session, client, sign_in, made):
    sign_in(staff())
    answer = sent(client, made, photo(), alt_fi="Katu")
    assert answer.status_code == 422
    page = read_page(answer)
    said = "".join(page.all("p", id="alt_sv-error")[0].itertext())
    assert "languages of the city" in said
    assert session.query(ChallengeFile).count() == 0


@pytest.mark.parametrize("name", sorted(refused()))
def test_a_file_that_could_act_is_refused(session, client, sign_in, made, name):
    sign_in(staff())
    answer = sent(client, made, refused()[name][1], "x.pdf")
    assert answer.status_code == 422
    assert read_page(answer).all("p", id="upload-error")
    assert session.query(ChallengeFile).count() == 0


def test_a_file_is_taken_off_and_the_same_is_not_added_twice(session, client, sign_in, made):
    sign_in(staff())
    sent(client, made, pdf(), "liite.pdf")
    session.refresh(made)
    assert sent(client, made, pdf(), "liite.pdf").status_code == 422
    row = session.query(ChallengeFile).one()
    url = f"{MY}/{made.id}/files/{row.id}/remove"
    client.post(url, data={"version": str(made.version)})
    assert session.query(ChallengeFile).count() == 0
