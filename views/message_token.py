"""Words for what stands in the way of making or using a token, by code."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _

TOKEN_MESSAGES: dict[str, Callable[[dict[str, Any]], str]] = {
    "scope_needed": lambda _f: _("Choose at least one thing that the program may do."),
    "scope_unfit": lambda _f: _("A program that acts for this cannot do all of it. Choose again."),
    "too_many_tokens": lambda f: _(
        "You have %(most)s tokens that work. Revoke one that is no longer used.", most=f["most"]
    ),
    "token_ended": lambda _f: _("This token had been revoked already."),
}
TOKEN_MESSAGES |= {
    "body_faults": lambda _f: _("Some fields of the request need another look."),
    "bad_external_id": lambda f: _(
        "The identifier may have up to %(most)s letters, with no blanks around it.",
        most=f["most"],
    ),
    "argument_range": lambda f: _(
        "Use a number from %(least)s to %(most)s for %(name)s.",
        least=f["least"],
        most=f["most"],
        name=f["name"],
    ),
    "no_such_argument": lambda f: _(
        "The address has arguments that mean nothing here: %(names)s.", names=f["names"]
    ),
    "not_an_iso_day": lambda _f: _("Write the day as year-month-day, such as 2026-12-24."),
    "key_used": lambda _f: _(
        "This Idempotency-Key came with another request before. Choose a new key for a new request."
    ),
    "key_needed": lambda _f: _(
        "Send an Idempotency-Key with this request: 8 to 80 letters and digits that you choose, "
        "the same ones when you send it again."
    ),
    "no_json": lambda _f: _("The body of the request should be one JSON object."),
    "version_needed": lambda _f: _(
        "Say which version you change: read it, and send its ETag back as If-Match."
    ),
    "version_old": lambda _f: _(
        "This has changed since you read it. Read it again, and send the change with the new ETag."
    ),
    "here_already_made": lambda _f: _("There is one. Leave If-None-Match out to change it."),
    "token_wrong": lambda _f: _(
        "This token does not work: it is not one of ours, or it is over or revoked, or the role it "
        "was made with has ended."
    ),
    "token_missing": lambda _f: _(
        "Send a token in the header “Authorization: Bearer …”. You make one on your own pages."
    ),
    "token_in_address": lambda _f: _(
        "A token is never taken from an address, where others can read it. Revoke this one, and "
        "send the next in the header “Authorization”."
    ),
    "scope_missing": lambda f: _("This needs a token with the scope %(scope)s.", scope=f["scope"]),
    "unfit_bearer": lambda _f: _("A token that acts for this cannot do that."),
    "too_often": lambda f: _(
        "This program asks very often. Wait %(seconds)s seconds, then go on.", seconds=f["seconds"]
    ),
}
