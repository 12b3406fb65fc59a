"""What fifty cities and two million residents need: the sums of docs/capacity.md.

``MEASURED`` is what ``flask bench capacity`` printed (docs/capacity.md says when and where),
``ASSUMED`` what nobody can measure before it is there.  Change a figure, and all sums follow:
``python -m bench.capacity_plan`` writes them into the document.
"""

import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

DOCUMENT = Path(__file__).resolve().parents[1] / "docs/capacity.md"
TABLES = re.compile(r"(?<=<!-- sums -->\n).*?(?=<!-- end of sums -->)", re.DOTALL)


class Figure(NamedTuple):
    """A number with what it is of."""

    number: float
    words: str


class Sum(NamedTuple):
    """A sum: ``formula`` in names of figures and of sums before it, in plain Python arithmetic."""

    name: str
    formula: str
    words: str


ASSUMED = {
    "residents": Figure(2_000_000, "people who live in the cities"),
    "cities": Figure(50, "cities"),
    "come": Figure(0.05, "share of the residents who come in a month"),
    "visits": Figure(1.5, "visits of each of them in a month"),
    "pages": Figure(8, "pages a visit"),
    "around": Figure(20, "further requests a visit: styles, scripts, fonts, pictures, map"),
    "day": Figure(0.1, "share of a month on its busiest day"),
    "hour": Figure(0.15, "share of that day in its busiest hour"),
    "burst": Figure(3, "busiest minute, in means of its hour"),
    "crowd": Figure(20_000, "people who come within ten minutes when it was on the news"),
    "crowd_pages": Figure(4, "pages of each of them"),
    "programs": Figure(20, "boxes of features a second that other programs ask for"),
    "testbeds": Figure(20_000, "testbeds, 400 a city"),
    "applied": Figure(2, "applications a testbed and year"),
    "parts": Figure(1.3, "places an application asks for"),
    "booked": Figure(0.5, "share of them that end in a booking"),
    "days": Figure(20, "days of a booking"),
    "events": Figure(200, "events a city and year"),
    "people": Figure(60, "people registered at an event"),
    "opening": Figure(10, "registrations a second when a popular programme opens"),
    "audited": Figure(12, "lines of the audit trail a part, and 3 a registration"),
    "mailed": Figure(15, "mails a part, and 3 a registration"),
    "readers": Figure(100_000, "weekly letters on a Monday"),
    "years": Figure(5, "years that are kept"),
    "pictures_mb": Figure(12, "pictures and files of a testbed, in MB"),
    "full": Figure(0.5, "how busy processors may be at the peak"),
    "cores": Figure(4, "cores of a web machine, a process on each"),
    "spare": Figure(1, "web machines that may fail"),
}

MEASURED = {
    "front_ms": Figure(98.9, "processor of the front page, ms, database included"),
    "list_ms": Figure(74.6, "of the list of testbeds, ms"),
    "testbed_ms": Figure(63.5, "of a testbed's page, ms"),
    "box_ms": Figure(8.6, "of 100 features in a box, ms"),
    "small_ms": Figure(1.27, "of a file that a browser fetches once, ms"),
    "register_ms": Figure(136, "of a registration, form to ticket, ms"),
    "process_mb": Figure(368, "memory of a web process, MB"),
    "testbed_b": Figure(4865, "a testbed, its open feature and search entry, bytes with indexes"),
    "part_b": Figure(676, "an application with its part, bytes"),
    "booking_b": Figure(254, "a booking, bytes"),
    "day_b": Figure(267, "a day of a booking in the ledger, bytes"),
    "audit_b": Figure(345, "a line of the audit trail, bytes"),
    "mail_b": Figure(325, "a mail in the outbox, bytes"),
    "registration_b": Figure(683, "a registration with its registrant, bytes"),
    "wal_b": Figure(11481, "write-ahead log of an offer (booking, ledger, audit, mail), bytes"),
    "mail_ms": Figure(12.9, "of a mail, written and handed over, ms"),
    "offer_ms": Figure(43, "of an offer with booking, audit and mail, ms"),
}

PLAN = (
    Sum("pages_month", "residents * come * visits * pages", "pages a month"),
    Sum("pages_s", "pages_month * day * hour / 3600 * burst", "pages a second, busiest minute"),
    Sum("crowd_s", "crowd * crowd_pages / 600", "pages a second, when a crowd comes"),
    Sum("small_s", "crowd * around / 600", "further requests a second then"),
    Sum("page_ms", "(front_ms + list_ms + testbed_ms) / 3", "processor of a page, ms"),
    Sum("web_busy", "(crowd_s * page_ms + small_s * small_ms) / 1000", "cores busy with them"),
    Sum("open_busy", "programs * box_ms / 1000", "cores busy with programs"),
    Sum("open_event", "opening * register_ms / 1000", "cores busy when a programme opens"),
    Sum("busy", "web_busy + open_busy + open_event", "cores busy, all three at once"),
    Sum("machines", "ceil(busy / full / cores) + spare", "web machines"),
    Sum("processes", "machines * cores", "web processes"),
    Sum("web_gb", "processes * process_mb / machines / 1000", "memory of the processes on one, GB"),
    Sum("clients", "processes * 8 + 2 * 4", "connections to PgBouncer at most (8 threads each)"),
    Sum("servers", "machines * (12 + 5)", "connections of PgBouncer to the primary at most"),
    Sum("reads", "processes * 8", "connections for reading to each database machine at most"),
    Sum("parts_year", "testbeds * applied * parts", "parts a year"),
    Sum("bookings_year", "parts_year * booked", "bookings a year"),
    Sum("registrations_year", "cities * events * people", "registrations a year"),
    Sum("offers_s", "bookings_year / 250 / 8 / 3600 * 20", "bookings a second, 20 times the mean"),
    Sum("headroom", "1000 / offer_ms / offers_s", "times what is needed, with one core"),
    Sum("audit_year", "parts_year * audited + registrations_year * 3", "lines of the trail a year"),
    Sum("mails_year", "parts_year * mailed + registrations_year * 3 + readers * 52", "mails"),
    Sum("year_gb", "(parts_year * part_b + bookings_year * (booking_b + days * day_b)"
        " + audit_year * audit_b + registrations_year * registration_b) / 1e9", "grows a year, GB"),
    Sum("mail_gb", "mails_year * mail_b / 4 / 1e9", "mails of a quarter, GB"),
    Sum("database_gb", "(testbeds * testbed_b) / 1e9 + years * year_gb + mail_gb", "database, GB"),
    Sum("wal_day_gb", "bookings_year * wal_b * 6 / 250 / 1e9"
        " + registrations_year * 4 * wal_b / 2 / 250 / 1e9 + mails_year / 250 * 3000 / 1e9",
        "log of a working day, GB"),
    Sum("archive_gb", "2 * database_gb / 3 + 14 * wal_day_gb", "repository of backups, packed, GB"),
    Sum("files_gb", "testbeds * pictures_mb / 1000", "pictures and files, GB"),
    Sum("monday_min", "readers * mail_ms / full / 2 / 60000", "minutes for a Monday, two senders"),
)  # fmt: skip


def sums(
    measured: Mapping[str, Figure] = MEASURED, assumed: Mapping[str, Figure] = ASSUMED
) -> dict[str, float]:
    """Return every sum by its name."""
    known: dict[str, float] = {key: one.number for key, one in {**assumed, **measured}.items()}
    found: dict[str, float] = {}
    for one in PLAN:
        value = eval(one.formula, {"__builtins__": {}, "ceil": math.ceil}, known)  # noqa: S307 - formulas of this file, nobody's input
        known[one.name] = found[one.name] = float(value)
    return found


def tables() -> str:
    """Return what is measured, assumed and summed, as Markdown."""
    lines: list[str] = []
    for title, figures in (("measured", MEASURED), ("assumed", ASSUMED)):
        lines += [f"| {title} | | |", "|---|--:|---|"]
        lines += [
            f"| `{key}` | {shown(one.number)} | {one.words} |" for key, one in figures.items()
        ]
        lines.append("")
    lines += ["| sum | how | |  |", "|---|---|--:|---|"]
    found = sums()
    for one in PLAN:
        formula = one.formula.replace("*", "×")
        lines.append(f"| `{one.name}` | {formula} | **{shown(found[one.name])}** | {one.words} |")
    return "\n".join([*lines, ""])


def shown(number: float) -> str:
    """Write a number with three figures that count."""
    if number >= 100 or number == int(number):  # noqa: PLR2004 - below it digits count
        return f"{number:,.0f}"
    return f"{number:.3g}"


def write() -> None:
    """Put the tables into the document."""
    text = DOCUMENT.read_text("utf-8")
    DOCUMENT.write_text(TABLES.sub(lambda _found: tables(), text), "utf-8")


if __name__ == "__main__":
    write()
