"""Pictures, files and links come back from a version; lists of many read them at once."""

import pytest
from sqlalchemy import event

from app.adapters.picture import names_of
from app.database import db, use_case
from app.services.testbed_media_record import bring_media_back, media_of
from app.services.testbed_version import keep
from models.account import CityRole, User
from models.base import Translated
from models.testbed import Testbed
from tests.factories.account import acting, staff
from tests.factories.form import filled
from tests.factories.media import store, with_file, with_link, with_picture
from tests.factories.testbed import draft, testbed
from tests.page import read_page


@pytest.fixture
def editor(session):
    return acting(staff(CityRole.EDITOR, "helsinki"))


@use_case
def bring_back(actor, testbed_id, record, kept):
    return bring_media_back(actor, db.session.get(Testbed, testbed_id), record, kept)


def full(app):
    one = with_picture(app, with_picture(app, draft("helsinki"), credit="A"), credit="B")
    return with_link(with_file(app, one))


def test_everything_comes_back_as_the_version_says(session, app, editor):
    one = full(app)
    said, first = media_of(one), one.pictures[0].id
    one.pictures.remove(one.pictures[1])
    one.pictures[0].alt = Translated("Muu")
    one.files, one.links = [], []
    session.commit()
    assert media_of(session.get(Testbed, one.id)) != said

    assert bring_back(editor, one.id, said, store(app)) == 0
    kept = session.get(Testbed, one.id)
    assert media_of(kept) == said
    assert kept.pictures[0].id == first
    assert [row.position for row in kept.pictures] == [0, 1]
    assert kept.pictures[1].added_by_id == editor.user_id


def test_a_page_brings_back_pictures_alone_and_tells_what_is_no_longer_kept(
    session, app, client, sign_in, editor
):
    sign_in(session.get(User, editor.user_id))
    one = full(app)
    keep(editor, one)
    one.version += 1
    one.operator, one.files = "Muu", []
    gone = one.pictures.pop(0)
    keep(editor, one)
    session.commit()
    for name in names_of(gone.digest, gone.width):
        store(app).remove(name)
    url = f"/en/desk/testbeds/{one.id}/history/1/restore"
    form = {
        **filled(client.page(url), "/restore"),
        "reason": "Syy",
        "fields": ["pictures", "files"],
    }
    answer = client.post(url, data=form, follow_redirects=True)
    assert "1 picture or file was taken off too long ago" in read_page(answer).text
    kept = session.get(Testbed, one.id)
    assert (len(kept.pictures), len(kept.files), kept.operator) == (1, 1, "Muu")


def test_what_has_been_swept_is_left_out_and_counted(session, app, editor):
    one = full(app)
    said = media_of(one)
    gone = one.pictures[0]
    for name in names_of(gone.digest, gone.width):
        store(app).remove(name)
    assert bring_back(editor, one.id, said, store(app)) == 1
    assert [row.credit for row in session.get(Testbed, one.id).pictures] == ["B"]


def test_a_version_from_before_pictures_had_none(session, app, editor):
    one = full(app)
    assert bring_back(editor, one.id, {"name": {}}, store(app)) == 0
    assert media_of(session.get(Testbed, one.id)) == {
        "pictures": None,
        "files": None,
        "links": None,
    }


def test_a_list_reads_all_pictures_at_once(session, app, client):
    def statements():
        seen = []
        bind = db.session.get_bind()

        def note(_connection, _cursor, statement, *_rest):
            seen.append(statement)

        event.listen(bind, "before_cursor_execute", note)
        client.page("/en/testbeds")
        event.remove(bind, "before_cursor_execute", note)
        return len(seen)

    with_picture(app, testbed("helsinki"))
    client.page("/en/testbeds")
    few = statements()
    for _number in range(4):
        with_picture(app, testbed("helsinki"))
    client.page("/en/testbeds")  # what is held of all testbeds is read again, once
    assert statements() == few
