"""Files that would do harm are refused at the field with nothing kept, or come out clean."""

import io
import re
from urllib.parse import unquote

import pytest

from models.account import CityRole
from models.base import Translated
from models.testbed import Testbed
from models.testbed_media import TestbedFile, TestbedPicture
from tests.factories import document, picture
from tests.factories.account import person, staff
from tests.factories.form import filled
from tests.factories.media import names_in, picture_url, store, with_file
from tests.factories.testbed import draft
from tests.page import read_page
from views.message_file import FILE_MESSAGES

PICTURES, FILES, CLEANED = picture.refused(), document.refused(), picture.cleaned()
MARK = "\ufffc"


@pytest.fixture
def one(session, sign_in):
    sign_in(staff(CityRole.EDITOR, "helsinki"))
    return draft("helsinki")


def post(client, one, part, **changes):
    url = f"/en/desk/testbeds/{one.id}/edit/media"
    sent = {**filled(client.page(url), f"/media/{part}"), "do": "add", **changes}
    return client.post(f"{url}/{part}", data=sent)


def words_of_code(code):
    """Return how the words of a code begin, up to the first figure in them."""
    facts = dict.fromkeys(("most", "least_width", "least_height"), MARK) | {"width": 0, "height": 0}
    return FILE_MESSAGES[code](facts).partition(MARK)[0].partition("0")[0]


@pytest.mark.parametrize("what", PICTURES)
def test_a_picture_that_is_none_is_refused_at_the_field(session, app, client, one, what):
    name, content, code = PICTURES[what]
    before = names_in(app)
    answer = post(client, one, "pictures", picture_licence="cc0", picture_credit="Aino",
                  picture_upload=(io.BytesIO(content), name))  # fmt: skip
    page = read_page(answer)
    assert answer.status_code == 422
    assert words_of_code(code) in page.words("p", id="picture_upload-error")[0]
    assert filled(page, "/media/pictures")["picture_credit"] == ["Aino"]
    assert names_in(app) == before
    assert session.query(TestbedPicture).count() == 0
    assert session.get(Testbed, one.id).version == 1


@pytest.mark.parametrize("what", FILES)
def test_a_file_that_acts_or_is_none_is_refused_at_the_field(session, app, client, one, what):
    name, content, code = FILES[what]
    before = names_in(app)
    answer = post(client, one, "files", file_title_fi="Ohje",
                  file_upload=(io.BytesIO(content), name))  # fmt: skip
    page = read_page(answer)
    assert answer.status_code == 422
    assert words_of_code(code) in page.words("p", id="file_upload-error")[0]
    assert filled(page, "/media/files")["file_title_fi"] == ["Ohje"]
    assert names_in(app) == before
    assert session.query(TestbedFile).count() == 0


@pytest.mark.parametrize("what", CLEANED)
def test_what_a_browser_is_given_is_a_picture_and_nothing_else(session, app, client, one, what):
    content = CLEANED[what]
    post(client, one, "pictures", picture_licence="cc0",
         picture_upload=(io.BytesIO(content), "../../x.php\0.jpg"))  # fmt: skip
    for ending, kind in (("webp", "image/webp"), ("jpg", "image/jpeg")):
        answer = client.get(picture_url(session.get(Testbed, one.id), ending=ending))
        assert (answer.status_code, answer.content_type) == (200, kind)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        for hidden in (picture.SECRET, picture.SCRIPT, b"GPS", b"php"):
            assert hidden not in answer.data
    assert not [name for name in names_in(app) if "php" in name]


def test_a_file_is_only_ever_a_download(session, app, client, one):
    with_file(app, one)
    row = one.files[0]
    answer = client.get(f"/files/documents/{row.id}-{row.digest}.pdf")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert "S%C3%A4%C3%A4nn%C3%B6t.pdf" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert client.get(f"/files/documents/{row.id}-{row.digest}.odt").status_code == 404


@pytest.mark.parametrize("title", ['a"b\\c', "Привет 日本", "../../x", "a;b=c", "é" * 160])
def test_a_downloads_name_is_its_title_whatever_it_holds(session, app, client, one, title):
    with_file(app, one, Translated(title))
    row = one.files[0]
    named = client.get(f"/files/documents/{row.id}-{row.digest}.pdf").headers["Content-Disposition"]
    assert named.isascii()
    assert re.fullmatch(r'attachment; filename="[\w. -]*"; filename\*=UTF-8\'\'[\w.%~-]+', named)
    assert unquote(named.rpartition("''")[2]) == f"{title}.pdf"


def test_a_large_photo_gets_in_where_other_pages_let_less_in(session, app, client, one):
    large = io.BytesIO(picture.photo() + b"\0" * (15 << 20))
    answer = post(client, one, "pictures", picture_licence="cc0", picture_upload=(large, "a.jpg"))
    assert answer.status_code == 303
    assert max(len(store(app).read(name)) for name in names_in(app)) < 1 << 20


def test_strangers_cannot_send_as_much(session, app, client, sign_in, one):
    large = {"picture_upload": (io.BytesIO(b"\0" * (9 << 20)), "a.jpg")}
    sign_in(person())
    url = f"/en/desk/testbeds/{one.id}/edit/media/pictures"
    assert client.post(url, data=large).status_code == 413


def test_more_than_the_request_may_hold_is_the_page_that_says_so(session, app, client, one):
    huge = io.BytesIO(b"\xff\xd8\xff" + b"\0" * (25 << 20))
    answer = post(client, one, "pictures", picture_licence="cc0", picture_upload=(huge, "a.jpg"))
    assert answer.status_code == 413
    read_page(answer)
    url = f"/en/desk/testbeds/{one.id}/edit/basics"
    assert client.post(url, data={"x": (io.BytesIO(b"\0" * (9 << 20)), "a")}).status_code == 413


def test_a_refused_row_leaves_no_row_and_its_content_is_swept(session, app, client, one):
    """Somebody else was faster: the picture is in the store, but nothing names it."""
    url = f"/en/desk/testbeds/{one.id}/edit/media"
    stale = filled(client.page(url), "/media/pictures")
    fresh = {"picture_licence": "cc0", "do": "add"}
    upload = io.BytesIO(picture.photo())
    client.post(f"{url}/pictures", data={**stale, **fresh, "picture_upload": (upload, "a.jpg")})
    upload = io.BytesIO(picture.photo())
    late = {**stale, **fresh, "request_key": "another", "picture_upload": (upload, "b.jpg")}
    assert client.post(f"{url}/pictures", data=late).status_code == 409
    digests = {row.digest for row in session.query(TestbedPicture)}
    assert len(digests) == 1
    for name in names_in(app):
        assert store(app).read(name)
