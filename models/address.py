"""What an e-mail address and a web address look like.  Forms have the same rule (a test compares).

Source: RFC 5321, section 4.5.3.1 (lengths).
"""

import re
from urllib.parse import urlsplit

EMAIL_LENGTH, LOCAL_PART_LENGTH, WEB_LENGTH = 254, 64, 300
_EMAIL = re.compile(
    r"[^@\s\"(),:;<>\[\]\\]+@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{0,61}[^\W_]"
)
_WEB_HOST = re.compile(r"[\w.-]+\.[^\W\d_]{2,}")


def is_email(text: str) -> bool:
    """Say whether a text looks like an e-mail address."""
    return len(text.partition("@")[0]) <= LOCAL_PART_LENGTH and bool(_EMAIL.fullmatch(text))


def web_address(text: str) -> str | None:
    """Return a web address with its scheme, or None when it is none."""
    whole = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(whole)
        host = parts.hostname or ""
    except ValueError:
        return None
    plain = " " not in whole and parts.username is None and parts.scheme in {"http", "https"}
    return whole if plain and _WEB_HOST.fullmatch(host) else None
