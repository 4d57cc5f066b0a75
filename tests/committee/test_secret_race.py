"""Secret votes that race with a second click, with the close, and with the end of a process; the faults are planted."""

import signal
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
from django.db import connection, transaction

from committee.enums import PollState
from committee.models import Participation, Poll, SealedBallot
from committee.services import sealed, voting
from parkour.core.exceptions import TransitionRefused
from tests.committee.racing import in_thread, read_together, run
from tests.factories.committee import committee_of, open_session_with, vote

pytestmark = pytest.mark.django_db(transaction=True)
VOTERS = 12


@pytest.fixture
def room():
    return open_session_with(poles=committee_of(VOTERS // 2, VOTERS // 2))


def secret(room):
    return room.poll(visibility="secret")


def clicking_twice(poll, people, told):
    """A thread a click: everybody says yes and no at the same moment."""

    def click(person, choice):
        def body():
            try:
                told.append((person.pk, vote(poll, person, choice).outcome, choice))
            except TransitionRefused:
                told.append((person.pk, "refused", choice))

        return body

    return [in_thread(click(person, choice)) for person in people for choice in ("yes", "no")]


def test_two_clicks_at_once_are_one_ballot_and_the_one_that_was_acknowledged(room):
    poll, told = secret(room), []
    run(clicking_twice(poll, room.people, told))
    created = {person: choice for person, outcome, choice in told if outcome == "created"}
    assert len(told) == 2 * VOTERS
    assert len([one for one in told if one[1] == "created"]) == len(created) == VOTERS
    assert SealedBallot.objects.count() == Participation.objects.filter(has_voted=True).count() == VOTERS
    counts = voting.close_poll(poll, by=room.chair).result["colleges"].values()
    assert sum(row["yes"] for row in counts) == list(created.values()).count("yes")


def test_without_the_lock_of_the_roll_two_clicks_are_two_ballots(room, monkeypatch):
    poll, told, person = secret(room), [], room.people[0]

    def unlocked(poll, by, by_proxy):
        return Participation.objects.get(poll=poll, person=by)

    monkeypatch.setattr(voting, "_entry_of", read_together(unlocked))
    run(clicking_twice(poll, [person], told))
    assert SealedBallot.objects.count() == 2


def test_ballots_that_race_with_the_close_are_all_counted_or_all_refused(room):
    poll, told = secret(room), []
    close = in_thread(lambda: voting.close_poll(poll, by=room.chair))
    clicks = clicking_twice(poll, room.people, told)
    run([*clicks[:VOTERS], close, *clicks[VOTERS:]])
    closed = Poll.objects.get(pk=poll.pk)
    created = [one for one in told if one[1] == "created"]
    assert len(told) == 2 * VOTERS
    assert closed.state == PollState.CLOSED
    assert sum(row["yes"] + row["no"] for row in closed.result["colleges"].values()) == len(created)
    assert Participation.objects.filter(has_voted=True).count() == len(created)
    assert not SealedBallot.objects.exists()


def test_without_the_lock_of_the_poll_a_ballot_is_written_after_the_count(room, monkeypatch):
    """The voter has read an open vote; the chair closes; the ballot is written all the same."""
    poll, person = secret(room), room.people[0]
    taken = Poll.objects.get(pk=poll.pk)

    def unlocked(poll_id):
        voting.close_poll(poll, by=room.chair)
        return taken

    monkeypatch.setattr(voting, "share_poll", unlocked)
    monkeypatch.setattr(voting, "put_sealed", lambda poll, entry, *said: None)
    assert vote(poll, person).outcome == "created"
    assert Participation.objects.filter(has_voted=True).count() == 1
    assert sum(row["yes"] for row in Poll.objects.get(pk=poll.pk).result["colleges"].values()) == 0


KILLED = """
import os, signal, sys, uuid
import django
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
from committee.models import Poll
from committee.services import voting
from parkour.accounts.models import User
write = voting._write
def dies(*args):
    write(*args)
    os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[4] == "dies":
    voting._write = dies
voting.cast_ballot(Poll(pk=int(sys.argv[2])), by=User.objects.get(pk=int(sys.argv[3])), key=uuid.uuid4(), choice="yes")
"""


def cast_elsewhere(poll, person, how) -> int:
    """One ballot from a process of its own; how it ended."""
    arguments = [connection.settings_dict["NAME"], str(poll.pk), str(person.pk), how]
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", KILLED, *arguments], cwd=root, timeout=120, check=False)
    return done.returncode


def test_a_process_killed_after_both_rows_were_written_leaves_neither_and_the_retry_counts(room):
    poll, person = secret(room), room.people[0]
    assert cast_elsewhere(poll, person, "dies") == -signal.SIGKILL
    assert (SealedBallot.objects.count(), Participation.objects.filter(has_voted=True).count()) == (0, 0)
    assert cast_elsewhere(poll, person, "lives") == 0
    assert (SealedBallot.objects.count(), Participation.objects.filter(has_voted=True).count()) == (1, 1)
    assert voting.cast_ballot(poll, by=person, key=uuid.uuid4(), choice="no").outcome == "already"


def test_what_a_close_leaves_in_the_tables_is_swept_once(room):
    poll = secret(room)
    for person in room.people:
        vote(poll, person)
    voting.close_poll(poll, by=room.chair)
    assert sealed.sweep_ballots() == 1
    assert sealed.sweep_ballots() == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size('committee_sealedballot')")
        assert cursor.fetchone()[0] == 0


def test_closing_many_times_at_once_counts_once(room):
    poll, closed = secret(room), []
    vote(poll, room.people[0])
    run([in_thread(lambda: closed.append(voting.close_poll(poll, by=room.chair).result)) for _copy in range(6)])
    assert len(closed) == 6
    assert all(result == closed[0] for result in closed)


def test_a_ballot_is_written_with_its_mark_or_not_at_all(room, monkeypatch):
    poll = secret(room)
    monkeypatch.setattr(voting, "MARK", "UPDATE no_such_table SET has_voted = true WHERE id = %s")
    with pytest.raises(Exception, match="no_such_table"), transaction.atomic():
        vote(poll, room.people[0])
    assert not SealedBallot.objects.exists()
