"""Wire the sign-in library: its settings, its mail through our outbox, its words in our languages."""

import datetime as dt
import uuid
from typing import Any

from flask import Flask
from flask_babel import lazy_gettext as _l
from flask_security import MailUtil, Security

from app.adapters.accounts import datastore
from app.services.notification import tell
from views.language import PREFIX

MESSAGES = {
    "UNAUTHENTICATED": _l("Sign in to continue."),
    "INVALID_PASSWORD": _l("The e-mail address and the password do not belong together."),
    "USER_DOES_NOT_EXIST": _l("The e-mail address and the password do not belong together."),
    "CONFIRMATION_REQUIRED": _l("Open the link in the mail we sent you first."),
    "DISABLED_ACCOUNT": _l("This account has been closed."),
    "EMAIL_CONFIRMED": _l("Thank you. Your e-mail address is confirmed."),
    "LOGIN": _l("You are signed in."),
    "PASSWORD_RESET": _l("Your password has been changed."),
}


class OutboxMail(MailUtil):
    """Puts the library's mail into the outbox, in the transaction of what it tells about."""

    def send_mail(  # noqa: D102, PLR0913 - the library's signature
        self,
        template: str,
        subject: Any,
        recipient: str,
        sender: Any,
        body: Any,
        html: Any,
        **context: Any,
    ) -> None:
        user = context["user"]
        links = {
            key: str(value)
            for key, value in context.items()
            if key in {"confirmation_link", "reset_link", "login_link", "confirmation_token"}
        }
        tell(user, f"account/{template}", f"account:{template}:{uuid.uuid4()}", **links)


def init_app(app: Flask, settings: Any) -> None:
    """Configure and start the sign-in library."""
    app.config.from_mapping(
        SECURITY_URL_PREFIX=PREFIX,
        SECURITY_PASSWORD_HASH="argon2",
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_DEPRECATED_PASSWORD_SCHEMES=[],
        SECURITY_PASSWORD_LENGTH_MIN=12,
        SECURITY_PASSWORD_COMPLEXITY_CHECKER=None,
        SECURITY_REGISTERABLE=True,
        SECURITY_CONFIRMABLE=True,
        SECURITY_AUTO_LOGIN_AFTER_CONFIRM=False,
        SECURITY_RECOVERABLE=True,
        SECURITY_CHANGEABLE=True,
        SECURITY_TRACKABLE=True,
        SECURITY_RETURN_GENERIC_RESPONSES=True,
        SECURITY_USER_IDENTITY_ATTRIBUTES=[
            {"email": {"mapper": _email, "case_insensitive": True}}
        ],
        SECURITY_POST_LOGIN_VIEW="/",
        SECURITY_POST_LOGOUT_VIEW="/",
        SECURITY_POST_REGISTER_VIEW="/",
        SECURITY_POST_CONFIRM_VIEW="/",
        SECURITY_RESET_PASSWORD_WITHIN=dt.timedelta(hours=2),
        SECURITY_CONFIRM_EMAIL_WITHIN=dt.timedelta(days=3),
        SECURITY_EMAIL_VALIDATOR_ARGS={"check_deliverability": False, "test_environment": True},
        SECURITY_LOGIN_WITHIN=dt.timedelta(hours=1),
        SECURITY_CHANGE_EMAIL_WITHIN=dt.timedelta(hours=2),
        SECURITY_TWO_FACTOR_SETUP_WITHIN=dt.timedelta(minutes=30),
        SECURITY_TWO_FACTOR_LOGIN_VALIDITY=dt.timedelta(days=30),
        SECURITY_US_SETUP_WITHIN=dt.timedelta(minutes=30),
        SECURITY_WAN_REGISTER_WITHIN=dt.timedelta(minutes=30),
        SECURITY_WAN_SIGNIN_WITHIN=dt.timedelta(minutes=5),
        SECURITY_SEND_REGISTER_EMAIL=True,
        SECURITY_FLASH_MESSAGES=True,
        SECURITY_CSRF_IGNORE_UNAUTH_ENDPOINTS=False,
        REMEMBER_COOKIE_SAMESITE="Lax",
        REMEMBER_COOKIE_HTTPONLY=True,
        REMEMBER_COOKIE_SECURE=settings.secure_cookies,
        REMEMBER_COOKIE_DURATION=dt.timedelta(days=30),
    )
    for key, words in MESSAGES.items():
        level = "success" if key in {"EMAIL_CONFIRMED", "LOGIN", "PASSWORD_RESET"} else "error"
        app.config[f"SECURITY_MSG_{key}"] = (words, level)
    Security(app, datastore(), mail_util_cls=OutboxMail)


def _email(value: str) -> str | None:
    text = (value or "").strip().lower()
    return text if "@" in text else None
