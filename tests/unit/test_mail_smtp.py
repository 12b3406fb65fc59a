"""The SMTP sender: which addresses it takes, encryption, passwords, servers that fail or drip."""

import shutil
import socket
import ssl
import subprocess
import threading
import time
from contextlib import contextmanager
from email.message import EmailMessage

import pytest

from app.adapters import mail_smtp
from app.adapters.mail import MailError
from app.adapters.mail_file import FileSender
from app.adapters.mail_smtp import SmtpSender, SmtpServer
from tests.integration.outbox.mailbox import Mailbox, only


def letter(to="aino@koepaikka.example"):
    made = EmailMessage()
    made["Subject"], made["From"], made["To"] = "Ääkköset", "K <post@koepaikka.example>", to
    made["Message-ID"] = "<one@koepaikka.example>"
    made.set_content("Hei\n.\n.piste\n")
    return made


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://localhost", ("localhost", 25, "none")),
        ("smtp://127.0.0.1:2525", ("127.0.0.1", 2525, "none")),
        ("smtp://mail.example", ("mail.example", 587, "starttls")),
        ("smtp://mail.example:25?tls=none", ("mail.example", 25, "none")),
        ("smtps://mail.example", ("mail.example", 465, "ssl")),
        ("smtp://mail.example?tls=ssl", ("mail.example", 465, "ssl")),
    ],
)
def test_mail_is_encrypted_unless_the_server_is_here_or_the_operator_says_so(url, expected):
    server = SmtpServer.of(url)
    assert (server.host, server.port, server.tls) == expected


def test_names_and_passwords_may_hold_signs_of_addresses():
    server = SmtpServer.of("smtp://us%40er:p%3Aw%2F@mail.example")
    assert (server.user, server.password) == ("us@er", "p:w/")
    assert "p:w/" not in repr(server)


@pytest.mark.parametrize(
    "url",
    ["mail.example", "http://mail.example", "smtp://", "smtp://mail.example?tls=yes",
     "smtp://user:word@mail.example?tls=none"],
)  # fmt: skip
def test_an_address_that_cannot_work_or_would_tell_the_password_is_refused(url):
    with pytest.raises(ValueError, match="SMTP_URL"):
        SmtpServer.of(url)


def test_a_letter_arrives_as_it_was_written(socket_enabled):
    with Mailbox() as mailbox:
        SmtpSender(mailbox.url).send(letter())
    (mail,) = mailbox.mails()
    assert mail["Subject"] == "Ääkköset"
    assert mail.get_content().replace("\r\n", "\n") == "Hei\n.\n.piste\n"


def test_a_refused_address_can_be_tried_again_and_a_server_that_is_away_is_told_apart(
    socket_enabled,
):
    with Mailbox() as mailbox:
        mailbox.refused_addresses = {"aino@koepaikka.example"}
        with pytest.raises(MailError) as refused:
            SmtpSender(mailbox.url).send(letter())
    assert not refused.value.is_down
    assert not refused.value.is_hopeless

    with pytest.raises(MailError) as away:
        SmtpSender(Mailbox().url).send(letter())
    assert away.value.is_down


def test_an_address_that_the_server_cannot_write_is_hopeless(socket_enabled):
    with Mailbox(enable_SMTPUTF8=False) as mailbox, pytest.raises(MailError) as refused:
        SmtpSender(mailbox.url).send(letter("ä@koepaikka.example"))
    assert refused.value.is_hopeless


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Returns the paths of a certificate for localhost and its key, made for this run."""
    program = shutil.which("openssl")
    assert program, "openssl makes the certificate; it comes with ca-certificates"
    folder = tmp_path_factory.mktemp("certificate")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        [program, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
         "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    return certificate, key


@pytest.fixture
def secured(certificate, socket_enabled):
    """A server that takes mail only from one user over an encrypted connection."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    with Mailbox(
        tls_context=context, require_starttls=True, auth_required=True,
        authenticator=only(b"user", b"word"),
    ) as mailbox:  # fmt: skip
        yield mailbox


@pytest.fixture
def wrapped(certificate, socket_enabled):
    """A server that speaks only through encryption from the first word."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    with Mailbox(ssl_context=context) as mailbox:
        yield mailbox


def test_mail_goes_over_a_connection_that_is_encrypted_from_the_start(
    wrapped, certificate, monkeypatch
):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    SmtpSender(f"smtps://localhost:{wrapped.port}").send(letter())
    assert len(wrapped.taken) == 1


def test_mail_goes_over_a_verified_connection_with_the_password(secured, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    SmtpSender(f"smtp://user:word@localhost:{secured.port}?tls=starttls").send(letter())
    assert len(secured.taken) == 1


def test_a_wrong_password_is_the_servers_matter_and_every_mail_waits(
    secured, certificate, monkeypatch
):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    with pytest.raises(MailError) as refused:
        SmtpSender(f"smtp://user:wrong@localhost:{secured.port}?tls=starttls").send(letter())
    assert refused.value.is_down
    assert "wrong" not in str(refused.value)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_server_that_cannot_prove_who_it_is_gets_neither_password_nor_mail(secured, host):
    with pytest.raises(MailError) as refused:
        SmtpSender(f"smtp://user:word@{host}:{secured.port}?tls=starttls").send(letter())
    assert refused.value.is_down
    assert not refused.value.is_hopeless, "an expired certificate must not cost anybody's mail"
    assert secured.taken == []


def test_a_server_without_encryption_gets_nothing_when_it_is_asked_for(socket_enabled):
    with Mailbox() as mailbox, pytest.raises(MailError) as refused:
        SmtpSender(f"{mailbox.url}?tls=starttls").send(letter())
    assert refused.value.is_down
    assert mailbox.taken == []


@contextmanager
def dripping(*, greeting):
    """A server whose greeting, or next answer, never ends."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip():
            connection, _peer = server.accept()
            with connection:
                connection.sendall(b"" if greeting else b"220 hello\r\n")
                try:
                    while True:
                        connection.sendall(b"220-more\r\n" if greeting else b"250-more\r\n")
                        time.sleep(0.1)
                except OSError:
                    return

        threading.Thread(target=drip, daemon=True).start()
        yield server.getsockname()[1]


@pytest.mark.parametrize("greeting", [True, False])
def test_a_server_that_never_finishes_is_left_before_the_lease_runs_out(
    socket_enabled, monkeypatch, greeting
):
    monkeypatch.setattr(mail_smtp, "DEADLINE_S", 0.5)
    begun = time.monotonic()
    with dripping(greeting=greeting) as port, pytest.raises(MailError) as refused:
        SmtpSender(f"smtp://127.0.0.1:{port}", timeout_s=5).send(letter())
    assert refused.value.is_down
    assert time.monotonic() - begun < 15


def test_the_deadline_is_shorter_than_the_lease():
    from app.jobs.outbox import LEASE  # noqa: PLC0415 - the pair that must fit

    assert LEASE.total_seconds() > mail_smtp.DEADLINE_S + mail_smtp.TIMEOUT_S


def test_in_development_each_letter_is_one_file_however_often_it_is_sent(tmp_path, caplog):
    caplog.set_level("INFO")
    FileSender(tmp_path / "mail").send(letter())
    FileSender(tmp_path / "mail").send(letter())

    (path,) = (tmp_path / "mail").iterdir()
    assert path.name == "one_koepaikka.example.eml"
    assert "aino@koepaikka.example" not in caplog.text


def test_a_folder_that_cannot_be_written_is_like_a_server_that_is_away(tmp_path):
    (tmp_path / "mail").write_text("a file in the way")
    with pytest.raises(MailError) as refused:
        FileSender(tmp_path / "mail").send(letter())
    assert refused.value.is_down
