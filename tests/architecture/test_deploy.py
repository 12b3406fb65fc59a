"""What an operator runs says what is true: settings, numbers, whole charts, sums.

What only other programs can judge is in tests/deploy (``make test-deploy``).
"""

import copy
import re
import subprocess
from dataclasses import fields
from pathlib import Path

import jsonschema
import pytest
import yaml

from bench import capacity_plan
from config import Settings
from tests.chart import CHART, rendered, values

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
# Read by the units, the images and programs beside ours, not by config.py.
OTHERS = {
    "INSTANCE_DIR", "WEB_HOST", "GRANIAN_WORKERS", "GRANIAN_BLOCKING_THREADS", "FLASK_APP", "PATH",
    "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "POSTGRES_INITDB_ARGS", "POSTGRES_PASSWORD_FILE",
    "APP_PASSWORD_FILE",
}  # fmt: skip
NEEDED = {
    "DATABASE_URL", "SECRET_KEY", "INSTANCE_DIR", "PUBLIC_URL", "MAIL_FROM", "SMTP_URL", "DEMO",
    "SECURE_COOKIES", "PROXIES",
}  # fmt: skip
OTHER_NUMBERS = ("up", "probe_", "node_", "patroni_", "pg_")
METRIC = re.compile(r"\b([a-z]+(?:_[a-z]+)+)(?=[{\[)]|\s*[<>])|\b(up)\{")
KINDS = {
    "Deployment", "Service", "PodDisruptionBudget", "HorizontalPodAutoscaler", "Job", "CronJob",
    "ConfigMap", "PersistentVolumeClaim", "Ingress", "NetworkPolicy", "ServiceMonitor",
}  # fmt: skip


def known(name: str) -> bool:
    mine = {field.name.upper() for field in fields(Settings)}
    return name in OTHERS or name.removesuffix("_FILE") in mine | OTHERS


def compose() -> dict:
    return yaml.safe_load((DEPLOY / "compose/compose.yaml").read_text("utf-8"))


def everything() -> list[dict]:
    given = values()
    given["serviceMonitor"]["enabled"] = True
    return rendered(given)


def pods(objects: list[dict]) -> list[tuple[str, dict]]:
    found = []
    for one in objects:
        if one["kind"] in {"Deployment", "Job", "CronJob"}:
            spec = one["spec"].get("jobTemplate", one)["spec"]
            found.append((one["metadata"]["name"], spec["template"]["spec"]))
    return found


def test_every_setting_that_is_named_exists():
    named = set()
    for path in (*DEPLOY.rglob("*.env.example"), DEPLOY / "prometheus/prometheus.yml"):
        named |= set(re.findall(r"^#?([A-Z][A-Z_]+)=", path.read_text("utf-8"), re.MULTILINE))
    for service in compose()["services"].values():
        named |= set(service.get("environment", {}))
    named |= set(values()["settings"])
    for _name, pod in pods(everything()):
        for container in pod["containers"]:
            named |= {one["name"] for one in container.get("env", [])}
    assert {name for name in named if not known(name)} == set()
    assert {"DATABASE_URL", "DATABASE_URL_FILE", "LIMITS_URL", "SECRET_KEY_FILE"} <= named


def ways() -> dict[str, dict[str, str]]:
    """Return the settings of the web server in each way of running it."""
    found = {
        path.parent.name: dict(re.findall(r"(?m)^([A-Z][A-Z_]+)=(.*)$", path.read_text("utf-8")))
        for path in DEPLOY.rglob("*.env.example")
    }
    image = dict(
        re.findall(r"\b([A-Z_]+)=(\S+)", (DEPLOY / "compose/Dockerfile").read_text("utf-8"))
    )
    found["compose"] = image | compose()["services"]["web1"]["environment"]
    (pod,) = [pod for name, pod in pods(everything()) if name == "trial-web"]
    told = {one["name"]: str(one.get("value", "")) for one in pod["containers"][0]["env"]}
    found["helm"] = image | values()["settings"] | told
    return found


def test_each_way_of_running_is_told_all_that_it_cannot_do_without(tmp_path):
    assert set(ways()) == {"machine", "cluster", "compose", "helm"}
    for way, told in ways().items():
        names = {name.removesuffix("_FILE") for name in told}
        assert names >= NEEDED, (way, NEEDED - names)
        secret = tmp_path / "secret"
        secret.write_text("postgresql://koepaikka@127.0.0.1/koepaikka")
        env = {name: str(secret) if name.endswith("_FILE") else one for name, one in told.items()}
        settings = Settings.from_env(env)
        assert (settings.demo, settings.secure_cookies, settings.proxies) == (False, True, 1), way
        assert settings.second_factor == "required", way
        assert settings.database_url.startswith("postgresql+psycopg://"), way
        assert settings.mail_from, way
        assert settings.instance.is_absolute(), way


def test_a_setting_comes_from_its_file_unless_it_is_given_itself(tmp_path):
    secret = tmp_path / "key"
    secret.write_text("from-a-file\n")
    env = {"SECRET_KEY_FILE": str(secret), "INSTANCE_DIR": str(tmp_path)}
    assert Settings.from_env(env).secret_key == "from-a-file"
    assert Settings.from_env({**env, "SECRET_KEY": "given"}).secret_key == "given"
    secret.write_text("\n")  # a key of a Secret that is there and holds nothing
    empty = {"LIMITS_URL_FILE": str(secret), "REPLICA_URLS_FILE": str(secret)}
    settings = Settings.from_env({**env, **empty, "SECRET_KEY": "given"})
    assert (settings.limits_url, settings.replica_urls) == ("memory://", ())
    with pytest.raises(RuntimeError, match="SMTP_URL_FILE cannot be read"):
        Settings.from_env({**env, "SMTP_URL_FILE": str(tmp_path / "none")})


@pytest.mark.parametrize(
    ("told", "host"), [("WEB_HOST=10.0.0.21\n", "10.0.0.21"), ("DEMO=0\n", "127.0.0.1")]
)
def test_web_servers_are_restarted_where_they_listen(told, host, tmp_path):
    for name, does in (("systemctl", 'echo "$@"'), ("curl", f'echo "$4" >>{tmp_path}/asked')):
        (tmp_path / name).write_text(f"#!/bin/sh\n{does}\necho '{{\"ready\": true}}'\n")
        (tmp_path / name).chmod(0o755)
    (tmp_path / "env").write_text(told)
    env = {"PATH": f"{tmp_path}:/usr/bin:/bin", "KOEPAIKKA_ENV": str(tmp_path / "env")}
    command = ["/bin/sh", str(DEPLOY / "machine/restart-web"), "8000", "8001"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    assert "8000 serves" in done.stdout
    assert (tmp_path / "asked").read_text().split() == [
        f"http://{host}:{port}/readyz" for port in (8000, 8001)
    ]


def test_containers_of_ours_can_write_nowhere_but_where_it_is_named():
    ours = {
        name: one for name, one in compose()["services"].items()
        if "KOEPAIKKA_IMAGE" in one["image"]
    }  # fmt: skip
    assert set(ours) == {"web1", "web2", "dispatcher", "migrate", "backup"}
    for one in ours.values():
        assert one["read_only"] is True
        assert one["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in one["security_opt"]
    text = (DEPLOY / "compose/Dockerfile").read_text("utf-8")
    assert re.search(
        r"^ARG BASE=\S+\n.*^FROM \$\{BASE\}$.*^USER 10001:10001$", text, re.MULTILINE | re.DOTALL
    )


def test_compose_names_only_what_it_has_and_shows_the_database_to_nobody():
    whole = compose()
    for name, one in whole["services"].items():
        assert "healthcheck" in one, name
        assert set(one.get("secrets", [])) <= set(whole["secrets"])
        assert set(one["networks"]) <= set(whole["networks"])
        assert set(one.get("depends_on", {})) <= set(whole["services"])
        named = {mount.partition(":")[0] for mount in one.get("volumes", [])}
        assert {mount for mount in named if mount[0] != "."} <= set(whole["volumes"])
    assert whole["services"]["database"]["networks"] == ["back"]
    assert whole["networks"]["back"] == {"internal": True}
    assert [name for name, one in whole["services"].items() if "ports" in one] == ["nginx"]


def test_the_chart_makes_every_object_and_no_pod_of_it_may_more_than_it_must():
    objects = everything()
    assert {one["kind"] for one in objects} == KINDS
    names = [(one["kind"], one["metadata"]["name"]) for one in objects]
    assert len(names) == len(set(names))
    for name, pod in pods(objects):
        assert pod["securityContext"]["runAsNonRoot"] is True, name
        assert pod["automountServiceAccountToken"] is False, name
        volumes = {one["name"] for one in pod["volumes"]}
        for container in pod["containers"]:
            assert container["securityContext"]["readOnlyRootFilesystem"] is True, name
            assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}, name
            assert container["resources"]["limits"]["memory"], name
            assert {one["name"] for one in container["volumeMounts"]} == volumes, name


def test_a_web_pod_is_drained_before_it_ends_and_asked_the_right_questions():
    (pod,) = [pod for name, pod in pods(everything()) if name == "trial-web"]
    (web,) = pod["containers"]
    drain = int(web["lifecycle"]["preStop"]["exec"]["command"][1])
    assert pod["terminationGracePeriodSeconds"] > drain + 30  # granian gives its workers 20
    assert web["readinessProbe"]["httpGet"]["path"] == "/readyz"
    assert web["livenessProbe"]["httpGet"]["path"] == "/healthz"


def test_migrations_run_first_and_past_the_pooler():
    (job,) = [one for one in everything() if one["kind"] == "Job"]
    assert job["metadata"]["annotations"]["helm.sh/hook"] == "pre-install,pre-upgrade"
    env = job["spec"]["template"]["spec"]["containers"][0]["env"]
    assert {"name": "DATABASE_URL_FILE",
            "value": "/run/secrets/koepaikka/direct-database-url"} in env  # fmt: skip


def test_what_is_switched_off_is_not_made():
    given = values()
    for name in ("backup", "ingress", "networkPolicy"):
        given[name]["enabled"] = False
    given["web"]["autoscaling"]["enabled"] = False
    made = rendered(given)
    gone = {"CronJob", "Ingress", "NetworkPolicy", "HorizontalPodAutoscaler", "ServiceMonitor"}
    assert {one["kind"] for one in made} == KINDS - gone
    (web,) = [one for one in made if one["metadata"]["name"] == "trial-web"
              and one["kind"] == "Deployment"]  # fmt: skip
    assert web["spec"]["replicas"] == given["web"]["replicas"]


@pytest.mark.parametrize(
    ("where", "wrong"),
    [
        (("image", "tag"), "latest"),
        (("settings", "PUBLIC_URL"), "http://koepaikka.example"),
        (("settings", "SECRET_KEY"), "in the clear"),
        (("settings", "DEMO"), 0),
        (("web", "replicas"), 0),
        (("web", "tyop"), 1),
    ],
)
def test_values_that_mean_nothing_are_refused(where, wrong):
    schema = yaml.safe_load((CHART / "values.schema.json").read_text("utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    given = values()
    jsonschema.validate(given, schema)
    changed = copy.deepcopy(given)
    changed[where[0]][where[1]] = wrong
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(changed, schema)


def test_alerts_ask_for_numbers_that_there_are_and_the_runbook_knows_each():
    given = (ROOT / "views/metrics.py").read_text("utf-8")
    helped = re.findall(r'(?m)^    "([a-z_]+)": "', given)
    given += " ".join(f"koepaikka_{name}" for name in helped)
    runbook = (ROOT / "docs/runbook.md").read_text("utf-8")
    rows = set(re.findall(r"[A-Z][A-Za-z]+", " ".join(re.findall(r"(?m)^\| ([^|]+) \|", runbook))))
    groups = yaml.safe_load((DEPLOY / "prometheus/alerts.yml").read_text("utf-8"))["groups"]
    rules = [rule for group in groups for rule in group["rules"]]
    for rule in rules:
        asked = {first or second for first, second in METRIC.findall(rule["expr"])}
        asked -= {"exported_job"}  # a label
        assert asked, rule["alert"]
        for name in asked:
            ours = name.removesuffix("_bucket") in given
            assert ours or name.startswith(OTHER_NUMBERS), name
        assert rule["labels"]["severity"] in {"page", "look"}
        assert rule["alert"] in rows, rule["alert"]


def test_links_in_the_documents_of_operators_lead_somewhere():
    for path in (*DEPLOY.rglob("*.md"), ROOT / "docs/runbook.md", ROOT / "docs/capacity.md"):
        text = path.read_text("utf-8")
        for target in re.findall(r"\]\(([^)#\s]*)(?:#[^)]*)?\)", text):
            assert not target or (path.parent / target).exists(), f"{path}: {target}"
        heads = {re.sub(r"[^a-z0-9 -]", "", head.lower()).strip().replace(" ", "-")
                 for head in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}  # fmt: skip
        for anchor in re.findall(r"\]\(#([^)]+)\)", text):
            assert anchor in heads, f"{path}: {anchor}"


def test_the_capacity_plan_shows_the_sums_of_its_figures():
    text = capacity_plan.DOCUMENT.read_text("utf-8")
    found = capacity_plan.TABLES.search(text)
    assert found is not None
    assert found[0] == capacity_plan.tables(), "python -m bench.capacity_plan"
