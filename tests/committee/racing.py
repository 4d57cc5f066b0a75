"""Real threads, real connections: voters who click twice while the chair closes."""

import itertools
import random
import threading
import uuid
from collections import Counter
from dataclasses import dataclass, field

from django.db import connection

from committee.enums import Choice
from committee.models import Ballot, Participation, Poll
from committee.services import voting
from parkour.core.exceptions import TransitionRefused
from tests.waiting import PATIENCE

VOTERS_AT_ONCE = 12  # connections; the server of the tests is shared


@dataclass
class Race:
    """What the voters were told, and what the database holds at the end."""

    acknowledged: dict = field(default_factory=dict)  # person → the last choice acknowledged
    refused: int = 0
    errors: list = field(default_factory=list)
    at_close: Counter = field(default_factory=Counter)
    at_end: Counter = field(default_factory=Counter)
    ballots: int = 0
    marked: int = 0
    kept: dict = field(default_factory=dict)

    @property
    def faults(self) -> dict:
        """Ballots written after the count, doubled or lost: empty when the vote was fair."""
        found = {
            "late": sum((self.at_end - self.at_close).values()) + sum((self.at_close - self.at_end).values()),
            "double": self.ballots - len(self.kept),
            "lost": sum(1 for person, choice in self.acknowledged.items() if self.kept.get(person) != choice),
            "unasked": sum(1 for person in self.kept if person not in self.acknowledged),
            "half": abs(self.ballots - self.marked),
        }
        return {name: number for name, number in found.items() if number}


def run(threads):
    """Start them together and wait for the end."""
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def read_together(read):
    """`read` without its lock, for a planted fault: two threads have both read before either of them goes on.

    The first two to read wait for each other; whoever reads later, or again, does not wait, nor does the thread that
    calls this. So what the lock keeps apart overlaps at every run, not by luck.
    """
    both, turns, waited = threading.Barrier(2), itertools.count(), threading.local()
    waited.once = True  # here, where the room is made

    def reads(*args):
        row = read(*args)
        if not hasattr(waited, "once") and next(turns) < 2:
            waited.once = True
            both.wait(timeout=PATIENCE)
        return row

    return reads


def in_thread(work):
    """A thread of its own connection, closed at the end."""

    def body():
        try:
            work()
        finally:
            connection.close()

    return threading.Thread(target=body)


def race(poll: Poll, voters, chair, *, seed: int) -> Race:
    """Every voter clicks twice, at the same moment as the others; the chair closes in the first half of the clicks."""
    dice = random.Random(seed)
    clicks = [[(dice.choice(Choice.values), uuid.uuid4()) for _click in range(2)] for _voter in voters]
    queue = list(zip(voters, clicks, strict=True))
    dice.shuffle(queue)
    close_after = dice.randrange(1, len(voters))
    result, lock = Race(), threading.Lock()
    done, reached, start = [], threading.Event(), threading.Barrier(VOTERS_AT_ONCE + 1)

    def click(person, choice, key):
        try:
            receipt = voting.cast_ballot(poll, by=person, choice=choice, key=key)
            with lock:
                result.acknowledged[person.pk] = receipt.choice
        except TransitionRefused:
            with lock:
                result.refused += 1
        except Exception as error:
            with lock:
                result.errors.append(error)
        with lock:
            done.append(1)
            if len(done) >= close_after:
                reached.set()

    def vote():
        start.wait()
        while True:
            with lock:
                if not queue:
                    return
                person, choices = queue.pop()
            for choice, key in choices:
                click(person, choice, key)

    def close():
        start.wait()
        reached.wait()
        voting.close_poll(poll, by=chair)

    run([in_thread(close), *(in_thread(vote) for _voter in range(VOTERS_AT_ONCE))])
    return _look(result, poll)


def _look(result: Race, poll: Poll) -> Race:
    counted = Poll.objects.get(pk=poll.pk).result["colleges"]
    for code, row in counted.items():
        result.at_close.update({(code, choice): row[choice] for choice in Choice.values})
    rows = list(Ballot.objects.filter(poll=poll).values_list("college__code", "person_id", "choice"))
    result.at_end.update((code, choice) for code, _person, choice in rows)
    result.kept = {person: choice for _code, person, choice in rows}
    result.ballots = len(rows)
    result.marked = Participation.objects.filter(poll=poll, has_voted=True).count()
    return result
