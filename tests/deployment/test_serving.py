"""The real web server with two processes, started by the command of production: figures of both, a gentle end."""

import http.client
import json
import os
import signal
import subprocess
import threading
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest
from django.conf import settings

from parkour.embedded.process import free_port
from parkour.management.commands import serve
from tests.deployment.gate import VARIABLE, Gate
from tests.waiting import PATIENCE, wait_until

TOKEN = "a-token-of-this-test"


class Server:
    """The web server on a port of its own; its lines go to `log`."""

    def __init__(self, folder, gate):
        self.port, self.log = free_port(), folder / "web.log"
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.deployment.slow_settings",
            "GRANIAN_HOST": "127.0.0.1",
            "GRANIAN_PORT": str(self.port),
            "GRANIAN_WORKERS": "2",
            "GRANIAN_BLOCKING_THREADS": "2",
            "GRANIAN_WORKERS_KILL_TIMEOUT": str(PATIENCE),
            "LOG_FORMAT": "json",
            "PARKOUR_METRICS_TOKEN": TOKEN,
            "TMPDIR": str(folder),
            VARIABLE: str(gate.path),
        }
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                serve.server_command(), cwd=settings.BASE_DIR, env=environment, stdout=log, stderr=log
            )
        wait_until(lambda: self.process.poll() is not None or self.answers())

    def answers(self) -> bool:
        try:
            return self.get("healthz") == "ok"
        except (URLError, OSError):
            return False

    def get(self, path: str, **headers) -> str:
        with urlopen(Request(f"http://127.0.0.1:{self.port}/{path}", headers=headers), timeout=PATIENCE) as answer:
            return answer.read().decode()

    def lines(self) -> list[dict]:
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def said(self, words: str) -> bool:
        return words in self.log.read_text()


@pytest.fixture
def gate(tmp_path):
    return Gate(tmp_path / "gate")


@pytest.fixture
def server(tmp_path, gate, settings):
    settings.LOG_FORMAT = "json"
    running = Server(tmp_path, gate)
    yield running
    if running.process.poll() is None:
        running.process.terminate()
        running.process.wait(PATIENCE)


@pytest.fixture
def under_way(server, gate):
    """A request that the server is answering; `answer` is filled when it came back or broke off."""
    answer: list = []

    def ask():
        try:
            answer.append(server.get("wait/"))
        except (URLError, http.client.HTTPException, OSError) as error:
            answer.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    gate.arrived()
    yield thread, answer
    thread.join(PATIENCE)


def test_a_request_under_way_is_answered_before_the_server_ends(server, gate, under_way):
    thread, answer = under_way
    server.process.send_signal(signal.SIGTERM)
    wait_until(lambda: server.said("Shutting down granian"))
    assert answer == []
    gate.open_with("the whole answer")
    thread.join(PATIENCE)
    assert answer == ["the whole answer"]
    assert server.process.wait(PATIENCE) == 0
    assert server.lines()[-1]["event"] == "Granian shutdown completed, see ya!"
    assert [line["status"] for line in server.lines() if line.get("route") == "wait"] == [200]


def test_planted_fault_processes_that_are_killed_break_the_request_off(server, gate, under_way):
    thread, answer = under_way
    for pid in workers_of(server):
        os.kill(pid, signal.SIGKILL)
    thread.join(PATIENCE)
    os.close(gate.pipe)
    (broken,) = answer
    assert isinstance(broken, (URLError, http.client.HTTPException, OSError))


def workers_of(server) -> list[int]:
    children = subprocess.run(["ps", "-o", "pid=", "--ppid", str(server.process.pid)], capture_output=True, text=True)
    return [int(pid) for pid in children.stdout.split()]


def test_whichever_process_is_asked_the_figures_are_those_of_all(server):
    seen: list[str] = []

    def both_have_answered():
        seen.append(server.get("process/"))
        return len(set(seen)) == 2

    wait_until(both_have_answered)
    for _ in range(4):
        text = server.get("metrics", Authorization=f"Bearer {TOKEN}")
        assert f'parkour_requests_total{{method="GET",route="process",status="200"}} {float(len(seen))}' in text
        assert f'parkour_request_seconds_count{{route="process"}} {float(len(seen))}' in text


def test_every_line_of_the_server_is_an_object_and_the_figures_are_closed_to_others(server):
    with pytest.raises(HTTPError, match="401"):
        server.get("metrics", Authorization="Bearer wrong")
    lines = server.lines()
    assert {line["logger"] for line in lines} >= {"_granian", "parkour.requests"}
    assert [line["status"] for line in lines if line.get("route") == "metrics"] == [401]
