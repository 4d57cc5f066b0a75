"""`make bench`: what the pages and forms of the product cost, beside the least that Django can do.

Two databases of their own, thrown away afterwards: a thousand and a hundred thousand contributions, each with its
process. What is compared is asked in turns, one thing at a time, so that a busy machine slows both sides alike.
Prints a table and writes `var/bench.json`.
"""

import argparse
import json
import multiprocessing
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from committee.calendar import REGIONS
from committee.recurrence import HOUSE
from committee.series import slots
from parkour.embedded import EmbeddedStack
from parkour.organisation.working_days import public_holidays
from tests.bench import live, plan
from tests.bench.report import Report
from tests.bench.server import ROOT, serve
from tests.bench.triage60 import machine_seconds

SMALL, LARGE = 1_000, 100_000
ROUNDS, VOTES, FILES, WARM = 60, 40, 2, 3
TYPED = 40  # times at least, for a share of them to mean something


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--small", type=int, default=SMALL, help="contributions of the small database")
    parser.add_argument("--large", type=int, default=LARGE, help="contributions of the large database")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="times that each page is asked for")
    parser.add_argument("--only", choices=[*PARTS], help="one part of it alone")
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "bench.json")
    options = parser.parse_args(arguments)
    home = Path(tempfile.mkdtemp(prefix="parkour-bench-"))
    home.chmod(0o711)
    try:
        wanted = {name: not os.environ.get(name) for name in ("DATABASE_URL", "REDIS_URL")}
        with EmbeddedStack(home, postgres=wanted["DATABASE_URL"], valkey=wanted["REDIS_URL"]) as stack:
            environment = {name: os.environ[name] for name in wanted if not wanted[name]} | stack.environment
            report = _measure(environment, home, options)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(report.entries, indent=1) + "\n", encoding="utf-8")
    print(report.table())
    print(f"\nWritten to {options.out}")
    return 0


def _measure(environment, home, options) -> Report:
    sizes = (options.small,) if options.only in SMALL_ALONE else (options.small, options.large)
    sizes = () if options.only in NO_DATABASE else sizes
    databases = {size: f"parkour_bench_{os.getpid()}_{size}" for size in sizes}
    with psycopg.connect(environment["DATABASE_URL"], autocommit=True) as server:
        for name in databases.values():
            server.execute(f'CREATE DATABASE "{name}"')
        try:
            if sizes:
                print(f"Seeding {' and '.join(map(str, sizes))} contributions…", flush=True)
            report, parts = Report(), [options.only] if options.only else PARTS
            with Servers(environment, home, databases) as servers:
                for name in parts:
                    PARTS[name](servers, options.rounds, report)
            return report
        finally:
            for name in databases.values():
                server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


class Servers:
    """The two processes, asked one at a time."""

    def __init__(self, environment, home, databases):
        context = multiprocessing.get_context("spawn")
        self.pipes, self.children = [], []
        for size, database in databases.items():
            ours, theirs = context.Pipe()
            own = home / str(size)
            own.mkdir()
            url = urlsplit(environment["DATABASE_URL"])._replace(path=f"/{database}").geturl()
            child = context.Process(target=serve, args=(theirs, environment | {"DATABASE_URL": url}, str(own), size))
            child.start()
            theirs.close()
            self.pipes.append(ours)
            self.children.append(child)

    def __enter__(self):
        for pipe in self.pipes:
            pipe.recv()
        return self

    def __exit__(self, *_error):
        for pipe, child in zip(self.pipes, self.children, strict=True):
            with suppress(BrokenPipeError):  # it has stopped already, with its own words
                pipe.send(None)
            child.join(20)
            if child.is_alive():
                child.terminate()

    def ask(self, which: int, name: str, *arguments):
        self.pipes[which].send((name, arguments))
        return self.pipes[which].recv()


SMALL_ONE, LARGE_ONE = 0, 1
GROWING = ("board", "queue", "search", "dashboard")
BESIDE_MINIMAL = ("board", "queue", "queue_next", "portfolio")
COUNTED = (
    *("board.queries", "queue.queries", "queue_next.queries", "portfolio.queries"),
    *("dashboard.queries", "dashboard.count_ms"),
    *("board.rows", "board.deep_blocks", "submit.queries", "vote.queries", "session.queries", "agenda.queries"),
)
IMPORTS, EXPORTS = ("minimal_import", "import"), ("minimal_export", "export")


def _turns(servers, rounds, jobs, warm=WARM) -> dict:
    """Milliseconds (median) of each job, `(which server, name, *arguments)`; all of them in every round."""
    taken = _all_turns(servers, rounds, jobs, warm)
    return {job: statistics.median(values) for job, values in taken.items() if values}


def _all_turns(servers, rounds, jobs, warm=WARM) -> dict:
    """The milliseconds of every round but the first ones."""
    taken = {job: [] for job in jobs}
    for turn in range(rounds + warm):
        for job in jobs:
            which, name, *arguments = job
            milliseconds = servers.ask(which, "time", name, *arguments)
            if turn >= warm:
                taken[job].append(milliseconds)
    return taken


def _pages(servers, rounds, report):
    pages = servers.ask(LARGE_ONE, "pages")
    print("Asking for pages…", flush=True)
    sizes = sorted({50, *(pages[name] for name in BESIDE_MINIMAL)})
    lists = [(which, name) for name in GROWING for which in (SMALL_ONE, LARGE_ONE)]
    desk = [(LARGE_ONE, name) for name in BESIDE_MINIMAL if name not in GROWING]
    took = _turns(servers, rounds, [*lists, *desk, *((LARGE_ONE, "minimal", rows) for rows in sizes)])
    report.add("minimal_view.ms", took[LARGE_ONE, "minimal", 50], "ms")
    for name in BESIDE_MINIMAL:
        report.add(f"{name}.over_minimal", took[LARGE_ONE, name], "ms", took[LARGE_ONE, "minimal", pages[name]])
    for name in GROWING:
        report.add(f"{name}.100k_over_1k", took[LARGE_ONE, name], "ms", took[SMALL_ONE, name])


def _budgets(servers, _rounds, report):
    budgets = servers.ask(LARGE_ONE, "budgets")
    units = {"board.rows": "rows", "board.deep_blocks": "blocks", "dashboard.count_ms": "ms"}
    for name in COUNTED:
        report.add(name, budgets[name], units.get(name, "statements"))


def _forms(servers, rounds, report):
    print("Sending forms…", flush=True)
    forms = [(LARGE_ONE, "submit"), (LARGE_ONE, "vote"), (LARGE_ONE, "minimal", 50)]
    took = _turns(servers, min(rounds, VOTES), forms)
    for name in ("submit", "vote"):
        report.add(f"{name}.over_minimal", took[LARGE_ONE, name], "ms", took[LARGE_ONE, "minimal", 50])


def _files(servers, _rounds, report):
    print("Importing and exporting…", flush=True)
    imports, exports = ([(SMALL_ONE, name) for name in pair] for pair in (IMPORTS, EXPORTS))
    _turns(servers, 0, imports, warm=1)  # from here on both sides hold ten thousand rows more
    exported = _turns(servers, FILES, exports, warm=1)
    imported = _turns(servers, FILES, imports, warm=0)
    report.add("import10k.over_minimal", imported[SMALL_ONE, "import"], "ms", imported[SMALL_ONE, "minimal_import"])
    report.add("export10k.over_minimal", exported[SMALL_ONE, "export"], "ms", exported[SMALL_ONE, "minimal_export"])


def _measurements(servers, _rounds, report):
    print("Importing a hundred thousand measurements…", flush=True)
    report.add("import100k_measurements.s", servers.ask(SMALL_ONE, "time", "import_measurements") / 1_000, "s")


def _weights(servers, _rounds, report):
    weights = servers.ask(LARGE_ONE, "sizes")
    report.add("form.first_load_kb", weights["/ideas/new/"], "kB")
    report.add("page.max_kb", max(weights.values()), "kB", note=max(weights, key=weights.get))


def _triage60(servers, _rounds, report):
    print("Triaging by keyboard…", flush=True)
    seconds, said = machine_seconds(lambda *asked: servers.ask(SMALL_ONE, *asked))
    report.add("triage60.machine_s", seconds, "s", reason=said, note=said)


def _live(servers, _rounds, report):
    print("Following a session on five hundred phones…", flush=True)
    milliseconds, said = live.broadcast_ms(lambda *asked: servers.ask(SMALL_ONE, *asked))
    report.add("live500.p95_ms", milliseconds, "ms", reason=said, note=said)


def _digest(servers, _rounds, report):
    print("Preparing the Friday digests of five thousand people…", flush=True)
    seconds, said = servers.ask(SMALL_ONE, "digests")
    report.add("digest5000.s", seconds, "s", note=said)


def _votes(_servers, _rounds, report):
    """A whole room votes, a vote of two thousand is closed: on servers of their own, by `tests.load`."""
    print("Voting as a whole room…", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder) / "load.json"
        command = [sys.executable, "-m", "tests.load", "--only", "votes", "close", "--out", str(found)]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        report.take(json.loads(found.read_text(encoding="utf-8")))


def _similar(servers, rounds, report):
    """How fast what says the same is found while one types, and how well on the labelled corpus."""
    print("Looking for what says the same…", flush=True)
    jobs = [(LARGE_ONE, "similar"), (LARGE_ONE, "minimal", 50)]
    taken = _all_turns(servers, max(rounds, TYPED), jobs)
    typed = sorted(taken[LARGE_ONE, "similar"])
    report.add("similar.p95_ms", typed[int(0.95 * (len(typed) - 1))], "ms")
    middle = {job: statistics.median(values) for job, values in taken.items()}
    report.add("similar.over_minimal", middle[LARGE_ONE, "similar"], "ms", middle[LARGE_ONE, "minimal", 50])
    found = servers.ask(SMALL_ONE, "quality")
    for name in ("typing_ap", "typing_recall5", "ap", "recall5"):
        report.add(f"similar.{name}", found.get(name), "share", reason=found.get("reason", ""))


def _plan(_servers, _rounds, report):
    """How long the agenda of a whole session takes, and what the best one is worth beside taking by score."""
    print("Planning sessions…", flush=True)
    for size in (60, 500):
        longest, said = plan.seconds(size)
        report.add(f"plan{size}.s", longest, "s", note=said)
    gain, said = plan.gain_over_by_score()
    report.add("plan.gain_over_by_score", gain, "ratio", reason=said, note=said)


def _calendar(_servers, _rounds, report):
    """Ten years of sessions with their holidays, nothing kept from the time before."""
    took = []
    for _time in range(5):
        public_holidays.cache_clear()
        begun = time.perf_counter()
        slots(date(2025, 12, 31), date(2035, 12, 31), rule=HOUSE, regions=REGIONS)
        took.append(time.perf_counter() - begun)
    report.add("calendar10y.s", statistics.median(took), "s")


PARTS = {
    "pages": _pages,
    "budgets": _budgets,
    "forms": _forms,
    "triage60": _triage60,
    "live": _live,
    "digest": _digest,
    "similar": _similar,
    "files": _files,
    "measurements": _measurements,
    "weights": _weights,
    "plan": _plan,
    "votes": _votes,
    "calendar": _calendar,
}
SMALL_ALONE = {"triage60", "live", "digest", "files", "measurements", "calendar"}
NO_DATABASE = {"plan", "votes"}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
