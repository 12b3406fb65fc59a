"""Helm, Kubernetes' schemas, compose and the linter of Dockerfiles read deploy/."""

import json
import os
import re
import shutil
from pathlib import Path

import pytest
import yaml

from tests.chart import CHART, rendered, values
from tests.deploy.programs import DEPLOY, PATHS, run, said

HELM = """
import json, sys, helm_python as helm
chart, given, wrong = sys.argv[1], json.loads(sys.argv[2]), json.loads(sys.argv[3])
told = {"lint": helm.lint(chart, given, strict=True)}
told["made"] = helm.Chart.load(chart).render(given, name="trial")
try:
    helm.Chart.load(chart).render(wrong, name="trial")
except helm.HelmValuesError as refused:
    told["refused"] = str(refused)
print(json.dumps(told))
"""
SCHEMAS = """
import json, sys, kubernetes_validate
for one in json.load(open(sys.argv[1])):
    kubernetes_validate.validate(one, sys.argv[2], strict=True)
"""
WARNING = 2  # of Helm's severities
COMPOSE = 2  # the version from which a file needs no version


def judges() -> str:
    """Return the Python that has Helm and the schemas, or skip the test."""
    python = os.environ.get("JUDGES")
    if not python:
        pytest.skip("make test-deploy installs what reads this")
    return python


def test_helm_makes_what_we_make_of_the_chart():
    given = values()
    given["serviceMonitor"]["enabled"] = True
    wrong = {**given, "image": {**given["image"], "tag": "latest"}}
    done = run(judges(), "-c", HELM, CHART, json.dumps(given), json.dumps(wrong))
    assert done.returncode == 0, said(done)
    told = json.loads(done.stdout)
    assert told["lint"]["errors"] == []
    assert [one for one in told["lint"]["messages"] if one["severity"] >= WARNING] == []

    def by_name(objects):
        return {(one["kind"], one["metadata"]["name"]): one for one in objects if one}

    made = [one for text in told["made"].values() for one in yaml.safe_load_all(text)]
    assert by_name(made) == by_name(rendered(given))
    assert "/image/tag" in told["refused"]


@pytest.mark.parametrize("version", ["1.27", "1.33"])
def test_kubernetes_takes_every_object(version, tmp_path):
    objects = [one for one in rendered(values()) if one["kind"] != "ServiceMonitor"]
    (tmp_path / "objects.json").write_text(json.dumps(objects))
    done = run(judges(), "-c", SCHEMAS, tmp_path / "objects.json", version)
    assert done.returncode == 0, said(done)


def test_compose_takes_its_file_and_asks_for_what_it_must_be_told():
    compose = compose_program()
    file = ("-f", DEPLOY / "compose/compose.yaml", "config", "--quiet")
    told = {"PATH": PATHS, "PUBLIC_URL": "https://koepaikka.example", "MAIL_FROM": "a@b.example"}
    done = run(*compose, *file, env=told)
    assert (done.returncode, said(done)) == (0, "")
    for name in ("PUBLIC_URL", "MAIL_FROM"):
        done = run(*compose, *file, env={key: told[key] for key in told if key != name})
        assert done.returncode != 0
        assert f"Set {name} in .env" in said(done)


def compose_program() -> list[str]:
    """Return compose as a program or as a part of docker's, or skip the test."""
    for command in (["docker-compose"], ["docker", "compose"]):
        if shutil.which(command[0], path=PATHS):
            said_of_it = run(*command, "version", "--short", env={"PATH": PATHS}).stdout
            found = re.match(r"v?(\d+)\.", said_of_it)
            if found and int(found[1]) >= COMPOSE:
                return command
    pytest.skip("docker compose 2 is not here: apt-get install docker-compose (Debian 13)")


def test_the_dockerfile_is_read_by_its_linter():
    done = run(Path(judges()).with_name("hadolint"), DEPLOY / "compose/Dockerfile")
    assert done.returncode == 0, said(done)
