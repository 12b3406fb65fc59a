"""The front page with many testbeds and pilots, measured in a real browser.

Prints the medians of several cold loads: first map paint (outline or marks drawn), list painted,
and bytes transferred.  The raw database's time for the rows behind the page is measured in the
same run, so that the page can be read as a multiple of it.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import sync_playwright
from sqlalchemy import text

from app.database import db
from app.factory import create_app
from bench.place import ROOT, free_port, new_database, settings

LOADS = 7
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
GOAL_S, GOAL_KB = 1.5, 500
MARKS = """() => {
  const at = (name) => performance.getEntriesByName(name)[0]?.startTime ?? null;
  const painted = performance.getEntriesByName('first-contentful-paint')[0];
  const all = ['resource', 'navigation'].flatMap((kind) => performance.getEntriesByType(kind));
  return {
    list: painted?.startTime ?? null, outline: at('map-outline'), marks: at('map-data'),
    bytes: all.reduce((sum, one) => sum + one.transferSize, 0), requests: all.length,
  };
}"""


def run(kind: str, testbeds: int = 10_000, pilots: int = 2_000) -> None:
    """Measure on one engine (sqlite or postgresql) and print the figures."""
    with tempfile.TemporaryDirectory() as folder, new_database(kind, Path(folder)) as url:
        environment = settings(url, Path(folder))
        flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
        for command in (
            ["db", "upgrade"],
            ["seed", "demo"],
            ["seed", "load", "--testbeds", str(testbeds), "--pilots", str(pilots)],
        ):
            subprocess.run(
                [*flask, *command], check=True, cwd=ROOT, env=environment, capture_output=True
            )
        raw = _raw_seconds(environment)
        port = free_port()
        server = subprocess.Popen(
            [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
             "--port", str(port), "--blocking-threads", "4", "--no-log", "wsgi:app"],
            cwd=ROOT, env=environment,
        )  # fmt: skip
        try:
            _measure(kind, f"http://127.0.0.1:{port}", testbeds, pilots, raw)
        finally:
            server.terminate()
            server.wait(10)


def _raw_seconds(environment: dict[str, str]) -> float:
    """Return the median time of the bare rows that feed the page, straight from the database."""
    os.environ.update(environment)
    from config import Settings  # noqa: PLC0415 - reads the environment just set

    app = create_app(Settings.from_env())
    times = []
    with app.app_context(), db.engine.connect() as connection:
        for _ in range(15):
            begun = time.perf_counter()
            connection.execute(
                text(
                    "SELECT id, city_id, status, start_day, end_day, anchor_x, anchor_y FROM pilot"
                )
            ).all()
            times.append(time.perf_counter() - begun)
    return statistics.median(times)


def _measure(kind: str, address: str, testbeds: int, pilots: int, raw: float) -> None:
    for _ in range(100):
        try:
            urlopen(f"{address}/healthz", timeout=1)  # noqa: S310 - our own loopback address
            break
        except OSError:
            time.sleep(0.1)
    server_times, rows = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=FLAGS
        )
        for _ in range(LOADS):
            begun = time.perf_counter()
            urlopen(f"{address}/fi/").read()  # noqa: S310 - our own loopback address
            server_times.append(time.perf_counter() - begun)
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            page = context.new_page()
            page.goto(f"{address}/fi/")
            page.wait_for_selector(".city-chip, .tb-pin, .tb-cluster", timeout=15_000)
            page.wait_for_timeout(300)
            rows.append(page.evaluate(MARKS))
            context.close()
        browser.close()
    _print(kind, testbeds, pilots, rows, statistics.median(server_times) / raw)


def _print(
    kind: str, testbeds: int, pilots: int, rows: list[dict[str, float]], ratio: float
) -> None:
    print(
        f"front page, {kind}, {testbeds} testbeds, {pilots} pilots, "
        f"median of {len(rows)} cold loads"
    )
    for name in ("list", "outline", "marks"):
        seen = [row[name] for row in rows if row[name]]
        if seen:
            print(f"  {name:<10} {statistics.median(seen) / 1000:6.2f} s   goal {GOAL_S} s")
    size = statistics.median(row["bytes"] for row in rows) / 1000
    print(
        f"  transferred {size:5.0f} kB  in {rows[0]['requests']:.0f} requests   goal {GOAL_KB} kB"
    )
    print(f"  page on the server / bare rows from the database: {ratio:.1f} x")
