"""`make load`: a whole room votes against the real product, at once and exactly once, while its processes are killed.

Servers of its own on the loopback address, durable as in production, thrown away afterwards. Prints what it found and
writes `var/load.json`; ends with 1 when a ballot was lost, double, late or half, or when a planted fault was not seen.
"""

import argparse
import json
import os
import random
import shutil
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg

from parkour.embedded.postgres import PostgresServer
from parkour.embedded.valkey import ValkeyServer
from tests import kept
from tests.bench.report import Report
from tests.bench.server import ROOT, prepare

VOTERS, RUNS, KILLS = 500, 20, 3
# In this order: the last gathers voters who have no phone.
PARTS = ("votes", "live", "once", "faults", "planted", "close")
KILLED = ("web", "worker", "valkey", "postgresql")
DATABASE = "parkour_load"
# What must be seen: the mistake that is planted, and what is killed (nothing: the mistake shows by itself).
PLANTED = {
    "in_memory": "web",
    "left_to_the_worker": "worker",
    "in_valkey": "valkey",
    "asynchronous_commit": "postgresql",
    "without_transaction": "",
    "without_lock_of_the_roll": "",
    "hour_read_before_the_lock": "",
}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.load")
    parser.add_argument("--voters", type=int, default=VOTERS, help="members of the session, at least 20")
    parser.add_argument("--runs", type=int, default=RUNS, help="votes during which the chair closes")
    parser.add_argument("--kills", type=int, default=KILLS, help="how often each process is killed")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="some parts alone")
    parser.add_argument("--killing", nargs="+", choices=KILLED, default=KILLED, help="some processes alone")
    parser.add_argument("--planting", nargs="+", choices=[*PLANTED], default=[*PLANTED], help="some faults alone")
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "load.json")
    options = parser.parse_args(arguments)
    home = Path(tempfile.mkdtemp(prefix="parkour-load-"))
    home.chmod(0o711)
    try:
        with Servers(home, pages="votes" in options.only) as servers:
            load = Load(servers, options)
            for part in (part for part in PARTS if part in options.only):
                getattr(load, part)()
    finally:
        shutil.rmtree(home, ignore_errors=True)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(load.report.entries, indent=1) + "\n", encoding="utf-8")
    print(f"{load.report.table()}\n\nWritten to {options.out}")
    return 1 if load.unfair else 0


class Servers:
    """PostgreSQL and Valkey of our own, with a migrated database; this process is a part of the product on them.

    `pages`: some are shown, which want the static files.
    """

    def __init__(self, home: Path, *, pages: bool):
        self.home, self.pages = home, pages
        self.of = {"postgresql": PostgresServer(home, durable=True), "valkey": ValkeyServer(home, durable=True)}

    def __enter__(self):
        found = kept.bring(self.home)
        with ExitStack() as started:
            urls = {}
            for name, server in self.of.items():
                urls[name] = server.start()
                started.callback(server.stop)
            database = self._make_database(urls["postgresql"], found)
            prepare(
                {"DATABASE_URL": database, "REDIS_URL": urls["valkey"], "PARKOUR_BALLOT_KEY": "load-" + "b" * 40},
                self.home,
                pool=0,
                wakes=True,
            )
            self._fill(found)
            self.stack = started.pop_all()
        return self

    def __exit__(self, *_error):
        from django.db import connections

        connections.close_all()
        self.stack.close()

    def _make_database(self, url: str, found: bool) -> str:
        template = f" TEMPLATE {kept.TEMPLATE}" if found else ""
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f"CREATE DATABASE {DATABASE}{template}")
        return f"{url.rpartition('/')[0]}/{DATABASE}"

    def _fill(self, found: bool) -> None:
        from django.core.management import call_command

        if not found:
            call_command("migrate", verbosity=0)
        if self.pages:
            call_command("collectstatic", verbosity=0, interactive=False)

    def ways(self, name: str):
        """(kill a server with all its processes by -9, start it again as whoever runs it would)."""
        from tests.load.house import kill_server

        return lambda: kill_server(self.of[name]), self.of[name].restart


class Load:
    """Each part is a method; `unfair` once something was found that must not be."""

    def __init__(self, servers: Servers, options):
        from tests.load.crowd import gather
        from tests.load.phones import allow_open_files

        allow_open_files()
        self.servers, self.options, self.report, self.unfair = servers, options, Report(), False
        print(f"Gathering {options.voters} voters…", flush=True)
        self.crowd = gather(options.voters)
        self.dice = random.Random(options.voters)

    @contextmanager
    def house(self, workers: int = 2, **how):
        from tests.load.house import House

        house = House(self.servers.home, workers=workers, production=True, **how)
        try:
            yield house.start()
        finally:
            house.stop()

    def votes(self):
        from tests.load import figures

        print("Voting within half a minute, and all at once…", flush=True)
        with self.house() as house:
            figures.votes(house, self.crowd, self.report)

    def close(self):
        from tests.load import figures

        print("Closing votes of two thousand ballots…", flush=True)
        figures.closes(self.crowd, self.report)

    def live(self):
        from tests.bench import live

        print("Following a session on five hundred phones…", flush=True)
        side = live.Here(self.crowd.room.session)
        milliseconds, said = live.broadcast_ms(side)
        self.report.add("live500.p95_ms", milliseconds, "ms", reason=said, note=said)

    def once(self):
        """Everybody clicks twice while the chair closes; then while the deadline passes, too late all of them."""
        from tests.load.voting_once import vote_past_the_deadline

        print(f"Voting {self.options.runs} times while the chair closes…", flush=True)
        with self.house() as house:
            outcomes = [self._vote(house, seed) for seed in range(self.options.runs)]
            late = [vote_past_the_deadline(house.url, self.crowd, seed=seed) for seed in range(self.options.kills)]
        self._tell("once", outcomes)
        self._tell("deadline", late)

    def faults(self):
        """The same while a process is killed; none was there to lose a ballot, none may double one."""
        for killed in self.options.killing:
            print(f"Voting {self.options.kills} times while {killed} is killed…", flush=True)
            with self.house() as house:
                outcomes = [self._vote(house, seed, killed) for seed in range(self.options.kills)]
            self._tell(f"killed_{killed}", outcomes)

    def planted(self):
        """Each mistake that these votes exist to find is made on purpose, and must be found."""
        for fault in self.options.planting:
            print(f"Planting: {fault}…", flush=True)
            seen = self._planted(fault, PLANTED[fault]).faults
            self.unfair |= not seen
            self._report(f"planted.{fault}", seen, "" if seen else "NOT SEEN")

    def _planted(self, fault, killed):
        from tests.load.voting_once import vote_past_the_deadline, vote_secretly

        # Early for the worker, which writes what it was left; else once some voters have all their answers.
        after = len(self.crowd.people) * (1 if killed == "worker" else 7) // 2 if killed else 0
        if fault == "asynchronous_commit":
            with self.house() as house, self._careless_database():
                return self._vote(house, 0, killed, after=after)
        dies = len(self.crowd.people) // 2 if fault == "without_transaction" else 0
        with self.house(workers=1, fault=fault, dies_at=dies) as house:
            if killed == "valkey":  # once the product has started: it would refuse to
                self._careless_valkey()
            if fault == "without_lock_of_the_roll":
                return vote_secretly(house.url, self.crowd, seed=0)
            if fault == "hour_read_before_the_lock":
                return vote_past_the_deadline(house.url, self.crowd, seed=0)
            return self._vote(house, 0, killed, after=after)

    @contextmanager
    def _careless_database(self):
        """PostgreSQL acknowledges before it has written."""
        from django.db import connection

        wanted = {"synchronous_commit": "off", "wal_writer_delay": "'10s'", "wal_writer_flush_after": "'1GB'"}
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
            for name, value in wanted.items():
                server.execute(f"ALTER SYSTEM SET {name} = {value}")
            server.execute("SELECT pg_reload_conf()")
        with connection.cursor() as ours:
            ours.execute("SET synchronous_commit TO on")  # the vote itself is not what shall be lost
        yield
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
            server.execute("ALTER SYSTEM RESET ALL")
            server.execute("SELECT pg_reload_conf()")

    def _careless_valkey(self):
        from parkour.core import valkey

        valkey.client().config_set("appendonly", "no")

    def _vote(self, house, seed: int, killed: str = "", *, after: int = 0):
        """`after` so many answers something is killed, and the chair closes near the end; else it is drawn."""
        from tests.load.voting_once import Interference, vote_twice

        clicks = 4 * len(self.crowd.people)
        meanwhile = None
        if killed:
            drawn = self.dice.randrange(clicks // 10, clicks // 2)
            meanwhile = Interference(after or drawn, *self._ways(house, killed))
        closes_after = clicks - 2 if after else self.dice.randrange(clicks // 2, clicks - 10)
        outcome = vote_twice(house.url, self.crowd, seed=seed, closes_after=closes_after, meanwhile=meanwhile)
        if killed == "worker":
            house.start_worker()
        return outcome

    def _ways(self, house, killed: str):
        """How it is killed, and how it comes back; a web process does by itself."""
        if killed == "web":
            return (house.kill_web,)
        return (house.kill_worker,) if killed == "worker" else self.servers.ways(killed)

    def _tell(self, name, outcomes):
        found: dict[str, int] = {}
        for outcome in outcomes:
            for fault, number in outcome.faults.items():
                found[fault] = found.get(fault, 0) + number
        self.unfair |= bool(found)
        ballots, again = (sum(numbers) for numbers in zip(*((o.ballots, o.heard.again) for o in outcomes), strict=True))
        note = f"{len(outcomes)} votes, {ballots:,} ballots, {again:,} clicks sent again"
        self._report(f"{name}.faults", found, note)

    def _report(self, name, found, note=""):
        """Said at once: what takes minutes may be ended before the table."""
        said = "; ".join(words for words in (note, _said(found)) if words)
        self.report.add(name, sum(found.values()), "ballots", note=said)
        print(f"  {name} {sum(found.values())}  {said}", flush=True)


def _said(found: dict[str, int]) -> str:
    return ", ".join(f"{number} {name}" for name, number in found.items())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
