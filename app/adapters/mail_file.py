"""Mail into files, for development: one ``.eml`` a message, to be opened with a mail program."""

import logging
import re
from collections.abc import Collection
from email.message import EmailMessage
from pathlib import Path

from app.adapters.mail import MailError

logger = logging.getLogger(__name__)


class FileSender:
    """Writes each message to ``<folder>/<Message-ID>.eml``; the same message to the same file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, message: EmailMessage) -> None:
        name = re.sub(r"[^\w.-]+", "_", str(message["Message-ID"])).strip("_")[:150]
        target = self.folder / f"{name}.eml"
        part = target.with_suffix(".part")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            part.write_bytes(message.as_bytes())
            part.replace(target)
        except OSError as problem:
            raise MailError(f"{type(problem).__name__}: {problem}", is_down=True) from problem
        logger.info("a mail was written into %s", target.parent)

    def forget_but(self, names: Collection[str]) -> int:
        """Remove letters whose names begin with none of these; returns how many went."""
        gone = 0
        for letter in self.folder.glob("*.eml"):
            if letter.name.partition("_")[0] not in names:
                letter.unlink(missing_ok=True)
                gone += 1
        return gone
