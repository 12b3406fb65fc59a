"""What a form does not ask for cannot be sent along with it (mass assignment)."""

from sqlalchemy import inspect

from app.database import db
from models.account import User
from models.organisation import Organisation
from tests.factories.account import member, organisation


def row(kind, ident):
    """Return the stored values of a row, by attribute."""
    db.session.expire_all()
    one = db.session.get(kind, ident)
    return {each.key: getattr(one, each.key) for each in inspect(kind).column_attrs}


def everything(kind):
    """Return an answer for each attribute of a model, which no form should take."""
    return {each.key: "1" for each in inspect(kind).column_attrs} | {"is_admin": "1", "roles": "1"}


def test_only_what_a_form_asks_for_is_changed(client, session, sign_in):
    company = organisation()
    owner = member(company)
    sign_in(owner)
    asked = [
        (User, owner.id, "/fi/my/account", {"name": "Uusi", "language": "sv"}),
        (Organisation, company.id, f"/fi/my/organisations/{company.id}/edit",
         {"name": "Uusi Oy", "kind": "company", "country": "FI", "business_id": "FI 02012566",
          "size": "1-9", "web": "https://uusi.example"}),
    ]  # fmt: skip
    for kind, ident, path, answers in asked:
        before = row(kind, ident)
        sent = {**everything(kind), **answers}
        answer = client.post(path, data=sent)
        assert answer.status_code == 303, (path, answer.get_data(as_text=True)[:3000])
        after = row(kind, ident)
        changed = {name for name, value in after.items() if value != before[name]}
        assert "name" in changed
        assert changed <= answers.keys() | {"version", "updated_at", "changed_at"}, path
    assert client.get("/fi/desk").status_code == 403
