"""Proxies signed at the same moment as something else happens. Beside each rule stands the fault it must catch."""

import threading

import pytest
from django.db import IntegrityError

from committee.enums import Answer
from committee.models import Availability, Proxy, Session
from committee.services import answering, conduct
from committee.services.answering import answer_session
from parkour.core.exceptions import InvalidInput
from tests.committee.racing import in_thread, run
from tests.factories.committee import committee_of, released_session
from tests.waiting import PATIENCE, somebody_waits_for_a_lock, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def room():
    return released_session(poles=committee_of(4, 1))


def unlocked(session):
    """The planted fault: the session as it was read, held by nobody."""
    return Session.objects.get(pk=session.pk)


def give_at_once(room):
    """Three members give theirs to the same one at the same moment: what each was told."""
    first, *givers = room.poles["direction"]
    told, start = [], threading.Barrier(len(givers))

    def give(giver):
        start.wait()
        try:
            answer_session(room.session, by=giver, answer=Answer.NO, holder=first)
            told.append("given")
        except InvalidInput as refusal:
            told.append(refusal.field)
        except IntegrityError:
            told.append("a fault")

    run([in_thread(lambda giver=giver: give(giver)) for giver in givers])
    return sorted(told)


def test_of_several_who_name_the_same_holder_at_once_one_does_and_the_others_read_why(room):
    assert give_at_once(room) == ["given", "holder", "holder"]
    assert Proxy.objects.filter(revoked_at=None).count() == 1
    assert Availability.objects.count() == 1  # nothing is half done for those who were refused


def test_planted_fault_without_the_lock_the_database_alone_refuses_and_nobody_reads_why(room, monkeypatch):
    both = threading.Barrier(3)
    real = answering.give_proxy

    def give_together(*args):
        both.wait(timeout=PATIENCE)
        return real(*args)

    monkeypatch.setattr(answering, "lock_session", unlocked)
    monkeypatch.setattr(answering, "give_proxy", give_together)
    told = give_at_once(room)
    assert told.count("given") == 1 and "a fault" in told
    assert Proxy.objects.filter(revoked_at=None).count() == 1


def opened_meanwhile(room, monkeypatch) -> bool:
    """A member signs; before it is written down the chair opens. Whether the session opened in between."""
    first, second, *_others = room.poles["direction"]
    signing, opened, go_on = threading.Event(), threading.Event(), threading.Event()
    real, between = answering.give_proxy, []

    def give_slowly(*args):
        signing.set()
        go_on.wait(timeout=PATIENCE)
        return real(*args)

    monkeypatch.setattr(answering, "give_proxy", give_slowly)

    def sign():
        answer_session(room.session, by=second, answer=Answer.NO, holder=first)

    def open_it():
        signing.wait(timeout=PATIENCE)
        conduct.open_session(room.session, by=room.chair)
        opened.set()

    def watch():
        signing.wait(timeout=PATIENCE)
        wait_until(lambda: opened.is_set() or somebody_waits_for_a_lock())
        between.append(opened.is_set())
        go_on.set()

    run([in_thread(work) for work in (sign, open_it, watch)])
    return between[0]


def test_a_session_does_not_open_while_a_proxy_is_being_signed(room, monkeypatch):
    assert not opened_meanwhile(room, monkeypatch)
    session, proxy = Session.objects.get(), Proxy.objects.get()
    assert proxy.signed_at <= session.opened_at


def test_planted_fault_without_the_lock_a_proxy_is_signed_after_the_opening(room, monkeypatch):
    monkeypatch.setattr(answering, "lock_session", unlocked)
    assert opened_meanwhile(room, monkeypatch)
    session, proxy = Session.objects.get(), Proxy.objects.get()
    assert proxy.signed_at > session.opened_at
