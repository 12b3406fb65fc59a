"""Files of entries: cleaned, sealed at every request, kept as long as a submission needs them."""

import datetime as dt
import io
import re

import pypdf
import pytest
import time_machine
from PIL import Image

from app import clock
from app.database import db
from app.services import concept as service
from app.services import concept_file as files
from app.services.testbed_media import sweep
from models.attachment import stored_name
from models.challenge import ChallengeStatus
from models.concept import ConceptFile, ConceptStatus
from models.errors import FieldError, NotFoundError
from tests.factories import concept as make
from tests.factories.account import acting, admin, person, staff
from tests.factories.challenge import challenge
from tests.factories.document import office, pdf
from tests.factories.media import names_in, store
from tests.factories.picture import photo


@pytest.fixture
def made(session):
    return make.draft(challenge())


def taken(app, made, content, title="Suunnitelma"):
    return files.take(make.leading(made), made.id, store(app), content, title)


def added(app, made, content=b"", **values):
    paper = taken(app, made, content or pdf(text=made.code))
    ident = files.add(make.leading(made), made.id, paper, **values)
    return db.session.get_one(ConceptFile, ident)


def signed(name="Maija Tekijä"):
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Author": name})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_the_author_of_a_pdf_is_not_kept(app, made):
    one = added(app, made, signed())
    kept = store(app).read(stored_name(one.digest, one.kind))
    assert not (pypdf.PdfReader(io.BytesIO(kept)).metadata.author or "").strip()


def test_a_picture_is_made_anew_without_its_place(app, made):
    content = photo()
    one = added(app, made, content)
    kept = store(app).read(stored_name(one.digest, "jpg"))
    assert kept != content
    assert not Image.open(io.BytesIO(kept)).getexif()


def locked():
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    writer.encrypt("x", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code"), [(office(), "only_pdf_and_pictures"), (locked(), "pdf_locked")]
)
def test_what_cannot_be_cleaned_is_not_taken(app, made, content, code):
    before = names_in(app)
    with pytest.raises(FieldError) as error:
        taken(app, made, content)
    assert (error.value.code, error.value.field) == (code, "upload")
    assert names_in(app) == before


def test_nobody_else_adds_a_file(app, made):
    with pytest.raises(NotFoundError):
        files.take(acting(person()), made.id, store(app), pdf(), "x")


def test_there_is_room_for_so_many_and_each_once(app, made):
    one = added(app, made)
    with pytest.raises(FieldError) as error:
        added(app, made)
    assert error.value.code == "here_already"
    for number in range(files.MOST - 1):
        added(app, made, pdf(text=str(number)))
    with pytest.raises(FieldError) as error:
        added(app, made, pdf(text="last"))
    assert error.value.code == "attachments_full"
    assert len({row.key for row in db.session.query(ConceptFile)}) == files.MOST
    assert len(one.key) == 43


READERS = ("visitor", "stranger", "coordinator", "admin", "member", "lead")


def reader(made, name):
    return {
        "visitor": lambda: None,
        "stranger": person,
        "coordinator": staff,
        "admin": admin,
        "member": lambda: make.joined(made),
        "lead": lambda: made.lead,
    }[name]()


@pytest.mark.parametrize("name", READERS)
def test_only_the_team_fetches_a_file_while_entries_are_taken(app, made, client, sign_in, name):
    one = added(app, made)
    service.submit(make.leading(made), made.id, made.version, made.challenge.terms_id)
    user = reader(made, name)
    if user is not None:
        sign_in(user)
    answer = client.get(f"/files/concepts/{one.key}")
    never = client.get(f"/files/concepts/{'x' * 43}")
    if name in ("member", "lead"):
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "private, no-store"
        return
    assert (answer.status_code, never.status_code) == (404, 404)
    assert told(answer, one.key) == told(never, "x" * 43)


def told(answer, key):
    """Return a page without what differs from one time to the next."""
    return re.sub(r'(nonce|content|value)="[^"]*"', "", answer.text.replace(key, ""))


def test_an_old_link_stops_working_when_its_reader_may_no_longer(app, made, client, sign_in):
    one, other = added(app, made), make.joined(made)
    sign_in(other)
    assert client.get(f"/files/concepts/{one.key}").status_code == 200
    db.session.delete(made.members[0])
    db.session.commit()
    assert client.get(f"/files/concepts/{one.key}").status_code == 404


def test_a_file_of_a_published_entry_is_everybodys_unless_secret(app, made, client):
    plain, hidden = added(app, made), added(app, made, pdf(text="hidden"), is_secret=True)
    made.status, made.submitted_at = ConceptStatus.WINNER, clock.now()
    made.challenge.status = ChallengeStatus.ANNOUNCED
    db.session.commit()
    assert client.get(f"/files/concepts/{plain.key}").status_code == 200
    assert client.get(f"/files/concepts/{hidden.key}").status_code == 404


def test_the_sweep_keeps_what_an_earlier_submission_held(app, made):
    one, who = added(app, made), make.leading(made)
    gone = added(app, make.draft(made.challenge), pdf(text="never submitted"))
    service.submit(who, made.id, made.version, made.challenge.terms_id)
    service.take_back(who, made.id, made.version)
    kept, lost = (stored_name(row.digest, row.kind) for row in (one, gone))
    files.remove(who, made.id, one.id)
    db.session.delete(gone)
    db.session.commit()
    with time_machine.travel(clock.now() + dt.timedelta(days=31), tick=False):
        sweep(store(app))
    assert kept in names_in(app)
    assert lost not in names_in(app)
