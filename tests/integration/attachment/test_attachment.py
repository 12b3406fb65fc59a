"""Files of applications: what is taken, how it is kept and given, how many there may be."""

import datetime as dt
import hashlib

import pytest
import time_machine

from app import clock
from app.database import db
from app.services import application_draft as drafts
from app.services import attachment as service
from app.services.attachment import MOST, Paper
from app.services.testbed_media import sweep
from models.attachment import Attachment, stored_name
from models.audit import AuditLine
from models.errors import FieldError
from tests.factories import application as make
from tests.factories.account import member
from tests.factories.attachment import attached
from tests.factories.document import office, pdf, refused
from tests.factories.media import names_in, store
from tests.factories.picture import photo


@pytest.fixture
def draft(session):
    return make.draft()


def taken(app, draft, content, title="Plan"):
    return service.take(make.applicant(draft), draft, store(app), content, title)


def test_a_document_is_kept_as_it_was_sent(app, draft):
    content = office("docx")
    paper = taken(app, draft, content, "  The  plan\n")
    assert paper == Paper("The plan", "docx", hashlib.sha256(content).hexdigest(), len(content))
    assert store(app).read(stored_name(paper.digest, paper.kind)) == content


def test_a_picture_is_made_anew(app, draft):
    content = photo()
    paper = taken(app, draft, content, "")
    kept = store(app).read(stored_name(paper.digest, "jpg"))
    assert (paper.kind, paper.title, paper.size) == ("jpg", "JPG", len(kept))
    assert kept.startswith(b"\xff\xd8\xff")
    assert kept != content


@pytest.mark.parametrize("name", refused())
def test_what_could_act_or_is_no_document_is_refused(app, draft, name):
    _file, content, code = refused()[name]
    before = names_in(app)
    with pytest.raises(FieldError) as error:
        taken(app, draft, content)
    assert (error.value.code, error.value.field) == (code, "upload")
    assert names_in(app) == before


def test_the_same_file_is_added_once_and_leaves_one_line_in_the_trail(app, draft):
    actor, paper = make.applicant(draft), taken(app, draft, pdf())
    added = service.add_to_application(actor, draft.id, paper)
    with pytest.raises(FieldError) as error:
        service.add_to_application(actor, draft.id, paper)
    assert error.value.code == "here_already"
    lines = db.session.query(AuditLine).filter_by(action="attachment:add").all()
    assert [(one.thing, one.thing_id, one.facts["attachment"]) for one in lines] == [
        ("application", draft.id, added)
    ]


def test_there_is_room_for_so_many(app, draft):
    for number in range(MOST):
        attached(draft, digest=f"{number:064d}")
    with pytest.raises(FieldError) as error:
        service.add_to_application(make.applicant(draft), draft.id, Paper("A", "pdf", "a" * 64, 1))
    assert (error.value.code, error.value.facts) == ("attachments_full", {"most": MOST})
    assert db.session.query(Attachment).count() == MOST


def test_what_is_attached_outlives_the_sweep_and_what_was_taken_off_does_not(app, draft):
    actor = make.applicant(draft)
    kept, gone = (taken(app, draft, pdf(text=text)) for text in ("kept", "gone"))
    service.add_to_application(actor, draft.id, kept)
    service.remove(actor, service.add_to_application(actor, draft.id, gone))
    with time_machine.travel(clock.now() + dt.timedelta(days=31), tick=False):
        sweep(store(app))
    names = names_in(app)
    assert stored_name(kept.digest, "pdf") in names
    assert stored_name(gone.digest, "pdf") not in names


def test_a_draft_that_is_thrown_away_takes_its_files_with_it(draft):
    attached(draft)
    drafts.discard_draft(make.applicant(draft), draft.id)
    assert db.session.query(Attachment).count() == 0


@pytest.mark.parametrize(("kind", "disposition"), [("pdf", "attachment"), ("jpg", "inline")])
def test_nobody_keeps_a_copy_of_what_is_fetched(app, session, client, sign_in, kind, disposition):
    author = member()
    one = attached(make.draft(author=author), app, title="Lamppujen ääni", kind=kind)
    sign_in(author)
    answer = client.get(f"/files/attachments/{one.id}")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Disposition"].startswith(f"{disposition}; filename=")
    assert f"Lamppujen%20%C3%A4%C3%A4ni.{kind}" in answer.headers["Content-Disposition"]


def test_a_file_whose_content_is_lost_is_not_found(app, session, client, sign_in):
    author = member()
    one = attached(make.draft(author=author), digest="0" * 64)
    sign_in(author)
    assert client.get(f"/files/attachments/{one.id}").status_code == 404
