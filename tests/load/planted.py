"""Faults that a web process can be started with, each one a mistake that the suite of votes must catch.

`PARKOUR_LOAD_FAULT` names one; without it this changes nothing. `PARKOUR_LOAD_DIES_AT` is no fault: the process kills
itself once, when it is about to mark that many voters as having voted, their ballots written and not committed.
"""

import itertools
import os
import queue
import signal
import threading
from contextlib import suppress
from pathlib import Path

from committee.enums import PollState
from committee.models import Participation
from committee.selectors import poll_state
from committee.services import voting
from parkour.accounts.models import User
from parkour.core import clock, valkey
from parkour.core.exceptions import TransitionRefused
from tests.waiting import PATIENCE

FAULT, DIES_AT = "PARKOUR_LOAD_FAULT", "PARKOUR_LOAD_DIES_AT"
LIST, WRITE = "planted.ballots", "tests.load.write"
IDLE = 60  # seconds without a ballot until those in memory are written
_cast, _close = voting.cast_ballot, voting.close_poll


def plant(name: str, folder: Path, dies_at: str) -> None:
    """Make this process wrong in the named way. `folder` remembers that a process has killed itself already."""
    if dies_at:
        die_once(int(dies_at), folder / "has-died")
    if name:
        FAULTS[name]()


def die_once(number: int, mark: Path) -> None:
    write, turns = voting._write, itertools.count(1)

    def dies(statement, values):
        if statement == voting.MARK and next(turns) == number:
            with suppress(FileExistsError):
                mark.touch(exist_ok=False)
                os.kill(os.getpid(), signal.SIGKILL)
        write(statement, values)

    voting._write = dies


def acknowledged(choice):
    return voting.BallotReceipt("created", choice)


def in_memory():
    """A ballot is acknowledged, and written when the room has gone quiet."""
    cast = queue.SimpleQueue()

    def later():
        waiting = []
        while True:
            try:
                waiting.append(cast.get(timeout=IDLE))
            except queue.Empty:
                while waiting:
                    poll, said = waiting.pop(0)
                    _cast(poll, **said)

    def cast_ballot(poll, **said):
        cast.put((poll, said))
        return acknowledged(said["choice"])

    threading.Thread(target=later, daemon=True).start()
    voting.cast_ballot = cast_ballot


def in_valkey():
    """A ballot is acknowledged and kept in the server in between; the close writes what it finds there."""

    def cast_ballot(poll, *, by, key, choice="", **_said):
        valkey.client().rpush(LIST, f"{by.pk} {key} {choice}")
        return acknowledged(choice)

    def close_poll(poll, *, by):
        while line := valkey.client().lpop(LIST):
            person, key, choice = line.decode().split(" ")
            _cast(poll, by=User.objects.get(pk=person), key=key, choice=choice)
        return _close(poll, by=by)

    voting.cast_ballot, voting.close_poll = cast_ballot, close_poll


def left_to_the_worker():
    """A ballot is acknowledged, and the worker is asked to write it."""
    from parkour.celery import app

    def cast_ballot(poll, *, by, key, choice="", **_said):
        app.send_task(WRITE, [poll.pk, by.pk, str(key), choice])
        return acknowledged(choice)

    voting.cast_ballot = cast_ballot


def without_transaction():
    """The ballot and the mark of its voter are written one after the other, each for good."""
    voting.cast_ballot = _cast.__wrapped__


def without_lock_of_the_roll():
    """Of the first voter to come, both clicks have read the roll before either of them writes."""
    both, lock, first = threading.Barrier(2), threading.Lock(), []

    def unlocked(poll, by, by_proxy):
        line = Participation.objects.get(poll=poll, person=by)
        with lock:
            if not first:
                first.append(by.pk)
                waits = True
            else:
                waits = first == [by.pk]
                if waits:
                    first.append(None)  # whoever comes later does not wait
        if waits:
            both.wait(timeout=PATIENCE)
        return line

    voting._entry_of = unlocked


def hour_read_before_the_lock():
    """Whether a vote is over is judged by the hour at which a ballot came, not by the one at which it is written."""
    share, came = voting.share_poll, threading.local()

    def share_poll(poll_id):
        came.at = clock.now()
        return share(poll_id)

    def must_be_open(poll):
        if poll_state(poll, came.at) != PollState.OPEN:
            raise TransitionRefused("too late")

    voting.share_poll, voting._must_be_open = share_poll, must_be_open


FAULTS = {
    fault.__name__: fault
    for fault in (
        in_memory,
        in_valkey,
        left_to_the_worker,
        without_transaction,
        without_lock_of_the_roll,
        hour_read_before_the_lock,
    )
}
