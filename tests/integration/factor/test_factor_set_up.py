"""Setting up an authenticator app, recovery codes shown once, and the fresh proof for changes."""

import base64

import pytest
from sqlalchemy import select

from app.adapters.accounts import hashed
from app.adapters.one_time_code import code_at, step_at
from app.clock import now
from app.database import db
from app.services import factor as service
from models.errors import DomainError, ForbiddenError, NotFoundError
from models.factor import AuthenticatorApp, RecoveryCode, code_digest
from models.login import Login
from tests.factories.account import acting, admin, person, staff
from tests.factories.factor import app_of, code_of, codes_of, passkey_of
from tests.factories.login import row_of
from tests.factories.mail import mails

PASSWORD = "neljä sanaa peräkkäin nyt"
HOME = "/fi/my/account/second-factor"


@pytest.fixture
def aino(client, time_machine):
    time_machine.move_to("2026-11-02T08:00:15Z", tick=False)
    made = person(email="aino@koepaikka.example")
    made.password = hashed(PASSWORD)
    db.session.commit()
    return made


def value(page, name):
    (found,) = page.all("input", name=name)
    return found.get("value")


def test_an_app_is_set_up_with_its_first_code_and_codes_for_a_rainy_day(client, aino, sign_in):
    user_id, other = aino.id, row_of(aino)
    other.secret_sha256 = "0" * 64
    db.session.commit()
    sign_in(aino)
    page = client.page(f"{HOME}/app")
    (shown_secret,) = page.all("textarea", id="secret")
    typed, sealed = shown_secret.text.strip(), value(page, "sealed")
    wrong = client.post(f"{HOME}/app", data={"code": "12", "sealed": sealed})
    assert wrong.status_code == 422
    assert typed in wrong.get_data(as_text=True), "the app keeps its secret"

    secret = base64.b32decode(typed.replace(" ", ""))
    sent = {"code": code_at(secret, step_at(now())), "sealed": sealed, "next": "/fi/desk"}
    shown = client.post(f"{HOME}/app", data=sent)

    text = shown.get_data(as_text=True)
    codes = text[text.index("<code>") + 6 :].split("</code>")[0].split()
    assert len(set(codes)) == 10
    assert 'href="/fi/desk"' in text
    assert shown.headers["Cache-Control"] == "no-store"
    rows = db.session.scalars(select(RecoveryCode.code_sha256)).all()
    assert set(rows) == {code_digest(user_id, code) for code in codes}
    kept = db.session.scalars(select(AuthenticatorApp.sealed_secret)).one()
    assert typed.replace(" ", "") not in kept
    assert secret not in kept.encode()
    assert [mail.template for mail in mails("aino@koepaikka.example")] == ["account/factor_added"]
    assert db.session.get(Login, other.id).ended_at is not None, "whoever has the password is out"
    assert client.get(HOME).status_code == 200
    assert codes[0] not in client.get(HOME).get_data(as_text=True)
    assert client.post(f"{HOME}/app", data=sent).status_code == 303, "a second press shows no codes"


def test_taking_a_factor_away_wants_password_and_factor_again(client, aino, sign_in, time_machine):
    secret, (code, _other) = app_of(aino), codes_of(aino)
    passkey = passkey_of(aino)
    sign_in(aino)
    time_machine.move_to("2026-11-02T08:10:30Z", tick=False)
    deeds = ("app/remove", f"passkeys/{passkey.id}/remove", "recovery-codes")
    for deed in deeds:
        assert client.post(f"{HOME}/{deed}").location == f"{HOME}/proof?next={HOME}"
    for path in ("app", "passkeys/new"):
        assert client.get(f"{HOME}/{path}").location.startswith(f"{HOME}/proof?next={HOME}")
    here = row_of(aino)
    here.proven_at = here.created_at
    db.session.commit()
    with pytest.raises(ForbiddenError, match="proof_needed"):
        service.remove_app(acting(aino), here.id)

    def prove(**data):
        return client.post(f"{HOME}/proof", data={"next": HOME, **data}).status_code

    assert prove(password="väärä", code=code_of(secret)) == 422
    assert prove(password=PASSWORD) == 422
    assert prove(password=PASSWORD, code="000") == 422
    assert client.post(f"{HOME}/app/remove").location.startswith(f"{HOME}/proof")
    assert prove(password=PASSWORD, code=code_of(secret)) == 303

    assert client.post(f"{HOME}/recovery-codes").status_code == 200
    assert code_digest(aino.id, code) not in db.session.scalars(select(RecoveryCode.code_sha256))
    for deed in deeds[:2]:
        assert client.post(f"{HOME}/{deed}").location == HOME
    assert db.session.scalars(select(RecoveryCode)).all() == []
    told = [mail.template for mail in mails(aino.email)]
    assert told.count("account/factor_removed") == 2
    assert told.count("account/factor_codes") == 1


def test_an_administrator_resets_what_a_colleague_has_lost(client, sign_in):
    colleague, chief = staff(), admin()
    email, ident = colleague.email, colleague.id
    path = f"/fi/desk/people/helsinki/{ident}/second-factor/reset"
    with pytest.raises(NotFoundError):
        service.reset(acting(chief), ident)
    app_of(colleague)
    for stranger in (colleague, staff(), person()):
        sign_in(stranger)
        assert client.post(path).status_code == 403
    sign_in(chief)
    assert path in client.get("/fi/desk/people/helsinki").get_data(as_text=True)
    assert client.post(path).location == "/fi/desk/people/helsinki"
    assert db.session.scalars(select(AuthenticatorApp)).all() == []
    assert {row.user_id for row in db.session.scalars(select(Login)) if row.ended_at} == {ident}
    assert [mail.template for mail in mails(email)] == ["account/factor_reset"]
    app_of(chief)
    with pytest.raises(DomainError):
        service.reset(acting(chief), chief.id)
