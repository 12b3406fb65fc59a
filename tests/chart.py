"""Renders the chart in deploy/helm without Helm: the few words of its language that it uses.

``{{ .Values.a.b }}``, ``.Release.Name``, ``.Chart.AppVersion``, each with ``| toJson`` and
``| quote`` after it, and ``{{- if [not] .Values.a }} … {{- end }}``.  Anything else is refused, so
that the chart stays one that this can render.  ``make test-deploy`` compares with Helm where it is.
"""

import json
import re
from pathlib import Path
from typing import Any

import yaml

CHART = Path(__file__).resolve().parents[1] / "deploy/helm/koepaikka"
ACTION = re.compile(r"(\s*)\{\{(-?)\s*(.*?)\s*(-?)\}\}", re.DOTALL)
PATH = re.compile(r"(\.[A-Za-z]+)+")


def values() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((CHART / "values.yaml").read_text("utf-8"))
    return found


def rendered(given: dict[str, Any], name: str = "trial") -> list[dict[str, Any]]:
    """Return the objects that the chart makes of these values."""
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text("utf-8"))
    known = {
        "Values": given,
        "Release": {"Name": name},
        "Chart": {"AppVersion": chart["appVersion"]},
    }
    found = []
    for path in sorted((CHART / "templates").glob("*.yaml")):
        text = render(path.read_text("utf-8"), known)
        found += [one for one in yaml.safe_load_all(text) if one]
    return found


def render(text: str, known: dict[str, Any]) -> str:
    """Return the text of one template.

    Raises:
        ValueError: It says something that this does not know.
    """
    out: list[str] = []
    open_ifs: list[bool] = []
    at = 0
    for found in ACTION.finditer(text):
        blanks, trims, said, trims_after = found.groups()
        if trims_after:
            raise ValueError(said)
        if all(open_ifs):
            out.append(text[at : found.start()] + ("" if trims else blanks))
        at = found.end()
        if said.startswith("if "):
            word = said.removeprefix("if ")
            wanted = not word.startswith("not ")
            open_ifs.append(bool(_value(word.removeprefix("not "), known)) is wanted)
        elif said == "end":
            open_ifs.pop()
        elif all(open_ifs):
            out.append(_written(said, known))
    if open_ifs:
        raise ValueError("an if has no end")
    return "".join([*out, text[at:]])


def _written(said: str, known: dict[str, Any]) -> str:
    path, *filters = (part.strip() for part in said.split("|"))
    value = _value(path, known)
    for name in filters:
        if name == "toJson":
            value = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
            for sign in "<>&":  # as Helm does
                value = value.replace(sign, f"\\u{ord(sign):04x}")
        elif name == "quote":
            value = json.dumps(str(value), ensure_ascii=False)
        else:
            raise ValueError(name)
    return str(value)


def _value(path: str, known: dict[str, Any]) -> Any:
    if not PATH.fullmatch(path):
        raise ValueError(path)
    found: Any = known
    for key in path[1:].split("."):
        found = found[key]
    return found
