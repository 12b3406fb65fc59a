"""Rules about the code itself: sizes, names, tests that run, words that exist."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = ("app", "models", "views", "geodata", "tools", "tests", "bench", "config.py", "wsgi.py")
LINES, TEST_LINES, STATEMENTS = 300, 400, 30
BANNED_NAMES = {"utils", "util", "helpers", "helper", "manager", "misc", "common"}


def sources() -> Iterator[Path]:
    for name in OURS:
        path = ROOT / name
        yield from [path] if path.is_file() else sorted(path.rglob("*.py"))


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def test_no_file_is_longer_than_the_ceiling():
    for path in sources():
        ceiling = TEST_LINES if "tests" in path.parts else LINES
        assert len(path.read_text("utf-8").splitlines()) <= ceiling, path


def test_no_function_has_more_statements_than_the_ceiling():
    for path in sources():
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.FunctionDef):
                inner = sum(isinstance(one, ast.stmt) for one in ast.walk(node)) - 1
                limit = STATEMENTS * 2 if "tests" in path.parts else STATEMENTS + 10
                assert inner <= limit, f"{path}:{node.lineno} {node.name} has {inner}"


def test_no_module_hides_behind_a_name_that_says_nothing():
    for path in sources():
        assert path.stem not in BANNED_NAMES, path


def test_every_module_and_public_function_of_the_product_says_what_it_is_for():
    for path in sources():
        if "tests" in path.parts or "bench" in path.parts:
            continue
        tree = parsed(path)
        assert ast.get_docstring(tree), path
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                assert ast.get_docstring(node), f"{path}:{node.lineno} {node.name}"


def test_every_function_that_asserts_is_one_that_pytest_runs_or_calls():
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        text = path.read_text("utf-8")
        for node in parsed(path).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("test_"):
                asserts = any(isinstance(one, ast.Assert) for one in ast.walk(node))
                used = len(re.findall(rf"\b{node.name}\b", text)) > 1
                assert used or not asserts, f"{path}: {node.name} never runs"


def test_only_the_clock_reads_the_time():
    for path in sources():
        if path.name == "clock.py" or {"tests", "tools", "bench"} & set(path.parts):
            continue
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Attribute) and node.attr in {"now", "today", "utcnow"}:
                owner = ast.unparse(node.value)
                assert owner in {"clock", "func", "self"}, (
                    f"{path}:{node.lineno} reads {owner}.{node.attr}"
                )


def test_templates_hold_no_inline_script_style_or_unescaped_text():
    for path in sorted((ROOT / "templates").rglob("*.html")):
        text = path.read_text("utf-8")
        if "mail" not in path.parts:
            assert not re.search(r"<[^>{}]*\s(style|on[a-z]+)=|hx-on|javascript:", text), path
            assert "|safe" not in text, path
        for script in re.findall(r"<script[^>]*>", text):
            assert "nonce" in script, f"{path}: {script}"


CODES_IN_CODE = re.compile(
    r"(?:Error|Gap|refuse|incomplete)\(\s*\"([a-z_]+)\"|\bcode = \"([a-z_]+)\""
)


def error_codes() -> set[str]:
    """Every code that services and models raise as the first argument of a domain error."""
    found: set[str] = set()
    for folder in ("app/services", "app/queries", "models", "app/policies", "app"):
        for path in sorted((ROOT / folder).glob("*.py")):
            for node in ast.walk(parsed(path)):
                if not (isinstance(node, ast.Call) and node.args):
                    continue
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                first = node.args[0]
                known = name.endswith("Error") and isinstance(first, ast.Constant)
                if known and isinstance(first.value, str) and first.value.isidentifier():
                    found.add(first.value)
    return found - {"unreachable", "An"}


def test_no_error_code_has_two_wordings():
    from views import messages  # noqa: PLC0415 - the application's import order

    tables = [table for name, table in vars(messages).items() if name.endswith("_MESSAGES")]
    codes = [code for table in tables for code in table]
    assert len(tables) > 5
    assert sorted(codes) == sorted(set(codes))


@pytest.mark.parametrize("code", sorted(error_codes()))
def test_every_error_code_has_words(code):
    from views.messages import MESSAGES  # noqa: PLC0415 - the application's import order

    assert code in MESSAGES


def test_the_day_of_an_instant_is_asked_of_a_place_and_not_of_utc():
    # Between ten or nine in the evening by UTC and midnight, Finland is a day ahead.
    named = {
        "app/clock.py",
        "models/wall_time.py",
        "views/disclosure.py",  # the last means UTC
        "geodata/exchange/tables.py",  # cells have no zone
        "models/personal_application.py",
    }  # retention counts months
    for path in sources():
        if path.relative_to(ROOT).parts[0] not in {"app", "models", "views", "geodata"}:
            continue
        if str(path.relative_to(ROOT)) in named:
            continue
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "date":
                asked = ast.unparse(node.func)
                is_local = re.search(r"local|wall_time|astimezone", asked) or node.args
                assert is_local, f"{path}:{node.lineno} {asked}: models.wall_time.local_date"


def test_what_a_browser_shows_is_waited_for_and_not_only_looked_at_once():
    at_once = re.compile(
        r"\.(count\(\)|(is_(visible|hidden|checked|enabled|disabled)|inner_text|all_inner_texts"
        r"|text_content|get_attribute)\()"
    )
    for path in sorted((ROOT / "tests").rglob("*.py")):
        if not {"journeys", "browser"} & set(path.parts):
            continue
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Assert):
                asked = ast.unparse(node.test)
                assert not at_once.search(asked), (
                    f"{path}:{node.lineno} may look too early: {asked}"
                )
