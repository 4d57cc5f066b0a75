"""PostgreSQL and Valkey are killed with -9 in the midst of a vote: on servers of their own, which may die."""

import json
import os
import subprocess
import sys

import pytest

from tests.product import ROOT

pytestmark = pytest.mark.worker
OURS = ("DATABASE_URL", "REDIS_URL", "PARKOUR_TESTING", "DJANGO_SETTINGS_MODULE", "PARKOUR_TEST_TEMPLATE")


def test_nothing_acknowledged_is_lost_with_a_server_and_what_a_careless_one_would_lose_is_seen(tmp_path):
    wanted = ("--voters", "20", "--kills", "1", "--only", "faults", "planted")
    killing = ("--killing", "valkey", "postgresql", "--planting", "in_valkey", "asynchronous_commit")
    found = tmp_path / "load.json"
    run = subprocess.run(
        [sys.executable, "-m", "tests.load", *wanted, *killing, "--out", found],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name not in OURS},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    figures = {entry["name"]: entry["value"] for entry in json.loads(found.read_text())}
    assert (figures["killed_valkey.faults"], figures["killed_postgresql.faults"]) == (0, 0)
    assert figures["planted.in_valkey"] > 0
    assert figures["planted.asynchronous_commit"] > 0
