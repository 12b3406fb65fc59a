"""Handing on finished mail: what every sender promises.

Real ones: mail_smtp.py, and mail_file.py for development.
"""

from email.message import EmailMessage
from typing import Protocol


class MailError(Exception):
    """A message was not taken; it may be tried again unless ``is_hopeless``.

    ``is_down`` says that the server itself cannot be reached, so others need not be tried now.
    """

    def __init__(self, reason: str, *, is_hopeless: bool = False, is_down: bool = False) -> None:
        super().__init__(reason)
        self.is_hopeless = is_hopeless
        self.is_down = is_down


class MailSender(Protocol):
    """Something that takes a message and hands it on."""

    def send(self, message: EmailMessage) -> None:
        """Hand the message on; it is safe to call again with the same Message-ID.

        Raises:
            MailError: It was not taken.
        """
