"""Errors as pages and as JSON: one table from error to status, words from views/messages.py."""

from typing import Any

from flask import Flask, Response, flash, g, jsonify, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from app.adapters.pdf import PdfError
from app.policies.actor import VISITOR
from models.errors import DomainError
from views.messages import message_for
from views.program import is_for_programs

KNOWN = frozenset({400, 401, 403, 404, 405, 409, 413, 422, 429, 500})
TOLD = frozenset({"Allow", "Retry-After"})  # what a program is told besides the problem
NEVER_KEPT = ("csrf_token", "password", "new_password", "password_confirm", "new_password_confirm")


def wants_json() -> bool:
    """Say whether the reader is a program."""
    return (
        is_for_programs(request.path)
        or "X-Autosave" in request.headers
        or request.accept_mimetypes.best_match(["text/html", "application/json"])
        == "application/json"
    )


def problem(status: int, code: str, detail: str, **more: Any) -> Response:
    """Return an error as RFC 9457 JSON."""
    answer = jsonify(
        {"type": "about:blank", "status": status, "code": code, "detail": detail, **more}
    )
    answer.status_code = status
    answer.mimetype = "application/problem+json"
    return answer


def show(status: int, detail: str = "", **values: Any) -> ResponseReturnValue:
    """Return the error page of a status; ``detail`` says what happened here."""
    name = status if status in KNOWN else 500
    return render_template(f"errors/{name}.html", detail=detail, status=status, **values), status


def retained() -> list[tuple[str, str]]:
    """Return what was typed into the form that could not be taken, without its secrets."""
    return [
        (name, value) for name, value in request.form.items(multi=True) if name not in NEVER_KEPT
    ]


def init_app(app: Flask) -> None:
    """Answer every error in the reader's language."""
    app.register_error_handler(DomainError, _domain)
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(HTTPException, _http)

    @app.errorhandler(PdfError)
    def unprinted(error: PdfError) -> ResponseReturnValue:
        app.logger.error("no document on %s", request.endpoint, exc_info=error)
        words = _("All that is in it stands on its page in the service: print that instead.")
        if wants_json():
            return problem(500, "no_document", words)
        return render_template("errors/document.html", detail=words, status=500), 500

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> ResponseReturnValue:
        if app.testing:
            raise error
        app.logger.error("unexpected error on %s", request.endpoint, exc_info=error)
        g.setdefault("viewer", VISITOR)  # the page must not need the database that may have failed
        if wants_json():
            return problem(500, "unexpected", _("Something went wrong on our side."))
        return render_template("errors/500.html", detail="", status=500), 500


def _domain(error: DomainError) -> ResponseReturnValue:
    words = message_for(error)
    if wants_json():
        return problem(error.status, error.code, words, field=error.field)
    return show(error.status, words)


def _expired(_error: CSRFError) -> ResponseReturnValue:
    if wants_json():
        return problem(400, "session_expired", _("The page had been open too long."))
    values = {"retained": retained(), "action": request.full_path.rstrip("?")}
    return render_template("errors/expired.html", **values), 400


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if error.response is not None or status < 400:  # noqa: PLR2004 - the first error status
        return error
    if wants_json():
        answer = problem(status, error.name.lower().replace(" ", "_"), error.description or "")
        for name, value in error.get_headers():
            if name in TOLD:
                answer.headers[name] = value
        return answer
    if status == 401:  # noqa: PLR2004 - not signed in
        return show(401, retained=retained(), action=request.full_path.rstrip("?"))
    return show(status)


def flash_refusal(error: DomainError, url: str) -> ResponseReturnValue:
    """Say above the page one came from why a button's deed was refused, and go back there.

    A program is told the status itself, as of every refusal.
    """
    if wants_json():
        return _domain(error)
    session.modified = True
    flash(message_for(error), "error")
    return redirect(url, 303)
