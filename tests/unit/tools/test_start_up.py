"""What start-up says about HOST, PORT and stage names, and what it remembers."""

import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tools.address import Address
from tools.check import STAGES, chosen, held_back
from tools.console import Stop
from tools.database import file_has_schema
from tools.stamps import digest


@pytest.mark.parametrize("port", ["x", "0", "65536", "-1", "8000.5", "٣"])
def test_a_port_that_is_none_is_named(port: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PORT", port)
    with pytest.raises(Stop, match=f"PORT is {port}"):
        Address.from_env()


def test_the_defaults_serve_this_machine_only(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("PORT", raising=False)
    monkeypatch.delenv("HOST", raising=False)
    assert Address.from_env().url == "http://127.0.0.1:8000/"


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("0.0.0.0", "http://127.0.0.1:80/"),  # noqa: S104 - compared with, not bound to
        ("::", "http://[::1]:80/"),
        ("kp.fi", "http://kp.fi:80/"),
    ],
)
def test_the_printed_address_can_be_opened(host: str, url: str):
    assert Address(host, 80).url == url


@pytest.mark.enable_socket
def test_a_taken_port_is_told_with_another_to_try():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Stop, match=rf"Port {port} .* in use .* make run PORT={port + 1}"):
            Address("127.0.0.1", port).check_free()
    Address("127.0.0.1", port).check_free()


def test_an_unknown_stage_is_answered_with_the_known_ones():
    with pytest.raises(Stop, match=r"no stage unti\. There are: .*integration.*unit"):
        chosen(["unti"])


def test_a_group_stands_for_its_stages_in_order():
    static = [stage.name for stage in STAGES if stage.group == "static"]
    assert [stage.name for stage in chosen(["static"])] == static


def test_the_long_stages_run_only_when_they_are_asked_for_by_name():
    long = [stage.name for stage in STAGES if stage.long]
    assert set(long) == {"faults", "cluster", "deploy", "attacks"}
    assert not set(long) & {stage.name for stage in chosen([])}
    for name in long:
        assert [stage.name for stage in chosen([name])] == [name]


def test_stages_without_a_folder_are_left_out():
    assert [stage.name for stage in chosen([])] == [
        "lint", "format", "types", "imports", "dependencies", "templates",
        "unit", "integration", "html", "openapi", "journeys",
    ]  # fmt: skip
    assert chosen(["unit"])[0].folders == ("tests/unit", "tests/architecture")


def test_a_digest_tells_missing_from_empty_and_one_file_from_two(tmp_path: Path):
    empty, ab, a, b = (tmp_path / name for name in ("empty", "ab", "a", "b"))
    for file, text in ((empty, ""), (ab, "ab"), (a, "a"), (b, "b")):
        file.write_text(text)
    assert digest(empty) != digest(tmp_path / "missing")
    assert digest(ab) != digest(a, b)
    assert digest(a, b) == digest("a", "b")


def test_a_database_file_is_new_until_its_first_migration_is_done(tmp_path: Path):
    file = tmp_path / "new.sqlite"
    assert not file_has_schema(file)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        assert not file_has_schema(file)
        connection.execute("INSERT INTO alembic_version VALUES ('0001')")
        connection.commit()
    assert file_has_schema(file)


@pytest.mark.parametrize(
    ("failed", "stage", "is_held"),
    [
        ("lint", "types", False),
        ("lint", "unit", False),
        ("lint", "integration", True),
        ("unit", "journeys", True),
        ("integration", "journeys", False),
        ("html", "openapi", False),
    ],
)
def test_what_takes_long_waits_for_what_does_not_and_never_for_each_other(failed, stage, is_held):
    known = {one.name: one for one in STAGES}
    assert held_back(known[stage], [(known[failed], 1.0, 1)]) is is_held
    assert not held_back(known[stage], [(known[failed], 1.0, 0)])
