"""The image and docker-compose.yml: what can be said of them without an engine to run them."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

from parkour.celery import app
from parkour.management.commands.serve import server_command
from tests.deployment.files import ROOT, compose, names_read_by_the_settings, stands_for

SERVICES = compose()["services"]
OURS = ["beat", "migrate", "web", "worker"]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
STAGES = re.split(r"^FROM ", DOCKERFILE, flags=re.M)[1:]


def seconds(duration: str) -> int:
    return int(re.fullmatch(r"(\d+)s", duration)[1])


def test_there_are_three_kinds_of_processes_one_job_and_two_servers():
    assert sorted(SERVICES) == sorted([*OURS, "postgres", "valkey"])
    assert {SERVICES[name]["image"] for name in OURS} == {"${PARKOUR_IMAGE:-parkour}"}


@pytest.mark.parametrize("name", OURS)
def test_ours_are_closed_in(name):
    service = SERVICES[name]
    assert (service["read_only"], service["tmpfs"], service["cap_drop"]) == (True, "/tmp", ["ALL"])  # noqa: S108
    assert service["security_opt"] == ["no-new-privileges:true"]


def test_only_the_web_is_reachable_and_only_from_this_machine():
    assert {name: service["ports"] for name, service in SERVICES.items() if "ports" in service} == {
        "web": ["127.0.0.1:${PORT:-8000}:8000"]
    }


@pytest.mark.parametrize("name", OURS)
def test_every_variable_given_is_one_the_settings_read(name):
    given = {stands_for(variable) for variable in SERVICES[name]["environment"]}
    assert given - names_read_by_the_settings() == set()
    assert SERVICES[name]["env_file"] == ".env"


def test_every_secret_is_a_file_and_no_secret_is_in_an_environment():
    declared = compose()["secrets"]
    assert all(secret["file"].endswith(f"/{name}") for name, secret in declared.items())
    for service in SERVICES.values():
        assert set(service["secrets"]) <= set(declared)
        for variable, value in service.get("environment", {}).items():
            if re.search(r"PASSWORD|TOKEN|SECRET", variable):
                assert variable.endswith("_FILE")
                assert value.removeprefix("/run/secrets/") in service["secrets"]
            assert "@" not in value or re.fullmatch(r"postgresql://parkour@postgres:5432/parkour", value)


def test_every_long_running_service_has_a_health_check_of_its_own_or_the_image_s():
    own = {name for name, service in SERVICES.items() if service.get("healthcheck", {}).get("test")}
    assert own == {"worker", "beat", "postgres", "valkey"}
    assert "/healthz" in DOCKERFILE
    assert SERVICES["migrate"]["healthcheck"] == {"disable": True}


def test_the_processes_wait_for_the_tables_and_the_servers():
    for name in ("web", "worker", "beat"):
        waits = {other: how["condition"] for other, how in SERVICES[name]["depends_on"].items()}
        assert waits == {
            "migrate": "service_completed_successfully",
            "postgres": "service_healthy",
            "valkey": "service_healthy",
        }


def test_the_servers_keep_what_they_acknowledge():
    valkey = " ".join(SERVICES["valkey"]["command"])
    assert "--appendonly yes" in valkey
    assert "--maxmemory-policy noeviction" in valkey
    assert "exec valkey-server" in valkey  # the signal to stop reaches the server, not a shell
    assert not re.search(r"fsync|full_page_writes|synchronous_commit", str(SERVICES["postgres"]))
    assert "--data-checksums" in SERVICES["postgres"]["environment"]["POSTGRES_INITDB_ARGS"]
    volumes = {volume.partition(":")[0] for service in SERVICES.values() for volume in service["volumes"]}
    assert volumes == set(compose()["volumes"])


def test_whoever_is_asked_to_stop_has_the_time_to_finish():
    kill_after = int(re.search(r"GRANIAN_WORKERS_KILL_TIMEOUT=(\d+)", DOCKERFILE)[1])
    assert seconds(SERVICES["web"]["stop_grace_period"]) > kill_after + 10
    assert seconds(SERVICES["worker"]["stop_grace_period"]) > app.conf.task_time_limit
    assert SERVICES["worker"]["command"][0] == "celery"  # no shell in between


def test_the_image_is_slim_built_in_two_stages_and_runs_as_nobody_in_particular():
    assert [stage.split()[0] for stage in STAGES] == ["python:3.11-slim", "python:3.11-slim"]
    last = STAGES[-1]
    assert "pip install" not in last
    assert re.search(r"^USER 10001:10001$", last, flags=re.M)
    assert last.index("USER 10001") < last.index("HEALTHCHECK") < last.index('CMD ["python", "manage.py"')
    assert "--require-hashes -r /tmp/requirements.txt" in STAGES[0]
    assert "requirements-demo" not in DOCKERFILE


def test_the_image_copies_the_product_and_nothing_else():
    copied = re.findall(r"^COPY (?:--from=\S+ )?(\S+)", DOCKERFILE, flags=re.M)
    assert copied == ["requirements.txt", "/opt/parkour", "manage.py", "parkour", "ideas", "committee"]
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    let_in = sorted(line[1:] for line in ignored if line.startswith("!"))
    assert "*" in ignored
    assert let_in == sorted(set(copied) - {"/opt/parkour"})
    assert all((ROOT / name).exists() for name in let_in)


def without_a_pool() -> dict[str, str]:
    """An environment in which nothing but the number of threads says how large the pool is; of a demonstration, which
    asks no server whether it is durable.
    """
    ours = {"PARKOUR_TESTING", "PARKOUR_DB_POOL_SIZE", "PARKOUR_WEB_THREADS"}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return kept | {"PARKOUR_DEMO": "1", "SECRET_KEY": "k" * 60}


def test_one_process_s_pool_serves_all_its_threads_with_two_to_spare():
    threads = re.search(r"PARKOUR_WEB_THREADS=(\d+)", DOCKERFILE)[1]
    for environment, size in (({"PARKOUR_WEB_THREADS": threads}, int(threads) + 2), ({}, 4 + 2)):
        program = "import parkour.wsgi as w; from django.conf import settings; print(settings.DB_POOL_SIZE)"
        said = subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env=without_a_pool() | environment,
            capture_output=True,
            text=True,
            check=True,
        )
        assert int(said.stdout) == size


def test_the_server_speaks_the_product_s_language_of_logs(settings):
    settings.LOG_FORMAT = "json"
    command = server_command()
    assert command[1:5] == ["-m", "granian", "--interface", "asgi"]
    assert command[-1] == "parkour.asgi:application"
    assert (settings.BASE_DIR / "parkour" / "granian-logging.json").samefile(command[6])


def test_streams_do_not_take_the_places_of_pages(settings):
    settings.EVENT_STREAMS = 700
    command = server_command()
    places = int(command[command.index("--backpressure") + 1])
    assert places - settings.EVENT_STREAMS >= 100 * settings.WEB_THREADS


def test_the_sweeper_s_file_of_life_is_where_its_health_check_looks():
    alive = SERVICES["worker"]["environment"]["PARKOUR_ALIVE_PATH"]
    assert alive in SERVICES["worker"]["healthcheck"]["test"][1]
    assert settings.PARKOUR_ALIVE_PATH == ""
