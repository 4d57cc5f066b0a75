"""How fast a whole room votes, beside the least that Django can do; what a close of many ballots costs."""

import asyncio
import os
import statistics
import subprocess
import sys
import time
import urllib.request
import uuid
from contextlib import contextmanager, suppress

from django.urls import reverse

from committee.enums import Choice
from parkour.embedded.process import free_port
from tests.bench import minimal
from tests.bench.report import Report
from tests.bench.server import ROOT
from tests.load.crowd import Crowd, close, fill
from tests.load.phones import Heard, NoAnswer, Phone
from tests.metering import metered
from tests.waiting import wait_until

SECONDS, BALLOTS, CLOSES = 30, 2_000, 3
SHARE = 0.95


def votes(house, crowd: Crowd, report: Report) -> None:
    """500 votes within thirty seconds and all at once, by the product and by the yardstick."""
    path = reverse("committee:vote", args=[crowd.new_poll().pk])
    _send(house.url, crowd, path, SECONDS)  # once, so that everything is loaded; the second time it is a change
    spread = _send(house.url, crowd, _fresh(crowd), SECONDS)
    burst = _send(house.url, crowd, _fresh(crowd), 0)
    followed = _send(house.url, crowd, _fresh(crowd), SECONDS, page=reverse("committee:live"))
    with _yardstick() as url:
        _send(url, crowd, "/vote/1/", SECONDS)
        least_spread, least_burst = _send(url, crowd, "/vote/2/", SECONDS), _send(url, crowd, "/vote/3/", 0)
    _add(report, "vote500_30s.p95_ms", spread, _share(spread.waited))
    report.add("vote500_30s.over_minimal", _share(spread.waited), "ms", _share(least_spread.waited))
    _add(report, "vote500_30s.page_ms", followed, _share(followed.waited), "ballot and the page after it, each, p95")
    _add(report, "vote500_burst.max_s", burst, max(burst.waited) / 1_000)
    report.add("vote500_burst.over_minimal", max(burst.waited) / 1_000, "s", max(least_burst.waited) / 1_000)


def _fresh(crowd: Crowd) -> str:
    return reverse("committee:vote", args=[crowd.new_poll().pk])


def _add(report, name, sent, value, note=""):
    told = f"{sent.lost} of {len(sent.waited) + sent.lost} without an answer" if sent.lost else "all answered"
    report.add(name, value, name.rpartition("_")[2], note=f"{note}; {told}" if note else told)


def _share(waited: list[float]) -> float:
    return sorted(waited)[int(SHARE * (len(waited) - 1))]


class Sent:
    """Milliseconds of each answer; how many did not come or said that it was not done."""

    def __init__(self):
        self.waited, self.lost = [], 0


def _send(url: str, crowd: Crowd, path: str, seconds: float, page: str = "") -> Sent:
    """One vote of everybody, evenly spread over so many seconds."""
    sent, people = Sent(), list(crowd.browsers)

    async def one(place, person):
        await asyncio.sleep(seconds * place / len(people))
        phone = Phone(url, person, crowd.browsers[person], Heard())
        form = {"choice": Choice.YES, "key": str(uuid.uuid4()), "person": person}
        for address, said in ((path, form), (page, None)):
            if address:
                await _timed(phone, address, said, sent)

    async def everybody():
        await asyncio.gather(*(one(place, person) for place, person in enumerate(people)))

    asyncio.run(everybody())
    return sent


async def _timed(phone, address, form, sent):
    began = time.perf_counter()
    with suppress(NoAnswer):
        reply = await phone.ask(address, form)
        if reply.status in (200, 302, 303) and "login" not in "".join(reply.of("location")):
            sent.waited.append((time.perf_counter() - began) * 1_000)
            return
    sent.lost += 1


@contextmanager
def _yardstick():
    """The server of `minimal.vote`, as many processes and threads as the product has; its address."""
    minimal.create_tables()
    minimal.Note.objects.bulk_create(minimal.Note(title="", text="", author="", score=0) for _one in range(3))
    port = free_port()
    place = ("--host", "127.0.0.1", "--port", str(port), "--workers", "2", "--blocking-threads", "4")
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", *place, "tests.load.yardstick:application"]
    out = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen(command, cwd=ROOT, env=dict(os.environ), **out)

    def answers():
        if server.poll() is not None:
            raise RuntimeError("The yardstick has ended.")
        with suppress(OSError), urllib.request.urlopen(f"http://localhost:{port}/write/", timeout=20) as page:
            return page.status == 200
        return False

    try:
        wait_until(answers)
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        server.wait(30)


def closes(crowd: Crowd, report: Report) -> None:
    """A close of 2,000 ballots, a hidden and a secret one: seconds and statements."""
    crowd.welcome(max(BALLOTS - len(crowd.people), 0))
    for name, options in (("close2000", {}), ("close2000_secret", {"visibility": "secret"})):
        taken, statements = [], set()
        for _time in range(CLOSES):
            poll = crowd.new_poll(**options)
            fill(poll)
            began = time.perf_counter()
            with metered() as meter:
                close(crowd, poll)
            taken.append(time.perf_counter() - began)
            statements.add(meter.count)
        report.add(f"{name}.s", statistics.median(taken), "s", note=f"middle of {CLOSES}, last {max(taken):.2f}")
        report.add(f"{name}.queries", max(statements), "statements")
