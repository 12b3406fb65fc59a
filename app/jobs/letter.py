"""Write the letter of one row of the outbox: its template in its language, and its headers."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Any

from flask import Flask, g
from flask_babel import force_locale
from jinja2 import Environment, StrictUndefined

from app import clock
from app.extensions import LOCALES
from app.jobs.letter_html import blocks

SUBJECT = "Subject:"
LONGEST_SUBJECT = 200
# EmailMessage decodes encoded words in what it is given, line ends included, and would write those
# out as they are: a title could add a header.  Apart, the two signs mean nothing.
ENCODED_WORD = ("=?", "= ?")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Message:
    """One claimed row of the outbox; ``attempts`` counts this one too."""

    id: int
    dedup_key: str
    template: str
    language: str
    recipient: str
    context: dict[str, Any] = field(repr=False)
    attempts: int


class Letters:
    """Writes letters for one installation, from its templates, in the name of its sender."""

    def __init__(self, app: Flask, public_url: str, mail_from: str) -> None:
        self._environment: Environment = app.jinja_env.overlay(undefined=StrictUndefined)
        self._environment.globals = {**self._environment.globals, "in_language": in_language}
        self._public_url = public_url
        self._name, address = parseaddr(mail_from)
        self._from = _addressed(address, self._name)
        self._domain = self._from.domain

    def write(self, message: Message) -> EmailMessage:
        """Return the letter of a message.  Call it within the application's context.

        Raises:
            Exception: The template or one of its names is missing, or the address is none.
        """
        subject, text = self._text(message)
        letter = EmailMessage(policy=SMTP)
        letter["Subject"] = subject
        letter["From"] = self._from
        letter["To"] = _addressed(message.recipient)
        letter["Date"] = format_datetime(clock.now())
        letter["Message-ID"] = f"<{name_of(message.dedup_key)}@{self._domain}>"
        letter["List-Id"] = f"<koepaikka.{self._domain}>"
        letter["Auto-Submitted"] = "auto-generated"
        if stop := message.context.get("stop_path"):
            letter["List-Unsubscribe"] = f"<{self._public_url}{stop}>"
            letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
        letter.set_content(text, cte="quoted-printable")
        html = self._html(message.language, subject, text)
        letter.add_alternative(html, subtype="html", cte="quoted-printable")
        if calendar := message.context.get("calendar"):
            letter.add_attachment(
                calendar.encode(), maintype="text", subtype="calendar", filename="koepaikka.ics",
                params={"charset": "utf-8", "method": "PUBLISH"},
            )  # fmt: skip
        letter["Content-Language"] = message.language  # last: new content takes it away
        return letter

    def _text(self, message: Message) -> tuple[str, str]:
        """Return subject and text: the first line, and what begins after an empty line."""
        g.lang = message.language  # the formats of pages ask for it
        with force_locale(LOCALES[message.language]):
            rendered = self._environment.get_template(f"mail/{message.template}.txt").render(
                **message.context, lang=message.language, public_url=self._public_url
            )
        first, _newline, text = rendered.lstrip().partition("\n")
        if not first.startswith(SUBJECT):
            raise ValueError(f"{message.template}.txt does not begin with {SUBJECT}")
        subject = CONTROL.sub(" ", first.removeprefix(SUBJECT)).replace(*ENCODED_WORD).strip()
        if not subject:
            raise ValueError(f"{message.template}.txt has an empty subject")
        return subject[:LONGEST_SUBJECT], text.strip("\n") + "\n"

    def _html(self, language: str, subject: str, text: str) -> str:
        said, signature = blocks(text, self._public_url)
        return self._environment.get_template("mail/layouts/letter.html").render(
            lang=language, subject=subject, said=said, signature=signature
        )


def in_language(language: str, caller: Callable[[], str]) -> str:
    """Say the text of a template's call block in the language that it names."""
    before, g.lang = g.lang, language
    try:
        with force_locale(language):
            return caller()
    finally:
        g.lang = before


def _addressed(address: str, name: str = "") -> Address:
    """Return one mail address; its domain in the form that every server understands.

    Raises:
        ValueError: It is none, or several.
    """
    local, at, domain = address.rpartition("@")
    if not (at and local and domain) or CONTROL.search(address):
        raise ValueError("that is no mail address")
    return Address(name, addr_spec=f"{local}@{domain.encode('idna').decode('ascii')}")


def name_of(key: str) -> str:
    """Return how the letter of a message is called, from the key that only it has."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]
