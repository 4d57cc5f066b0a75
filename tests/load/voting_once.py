"""One vote of a whole room against the real product: everybody clicks twice, perhaps something is killed meanwhile."""

import asyncio
import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.urls import reverse

from committee.enums import Choice
from committee.models import Ballot, Participation, Poll, SealedBallot
from committee.services.common import lock_poll
from parkour.core import clock
from tests.core.looping import run_here
from tests.load.crowd import Crowd, close
from tests.load.phones import Heard, Phone
from tests.load.verdict import deadline_faults, faults, secret_faults
from tests.waiting import PATIENCE, wait_for_somebody_at_a_lock

STILL_TOLD = 20  # voters who ask once more after the close
AWAY = 0.5  # seconds until what was killed is started again


@dataclass
class Outcome:
    """What a vote came to: `faults` as `verdict` names them, empty when it was fair."""

    heard: Heard
    faults: dict[str, int] = field(default_factory=dict)
    ballots: int = 0


@dataclass
class Interference:
    """`kill` is called once `after` answers have come, while the others go on; a moment later `revive`.

    Both in the thread that votes: a server of ours ends with the thread that has started it.
    """

    after: int
    kill: Callable[[], None]
    revive: Callable[[], None] = lambda: None


def vote_twice(house_url: str, crowd: Crowd, *, seed: int, closes_after: int, meanwhile=None) -> Outcome:
    """A hidden vote: each voter clicks twice, each click is sent twice; the chair closes after that many answers."""
    poll, dice = crowd.new_poll(), random.Random(seed)
    connection.close()  # the servers may be killed under it
    heard = Heard()
    phones = _phones(house_url, crowd, heard, dice)
    chair = Phone(house_url, crowd.room.chair.pk, crowd.browsers[crowd.room.chair.pk], Heard())

    async def all_of_it():
        votes = [phone.vote(poll.pk, dice.choice(Choice.values), dice.choice(Choice.values)) for phone in phones]
        await asyncio.gather(*votes, _closing(chair, poll, heard, closes_after), _interfering(heard, meanwhile))
        await _ask_again(phones, heard, dice)

    run_here(all_of_it())
    return _look(poll, heard)


def vote_secretly(house_url: str, crowd: Crowd, *, seed: int, meanwhile=None) -> Outcome:
    """A secret vote: each voter sends their choice from two windows at once; it is counted once all were told."""
    poll, dice = crowd.new_poll(visibility="secret"), random.Random(seed)
    connection.close()
    heard = Heard()
    phones = _phones(house_url, crowd, heard, dice)

    async def all_of_it():
        votes = [phone.vote_in_two_windows(poll.pk, dice.choice(Choice.values)) for phone in phones]
        await asyncio.gather(*votes, _interfering(heard, meanwhile))

    run_here(all_of_it())
    ballots, marked = SealedBallot.objects.filter(poll=poll).count(), _marked(poll)
    if ballots != len(marked):  # the product would not count them either
        return Outcome(heard, secret_faults(heard.choices, ballots, marked, {}), ballots)
    counted = _counted(close(crowd, poll))
    return Outcome(heard, secret_faults(heard.choices, ballots, marked, counted), ballots)


def vote_past_the_deadline(house_url: str, crowd: Crowd, *, seed: int) -> Outcome:
    """Everybody clicks while the vote is held, and its deadline has passed once it is let go: no ballot may count.

    Somebody has been waiting since before the deadline: only the hour at which they write is the one that counts.
    """
    poll, dice = crowd.new_poll(minutes=5), random.Random(seed)
    connection.close()
    heard, held = Heard(), threading.Event()
    phones = _phones(house_url, crowd, heard, dice)

    async def all_of_it():
        votes = [phone.vote(poll.pk, dice.choice(Choice.values), dice.choice(Choice.values)) for phone in phones]
        await asyncio.gather(*votes)

    with ThreadPoolExecutor(max_workers=1) as thread:
        holding = thread.submit(_hold_past_the_deadline, poll, held)
        held.wait(PATIENCE)
        run_here(all_of_it())
        holding.result()
    kept = Ballot.objects.filter(poll=poll).count()
    counted = sum(_counted(close(crowd, poll)).values())
    return Outcome(heard, deadline_faults(heard.choices, kept, counted), kept)


def _hold_past_the_deadline(poll: Poll, held: threading.Event) -> None:
    """Hold the vote until somebody waits for it, and let it go once its deadline has come."""
    try:
        with transaction.atomic():
            locked = lock_poll(poll)
            held.set()
            wait_for_somebody_at_a_lock()
            locked.closes_at = clock.now()
            locked.save(update_fields=["closes_at"])
    finally:
        held.set()
        connection.close()


def _phones(url, crowd, heard, dice):
    people = crowd.people
    dice.shuffle(people)
    return [Phone(url, person, crowd.browsers[person], heard) for person in people]


async def _reaching(heard: Heard, answers: int) -> None:
    while heard.answered < answers:
        await asyncio.sleep(0.005)


async def _closing(chair: Phone, poll, heard: Heard, answers: int) -> None:
    await _reaching(heard, answers)
    await chair.act(reverse("committee:close_poll", args=[poll.pk]), {})


async def _interfering(heard, meanwhile: Interference | None) -> None:
    if meanwhile:
        await _reaching(heard, meanwhile.after)
        meanwhile.kill()
        await asyncio.sleep(AWAY)
        meanwhile.revive()


async def _ask_again(phones, heard: Heard, dice) -> None:
    """Whoever was told that their vote is recorded and sends the same click after the close is told so again."""
    voted = [phone for phone in phones if phone.last]
    for phone in dice.sample(voted, min(STILL_TOLD, len(voted))):
        if not await phone.act(*phone.last):
            heard.choices[phone.person] = "taken back"


def _look(poll: Poll, heard: Heard) -> Outcome:
    kept = list(Ballot.objects.filter(poll=poll).values_list("person_id", "choice"))
    found = faults(heard.choices, kept, _marked(poll), _counted(Poll.objects.get(pk=poll.pk)))
    return Outcome(heard, found, len(kept))


def _marked(poll) -> list[int]:
    return list(Participation.objects.filter(poll=poll, has_voted=True).values_list("person_id", flat=True))


def _counted(poll: Poll) -> dict[str, int]:
    rows = poll.result["colleges"].values()
    return {choice: total for choice in Choice.values if (total := sum(row[choice] for row in rows))}
