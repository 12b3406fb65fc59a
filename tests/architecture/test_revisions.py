"""Revisions of the database keep the rules of docs/upgrade.md, and form one chain."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REVISIONS = sorted((ROOT / "migrations/versions").glob("[0-9]*.py"))
SINCE = "0038"  # earlier ones were written before anybody had data
REMOVING = {"drop_column", "drop_table", "rename_table"}


def way(path: Path, name: str) -> ast.FunctionDef:
    tree = ast.parse(path.read_text("utf-8"))
    return next(one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name == name)


def calls(tree: ast.AST) -> list[ast.Call]:
    return [one for one in ast.walk(tree) if isinstance(one, ast.Call)]


def called(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def test_no_revision_copies_a_table_and_loses_its_guards():
    for path in REVISIONS:
        for call in calls(ast.parse(path.read_text("utf-8"))):
            given = {one.arg: ast.unparse(one.value) for one in call.keywords}
            assert called(call) != "batch_alter_table" or given.get("recreate") == "'never'", path


def test_every_revision_goes_both_ways():
    for path in REVISIONS:
        assert way(path, "upgrade").body, path
        assert calls(way(path, "downgrade")), path


def test_what_is_removed_went_out_of_use_a_version_before():
    for path in [one for one in REVISIONS if one.name >= SINCE]:
        text, up = path.read_text("utf-8"), way(path, "upgrade")
        removes = [called(call) for call in calls(up) if called(call) in REMOVING]
        said = [
            one.value.upper()
            for one in ast.walk(up)
            if isinstance(one, ast.Constant) and isinstance(one.value, str)
        ]
        removes += [one for one in said if " DROP COLUMN" in one or " RENAME " in one]
        assert not removes or "REMOVES = " in text, f"{path.name}: see docs/upgrade.md"


def test_what_is_added_lets_old_code_go_on_writing():
    for path in [one for one in REVISIONS if one.name >= SINCE]:
        for call in calls(way(path, "upgrade")):
            if called(call) == "add_column":
                text = ast.unparse(call)
                assert "nullable=False" not in text or "server_default" in text, path.name
