"""The server's side of the triage by keyboard: contributions at the head of the queue, the product before them."""

import os
import random
import subprocess
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.test import Client

from ideas.held import waiting_of
from ideas.models import Idea
from ideas.services.holding import send_held_now
from parkour.embedded.process import free_port
from parkour.management.commands.serve import server_command
from tests.bench import likeness, words
from tests.bench.server import ROOT
from tests.factories import IdeaFactory, UserFactory
from tests.waiting import wait_until

BACKEND = "parkour.accounts.backends.SignInBackend"
FIRST = datetime(2001, 1, 1, tzinfo=UTC)  # promised before all others


def session_of(person) -> str:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def texts(number: int, chance: random.Random) -> list[str]:
    """That many texts: of the corpus that the environment names, else of the words of the bench."""
    corpus = os.environ.get("PARKOUR_CORPUS_DIR", "")
    found = []
    if corpus and (Path(corpus) / likeness.FOLDER).is_dir():
        found = list(likeness.labelled(Path(corpus)).texts.values())[:number]
    return [*found, *(words.problem(chance) for _ in range(number - len(found)))]


def serving(url: str, *, workers: int) -> subprocess.Popen:
    """A server of production at this address."""
    place = ("--host", "127.0.0.1", "--port", url.rpartition(":")[2])
    program = [*server_command("--workers", str(workers), *place)[:-1], "tests.bench.web:application"]
    return subprocess.Popen(program, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def answers(server: subprocess.Popen, url: str) -> bool:
    if server.poll() is not None:
        raise RuntimeError("The server has ended.")
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=2):
            return True
    except OSError:
        return False


class Desk:
    """The contributions in their order, and a server for one officer; `facts` is what the browser has to know."""

    def __init__(self, officer, problems: list[str]):
        self.officer, author = officer, UserFactory(email="author@bench.example")
        references = [self._waiting(author, problem, number) for number, problem in enumerate(problems)]
        self.url = f"http://localhost:{free_port()}"
        self.server = serving(self.url, workers=1)
        self._wait()
        self.facts = {"url": self.url, "session": session_of(officer), "references": references}

    def _waiting(self, author, problem, number):
        idea = IdeaFactory(author=author, problem_text=problem, change_text="Faire autrement.")
        Idea.objects.filter(pk=idea.pk).update(promised_reply_at=FIRST + timedelta(hours=number))
        return idea.reference

    def _wait(self):
        try:
            wait_until(lambda: answers(self.server, self.url))
        except BaseException:
            self.stop()
            raise

    def let_answers_leave(self) -> None:
        """All but the last of those that wait: at sixty an hour, one at a time does."""
        for held in waiting_of(self.officer)[1:]:
            send_held_now(held.idea, by=self.officer)

    def stop(self) -> None:
        self.server.terminate()
        try:
            self.server.wait(15)
        except subprocess.TimeoutExpired:
            self.server.kill()
            self.server.wait(5)
