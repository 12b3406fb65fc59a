"""Build the web application from its settings."""

import secrets
from datetime import timedelta
from typing import cast

from flask import Flask
from sqlalchemy import Engine
from werkzeug.middleware.proxy_fix import ProxyFix

import app.sqlite_binding
import app.thin  # noqa: F401 - of other libraries no more than is used
from app import cli, clock, log, request_hooks, request_log, row_scope, telemetry
from app.adapters.replica import replicas_of
from app.database import db, ensure_folder, prepare_engine
from app.extensions import compress, csrf, limiter, migrate
from app.services import open_feature
from config import ROOT, Settings
from views import personal_read, register

LIMITS_WAIT_S = 0.5


def create_app(settings: Settings) -> Flask:
    """Return a ready application; nothing is read from the environment here or later."""
    app = Flask(
        "koepaikka",
        root_path=str(ROOT),
        instance_path=str(settings.instance.resolve()),
        template_folder="templates",
        static_folder="static",
        static_url_path="/static",
    )
    app.config.from_mapping(_configuration(settings))
    app.extensions["settings"] = settings
    if settings.log_format or not settings.testing:
        log.configure(settings.log_format)
    request_log.init_app(app, settings.database_url.partition(":")[0].partition("+")[0])
    ensure_folder(settings.database_url)
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
        _bind(db.engine, settings)
        telemetry.init_app(app, settings, db.engine)
        _know_replicas(app, settings)
    open_feature.watch()
    migrate.init_app(app, db, directory=str(ROOT / "migrations"))
    csrf.init_app(app)
    compress.init_app(app)
    personal_read.init_app(app)  # before the next one, so that it comes after it
    request_hooks.init_app(app)
    limiter.init_app(app)
    register(app, settings)
    cli.register(app, settings)
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # Flask's documented way
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies
        )
    return app


def _know_replicas(app: Flask, settings: Settings) -> None:
    """Make the engines of read replicas where there are any; needs the app's context."""
    if not settings.replica_urls:
        return
    driver = _driver_options(settings)
    found = replicas_of(
        db.engine, settings.replica_urls, settings.replica_late_s, driver,
        are_bound=bool(settings.database_role),
    )  # fmt: skip
    for one in found.replicas:
        prepare_engine(cast("Engine", one.engine))
        _bind(cast("Engine", one.engine), settings)
    found.count_in(settings.instance / "metrics" / "reads")
    app.extensions["replicas"] = found


def _bind(engine: Engine, settings: Settings) -> None:
    """Let row security bind what is asked on an engine, where a role is set."""
    if settings.database_role and engine.dialect.name == "postgresql":
        row_scope.watch(engine, settings.database_role)


def _engine_options(settings: Settings) -> dict[str, object]:
    if settings.database_url.startswith("sqlite"):
        return {}
    return {"pool_size": 8, "connect_args": _driver_options(settings)}


def _driver_options(settings: Settings) -> dict[str, object]:
    return {} if settings.prepared_statements else {"prepare_threshold": None}


def _limits_options(settings: Settings) -> dict[str, object]:
    """Return how long to wait for the shared limits; without them a process counts for itself."""
    if settings.limits_url.startswith("memory"):
        return {}
    return {"socket_connect_timeout": LIMITS_WAIT_S, "socket_timeout": LIMITS_WAIT_S}


def _configuration(settings: Settings) -> dict[str, object]:
    return {
        "SECRET_KEY": settings.secret_key,
        "SECURITY_PASSWORD_SALT": settings.secret_key[::-1] or secrets.token_hex(),
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": _engine_options(settings),
        "TESTING": settings.testing,
        "MAX_CONTENT_LENGTH": 8 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "SESSION_COOKIE_NAME": "__Host-session" if settings.secure_cookies else "koepaikka",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SECURE": settings.secure_cookies,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": settings.secure_cookies,
        "BABEL_DEFAULT_LOCALE": "fi",
        "BABEL_DEFAULT_TIMEZONE": clock.FINLAND,
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "translations"),
        "RATELIMIT_STORAGE_URI": settings.limits_url,
        "RATELIMIT_STORAGE_OPTIONS": _limits_options(settings),
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,
        "COMPRESS_ALGORITHM": ["br", "gzip"],
        "COMPRESS_BR_LEVEL": 4,
        "COMPRESS_MIMETYPES": [
            "text/html", "text/css", "text/plain", "text/javascript", "application/javascript",
            "application/json", "application/geo+json", "image/svg+xml",
        ],
        "TEMPLATES_AUTO_RELOAD": False,
    }  # fmt: skip
