"""One SQLite library per process: two copies ignore each other's locks and damage the file."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BINDING = ROOT / "app" / "sqlite_binding.py"
PRODUCT = ("app", "models", "views", "geodata", "migrations", "bench", "config.py", "wsgi.py")
SQLITE = {"sqlite3", "_sqlite3", "pysqlite3", "apsw"}
GDAL_CHILD = ROOT / "geodata" / "exchange" / "gdal.py"  # never in a process that has the database
CHILDREN = {ROOT / "geodata" / "boundary_child.py"}  # started as programs of their own
GDAL = {"osgeo", "pyogrio", "fiona", "rasterio", "geopandas"}  # each carries a SQLite of its own


def sources():
    for name in PRODUCT:
        path = ROOT / name
        yield from [path] if path.is_file() else sorted(path.rglob("*.py"))


def imported(path):
    """Yield the top name of everything that a file imports, by statement or by a literal name."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name.partition(".")[0] for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]
        elif isinstance(node, ast.Call) and "import" in ast.unparse(node.func):
            yield from (
                str(one.value).partition(".")[0]
                for one in node.args
                if isinstance(one, ast.Constant)
            )


@pytest.mark.parametrize("path", sorted(sources()), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_chooses_its_own_sqlite_library(path):
    banned = (
        GDAL if path == BINDING else SQLITE if path in {GDAL_CHILD, *CHILDREN} else GDAL | SQLITE
    )
    assert not banned & set(imported(path))


@pytest.mark.parametrize("child", sorted(CHILDREN), ids=lambda path: path.name)
def test_a_child_that_opens_files_with_gdal_is_imported_by_nobody_and_knows_nothing_of_ours(child):
    assert not {"app", "models", "views", "geodata", "config"} & set(imported(child))
    name = child.stem
    for path in sources():
        tree = ast.parse(path.read_text("utf-8"))
        named = [
            ast.unparse(one)
            for one in ast.walk(tree)
            if isinstance(one, ast.Import | ast.ImportFrom)
        ]
        assert not [line for line in named if name in line], path


CHILD = {"geodata.exchange.gdal", "geodata.exchange.child"}


def modules_named(path):
    """Yield every module that a file imports, whole, and what it takes from packages."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{one.name}" for one in node.names)


@pytest.mark.parametrize("path", sorted(sources()), ids=lambda path: str(path.relative_to(ROOT)))
def test_only_the_child_imports_what_loads_gdal(path):
    is_child = path.parent == GDAL_CHILD.parent and path.stem in {"child", "gdal"}
    assert is_child or not CHILD & set(modules_named(path))


def test_the_child_knows_nothing_of_the_application():
    for path in sorted(GDAL_CHILD.parent.glob("*.py")):
        ours = {name.partition(".")[0] for name in modules_named(path)}
        assert not ours & {"app", "models", "views", "config", "flask", "sqlalchemy"}, path


POWER_LOSS = ROOT / "tests" / "faults" / "power_loss.py"


def test_the_only_test_with_a_library_of_its_own_is_a_process_that_nobody_imports():
    """APSW brings a copy of SQLite; beside ours it would not see our locks, nor we its."""
    for path in sorted((ROOT / "tests").rglob("*.py")):
        found = list(modules_named(path))
        assert path == POWER_LOSS or "apsw" not in found, path
        assert not [name for name in found if name.endswith("power_loss")], path
    ours = {"app", "models", "views", "geodata", "config", "tests", "sqlalchemy", "flask"}
    assert not ours & set(imported(POWER_LOSS))


def test_the_library_is_bound_before_anything_else_of_ours_is_imported():
    tree = ast.parse((ROOT / "app" / "factory.py").read_text("utf-8"))
    ours = [
        node
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        and ast.unparse(node).split()[1].partition(".")[0] in {"app", "views", "models", "geodata"}
    ]
    assert ast.unparse(ours[0]) == "import app.sqlite_binding"


# In a process of its own, as the server starts: which libraries are mapped, and whether the lock
# of one connection is seen by the other way of opening the same file.
RUN = """
import sys
from wsgi import app
import sqlite3
from sqlalchemy import text
from app.database import db, writing

with app.app_context():
    library = db.engine.dialect.dbapi
    assert library.Connection is sqlite3.Connection, (library, sqlite3)
    versions = {library.sqlite_version, sqlite3.sqlite_version}
    with writing(), db.engine.connect() as one, db.engine.connect() as two:
        kinds = {type(each.connection.driver_connection).__module__ for each in (one, two)}
        versions |= {each.execute(text("SELECT sqlite_version()")).scalar_one() for each in (one,)}
        own = sqlite3.connect(db.engine.url.database, timeout=0)
        versions.add(own.execute("SELECT sqlite_version()").fetchone()[0])
        try:
            own.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as problem:
            assert "locked" in str(problem)
        else:
            raise AssertionError("a second writer got in beside the first")
assert len(versions) == 1, versions
assert len(kinds) == 1, kinds
modules = {name for name, module in sys.modules.items() if name.partition(".")[0] in %r and module}
assert not modules, modules
bound = {sys.modules[name].__name__.partition(".")[0] for name in ("sqlite3", "sqlite3.dbapi2")}
assert len(bound) == 1, bound
if bound == {"pysqlite3"}:
    assert "_sqlite3" not in sys.modules, "the standard library's copy was loaded as well"
print("one library")
"""


def test_a_running_process_has_one_library_and_its_locks_count(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", RUN % GDAL],
        cwd=ROOT, capture_output=True, text=True, check=False,
        env={"INSTANCE_DIR": str(tmp_path), "SECRET_KEY": "k" * 40, "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.stdout.strip() == "one library", done.stderr
