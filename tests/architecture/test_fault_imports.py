"""What the tests of faults take from the product is there: they are not run by ``make test``."""

import ast
import importlib.util
from pathlib import Path

FAULTS = Path(__file__).resolve().parents[1] / "faults"
OURS = ("app", "config", "geodata", "models", "tools")


def test_the_tests_of_faults_find_all_that_they_import():
    gone = []
    for path in sorted(FAULTS.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module.partition(".")[0] in OURS:
                module = importlib.import_module(node.module)
                for one in node.names:
                    whole = f"{node.module}.{one.name}"
                    if not hasattr(module, one.name) and importlib.util.find_spec(whole) is None:
                        gone.append(f"{path.name}: {whole}")
    assert gone == []
