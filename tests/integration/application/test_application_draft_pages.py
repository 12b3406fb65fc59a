"""Nothing that is typed into a draft is lost: wrong answers, two windows, lost sessions."""

import pytest

from app.database import db
from app.forms.application import FULL
from app.services import application_draft
from models.application import Application, ApplicationPart, JointPolicy
from tests.factories import application as make
from tests.factories.account import acting, member
from tests.factories.form import filled
from tests.factories.hostile import CODE, LONG, NUL, TURNED
from tests.factories.testbed import testbed
from tests.page import read_page

HOME = "/en/my/applications"
AUTOSAVE = {"X-Autosave": "1", "Accept": "application/json"}
TEXTS = {
    "idea": ("title", "summary", "novelty", "goals"),
    "data": ("users", "measured", "data_note"),
    "practical": (
        "needs", "permits_held", "price_covers", "risks", "restoration", "publicity", "after",
    ),
    "contact": ("contact_name", "contact_phone"),
}  # fmt: skip
EVERY_TEXT = [(step, name) for step, names in TEXTS.items() for name in names]


@pytest.fixture
def owner(session):
    return member()


@pytest.fixture
def company(owner, sign_in):
    return sign_in(owner)


def url(made, step):
    return f"{HOME}/{made}/edit/{step}"


def typed(client, made, step):
    return filled(client.page(url(made, step)))


def row(made):
    return db.session.get_one(Application, made)


def kept_of(page, name):
    """Return what a field of a page holds."""
    answers = filled(page)
    return (answers.get(name) or [""])[0]


@pytest.mark.parametrize(("step", "name"), EVERY_TEXT)
@pytest.mark.parametrize("hostile", [CODE, TURNED, NUL], ids=["code", "turned", "nul"])
def test_any_text_is_kept_as_text(company, owner, step, name, hostile):
    made = make.draft(author=owner).id
    answers = typed(company, made, step) | {name: hostile}
    assert company.post(url(made, step), data=answers).status_code == 303
    kept = getattr(row(made), name)
    assert kept == hostile.replace("\x00", "")
    page = company.page(url(made, "check"))
    assert "<b>{{" not in "".join(page.words("b"))
    assert kept_of(company.page(url(made, step)), name)


@pytest.mark.parametrize(("step", "name"), EVERY_TEXT)
def test_a_text_that_is_too_long_comes_back_whole_and_the_rest_is_kept(company, owner, step, name):
    made = make.draft(author=owner).id
    other = next(one for one in TEXTS[step] if one != name)
    answers = typed(company, made, step) | {name: LONG, other: "kept"}
    refused = company.post(url(made, step), data=answers)
    assert refused.status_code == 422
    page = read_page(refused)
    assert kept_of(page, name) == LONG
    assert f"#{name}" in {link.get("href") for link in page.all("a")}
    assert f"{name}-error" in {one.get("id") for one in page.root.iter()}
    assert getattr(row(made), other) == "kept"
    assert getattr(row(made), name) != LONG


WRONG = [
    ("idea", "stage", "bogus"), ("idea", "themes", "bogus"), ("data", "user_count", "many"),
    ("data", "user_count", "-5"), ("data", "user_count", "9" * 30),
    ("data", "personal_data", "maybe"),
    ("practical", "price_eur", "12,50"), ("contact", "contact_email", "nobody"),
    ("contact", "contact_email", LONG),
]  # fmt: skip


@pytest.mark.parametrize(("step", "name", "value"), WRONG)
def test_a_wrong_answer_is_explained_at_its_field(company, owner, step, name, value):
    made = make.draft(author=owner).id
    refused = company.post(url(made, step), data=typed(company, made, step) | {name: value})
    assert refused.status_code == 422
    assert "Some answers need another look" in read_page(refused).text


@pytest.mark.parametrize("step", FULL)
def test_a_step_may_be_left_empty(company, owner, step):
    made = make.draft(author=owner).id
    empty = dict.fromkeys(typed(company, made, step), "") | {"version": str(row(made).version)}
    assert company.post(url(made, step), data=empty).status_code == 303
    assert company.post(url(made, step), data={}).status_code in {303, 409}


BAD_DAYS = [
    ("earliest", "soon"), ("earliest", "31.2.2027"), ("earliest", "0001-01-01"), ("days", "0"),
    ("earliest", "1960-01-01"), ("days", "367"), ("days", "a few"), ("days", "9" * 400),
    ("latest_end", CODE), ("units", "0"), ("units", "101"), ("weekdays", "9"), ("weekdays", CODE),
    ("earliest", NUL),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), BAD_DAYS)
def test_days_that_cannot_be_kept_come_back_with_the_rest(company, owner, name, value):
    made = make.draft(testbed(), testbed(), author=owner)
    first, second = (part.id for part in made.parts)
    answers = typed(company, made.id, "places")
    answers |= {f"p{first}-{name}": value, f"p{second}-days": "33"}
    refused = company.post(url(made.id, "places"), data=answers)
    assert refused.status_code == 422
    page = read_page(refused)
    assert "Some answers need another look" in page.text
    assert kept_of(page, f"p{second}-days") == "33"
    if name != "weekdays":
        assert kept_of(page, f"p{first}-{name}")[:9] == value.replace("\x00", "")[:9]


def test_all_places_are_kept_by_one_button_together_with_the_policy(company, owner):
    made = make.draft(testbed(), testbed("tampere"), author=owner)
    answers = typed(company, made.id, "places") | {"joint_policy": "all"}
    for part, days in zip(made.parts, ("12", "13"), strict=True):
        answers |= {f"p{part.id}-days": days, f"p{part.id}-weekdays": ["0", "1"]}
    saved = company.post(url(made.id, "places"), data=answers)
    assert saved.location.endswith("/edit/idea")
    made = row(made.id)
    assert [(part.days, part.weekdays) for part in made.parts] == [(12, 3), (13, 3)]
    assert made.joint_policy is JointPolicy.ALL


def test_adding_and_leaving_out_a_place_keep_what_was_typed(company, owner):
    made = make.draft(author=owner)
    part, more = made.parts[0].id, testbed("tampere")
    answers = typed(company, made.id, "places") | {f"p{part}-days": "21"}
    added = company.post(
        url(made.id, "places"), data=answers | {"stay": "add", "testbed": str(more.id)}
    )
    new = db.session.query(ApplicationPart).filter_by(testbed_id=more.id).one()
    assert added.location.endswith(f"/edit/places#part-{new.id}")
    assert db.session.get_one(ApplicationPart, part).days == 21

    answers = typed(company, made.id, "places") | {f"p{part}-days": "22", f"p{new.id}-days": "-"}
    gone = company.post(url(made.id, "places"), data=answers | {"stay": f"without {new.id}"})
    assert gone.status_code == 303
    assert [(one.id, one.days) for one in row(made.id).parts] == [(part, 22)]

    answers = typed(company, made.id, "places") | {f"p{part}-days": "23"}
    last = company.post(url(made.id, "places"), data=answers | {"stay": f"without {part}"})
    assert last.status_code == 422
    assert "at least one place" in last.get_data(as_text=True)


@pytest.mark.parametrize("chosen", ["", "abc", "999999999"])
def test_a_place_that_cannot_be_added_says_so_and_loses_nothing(company, owner, chosen):
    made = make.draft(author=owner)
    part = made.parts[0].id
    answers = typed(company, made.id, "places") | {
        f"p{part}-days": "21",
        "stay": "add",
        "testbed": chosen,
    }
    refused = company.post(url(made.id, "places"), data=answers)
    assert refused.status_code in {404, 422}
    if refused.status_code == 422:
        assert kept_of(read_page(refused), f"p{part}-days") == "21"


def test_a_place_that_does_not_welcome_the_applicant_cannot_be_added(company, owner):
    made, strange = make.draft(author=owner), testbed(applicants=["residents"])
    answers = typed(company, made.id, "places") | {"stay": "add", "testbed": str(strange.id)}
    refused = company.post(url(made.id, "places"), data=answers)
    assert refused.status_code == 422
    assert "does not take applications of this kind" in read_page(refused).text


def test_the_next_free_days_are_one_press_away(company, owner):
    place = testbed()
    make.booked(place, start=0, days=30)
    made = make.draft(place, author=owner, earliest=make.day(5), days=10)
    part = made.parts[0].id
    page = company.page(url(made.id, "places"))
    assert "0 of 1 free" in page.text
    assert "Some of these days are full now." in page.text
    answers = filled(page) | {"stay": f"next {part}"}
    assert company.post(url(made.id, "places"), data=answers).status_code == 303
    assert db.session.get_one(ApplicationPart, part).earliest == make.day(30)
    assert "1 of 1 free" in company.page(url(made.id, "places")).text


def test_autosave_answers_with_versions_that_the_next_save_uses(company, owner):
    made = make.draft(author=owner).id
    answers = typed(company, made, "idea")
    for title in ("One", "Two", "Three"):
        saved = company.post(url(made, "idea"), data=answers | {"title": title}, headers=AUTOSAVE)
        assert saved.status_code == 200
        answers["version"] = str(saved.json["version"])
    assert row(made).title == "Three"
    part = row(made).parts[0]
    answers = typed(company, made, "places")
    for days in ("3", "4"):
        saved = company.post(
            url(made, "places"), data=answers | {f"p{part.id}-days": days}, headers=AUTOSAVE
        )
        assert (saved.status_code, set(saved.json["versions"])) == (200, {f"p{part.id}-version"})
        answers |= saved.json["versions"]
    assert db.session.get_one(ApplicationPart, part.id).days == 4


def test_autosave_keeps_the_good_answers_and_says_what_is_wrong(company, owner):
    made = make.draft(author=owner).id
    answers = typed(company, made, "idea") | {"title": "Good", "summary": LONG}
    told = company.post(url(made, "idea"), data=answers, headers=AUTOSAVE)
    assert told.status_code == 422
    assert "600" in told.json["message"]
    assert (row(made).title, row(made).version) == ("Good", told.json["version"])


@pytest.mark.parametrize(("step", "name"), [("idea", "title"), ("places", "days")])
def test_a_second_window_is_told_and_loses_nothing(company, owner, step, name):
    made = make.draft(author=owner)
    field = name if step == "idea" else f"p{made.parts[0].id}-{name}"
    one, other = ("First", "Second") if step == "idea" else ("41", "42")
    stale = typed(company, made.id, step) | {field: other}
    assert company.post(url(made.id, step), data=stale | {field: one}).status_code == 303

    told = company.post(url(made.id, step), data=stale, headers=AUTOSAVE)
    assert (told.status_code, told.json["code"]) == (409, "draft_changed_elsewhere")
    refused = company.post(url(made.id, step), data=stale)
    assert refused.status_code == 409
    page = read_page(refused)
    assert "Saved in the other window" in page.text
    assert one in page.text
    assert kept_of(page, field) == other
    assert company.post(url(made.id, step), data=filled(page)).status_code == 303
    assert kept_of(company.page(url(made.id, step)), field) == other


def test_the_other_windows_choices_are_shown_in_words(company, owner):
    made = make.draft(author=owner).id
    stale = typed(company, made, "idea") | {"stage": "idea", "themes": []}
    other = {"stage": "on_market", "themes": ["energy", "lighting"]}
    application_draft.save_draft(acting(owner), made, row(made).version, other)
    page = read_page(company.post(url(made, "idea"), data=stale))
    theirs = page.words("dd")
    assert "Energy, Lighting" in theirs
    assert not {"on_market", "Stage.ON_MARKET"} & set(theirs)


def test_a_lost_session_offers_what_was_typed_again(company, owner, app):
    made = make.draft(author=owner).id
    answers = typed(company, made, "idea") | {"summary": CODE, "title": "Worth keeping"}
    stranger = app.test_client()
    lost = stranger.post(url(made, "idea"), data=answers)
    assert lost.status_code == 401
    page = read_page(lost)
    assert kept_of(page, "summary") == CODE
    assert company.post(url(made, "idea"), data=filled(page)).status_code == 303
    assert row(made).title == "Worth keeping"
    assert stranger.post(url(made, "idea"), data=answers, headers=AUTOSAVE).status_code == 401


def test_a_page_that_was_open_too_long_offers_what_was_typed_again(company, owner, app):
    made = make.draft(author=owner).id
    answers = typed(company, made, "idea") | {"title": "Worth keeping"}
    app.config["WTF_CSRF_ENABLED"] = True
    expired = company.post(url(made, "idea"), data=answers | {"csrf_token": "old"})
    assert expired.status_code == 400
    again = filled(read_page(expired))
    assert company.post(url(made, "idea"), data=again).status_code == 303
    assert row(made).title == "Worth keeping"
