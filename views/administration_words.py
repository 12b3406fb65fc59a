"""What the settings, the jobs of the schedule and the lists of administrators are called."""

from typing import Any

from flask_babel import lazy_gettext as _l

SETTINGS: dict[str, Any] = {
    "database_url": _l("Where the data is"),
    "secret_key": _l("Key of sign-ins and links"),
    "instance": _l("Where files are"),
    "public_url": _l("Address of the service"),
    "secure_cookies": _l("Only over https"),
    "demo": _l("Demonstration"),
    "smtp_url": _l("Where mail goes out; without it into files"),
    "mail_from": _l("Sender of mail"),
    "tiles_url": _l("Base map"),
    "tiles_attribution": _l("Source of the base map"),
    "tile_cache_mb": _l("Map tiles kept in memory, MB"),
    "geocoder_url": _l("Search for addresses"),
    "geocoder_attribution": _l("Source of addresses"),
    "replica_urls": _l("Databases that are read from"),
    "replica_late_s": _l("How many seconds they may be behind"),
    "database_role": _l("Role by which the database keeps cities and companies apart"),
    "prepared_statements": _l("Statements prepared by the driver"),
    "drain_file": _l("File that takes this server out of service"),
    "limits_url": _l("Where soft limits are counted"),
    "proxies": _l("Proxies in front"),
    "metrics_token": _l("Key of the monitoring"),
    "ready_outbox_minutes": _l("Minutes that mail may be overdue"),
    "ready_free_mb": _l("Room that must be left on the disk, MB"),
    "webhook_ports": _l("Ports that webhooks may lead to"),
    "webhook_loopback": _l("Webhooks to this machine"),
    "log_format": _l("Form of the log"),
    "second_factor": _l("Second factor of staff and jurors"),
    "oidc_providers": _l("Other accounts that people sign in with"),
    "security_contact": _l("Whom to tell of a flaw in security"),
    "sentry_dsn": _l("Where faults are reported"),
    "otel_exporter_otlp_endpoint": _l("Where traces are sent"),
}
REASONS: dict[str, Any] = {
    "database": _l("The database does not answer."),
    "revision": _l("The database is not of this version. Run the migrations."),
    "guards": _l("Guards of the database are missing. Stop writing and read the operating guide."),
    "row_security": _l(
        "The database keeps cities and companies apart no more. Read the operating guide."
    ),
    "outbox": _l("Mail has waited for too long. Look whether the process of the outbox runs."),
    "disk": _l("The disk for files is nearly full."),
}
WHO: dict[str, Any] = {
    "admin": _l("Administrators"),
    "staff": _l("Staff of a city"),
    "host": _l("Hosts of testbeds"),
    "off": _l("Switched off"),
    "unconfirmed": _l("Address not confirmed"),
}
MAIL: dict[str, Any] = {
    "dead": _l("Failed"),
    "waiting": _l("Waits"),
    "dropped": _l("Given up"),
}
JOBS: dict[str, Any] = {
    "holds": _l("Offers whose time has run out"),
    "holds that end soon": _l("Reminders of offers"),
    "agreements not signed": _l("Reminders of agreements"),
    "pilots": _l("Pilots that begin and end"),
    "wishes for other days": _l("Wishes for other days that lapse"),
    "reminders of pilots": _l("Reminders of pilots"),
    "jurors with entries to read": _l("Reminders to jurors"),
    "stale testbeds": _l("Testbeds that nobody has checked for long"),
    "places of volunteers": _l("Places of testers that pass on"),
    "places of sessions": _l("Places at events that pass on"),
    "unanswered registrations": _l("Registrations that nobody confirmed"),
    "reminders of events": _l("Reminders of events"),
    "prizes not answered": _l("Prizes that pass on"),
    "prizes to answer soon": _l("Reminders to winners"),
    "saved searches": _l("Alerts of saved searches"),
    "faults due": _l("Faults to be answered soon"),
    "challenges that open": _l("Challenges that open"),
    "what happened": _l("News for followers, noted"),
    "news to readers": _l("News for followers, sent"),
    "answers about challenges": _l("Answers about challenges"),
    "feedback not confirmed": _l("Feedback that nobody confirmed"),
    "attempts": _l("Old counts of attempts"),
    "changes of experiments and testbeds": _l("Old notes of changes"),
    "accounts that nobody uses": _l("Accounts that nobody uses"),
    "changes past their time": _l("Old changes of open data"),
    "what is past its time": _l("Personal data past its time"),
    "stored files": _l("Files that nothing names"),
    "uploads of imports": _l("Old files of imports"),
    "seals of the audit trail": _l("Seals of the trail"),
    "the audit trail verified": _l("The trail, looked through for changes"),
    "open data of the night": _l("The nightly copy of open data"),
}
