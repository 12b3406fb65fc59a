"""Settings of one running Koepaikka, read from the environment once.

Every value is typed here and nowhere else.  No secret has a default outside development: the
session key comes from ``SECRET_KEY`` or from ``instance/secret_key``, a file that set-up makes
with random content.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

ROOT = Path(__file__).resolve().parent
_MAIL_FROM = "Koepaikka <koepaikka@koepaikka.example>"


class MissingSettingError(RuntimeError):
    """A setting that has no safe default is absent."""


class WrongSettingError(RuntimeError):
    """A setting has a value that means nothing."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator can set.  Field docs name the environment variable.

    Each may come from a file as well, whose path stands in the variable's name with ``_FILE``.
    """

    database_url: str  # DATABASE_URL: SQLAlchemy URL; default a SpatiaLite file in instance/
    secret_key: str  # SECRET_KEY, or the file instance/secret_key
    instance: Path  # INSTANCE_DIR: files this installation owns
    public_url: str = "http://127.0.0.1:8000"  # PUBLIC_URL: base of links in mail
    secure_cookies: bool = False  # SECURE_COOKIES=1: __Host- cookies and HSTS, needs https
    demo: bool = True  # DEMO=0: no demonstration data, no demonstration notice
    smtp_url: str = ""  # SMTP_URL: smtp://user:pass@host:port?tls=starttls; empty: files
    mail_from: str = _MAIL_FROM  # MAIL_FROM
    tiles_url: str = ""  # TILES_URL: https://…/{z}/{x}/{y}.png or pmtiles:PATH; empty: outline only
    tiles_attribution: str = ""  # TILES_ATTRIBUTION
    open_index_features: int = 2_000_000  # OPEN_INDEX_FEATURES: where so many lie is in memory
    tile_cache_mb: int = 32  # TILE_CACHE_MB: vector tiles kept in each process; 0: none
    geocoder_url: str = ""  # GEOCODER_URL: https://…?text={q}&lang={lang}; empty: own list only
    geocoder_attribution: str = ""  # GEOCODER_ATTRIBUTION
    replica_urls: tuple[str, ...] = ()  # REPLICA_URLS: read replicas, by commas; PostgreSQL only
    replica_late_s: int = 10  # REPLICA_LATE_S: how long a replica may lag and still be read from
    database_role: str = ""  # DATABASE_ROLE: row security binds people by it; PostgreSQL only
    prepared_statements: bool = True  # PREPARED_STATEMENTS=0: for PgBouncer older than 1.21
    limits_url: str = "memory://"  # LIMITS_URL: redis://… shares limits between processes
    proxies: int = 0  # PROXIES: number of reverse proxies whose X-Forwarded headers count
    metrics_token: str = ""  # METRICS_TOKEN: lets who bears it read /metrics from elsewhere
    ready_outbox_minutes: int = 60  # READY_OUTBOX_MINUTES: overdue mail for /readyz; 0: any
    ready_free_mb: int = 100  # READY_FREE_MB: room on the disk that /readyz asks for; 0: any
    drain_file: str = ""  # DRAIN_FILE: while this file is there, /readyz says no
    log_format: str = ""  # LOG_FORMAT: json, text or off; empty: text on a terminal, else json
    sentry_dsn: str = ""  # SENTRY_DSN: faults go there, without any value; empty: nowhere
    otel_exporter_otlp_endpoint: str = ""  # OTEL_EXPORTER_OTLP_ENDPOINT: traces; empty: none
    webhook_ports: frozenset[int] = frozenset({443})  # WEBHOOK_PORTS: as in 443,8443
    webhook_loopback: bool = False  # WEBHOOK_LOOPBACK=1: webhooks may lead to this machine; trials
    second_factor: str = "offered"  # SECOND_FACTOR: required of staff and jurors, or offered
    oidc_providers: str = ""  # OIDC_PROVIDERS: TOML file of other accounts to sign in with
    security_contact: str = ""  # SECURITY_CONTACT: mailto:…, https://… or tel:…; who hears of flaws
    testing: bool = False

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Return the settings of this process.

        Raises:
            MissingSettingError: No session key was found.
            WrongSettingError: A setting has a value that means nothing.
        """
        env = _with_files(os.environ if environ is None else environ)
        instance = Path(env.get("INSTANCE_DIR", ROOT / "instance"))
        url = env.get("DATABASE_URL") or f"sqlite:///{instance / 'koepaikka.sqlite'}"
        return cls(
            database_url=with_driver(url),
            secret_key=env.get("SECRET_KEY") or _key_from_file(instance / "secret_key"),
            instance=instance,
            public_url=env.get("PUBLIC_URL", _local_url(env)).rstrip("/"),
            secure_cookies=_is_secure(env),
            demo=env.get("DEMO", "1") != "0",
            smtp_url=env.get("SMTP_URL", ""),
            mail_from=env.get("MAIL_FROM", _MAIL_FROM),
            tiles_url=env.get("TILES_URL", ""),
            tiles_attribution=env.get("TILES_ATTRIBUTION", ""),
            open_index_features=int(env.get("OPEN_INDEX_FEATURES", "2000000")),
            tile_cache_mb=int(env.get("TILE_CACHE_MB", "32")),
            geocoder_url=env.get("GEOCODER_URL", ""),
            geocoder_attribution=env.get("GEOCODER_ATTRIBUTION", ""),
            replica_urls=_replicas(env, url),
            replica_late_s=int(env.get("REPLICA_LATE_S", "10")),
            database_role=_role(env, url),
            prepared_statements=env.get("PREPARED_STATEMENTS", "1") != "0",
            limits_url=env.get("LIMITS_URL") or "memory://",
            proxies=int(env.get("PROXIES", "0")),
            metrics_token=env.get("METRICS_TOKEN", ""),
            ready_outbox_minutes=int(env.get("READY_OUTBOX_MINUTES", "60")),
            ready_free_mb=int(env.get("READY_FREE_MB", "100")),
            drain_file=env.get("DRAIN_FILE", ""),
            log_format=_one_of(env, "LOG_FORMAT", ("", "json", "text", "off")),
            sentry_dsn=env.get("SENTRY_DSN", ""),
            otel_exporter_otlp_endpoint=env.get("OTEL_EXPORTER_OTLP_ENDPOINT", ""),
            webhook_ports=frozenset(map(int, env.get("WEBHOOK_PORTS", "443").split(","))),
            second_factor=_second_factor(env),
            oidc_providers=env.get("OIDC_PROVIDERS", ""),
            security_contact=_security_contact(env),
            # Who is reached from outside, by https, has no business with a receiver on itself.
            webhook_loopback=env.get("WEBHOOK_LOOPBACK") == "1" and not _is_secure(env),
        )


def _with_files(env: Mapping[str, str]) -> Mapping[str, str]:
    """Read settings that stand in files: ``NAME_FILE`` is the path of the one that holds ``NAME``.

    So systemd, compose and Kubernetes hand secrets over, which no list of processes shows then.  A
    value given itself goes before.

    Raises:
        MissingSettingError: A file that is named cannot be read.
    """
    found = dict(env)
    for name in (field.name.upper() for field in fields(Settings)):
        path = env.get(f"{name}_FILE")
        if path and not env.get(name):
            try:
                found[name] = Path(path).read_text("utf-8").strip()
            except OSError as problem:
                message = f"{name}_FILE cannot be read: {problem.strerror}."
                raise MissingSettingError(message) from None
    return found


def _one_of(env: Mapping[str, str], name: str, known: tuple[str, ...]) -> str:
    """Return the value of a variable that knows a few words.

    Raises:
        MissingSettingError: It is none of them.
    """
    value = env.get(name, "")
    if value not in known:
        raise MissingSettingError(f"{name} is one of: {', '.join(filter(None, known))}.")
    return value


def _replicas(env: Mapping[str, str], primary: str) -> tuple[str, ...]:
    """Return the addresses of read replicas.

    Raises:
        WrongSettingError: The embedded file has none.
    """
    urls = [one.strip() for one in env.get("REPLICA_URLS", "").split(",")]
    found = tuple(with_driver(one) for one in urls if one)
    if found and not all(one.startswith("postgresql") for one in (*found, with_driver(primary))):
        raise WrongSettingError("REPLICA_URLS wants PostgreSQL there and in DATABASE_URL.")
    return found


def _role(env: Mapping[str, str], primary: str) -> str:
    """Return the role whose rows are bound.

    Raises:
        WrongSettingError: The embedded file has none, or it is no plain name.
    """
    role = env.get("DATABASE_ROLE", "")
    if role and not (role.isascii() and role.isidentifier() and role == role.lower()):
        raise WrongSettingError("DATABASE_ROLE is a name of small letters, numbers and _.")
    if role and not with_driver(primary).startswith("postgresql"):
        raise WrongSettingError("DATABASE_ROLE wants PostgreSQL in DATABASE_URL.")
    return role


def _is_secure(env: Mapping[str, str]) -> bool:
    return env.get("SECURE_COOKIES") == "1"


def _second_factor(env: Mapping[str, str]) -> str:
    """Return what is asked of staff; demonstration accounts sign in with one password alone."""
    asked = env.get("SECOND_FACTOR") or ("required" if env.get("DEMO") == "0" else "offered")
    if asked not in {"required", "offered"}:
        message = f"SECOND_FACTOR is required or offered, not {asked}."
        raise WrongSettingError(message)
    return asked


def _security_contact(env: Mapping[str, str]) -> str:
    """Return where flaws are told; a bare address of mail is taken as one."""
    told = env.get("SECURITY_CONTACT", "").strip()
    if "@" in told and ":" not in told:
        told = f"mailto:{told}"
    if told and not (told.isprintable() and told.startswith(("mailto:", "https://", "tel:"))):
        message = f"SECURITY_CONTACT is an address of mail, https://… or tel:…, not {told!r}."
        raise WrongSettingError(message)
    return told


def with_driver(url: str) -> str:
    """Name the driver we ship, so that ``postgresql://`` addresses work as operators write them."""
    for plain in ("postgresql://", "postgres://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url


def _local_url(env: Mapping[str, str]) -> str:
    return f"http://{env.get('HOST', '127.0.0.1')}:{env.get('PORT', '8000')}"


def _key_from_file(path: Path) -> str:
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        message = f"Set SECRET_KEY, or let `make run` create {path.name} in the instance folder."
        raise MissingSettingError(message) from None
