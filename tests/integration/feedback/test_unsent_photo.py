"""A picture that was chosen for feedback or a report of harm waits while the form is put right."""

import datetime as dt
import html
import io
import re

import pytest
import time_machine
from sqlalchemy import func, select

from app import clock
from app.adapters import picture
from app.adapters.file_store import store_of
from app.database import db
from app.services.feedback_extra import UNSENT_KEPT_S, sweep_unsent
from models.attempt import LIMITS, Door, Limit
from models.feedback import Feedback
from models.harm_report import HarmReport
from tests.factories import feedback as make
from tests.factories import pilot as pilots
from tests.factories.picture import SECRET, photo, with_exif

GOOD = {
    "feedback": {"words": make.WORDS, "readers": "all", "email": make.MAIL, "rating": "4"},
    "harm": {"kind": "danger", "words": "Valo sammui"},
}
BAD = {"feedback": {"email": ""}, "harm": {"kind": ""}}
ROWS = {"feedback": Feedback, "harm": HarmReport}
FORMS = pytest.mark.parametrize("path", ["feedback", "harm"])


@pytest.fixture
def pilot(session):
    return pilots.running()


@pytest.fixture
def store(app):
    return store_of(app.extensions["settings"].instance)


@pytest.fixture
def post(client, pilot):
    def sent(path, **changed):
        if isinstance(changed.get("upload"), bytes):
            changed["upload"] = (io.BytesIO(changed["upload"]), "kuva.jpg")
        data = GOOD[path] | {"alt": "Lyhty", "place": "60.17, 24.94"} | changed
        return client.post(f"/fi/pilots/{pilot.slug}/{path}", data=data)

    return sent


def kept_of(answer):
    """Return the token of the picture that the form carries; None when it carries none."""
    found = re.search(r'name="kept"[^>]* value="([^"]*)"', answer.get_data(as_text=True))
    return html.unescape(found[1]) if found else None


def only(path):
    return db.session.scalars(select(ROWS[path])).one()


def a_day_later():
    return clock.now() + dt.timedelta(seconds=UNSENT_KEPT_S + 60)


def waiting(store):
    later = clock.now().timestamp() + 1000
    return [name for name in store.put_before(later) if name.startswith(picture.UNSENT)]


@FORMS
def test_the_picture_and_all_that_was_typed_wait_while_the_form_is_put_right(post, path, store):
    again = post(path, **BAD[path], upload=with_exif())
    body = again.get_data(as_text=True)
    assert again.status_code == 422
    assert 'src="data:image/webp;base64,' in body
    assert "Lyhty" in body
    assert "60.17, 24.94" in body
    assert SECRET not in store.read(waiting(store)[0])

    assert post(path, kept=kept_of(again)).status_code == 303
    made = only(path)
    assert made.picture_alt == "Lyhty"
    for name in picture.names_of(made.picture_digest, made.picture_width):
        assert store.read(name)


@FORMS
def test_it_waits_as_well_when_the_rules_refuse_what_the_form_let_through(post, path):
    again = post(path, place="nowhere", upload=photo())
    assert again.status_code == 422
    twice = post(path, place="0, 0", kept=kept_of(again))
    assert twice.status_code == 422
    assert post(path, kept=kept_of(twice)).status_code == 303
    assert only(path).picture_digest


@FORMS
def test_it_is_left_out_when_asked(post, path):
    again = post(path, **BAD[path], upload=photo())
    gone = post(path, **BAD[path], kept=kept_of(again), drop="y")
    assert kept_of(gone) is None
    assert post(path, kept=kept_of(again), drop="y").status_code == 303
    assert only(path).picture_digest is None


def test_another_picture_takes_its_place(post):
    first = kept_of(post("feedback", email="", upload=photo()))
    assert post("feedback", kept=first, upload=photo()).status_code == 303
    assert only("feedback").picture_digest != first.partition("-")[0]


def test_a_picture_that_cannot_be_taken_says_so_beside_the_other_errors(post):
    good = kept_of(post("feedback", readers="", upload=photo()))
    again = post("feedback", readers="", kept=good, upload=b"no picture")
    body = again.get_data(as_text=True)
    assert 'id="upload-error"' in body
    assert 'id="readers-error"' in body
    assert kept_of(again) == good  # the good one is still there


def test_a_false_token_is_no_picture(post, store):
    token = kept_of(post("feedback", email="", upload=photo()))
    digest, width, height, signature = token.split("-")
    for false in (
        f"{digest}-{width}-9999-{signature}", f"{digest}-{width}-{height}-{'0' * 64}",
        f"{'a' * 64}-{width}-{height}-{signature}", "x", "../" * 30, digest,
    ):  # fmt: skip
        again = post("feedback", email="", kept=false)
        assert again.status_code == 422
        assert kept_of(again) is None
    assert post("feedback", kept="x").status_code == 303
    assert only("feedback").picture_digest is None


def test_what_was_not_sent_is_swept_after_a_day_and_the_form_says_so(post, store):
    with time_machine.travel(a_day_later(), tick=False):
        sweep_unsent(store)
    token = kept_of(post("feedback", email="", upload=photo()))
    assert sweep_unsent(store) == 0
    with time_machine.travel(a_day_later(), tick=False):
        assert sweep_unsent(store) == len(picture.names_of(token.partition("-")[0], 800))
    assert waiting(store) == []

    again = post("feedback", kept=token)
    assert again.status_code == 422
    assert 'id="upload-error"' in again.get_data(as_text=True)
    assert db.session.scalar(select(func.count()).select_from(Feedback)) == 0
    assert post("feedback", kept=kept_of(again) or "").status_code == 303


def test_the_store_cannot_be_filled_by_forms_that_are_never_right(post, store, monkeypatch):
    monkeypatch.setitem(LIMITS, Door.FEEDBACK, Limit(by_name=2, by_address=2))
    for _time in range(2):
        post("feedback", email="", upload=photo())
    held = len(waiting(store))
    again = post("feedback", email="", upload=photo())
    assert kept_of(again) is None
    assert 'id="upload-error"' in again.get_data(as_text=True)
    assert len(waiting(store)) == held
