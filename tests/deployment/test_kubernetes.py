"""The manifests, read as a cluster would: the processes of docker-compose.yml, closed in, probed at real addresses."""

from pathlib import PurePosixPath
from urllib.parse import urlsplit

import pytest
import yaml
from django.urls import resolve, reverse

from parkour.celery import app
from tests.deployment.files import KUBERNETES, compose, manifests, names_read_by_the_settings, stands_for

BASE = manifests("base")
OVERLAY = manifests("overlays/example")
WORKLOADS = {
    manifest["metadata"]["name"].removeprefix("parkour-"): manifest
    for manifest in BASE
    if manifest["kind"] in ("Deployment", "Job")
}


def pod(name: str) -> dict:
    return WORKLOADS[name]["spec"]["template"]["spec"]


def container(name: str) -> dict:
    (only,) = pod(name)["containers"]
    return only


def by_kind(kind: str) -> dict:
    (only,) = [manifest for manifest in BASE if manifest["kind"] == kind]
    return only


def test_the_same_processes_as_the_compose_file_by_the_same_commands_from_one_image():
    services = compose()["services"]
    assert {name: manifest["kind"] for name, manifest in WORKLOADS.items()} == {
        "web": "Deployment",
        "worker": "Deployment",
        "beat": "Deployment",
        "migrate": "Job",
    }
    assert {container(name)["image"] for name in WORKLOADS} == {"parkour"}
    for name in ("worker", "beat", "migrate"):
        assert container(name)["command"] == services[name]["command"]
    assert container("web")["command"] == ["python", "manage.py", "serve"]  # that of the image


@pytest.mark.parametrize("name", WORKLOADS)
def test_every_pod_is_nobody_in_particular_and_can_change_nothing(name):
    spec, own = pod(name)["securityContext"], container(name)["securityContext"]
    assert (spec["runAsNonRoot"], spec["runAsUser"]) == (True, 10001)
    assert spec["seccompProfile"] == {"type": "RuntimeDefault"}
    assert own == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert pod(name)["automountServiceAccountToken"] is False


@pytest.mark.parametrize("name", WORKLOADS)
def test_every_container_says_what_it_needs_and_what_it_may_take(name):
    resources = container(name)["resources"]
    assert {"cpu", "memory"} <= set(resources["requests"])
    assert "memory" in resources["limits"]


@pytest.mark.parametrize("name", WORKLOADS)
def test_settings_come_from_the_map_and_secrets_from_files(name):
    assert container(name)["envFrom"] == [{"configMapRef": {"name": "parkour-settings"}}]
    mounts = {mount["name"]: mount["mountPath"] for mount in container(name)["volumeMounts"]}
    volumes = {volume["name"]: volume for volume in pod(name)["volumes"]}
    assert set(mounts) == set(volumes)
    assert volumes["secrets"]["secret"]["secretName"] == "parkour-secrets"
    for value in by_kind("ConfigMap")["data"].values():
        if value.startswith("/run/secrets"):
            assert value.startswith(mounts["secrets"] + "/")


def test_every_setting_of_the_maps_is_one_the_product_reads_and_none_is_secret():
    patch = yaml.safe_load((KUBERNETES / "overlays" / "example" / "settings.yaml").read_text(encoding="utf-8"))
    base = by_kind("ConfigMap")
    assert patch["metadata"]["name"] == base["metadata"]["name"]
    for data in (base["data"], patch["data"]):
        assert {stands_for(name) for name in data} - names_read_by_the_settings() == set()
        assert all(isinstance(value, str) for value in data.values())
        words = {name for name in data if any(word in name for word in ("PASSWORD", "TOKEN", "SECRET"))}
        assert {name for name in words if not name.endswith("_FILE")} == set()
        assert all(urlsplit(data[name]).password is None for name in ("DATABASE_URL", "REDIS_URL", "EMAIL_URL"))


def test_the_files_of_secrets_are_those_of_the_compose_file():
    data = by_kind("ConfigMap")["data"]
    wanted = {PurePosixPath(value).name for name, value in data.items() if name.endswith("_FILE")}
    assert wanted == set(compose()["secrets"])


@pytest.mark.parametrize("probe", ["startupProbe", "livenessProbe", "readinessProbe"])
def test_probes_of_the_web_ask_a_probe_of_the_product(probe, settings):
    asked = container("web")[probe]["httpGet"]
    assert resolve(asked["path"]).view_name in settings.PROBE_ROUTES
    assert asked["port"] in {port["name"] for port in container("web")["ports"]}


def test_life_asks_no_server_and_visitors_come_when_pages_can_be_made():
    assert container("web")["livenessProbe"]["httpGet"]["path"] == reverse("healthz")
    assert container("web")["readinessProbe"]["httpGet"]["path"] == reverse("readyz_pages")


@pytest.mark.parametrize("name", ["worker", "beat"])
def test_worker_and_beat_are_probed_by_the_files_of_the_compose_file(name):
    asked = container(name)["livenessProbe"]["exec"]["command"]
    check = compose()["services"][name]["healthcheck"]["test"][1].replace("$$", "$")
    assert asked == ["sh", "-c", check]


def test_the_worker_touches_the_file_its_probe_looks_at():
    (variable,) = container("worker")["env"]
    assert variable["name"] == "PARKOUR_ALIVE_PATH"
    assert variable["value"] in container("worker")["livenessProbe"]["exec"]["command"][2]


def test_whoever_is_asked_to_stop_has_the_time_to_finish():
    assert pod("web")["terminationGracePeriodSeconds"] > 25 + 5  # the server's own patience, and the pause before
    assert pod("worker")["terminationGracePeriodSeconds"] > app.conf.task_time_limit


def test_the_service_and_the_road_lead_to_the_web():
    service = by_kind("Service")
    assert service["spec"]["selector"] == {"app.kubernetes.io/component": "web"}
    (road,) = [manifest for manifest in OVERLAY if manifest["kind"] == "Ingress"]
    backend = road["spec"]["rules"][0]["http"]["paths"][0]["backend"]["service"]
    assert backend == {"name": service["metadata"]["name"], "port": {"name": "http"}}


def test_every_file_beside_a_kustomization_is_named_in_it():
    for folder in ("base", "overlays/example"):
        kustomization = yaml.safe_load((KUBERNETES / folder / "kustomization.yaml").read_text(encoding="utf-8"))
        patches = [patch["path"] for patch in kustomization.get("patches", [])]
        named = {*kustomization["resources"], *patches} - {"../../base"}
        assert named == {path.name for path in (KUBERNETES / folder).glob("*.yaml")} - {"kustomization.yaml"}
