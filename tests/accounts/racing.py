"""Browsers that press the same button at the same instant."""

import threading

from django.db.models import QuerySet
from django.test import Client

from tests.committee.racing import in_thread, run
from tests.waiting import PATIENCE

TIMES = 2


def came_in(press, clients=None) -> int:
    """How many browsers have a session, after each has called `press(client)` at the same moment as the other."""
    start, clients = threading.Barrier(TIMES), clients or [Client() for _each in range(TIMES)]

    def go(client):
        start.wait()
        press(client)

    run([in_thread(lambda client=client: go(client)) for client in clients])
    return sum("_auth_user_id" in client.session for client in clients)


def without_a_lock(monkeypatch, model):
    """The fault to plant: rows of `model` are read without a lock, by each before anybody writes."""
    read, first, locked = threading.Barrier(TIMES), QuerySet.first, QuerySet.select_for_update

    def look(rows):
        found = first(rows)
        if rows.model is model:
            read.wait(timeout=PATIENCE)
        return found

    def no_lock(rows, **options):
        return rows.all() if rows.model is model else locked(rows, **options)

    monkeypatch.setattr(QuerySet, "select_for_update", no_lock)
    monkeypatch.setattr(QuerySet, "first", look)
