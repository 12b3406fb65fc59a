"""Response headers: a strict content security policy with a nonce, and its companions."""

import secrets
from typing import Any

from flask import Flask, Response, g, request

FOREVER = "public, max-age=31536000, immutable"
PAGES = "no-cache, private"
VENDOR = "/static/vendor/"
KEPT = (200, 206, 304)


def csp_nonce() -> str:
    """Return the nonce of this response's own scripts and styles."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(18)
    nonce: str = g.csp_nonce
    return nonce


def policy(nonce: str, *, framed_by: str = "'none'", frames: str = "") -> str:
    """Return the content security policy: nothing from anywhere but this origin.

    ``framed_by`` says whose pages may show this one in a frame, ``frames`` what it may show in one.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'nonce-{nonce}'",
            f"style-src 'self' 'nonce-{nonce}'",
            "img-src 'self' data:",
            "connect-src 'self'",
            "font-src 'self'",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            f"frame-ancestors {framed_by}",
            *((f"frame-src {frames}",) if frames else ()),
            "object-src 'none'",
        )
    )


def _never_changes() -> bool:
    """Say whether the address changes when the file does: by its hash, or by its version."""
    if request.endpoint != "static":
        return False
    versioned = request.path.startswith(VENDOR) and request.path != f"{VENDOR}manifest.json"
    return "v" in request.args or versioned


def init_app(app: Flask, settings: Any) -> None:
    """Add the headers to every response, errors included."""

    @app.after_request
    def add(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", policy(csp_nonce()))
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "geolocation=(self), camera=(), microphone=()")
        if settings.secure_cookies:
            headers.setdefault("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
        if response.status_code in KEPT and _never_changes():
            headers["Cache-Control"] = FOREVER
        elif response.mimetype == "text/html":
            headers.setdefault("Cache-Control", PAGES)
        return response
