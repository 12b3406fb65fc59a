"""Every mail belongs to one kind, and ``tell`` is the only way past the reader's choice."""

import ast
from pathlib import Path

import pytest

from app.forms.notification import MailForm
from models.notification import BY_THEMSELVES, CHOICES, DUTIES, FOLDERS, SINGLE, MailKind, kind_of

ROOT = Path(__file__).resolve().parents[2]
MAIL = ROOT / "templates" / "mail"
TEMPLATES = {
    path.relative_to(MAIL).with_suffix("").as_posix()
    for path in MAIL.rglob("*.txt")
    if path.parent.name != "layouts"
}


@pytest.mark.parametrize("template", sorted(TEMPLATES))
def test_every_mail_has_a_kind(template):
    assert kind_of(template) in MailKind


def test_the_table_names_only_mails_that_exist():
    assert set(SINGLE) <= TEMPLATES
    assert set(FOLDERS) <= {name.partition("/")[0] for name in TEMPLATES}


def test_each_kind_is_a_duty_a_choice_or_ended_by_itself():
    assert set(CHOICES) | DUTIES | BY_THEMSELVES == set(MailKind)
    assert not set(CHOICES) & (DUTIES | BY_THEMSELVES)


def test_the_page_offers_exactly_the_choices():
    fields = {name for name, field in vars(MailForm).items() if hasattr(field, "field_class")}

    assert fields == {kind.value for kind in CHOICES}


def test_only_the_outbox_and_notification_put_mail_into_the_outbox():
    makers = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "app").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "OutboxMessage"
    }

    assert makers == {"app/services/notification.py"}
